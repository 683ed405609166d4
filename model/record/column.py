"""What is known of a column of the outcomes or of the daily series: kind, meaning, where it is read and shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

from panj.treaty.ladder import TOP

if TYPE_CHECKING:
    from panj.model.border_model import BorderModel

T = TypeVar("T")
Better = Literal["more", "less", ""]
# Where a column may be shown first: in tables of regimes (`panj compare`, `panj best`, `panj demo`, a report), as dots
# of a report, where nothing else is asked (`panj sensitivity`), in an after-action report: decisions are weighed by it
# (`weighed`), or it stands among the results (`result`).
Place = Literal["compare", "demo", "report", "dots", "sensitivity", "weighed", "result"]


class Kind(NamedTuple):
    """How values of a column are to be read: 'str', 'int', 'float' or 'date', the unit, and where means can lie."""

    name: str
    dtype: str
    unit: str = ""
    low: float = 0.0
    high: float = math.inf


TEXT = Kind("text", "str")
SET = Kind("set", "str")  # names joined by +
HASH = Kind("hash", "str")
DATE = Kind("date", "date")
NUMBER = Kind("number", "int")
COUNT = Kind("count", "int", "count")
MEN = Kind("men", "int", "men")
PEOPLE = Kind("people", "int", "people")
DAY = Kind("day", "int", "days")  # counted from the start, which is day 0; empty when it never came
LAST_DAY = Kind("last day", "int", "days")  # of the last of something; empty where there was none or it goes on
DAYS = Kind("days", "int", "days")  # how many
MAN_DAYS = Kind("man-days", "int", "man-days")
BAND_DAYS = Kind("band-days", "float", "band-days")
PERSON_DAYS = Kind("person-days", "float", "person-days")
KM = Kind("distance", "float", "km")
RUNG = Kind("rung", "int", f"rung 0-{TOP:d}", high=float(TOP))  # of the ladder of help
SHARE = Kind("share", "float", "share", high=1.0)
FRACTION = Kind("fraction", "float", "0-1", high=1.0)  # from 0 to 1, and no share of anything
INDEX = Kind("index", "float", "0-100", high=100.0)


class Said(NamedTuple):
    """How a sentence of a report names an outcome, and its place: of those that differ the lowest is told first."""

    place: int
    words: str


@dataclass(frozen=True, eq=False)
class Origin(Generic[T]):
    """A part of a running game that columns are read from: what it is, the module that keeps it, how it is opened."""

    name: str
    module: str
    open: Callable[[BorderModel], T]

    def column(
        self,
        kind: Kind,
        meaning: str,
        read: Callable[[T], Any],
        *,
        better: Better = "",
        daily: bool = False,
        said: Said | None = None,
        first: tuple[Place, ...] = (),
    ) -> Column:
        """A column that is read from this origin."""
        return Column(kind, meaning, self, read, better, daily, said, first)


@dataclass(frozen=True, eq=False)
class Column:
    """One column. `read` takes the opened origin; None stands for what never happened.

    `better` says whether more or less of it is better for the member, empty where neither is; `daily` that the daily
    series has it too.
    """

    kind: Kind
    meaning: str
    origin: Origin[Any]
    read: Callable[[Any], Any]
    better: Better = ""
    daily: bool = False
    said: Said | None = None
    first: tuple[Place, ...] = ()

    @property
    def dtype(self) -> str:
        """Type of its values: 'str', 'int', 'float' or 'date'."""
        return self.kind.dtype

    @property
    def unit(self) -> str:
        """Its unit; empty for none."""
        return self.kind.unit


class Reader:
    """Reads columns off a running game; each origin is opened once."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        origins = list(dict.fromkeys(c.origin for c in columns.values()))
        self._open = [origin.open for origin in origins]
        self.names = tuple(columns)
        self._read = [(origins.index(c.origin), c.read) for c in columns.values()]

    def __call__(self, model: BorderModel) -> dict[str, Any]:
        """Values as they stand, by the names of the columns."""
        return dict(zip(self.names, self.values(model), strict=True))

    def values(self, model: BorderModel) -> tuple[Any, ...]:
        """The same, in the order of the columns."""
        opened = [open_origin(model) for open_origin in self._open]
        return tuple([read(opened[at]) for at, read in self._read])
