"""Strikes from the air by a neighbour without treaty duty, against bands inside the member's land that it knows of.

It strikes for its own reasons: its border is worth it, and the member consents. Sorties are its means (`sorties` of its
entry in the scenario). A sortie costs a band `strike_kill` men on average, fewer under cover; aircraft alone finish
nobody. Now and then, with chance `strike_error`, it hits people instead, of whom a Poisson count with mean
`strike_people` die: then strikes stop for `strike_pause_days`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from panj.border.dice import poisson
from panj.treaty.ladder import COMBAT
from panj.treaty.opinion.presence import presence

if TYPE_CHECKING:
    from panj.agents.alliance.states import PartnerState

WORTH_STRIKING = 0.2  # stake times threat at which a neighbour strikes; assumed


class Strikes:
    """The strikes of one neighbour."""

    def __init__(self, state: PartnerState) -> None:
        self.state = state
        self.will = False
        self.first = -1  # village near which bands are struck before others, -1 none
        self.paused_until = 0
        self._since = -1  # the event of the decision

    def step(self) -> None:
        """Once a day: sorties are flown against the bands that are known, shared out evenly, if it wants to."""
        s = self.state
        if s.new_week:
            self._decide()
        bands = self._targets() if self.will and s.model.day >= self.paused_until else []
        flown = round(s.standing.sorties)
        for k in range(min(len(bands), flown)):
            if s.model.day < self.paused_until:
                return
            self._strike(bands[k], flown // len(bands) + (k < flown % len(bands)))

    def _targets(self) -> list[int]:
        """The bands that are known; while some are near the village that is to come first, these alone."""
        m = self.state.model
        known = m.border_troops.pursuit.known()
        if self.first < 0:
            return known
        return [b for b in known if int(m.land.near_village[m.inland.seen_cell[b]]) == self.first] or known

    def _decide(self) -> None:
        """Whether it strikes this week: its stake times the threat that it sees, and the member's consent."""
        s = self.state
        worth = s.stands["stake"] * s.threat
        near = s.model.border_troops.pursuit.near()
        answer, why = s.ask(
            "strike",
            "yes" if worth > WORTH_STRIKING else "no",
            f"What it sees there matters {'enough' if worth > WORTH_STRIKING else 'not enough'} to it"
            f" [{worth:.2f}; {WORTH_STRIKING:g} would do].",
            {
                "yes": f"Up to {round(s.standing.sorties)} sorties a day at bands that are known; they may hit people.",
                "no": "They stay at home.",
            }
            | {name: f"They strike those seen near {name} alone while there are any, then all alike." for name in near},
        )
        self.first = near.get(str(answer), -1)
        will = answer != "no" and s.model.alliance.requester.consents(s.code, min(COMBAT))
        if will and not self.will:
            host = s.model.setting.file.requester
            lawful = presence(s.code, host, {min(COMBAT)}, s.model.date, invited=True)
            reason = f"{s.standing.name} strikes from the air on its own. {why}"
            self._since = s.model.tell(
                "strikes",
                s.code,
                subject=host,
                amount=s.standing.sorties,
                causes=s.alarm(),
                clause="" if lawful is None else lawful.clause,
                reason=reason if lawful is None else f"{reason} {lawful.reason}",
            )
        self.will = will

    def _strike(self, band: int, sorties: int) -> None:
        """A day's sorties against a band; one of them may hit people instead."""
        s, m = self.state, self.state.model
        f, name, title = m.forces.columns, m.forces.names[band], m.forces.titles[band]
        v = int(m.inland.village[band])
        in_village = v >= 0 and int(m.inland.by[v]) == band
        if in_village and s.draw(f"error-{name}") < 1.0 - (1.0 - m.values["strike_error"]) ** sorties:
            self.paused_until = m.day + round(m.values["strike_pause_days"])
            dead = min(poisson(s.draw(f"people-{name}"), m.values["strike_people"]), int(m.inland.held[v]))
            m.inland.held[v] -= dead
            m.inland.killed[v] += dead
            m.tell(
                "people_struck",
                s.code,
                subject=name,
                amount=dead,
                causes=(self._since,),
                reason=f"Aircraft of {s.standing.name} hit people in the village that {title} holds and stop for now;"
                f" {dead} die.",
            )
            return
        mean = sorties * m.values["strike_kill"] * float(m.ground.cover[f.cell[band]])
        dead = min(poisson(s.draw(f"strike-{name}"), mean), int(f.men[band]) - 1)
        if dead > 0:
            f.men[band] -= dead
            f.lost[band] += dead
            m.tell(
                "struck",
                s.code,
                subject=name,
                amount=dead,
                causes=(self._since,),
                reason=f"{sorties} sorties of {s.standing.name} hit {title}; men lost: {dead}.",
            )
