"""The ladder of help. What the alliance does is a set of measures; the highest rung says how far it goes.

Each measure is an entry of scenarios/treaty/ladder.toml. The rest of the program names no measure: it asks the entry
what the measure is, or the ladder for the measures that are of a kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import HOME
from panj.scenarios.reading import read_toml
from panj.treaty.refusal import refuse, wrong

FILE = HOME / "treaty" / "ladder.toml"
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Delivery = Literal["", "mission", "exercise", "material", "battalions"]


class Entry(BaseModel):
    """What is known of a measure; the keys are explained at the head of ladder.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
    capability: Share
    cost: Share
    escalation: Share
    force: bool = False
    combat: bool = False
    appealable: bool = False
    alone: bool = False
    consulting: bool = False
    stays: bool = False
    opens: str = ""
    delivery: Delivery = ""
    posts: Share = 0.0
    air: Share = 0.0
    mandate: Literal["", "guard", "combat"] = ""
    base: Annotated[Fraction, Field(ge=0, le=1)] = Fraction(0)
    coded: int | None = None

    @property
    def real(self) -> bool:
        """Whether it takes means of those who give it: words and missions do not."""
        return self.delivery in ("exercise", "material", "battalions")


def read_ladder(path: Path = FILE) -> dict[str, Entry]:
    """The entries by name, lowest first. Raises InputError with key, what was found and what is allowed."""
    entries: dict[str, Entry] = {}
    for name, table in read_toml(path).items():
        try:
            entries[name] = Entry.model_validate(table)
        except ValidationError as error:
            found = refuse(path, error, Entry)
            raise InputError(path, f"{name}.{found.where}", found.found, found.allowed) from None
    _check(entries, path)
    return entries


# What every ladder has: the measures that rules fall back on. Each with a sentence for whoever leaves one out.
NEEDED: dict[str, tuple[str, Callable[[Entry], bool]]] = {
    "consulting": ("a measure that consultations amount to (consulting = true)", lambda e: e.consulting),
    "mission": ('a mission (delivery = "mission")', lambda e: e.delivery == "mission"),
    "exercise": ('an exercise (delivery = "exercise")', lambda e: e.delivery == "exercise"),
    "material": (
        'material that is no force (delivery = "material")',
        lambda e: e.delivery == "material" and not e.force,
    ),
    "guard": ('battalions that guard (mandate = "guard")', lambda e: e.mandate == "guard"),
    "combat": ('battalions that fight (mandate = "combat")', lambda e: e.mandate == "combat"),
}


def _check(entries: dict[str, Entry], path: Path) -> None:
    first = next(iter(entries), "nothing")
    if first != "none":
        raise InputError(path, "the first table", first, "none: no measure")
    for what, is_one in NEEDED.values():
        if not any(is_one(e) for e in entries.values()):
            raise InputError(path, "", InWords("no such table"), what)
    for name, e in entries.items():
        if e.combat and not e.force:
            raise InputError(path, f"{name}.force", e.force, "true, because it fights")
        if bool(e.mandate) is not (e.delivery == "battalions"):
            raise InputError(path, f"{name}.mandate", e.mandate or "nothing", "guard or combat, for battalions alone")
        if (e.posts or e.air) and e.delivery != "material":
            raise InputError(path, f"{name}.delivery", e.delivery, "material, because it makes good what is lacking")
    for (below, low), (above, high) in zip(list(entries.items()), list(entries.items())[1:], strict=False):
        if low.force and not high.force:
            raise InputError(path, f"{above}.force", False, f"true, because it lies above {below}, which is force")
    titles = [e.title for e in entries.values()]
    twice = next((n for n, e in entries.items() if titles.count(e.title) > 1), None)
    if twice is not None:
        raise InputError(path, f"{twice}.title", entries[twice].title, "a title that no other measure has")


ENTRIES = read_ladder()


class Measure(IntEnum):
    """A measure of help, ordered by commitment and cost; its members are the entries of the ladder."""

    @property
    def entry(self) -> Entry:
        """What is known of it."""
        return ENTRIES[self.name]

    @property
    def title(self) -> str:
        """What people read."""
        return self.entry.title


if TYPE_CHECKING:

    class Rung(Measure):
        """The members are data: whoever writes a measure's name into code is stopped here."""

else:
    Rung = Measure("Rung", {name: place for place, name in enumerate(ENTRIES)}, module=__name__)

Measures = frozenset[Rung]


def _known(name: str) -> str:
    if name not in ENTRIES:
        raise wrong("", name, f"one of {', '.join(ENTRIES)}")
    return name


RUNG_NAMES = tuple(ENTRIES)
RungName = Annotated[str, AfterValidator(_known)]


# -- measures of a kind ------------------------------------------------------------------------------------------------
def those(is_one: Callable[[Entry], bool]) -> Measures:
    """The measures whose entries are of a kind."""
    return frozenset(r for r in Rung if is_one(r.entry))


def least(need: str) -> Rung:
    """The lowest measure that answers a need, one of NEEDED."""
    return min(those(NEEDED[need][1]))


NOTHING = Rung(0)
FORCE = those(lambda e: e.force)
COMBAT = those(lambda e: e.combat)
SOFT = those(lambda e: e.consulting)  # what consultations amount to
WEAKER = those(lambda e: e.stays)  # what is left when a text falls
REAL = those(lambda e: e.real)  # what takes means of those who give it
ASKS = tuple(sorted(those(lambda e: e.appealable)))  # what a member may appeal for
ALONE = tuple(sorted(those(lambda e: e.alone)))  # what a state may give on its own
STATEMENT, CONSULTATION, MISSION = min(SOFT), max(SOFT), least("mission")
SHORT_OF_FORCE, TOP = max(r for r in Rung if r not in FORCE), max(Rung)

CAPABILITY = tuple(r.entry.capability for r in Rung)  # how much of a threat a measure can meet, 0..1
COST = tuple(r.entry.cost for r in Rung)  # what it costs the one who carries it, 0..1
ESCALATION = tuple(r.entry.escalation for r in Rung)  # chance that it draws its giver into a war, 0..1


def top(measures: Iterable[Rung]) -> Rung:
    """The highest rung of a set; nothing for the empty set."""
    return max(measures, default=NOTHING)


def names(measures: Iterable[Rung]) -> list[str]:
    """Names in the order of the ladder."""
    return [r.name for r in sorted(measures)]


def titles(measures: Iterable[Rung]) -> str:
    """What people read of a set, in the order of the ladder; 'nothing' for the empty set."""
    return ", ".join(r.title for r in sorted(measures)) or NOTHING.title


def up_to(measures: Iterable[Rung], limit: Rung) -> Measures:
    """The measures of a set that do not go beyond a rung."""
    return frozenset(r for r in measures if r <= limit)


def coded(number: int) -> int:
    """The place on the ladder of a measure that the coded crises give by number. Raises ValueError for none such."""
    return next(r for r in Rung if r.entry.coded == number)
