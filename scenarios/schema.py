"""The form of a scenario folder: what each file may hold, checked by pydantic. Data only; no rule lives here."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Code = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Unit = Annotated[float, Field(ge=0.0, le=1.0)]


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError("one line without tabs")
    return text


Line = Annotated[str, AfterValidator(_one_line)]  # a name or a title; longer texts may have several lines
# Parts of the model whose assumptions are told apart: the war on the ground, the war inside the border, what states see
# and do, and the index that sums it up.
Part = Literal["ground", "inside", "politics", "index"]
Side = Literal["government", "militant", "member", "ally", "partner"]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Parameter(_Form):
    """One number of the model with its range, unit and source; `typical` is used unless a run sets another."""

    low: float
    typical: float
    high: float
    unit: str
    source: str = Field(min_length=3)
    part: Part = Field(default="ground", description="what of the model it is a number of")

    @property
    def assumed(self) -> bool:
        """Whether its source says that it was assumed."""
        return "assumed" in self.source

    @model_validator(mode="after")
    def _in_order(self) -> Parameter:
        if not self.low <= self.typical <= self.high:
            raise ValueError("low <= typical <= high must hold")
        return self


class Fit(_Form):
    """Where the numbers of a part come from when all that is uncertain is varied together: from one of these sets.

    `assumed`: each assumed number from its own range. Anything else: one of the points accepted in the calibration of
    the scenario of that name, all its numbers together; numbers that it did not fit come from their ranges.
    """

    sets: list[str] = Field(min_length=1)
    source: str = Field(min_length=3)


class Range(_Form):
    """A judgement 0..1 and how far it may be off either way; a plain number is sure."""

    low: Unit
    typical: Unit
    high: Unit

    @model_validator(mode="after")
    def _in_order(self) -> Range:
        if not self.low <= self.typical <= self.high:
            raise ValueError("low <= typical <= high must hold")
        return self


def as_range(value: object) -> object:
    """A plain number as the range that holds nothing else; anything else as it is."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return {"low": value, "typical": value, "high": value}
    return value


Judged = Annotated[Range, BeforeValidator(as_range)]
STANDING = ("stake", "means", "caution", "credibility", "outside_options")  # judgements of a state, drawn and injected


class Power(_Form):
    """A power with units on the map; `side` says whom its units stand with."""

    name: Line
    side: Side
    colour: str = Field(pattern=r"^#[0-9a-fA-F]{6}$")


class Observer(_Form):
    """How a state sees the share of the border held: share = truth shifted by bias, late by lag, blurred by noise."""

    bias: float = Field(ge=-1.0, le=1.0, description="added to the true share [share]")
    lag_days: float = Field(ge=0.0, le=30.0, description="age of what it sees [days]")
    noise: float = Field(ge=0.0, le=1.0, description="standard deviation of its reading [share]")
    empty_counts: Unit = Field(description="how far stretches held in name only count as held [share]")
    source: str


class State(_Form):
    """A state's standing in the affair. All weights 0..1 unless a unit is given; see docs/odd.md for their meaning.

    A judgement is a number, or low, typical and high: then each game draws one between.
    """

    name: Line
    role: Literal["requester", "lead", "member", "partner"]
    stake: Judged
    stake_self: Judged | None = None
    means: Judged
    caution: Judged
    credibility: Judged
    outside_options: Judged
    sorties: float = Field(default=0.0, ge=0, le=200, description="flown a day by a partner against bands inside")
    ties: dict[Code, Unit] = {}
    trust: dict[Code, Unit] = {}
    source: str


Aim = Literal["raid", "hold", "transit", "hide"]


class SnowLine(_Form):
    """From a date on ways above a height are closed; between two dates the height changes evenly."""

    date: dt.date
    above_m: float = Field(ge=-500, le=9000, description="height above which nobody passes [m]")


class Command(_Form):
    """A militant command: its personality as weights over objectives, and whether it means to cross."""

    name: Line
    owner: Code
    weight_customs: float = Field(ge=0, description="worth of a crossing and its customs")
    weight_roads: float = Field(ge=0, description="worth of a district on a road")
    weight_weakness: float = Field(ge=0, description="worth of good odds")
    weight_adjacent: float = Field(ge=0, description="worth of lying next to what is held")
    weight_distance: float = Field(ge=0, description="cost of the march, per 100 km")
    front_temperature: float = Field(gt=0, description="spread of the choice of the next front")
    intent_to_cross: Unit = Field(description="chance per day that a band on a held stretch tries to cross")
    assault_share: Unit = Field(description="share of its attempts that storm a post instead of slipping through")
    depth_aim_km: float = Field(ge=0, description="how far inside a band that crosses means to go [km]")
    aim: Aim = Field(default="raid", description="what a band that got away does inside")
    transit_to: Code | Literal[""] = Field(default="", description="country that bands in transit make for")
    passage: Unit = Field(default=0.0, description="chance per day that a band in transit gets over that border")
    source: str


class Cells(_Form):
    """Size and place of the grid."""

    width: int = Field(ge=2, le=400)
    height: int = Field(ge=2, le=400)
    cell_km: float = Field(gt=0, le=100)


