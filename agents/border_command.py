"""Orders of the regular sides: mobile garrisons that strike back, and the member's command along its border."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from mesa import Agent
from numpy.typing import NDArray

from border.compiled import quick
from border.dice import normal_quantile
from border.forces import (
    ATTACK,
    BATTALION,
    FALL_BACK,
    FIELD,
    FLEE,
    GOVERNMENT,
    HOLD,
    HOME,
    MOBILE,
    MOVE_TO,
    POST,
    ROLES,
)
from border.sensing import keep_alert
from border.tally import men_at_stretches, men_opposite

REACH_HOURS = 10.0  # a counterattack goes no further than a day's march; assumed
ALERT_FADE = 0.9  # share of alert that is left after a day; assumed
ALARM = 0.4  # alert of the border troops when all of the border is seen in militants' hands; assumed
NEAR_KM = 40.0  # militants this near the border count as opposite; assumed
PEACE = 0.2  # danger of a stretch with nobody opposite, a held one being 1; assumed
MASS = 50.0  # men opposite per stretch that make a held stretch twice as dangerous; assumed
ATTACKED = 4.0  # danger that a fresh attack adds, a held stretch being 1; assumed
ATTACK_HALF_LIFE = 7.0  # days; assumed
ALONE = 60.0  # effective men that a stretch without a guard counts as having: neighbours, patrols; assumed
WORSE = 4.0  # how many times the need elsewhere must be for a battalion to be moved; assumed
SCOUT_DAYS = 7  # days that a picture of the men opposite lasts; assumed
RESTED = 0.1  # fatigue under which a battalion that fell back goes to its stretch again; assumed
ARMY_SHARE = 0.5  # share of the army that may leave its garrisons for the border; the rest stays in hand, assumed

_keep_alert, _men_at_stretches, _men_opposite = quick(keep_alert), quick(men_at_stretches), quick(men_opposite)
COMBAT, GUARD = "combat", "guard"  # mandates of a battalion: a guard force takes over quiet stretches only


class GarrisonCommand(Agent):
    """Government command beyond the border: now and then a mobile garrison sets out to retake a district nearby."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        f = model.forces.columns
        self.mobile = [int(i) for i in ((f.side == GOVERNMENT) & (f.role == MOBILE)).nonzero()[0]]

    def step(self) -> None:
        """Once a day: set out, or come home."""
        m = self.model
        f, g, t = m.forces.columns, m.ground, m.theatre
        for i in self.mobile:
            if f.status[i] != FIELD or f.order[i] in (FALL_BACK, FLEE):
                continue
            home = g.d_centre[f.home[i]]
            if f.order[i] == ATTACK:
                if not t.fallen[f.objective[i]] and f.cell[i] == g.place_cell[f.objective[i]]:
                    f.order[i], f.objective[i] = MOVE_TO, home
                continue
            if f.order[i] != HOLD or t.fallen[home]:
                continue
            chance = m.streams.uniform("garrisons", m.steps, m.forces.names[i], "strike")
            if chance >= m.values["counterattack_chance"]:
                continue
            within = [d for d in range(len(t.fallen)) if t.fallen[d] and float(g.hours[d, f.cell[i]]) < REACH_HOURS]
            weak = [d for d in within if t.militants[g.place_cell[d]] < f.men[i]]
            if weak:
                target = min(weak, key=lambda d: (float(g.hours[d, f.cell[i]]), d))
                f.order[i], f.objective[i] = ATTACK, target


