"""Fog: what a seat sees, by one rule for map and log: an event tells of a unit what the map showed of it then."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from panj.agents.kinds import ADDRESSED, KINDS
from panj.agents.seats.verbs import EVERYBODY
from panj.border.forces import MILITANT, SIDES
from panj.experiments.warmap.frame import bands_inside

if TYPE_CHECKING:
    from panj.model import BorderModel
    from panj.model.record.events import Event
    from panj.scenarios.load import Scenario

# Kinds that are made public. Who is no party to the treaty, or fights it, hears no more: drafts, reports and ballots
# are not for him.
NEWS = frozenset(
    (
        "appeal",
        "consultation",
        "mobilisation",
        "adopted",
        "deployment",
        "exercise",
        "joins",
        "district_fell",
        "district_retaken",
        "soldiers_refuge",
        "civilians_refuge",
        "reserves_arrive",
        "statement",
    )
)

# Kinds that every state of the alliance hears of; the rest is known to those it concerns, and to the umpire.
OPEN = NEWS | frozenset(
    (
        "informed",
        "request",
        "no_request",
        "mission_sent",
        "draft",
        "text",
        "proposal",
        "amendment",
        "amended",
        "amendment_fell",
        "declaration",
        "session",
        "ballot",
        "blocked",
        "deferred",
        "implementation",
        "review",
        "closed",
        "dropped",
        "recommendation",
        "bilateral",
        "delivery",
        "not_delivered",
        "accident",
    )
)

# News of which he hears that it is so, but not how many, where and why.
IN_GENERAL = frozenset(("appeal", "consultation", "mobilisation", "deployment", "exercise", "joins", "reserves_arrive"))

# Who holds a district: known as late as the map shows it.
HOLDINGS = frozenset(("district_fell", "district_retaken"))

# Kinds of which the alliance hears that they happened, though not to which unit: its posts or its people were there.
MET = frozenset(
    (
        "incursion_found",
        "incursion_repelled",
        "band_found",
        "village_taken",
        "village_free",
        "people_flee",
        "soldiers_refuge",
    )
)


class Eyes(NamedTuple):
    """What a seat sees of the map."""

    sides: frozenset[int]  # sides whose units it knows of
    late: int = 0  # days until it learns who holds what
    all: bool = False


EVERYTHING = Eyes(frozenset(SIDES.values()), 0, True)


def eyes_of(model: BorderModel, seat: str) -> Eyes:
    """What a seat sees: the umpire all; a command its own; a state its alliance's units and, late, who holds what.

    Bands inside the country are seen by states while somebody has seen them of late, but not what they aim at.
    """
    file = model.setting.file
    if seat == "":
        return EVERYTHING
    if seat in file.commands:
        return Eyes(frozenset({MILITANT}))
    lag = file.observers[seat].lag_days if seat in file.observers else 1.0
    return Eyes(frozenset({SIDES["member"], SIDES["ally"], SIDES["partner"]}), round(lag))


def of_the_alliance(model: BorderModel, seat: str) -> bool:
    """Whether a seat hears what is said within the alliance: no command does, nor a state that is no party to it."""
    file = model.setting.file
    if seat in file.commands:
        return False
    return seat not in file.states or seat in (file.requester, *model.alliance.members)


class Sightings:
    """Which bands inside the country somebody has seen of late, kept for each step of a war."""

    def __init__(self, model: BorderModel) -> None:
        self.rows = {name: row for row, name in enumerate(model.forces.names)}
        self.seen: dict[int, frozenset[int]] = {}
        self.look(model)

    def look(self, model: BorderModel) -> None:
        """Take in the moment in which the model stands; to be called after each step."""
        self.seen[model.steps] = frozenset(band.row for band in bands_inside(model) if band.seen)

    def at(self, step: int) -> frozenset[int]:
        """Rows of the bands that the map showed to states during a step, at its beginning or at its end."""
        return self.seen.get(step - 1, frozenset()) | self.seen.get(step, frozenset())


class Fog:
    """What one seat may be told of the events of a war."""

    def __init__(self, model: BorderModel, sightings: Sightings, seat: str = "") -> None:
        self.model, self.sightings, self.seat = model, sightings, seat
        self.eyes = eyes_of(model, seat)
        self.within = of_the_alliance(model, seat)

    def _side(self, event: Event) -> int | None:
        """The side of the unit that an event tells of; None where it tells of none."""
        row = self.sightings.rows.get(event.subject)
        return None if row is None else int(self.model.forces.columns.side[row])

    def _shown(self, event: Event) -> bool:
        """Whether it tells of a unit that the map showed."""
        side = self._side(event)
        if side is None or side in self.eyes.sides:
            return side is not None
        return MILITANT not in self.eyes.sides and self.sightings.rows[event.subject] in self.sightings.at(event.step)

    def knows(self, event: Event) -> bool:
        """Whether the seat may know of an event."""
        if self.eyes.all or self._shown(event):
            return True
        if event.kind in ADDRESSED:  # a promise to all is made within the alliance; a word to all is heard by all
            everybody = event.subject == EVERYBODY and (self.within or event.kind == "message")
            return everybody or self.seat in (event.actor, *event.subject.split("+"))
        if event.kind == "inject":  # the controller's own, note and all; what comes of it has events of its own
            return False
        if event.kind in HOLDINGS:
            return (self.model.date - event.date).days >= self.eyes.late
        if self.seat in (event.actor, event.subject) or event.kind in (OPEN if self.within else NEWS):
            return True
        return event.kind in MET and MILITANT not in self.eyes.sides

    def reason(self, event: Event) -> str:
        """Its reason, without the names of units that the map does not name; of a band not shown, in general words."""
        if self.eyes.all:
            return event.reason
        if self._side(event) == MILITANT and not self._shown(event):
            return KINDS[event.kind]
        if not self.within and event.kind in IN_GENERAL and self.seat != event.actor:
            return KINDS[event.kind]
        text = _hidden(self.model.setting, self.eyes.sides).sub(
            lambda found: "a band" if found.lastgroup == "band" else "a unit", event.reason
        )
        return text[:1].upper() + text[1:]


@lru_cache(maxsize=64)
def _hidden(scenario: Scenario, sides: frozenset[int]) -> re.Pattern[str]:
    """Finds the names of units of other sides than these; bands are told apart from others."""
    of = {code: SIDES[power.side] for code, power in scenario.file.powers.items()}
    names = {(u.name, of[u.owner]) for u in scenario.units if of[u.owner] not in sides}
    longest_first = sorted(names, key=lambda named: (-len(named[0]), named))
    bands = "|".join(re.escape(name) for name, side in longest_first if side == MILITANT)
    others = "|".join(re.escape(name) for name, side in longest_first if side != MILITANT)
    return re.compile(rf"\b(?:(?P<band>{bands or '(?!)'})|(?P<other>{others or '(?!)'}))\b")