class ScenarioFile(_Form):
    """scenario.toml after `extends` is resolved."""

    title: Line = Field(description="name of the scenario, one line")
    summary: str = Field(description="what it is about, in a few sentences")
    start: dt.date = Field(description="first day")
    days: int = Field(ge=1, le=3650, description="length of a game in days")
    begin: int = Field(
        default=1,
        ge=1,
        description="day on which people take their seats, from 1; rules play the days before. No rule reads it",
    )
    step_hours: int = Field(default=6, ge=1, le=24, description="length of a step in hours; divides 24")
    alliance: str = Field(description="the treaty whose members are at the table")
    requester: Code = Field(description="the member whose border it is")
    beyond: Code = Field(description="the country on the far side of the border")
    regime: str = Field(description="treaty regime that holds if no other is chosen")
    demand: Literal["none", "eaeu", "basing"] = Field(
        default="none", description="what the lead state wants for its help; scenarios/treaty/demands.toml"
    )
    border_km: float = Field(gt=0, le=100_000, description="length of the border in km")
    grid: Cells = Field(description="width and height in cells, and the size of a cell in km")
    powers: dict[Code, Power] = Field(description="who owns units: name, side, colour")
    states: dict[Code, State] = Field(description="judgements of each state: stake, caution, trust and so on")
    observers: dict[Code, Observer] = Field(description="how each state sees the border: bias, lag, noise")
    commands: dict[str, Command] = Field(description="militant commands: what they want and how they act")
    parameters: dict[str, Parameter] = Field(description="numbers of the model with range, unit and source")
    fits: dict[Part, Fit] = Field(default={}, description="sets from which the numbers of a part are drawn")
    temper: dict[str, float] = Field(
        default={}, description="weights of the members' rule that every game has alike; the others are drawn"
    )
    snow: tuple[SnowLine, ...] = Field(default=(), strict=False, description="when ways close, by height")

    @model_validator(mode="after")
    def _whole_days(self) -> ScenarioFile:
        if 24 % self.step_hours:
            raise ValueError("step_hours must divide 24")
        if self.begin > self.days:
            raise ValueError(f"begin must be a day of the game, from 1 to {self.days}")
        return self


class CellRow(_Form):
    """One cell of the grid; x counts from the west, y from the south."""

    x: int = Field(ge=0)
    y: int = Field(ge=0)
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    country: Code
    province: str
    district: str
    terrain: Literal["lowland", "hills", "gorge", "mountain", "plateau"]
    elevation_m: float = Field(ge=-500, le=9000)
    roads: Literal["none", "track", "road", "highway"]
    river: str
    crossing: str
    people: int = Field(ge=0, le=1_000_000_000)


class SegmentRow(_Form):
    """One stretch of the border, west to east, with the cell on either side."""

    segment: int = Field(ge=0)
    from_km: float = Field(ge=0)
    km: float = Field(gt=0, le=10_000)
    kind: Literal["river", "land", "lake"]
    near_x: int = Field(ge=0)
    near_y: int = Field(ge=0)
    far_x: int = Field(ge=0)
    far_y: int = Field(ge=0)
    district: Slug
    crossing: str
    detachment: Slug


class DistrictRow(_Form):
    """A district beyond the border, or a provincial centre."""

    district: Slug
    name: Line
    country: Code
    province: str
    front: Slug
    kind: Literal["border", "interior", "provincial_centre"]
    x: int = Field(ge=0)
    y: int = Field(ge=0)
    border_km: float = Field(ge=0, le=100_000)
    centre: Slug
    crossing: str
    people: int = Field(ge=0, le=1_000_000_000)
    neighbours: str
    terrain: Literal["lowland", "hills", "gorge", "mountain", "plateau"]
    source: str


class UnitRow(_Form):
    """A unit at the start; on call and on paper units are nowhere on the map until they are called or sent."""

    unit: Slug
    name: Line
    owner: Code
    kind: Literal["garrison", "band", "post", "battalion"]
    role: Literal[
        "district_centre",
        "border_police",
        "provincial",
        "mobile",
        "main",
        "local",
        "post",
        "detachment",
        "army",
        "reserve",
        "base",
        "contingent",
        "partner",
    ]
    x: int = Field(ge=0)
    y: int = Field(ge=0)
    men: int = Field(gt=0, le=100_000)
    quality: Unit
    cohesion: Unit
    status: Literal["present", "on_call", "on_paper"]
    home: str
    source: str = Field(min_length=2)
    confidence: str = ""


class VillageRow(_Form):
    """Name of an inhabited cell of the requester, for the event log; its people are those of the cell."""

    x: int = Field(ge=0)
    y: int = Field(ge=0)
    name: Line = Field(min_length=1)
    source: str = Field(min_length=2)


class InjectRow(_Form):
    """Something that happens on a date because the controller says so."""

    date: dt.date
    kind: Literal[
        "mobilise",
        "exercise",
        "intent",
        "request",
        "withdraw",
        "equipment",
        "send",
        "share",
        "statement",
        "standing",
        "weights",
        "aviation",
        "news",
        "tell",
        "raid",
        "refugees",
        "accident",
    ]
    who: str
    what: str
    amount: float
    note: str
