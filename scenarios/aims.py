"""Aims: what each seat of a scenario wants, what counts for and against, and plain policies for it. No rule reads them.

They stand in `aims.toml` of the scenario's folder, or of the nearest one that it extends, and are no part of what a
scenario is played on: results and saved games stay good when they change.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from panj.scenarios.errors import InputError
from panj.scenarios.load import Scenario, refusal, stamp_of_file
from panj.scenarios.meant import SCENARIO
from panj.scenarios.reading import read_toml
from panj.scenarios.schema import Line, Slug

if TYPE_CHECKING:
    from pathlib import Path

FILE = "aims.toml"
Words = Annotated[Line, Field(min_length=3)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Aim(_Form):
    """One thing that a seat wants: a number of the game, the value that is worth all of `weight`, and the one that is
    worth nothing; between the two its worth is even.

    The number is a column of the outcomes, or counted in the log: the events of some kinds, by actor, subject and place
    where these are given, how many they are, their amounts added up, or the day of the first.
    """

    title: Words
    column: str = Field(default="", description="a column of the outcomes")
    events: tuple[str, ...] = Field(default=(), description="or kinds of events to be counted")
    actor: str = Field(default="", description="only those of this actor")
    subject: str = Field(default="", description="only those about this subject")
    place: str = Field(default="", description="only those at this place")
    count: Literal["events", "amount", "first day"] = "events"
    best: float = Field(description="value that is worth all")
    worst: float = Field(description="value that is worth nothing")
    never: Literal["best", "worst"] = Field(default="worst", description="what it is worth where it never happens")
    unit: str = Field(min_length=1, description="unit of the value, for people")
    weight: float = Field(gt=0, le=100, description="points")
    known: bool = Field(default=False, description="whether the seat knows its true value while the game is on")
    source: Words

    @model_validator(mode="after")
    def _one_number(self) -> Aim:
        if bool(self.column) == bool(self.events):
            raise ValueError("an aim is about a column or about events: one of the two")
        if self.best == self.worst:
            raise ValueError("best and worst must differ")
        return self


class PolicyAnswer(_Form):
    """How a policy answers a kind of question on some days, counted from the start; other days and what is not allowed
    are left to the seat's rule."""

    kind: str
    answer: int | str = Field(description="an option; of a number: most, least, or the number as near as is allowed")
    from_day: int = Field(default=0, ge=0)
    to_day: int = Field(default=3650, ge=0)


class Policy(_Form):
    """A plain policy: a few standing answers that a person may give once and for all."""

    name: Slug
    says: Words
    answers: tuple[PolicyAnswer, ...] = Field(min_length=1)


class SeatAims(_Form):
    """What a seat wants, in a sentence and as aims, and policies that it may follow."""

    wants: Words
    aims: tuple[Aim, ...] = Field(min_length=1)
    policies: tuple[Policy, ...] = ()

    @property
    def points(self) -> float:
        """Points of all its aims together."""
        return sum(aim.weight for aim in self.aims)

    def policy(self, name: str) -> Policy:
        """One of its policies. Raises InputError for a name that is none."""
        for policy in self.policies:
            if policy.name == name:
                return policy
        raise InputError(FILE, "policy", name, f"one of {', '.join(p.name for p in self.policies)}")


class Holds(_Form):
    """When the border is said to hold: a column of the outcomes is at most, or at least, a value."""

    title: Words
    column: str
    at_most: float | None = None
    at_least: float | None = None
    source: Words

    @model_validator(mode="after")
    def _one_limit(self) -> Holds:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("one of at_most and at_least")
        return self


class Course(_Form):
    """One way a choice may go: another treaty, or policies of seats; all else is left to the rules."""

    title: Words
    regime: str = ""
    policies: dict[str, str] = {}


class Lever(_Form):
    """A choice that is to decide visibly whether the border holds, and the courses it may take."""

    title: Words
    courses: tuple[Course, ...] = Field(min_length=2)


class Aims(_Form):
    """aims.toml. `chosen` says how the scenario was found, where it was searched for."""

    seats: dict[str, SeatAims]
    holds: Holds | None = None
    levers: tuple[Lever, ...] = ()
    chosen: str = ""

    @model_validator(mode="after")
    def _fits(self) -> Aims:
        if self.levers and self.holds is None:
            raise ValueError("levers need [holds]: when the border is said to hold")
        for lever in self.levers:
            for course in lever.courses:
                for seat, name in course.policies.items():
                    if seat not in self.seats or name not in {p.name for p in self.seats[seat].policies}:
                        raise ValueError(f"{seat} has no policy {name}")
        for seat, wants in self.seats.items():
            if len({p.name for p in wants.policies}) < len(wants.policies):
                raise ValueError(f"two policies of {seat} with one name")
        return self


NONE = Aims(seats={})


def load_aims(scenario: Scenario) -> Aims:
    """The aims of a scenario's seats; none where there is no such file.

    Raises:
        InputError: with file and key, for a file that makes no sense.
    """
    path = file_of(scenario.folder)
    return NONE if path is None else _read(path, stamp_of_file(path))


def file_of(folder: Path) -> Path | None:
    """The file that tells of a scenario's aims: its own, or that of the nearest one that it extends.

    One that takes only some settings of another has other seats, so the aims there are not its own.
    """
    from panj.scenarios.chain import chain
    from panj.scenarios.load import ONLY

    for file, said in chain(SCENARIO, folder, read_toml):
        if (path := file.with_name(FILE)).is_file():
            return path
        if ONLY in said:
            return None
    return None


@lru_cache(maxsize=64)
def _read(path: Path, stamp: object) -> Aims:
    said: dict[str, Any] = read_toml(path)
    try:
        return Aims.model_validate(said)
    except ValidationError as error:
        raise refusal(path, error) from None