class BorderCommand(Agent):
    """The member's command along its border, for its own troops and its allies'.

    It acts on what it sees: which far banks are held, attacks that were noticed, and an uncertain count of the men
    opposite each sector, the better the more allies share. It sends battalions where the need is greatest, relieves
    posts that were overrun, and moves a battalion when something happens elsewhere.
    """

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        g, f = model.ground, model.forces.columns
        self.districts, self.sectors = len(model.scenario.districts), len(model.detachments)
        self.attacks: NDArray[np.float64] = np.zeros(len(g.s_km))  # attacks noticed at each stretch, fading
        self.mandate: dict[int, str] = {}  # row of a battalion on the border -> COMBAT or GUARD
        self._posts = ((f.kind == POST) & (f.side == HOME)).nonzero()[0]
        self._full = f.men[self._posts].copy()
        self.posts: list[int] = self._posts.tolist()
        self.station = {i: int(f.cell[i]) for i in self.posts}
        self.full = {i: int(f.men[i]) for i in self.posts}
        self.army = [int(i) for i in ((f.role == ROLES.index("army")) & (f.side == HOME)).nonzero()[0]]
        self.exercise_alert = 0.0
        self._noticed = 0
        self._stretches = np.bincount(g.s_detachment, minlength=self.sectors).clip(min=1)
        self._opposite: NDArray[np.float64] = np.zeros(self.sectors)
        self._men: NDArray[np.float64] = np.zeros(len(g.s_km))
        self._blurs: dict[tuple[int, float], NDArray[np.float64]] = {}

    # -- every day ---------------------------------------------------------------------------------------------------
    def step(self) -> None:
        """Take in what was noticed, keep the alert, relieve posts, call the army, move a battalion where need is."""
        m = self.model
        m.theatre.information[0] = m.politics.shared
        self._notice()
        self._alert()
        self._relieve()
        self._call_army()
        self._shift()

    def _notice(self) -> None:
        """Attacks on the member's side that somebody saw; a band that slipped through unseen is not among them."""
        m = self.model
        self.attacks *= 0.5 ** (1.0 / ATTACK_HALF_LIFE)
        for number in range(self._noticed, len(m.events)):
            event = m.events[number]
            if event.kind in ("incursion_found", "post_attacked", "post_lost"):
                s = int(m.forces.columns.segment[m.forces.row[event.subject]])
                if s >= 0:
                    self.attacks[s] += 1.0
        self._noticed = len(m.events)

    def _alert(self) -> None:
        """Border troops are the more alert the more of the border is lost, and while an exercise goes on."""
        m = self.model
        level = 1.0 - (1.0 - ALARM * m.requester.picture.border_share) * (1.0 - self.exercise_alert)
        _keep_alert(m.forces.columns, ALERT_FADE, level)

    def _relieve(self) -> None:
        """A post that fell back is made up to strength from a battalion of its sector and goes back to its station."""
        m = self.model
        f = m.forces.columns
        for i in self._posts[f.men[self._posts] < self._full].tolist():
            if f.status[i] != FIELD or f.order[i] != HOLD:
                continue
            lacking = self.full[i] - int(f.men[i])
            away = int(f.cell[i]) != self.station[i]
            donor = self._donor(int(f.home[i]), lacking)
            if donor < 0:
                continue
            f.men[donor] -= lacking
            f.start[donor] -= lacking
            f.men[i] += lacking
            f.start[i] = self.full[i]
            f.fatigue[i] = 0.0
            if away:
                f.order[i], f.objective[i] = MOVE_TO, self.place_of(int(f.segment[i]))
            m.tell(
                "relief", m.scenario.file.requester, subject=m.forces.names[i], place=m.detachments[f.home[i]],
                amount=lacking,
                reason=f"{lacking} men of {m.forces.titles[donor]} make {m.forces.titles[i]} up to strength again.",
            )  # fmt: skip

    def _call_army(self) -> None:
        """While attacks go on, one battalion of the army a day leaves its garrison; those that fell back return."""
        f = self.model.forces.columns
        for r in sorted(self.mandate):
            if f.status[r] != FIELD or f.order[r] != HOLD or f.fatigue[r] >= RESTED:
                continue
            stretch = int(f.segment[r])
            if f.cell[r] != self.model.ground.s_near[stretch]:
                f.order[r], f.objective[r] = MOVE_TO, self.place_of(stretch)
        if self.attacks.sum() < 1.0:
            return
        at_home = [r for r in self.army if f.status[r] == FIELD and f.home[r] < 0]
        if len(at_home) > (1.0 - ARMY_SHARE) * len(self.army):
            self.post(at_home[0])

    def _donor(self, sector: int, men: int) -> int:
        """The largest own battalion in a sector that can spare men; -1 if there is none."""
        f = self.model.forces.columns
        own = (f.side == HOME) & (f.kind == BATTALION) & (f.status == FIELD) & (f.home == sector) & (f.order == HOLD)
        rows = [int(r) for r in own.nonzero()[0] if f.men[r] > 4 * men]
        return max(rows, key=lambda r: (int(f.men[r]), -r), default=-1)

    def _shift(self) -> None:
        """One battalion a day leaves the quietest stretch that has one, if the need elsewhere is much greater."""
        f = self.model.forces.columns
        rows = [
            r
            for r in sorted(self.mandate)
            if self.mandate[r] == COMBAT and f.status[r] == FIELD and f.order[r] == HOLD and f.segment[r] >= 0
        ]
        if not rows:
            return
        need = self.need()
        worst = int(need.argmax())
        least, row = min((float(need[f.segment[r]]), r) for r in rows)
        if need[worst] > WORSE * least:
            self._order(row, worst)

    # -- what it sees ------------------------------------------------------------------------------------------------
    def opposite(self) -> NDArray[np.float64]:
        """Militants near the border, by the sector they are opposite to, as its scouts count them, with an error.

        Each week's count is wrong by a factor exp(sigma z), sigma = `sector_blur` less up to half of it for what
        allies share.
        """
        m = self.model
        _men_opposite(m.ground, m.forces.columns, NEAR_KM, self._opposite)
        sigma = m.values["sector_blur"] * (1.0 - 0.5 * m.politics.shared)
        return self._opposite * self._blur(m.day // SCOUT_DAYS, sigma)

    def _blur(self, week: int, sigma: float) -> NDArray[np.float64]:
        """Factor by which the count of a week is wrong in each sector."""
        if (week, sigma) not in self._blurs:
            m = self.model
            code = m.scenario.file.requester
            wrong = [sigma * normal_quantile(m.streams.uniform("scouts", week, code, name)) for name in m.detachments]
            self._blurs = {(week, sigma): np.array([math.exp(w) for w in wrong])}
        return self._blurs[week, sigma]

    def danger(self) -> NDArray[np.float64]:
        """Danger of each stretch as it sees it: km, who holds the far bank, men opposite, attacks noticed."""
        m = self.model
        g, held = m.ground, m.theatre.held
        mass = (self.opposite() / self._stretches / MASS)[g.s_detachment]
        return g.s_km * (PEACE + held * (1.0 + mass) + ATTACKED * _around(self.attacks))

    def sector_in_danger(self) -> int:
        """The detachment whose stretches are in the greatest danger together, as it sees it."""
        return int(np.bincount(self.model.ground.s_detachment, self.danger(), self.sectors).argmax())

    def need(self) -> NDArray[np.float64]:
        """Danger of each stretch per effective man who stands at it or is on his way there."""
        _men_at_stretches(self.model.forces.columns, self._men)
        return self.danger() / (ALONE + _around(self._men))

    # -- orders ------------------------------------------------------------------------------------------------------
    def place_of(self, stretch: int) -> int:
        """The place to march to for a stretch of border; see border.Ground."""
        return self.districts + self.sectors + stretch

    def post(self, row: int, mandate: str = COMBAT) -> int:
        """Send a battalion to the stretch in greatest need; returns its detachment.

        A guard force goes only where nothing has happened: it takes over the stretch of an own battalion if there is
        one, and that battalion is free to go where it is needed more.
        """
        f = self.model.forces.columns
        need = np.where(np.isfinite(self._hours(row)), self.need(), -1.0)
        self.mandate[row] = mandate
        if mandate == GUARD:
            quiet = _around(self.attacks) < 0.5
            own = [
                r for r in sorted(self.mandate)
                if f.side[r] == HOME and f.status[r] == FIELD and f.segment[r] >= 0 and quiet[f.segment[r]]
                and need[f.segment[r]] >= 0.0
            ]  # fmt: skip
            if own:
                freed = max(own, key=lambda r: (float(need[f.segment[r]]), -r))
                self._order(row, int(f.segment[freed]))
                self.post(freed)
                return int(f.home[row])
            need = np.where(quiet, need, need - need.max() - 2.0)
        self._order(row, int(need.argmax()))
        return int(f.home[row])

    def _hours(self, row: int) -> NDArray[np.float32]:
        """Hours of march from a unit to the near bank of each stretch."""
        m = self.model
        return m.ground.hours[self.place_of(0) :, m.forces.columns.cell[row]]

    def _order(self, row: int, stretch: int) -> None:
        m = self.model
        f = m.forces.columns
        f.segment[row] = stretch
        f.home[row] = m.ground.s_detachment[stretch]
        f.objective[row] = self.place_of(stretch)
        f.order[row] = MOVE_TO


def _around(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of stretches with those of the stretches beside them."""
    out = values.astype(float)
    out[1:] += values[:-1]
    out[:-1] += values[1:]
    return out
