"""How a game stands by the aims of its seats: the number of each aim, what it is worth, and points from 0 to 100.

Aims only read what a game leaves, its row of outcomes and its log; nothing in a war reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from panj.agents.kinds import KINDS
from panj.model.record.column import DAY
from panj.model.record.outcomes import NUMBERS, OUTCOMES
from panj.scenarios.aims import FILE, Aim, Aims, SeatAims, file_of, load_aims
from panj.scenarios.errors import InputError

if TYPE_CHECKING:
    from panj.model.border_model import BorderModel
    from panj.model.record.events import Event

WHOLE = 100.0  # points of a seat that got all it wanted


class Standing(NamedTuple):
    """How one aim stands."""

    aim: Aim
    value: float | None  # in the aim's unit; None where it never happened
    part: float  # of its points, 0..1
    points: float  # of WHOLE


class Score(NamedTuple):
    """How a seat stands: points from 0 to 100, and each of its aims."""

    points: float
    aims: tuple[Standing, ...]


def score(model: BorderModel, wants: SeatAims, row: dict[str, Any] | None = None) -> Score:
    """How a game stands by the aims of a seat, in truth; `row` are its outcomes, if they are at hand."""
    row = model.outcomes() if row is None else row
    return _scored(wants, [value_of(model, aim, row) for aim in wants.aims])


def _scored(wants: SeatAims, values: Iterable[float | None]) -> Score:
    whole = wants.points
    found = []
    for aim, value in zip(wants.aims, values, strict=True):
        part = worth(aim, value)
        found.append(Standing(aim, value, part, WHOLE * part * aim.weight / whole))
    return Score(sum(s.points for s in found), tuple(found))


def value_of(model: BorderModel, aim: Aim, row: dict[str, Any]) -> float | None:
    """The number that an aim is about; None where it never happened."""
    if aim.column:
        value = row[aim.column]
        return None if value is None else float(value)
    return counted(model, aim, model.events.of(*aim.events))


def counted(model: BorderModel, aim: Aim, events: Iterable[Event]) -> float | None:
    """The number of an aim that is counted in the log, over these events of its kinds."""
    mine = [
        e
        for e in events
        if aim.actor in ("", e.actor) and aim.subject in ("", e.subject) and aim.place in ("", *e.place.split("+"))
    ]
    match aim.count:
        case "amount":
            return float(sum(e.amount for e in mine))
        case "first day":
            return float((mine[0].date - model.setting.file.start).days) if mine else None
        case _:
            return float(len(mine))


def worth(aim: Aim, value: float | None) -> float:
    """What a value is worth to an aim, 0 (its worst or beyond) to 1 (its best or beyond), even between the two."""
    if value is None:
        return 1.0 if aim.never == "best" else 0.0
    return min(1.0, max(0.0, (value - aim.worst) / (aim.best - aim.worst)))


def known(model: BorderModel, wants: SeatAims, knows: Callable[[Event], bool]) -> tuple[Standing | None, ...]:
    """How each aim stands as far as the seat knows; None for what it learns at the end.

    What is counted in the log counts over the events that the seat `knows`; a column is told where the aim says that it
    is known.
    """
    row = model.outcomes()
    found: list[Standing | None] = []
    for aim in wants.aims:
        if aim.known:
            value = value_of(model, aim, row)
        elif aim.events:
            value = counted(model, aim, [e for e in model.events.of(*aim.events) if knows(e)])
        else:
            found.append(None)
            continue
        part = worth(aim, value)
        found.append(Standing(aim, value, part, WHOLE * part * aim.weight / wants.points))
    return tuple(found)


def scored(model: BorderModel) -> dict[str, Any]:
    """A game's row of outcomes, with the points of each seat that has aims (`points TJK`) and the numbers that they
    are about (`aim TJK 0`)."""
    row = model.outcomes()
    more: dict[str, Any] = {}
    for seat, wants in load_aims(model.setting).seats.items():
        found = score(model, wants, row)
        more[points_of(seat)] = found.points
        more |= {aim_of(seat, i): s.value for i, s in enumerate(found.aims)}
    return row | more


def points_of(seat: str) -> str:
    """Name of the column that holds a seat's points."""
    return f"points {seat}"


def aim_of(seat: str, number: int) -> str:
    """Name of the column that holds the number of a seat's aim."""
    return f"aim {seat} {number}"


def check_aims(model: BorderModel) -> Aims:
    """The aims of a scenario's seats, checked against what there is to aim at.

    Raises:
        InputError: for a seat, a column, a kind of event or of question that there is not.
    """
    aims, path = load_aims(model.setting), file_of(model.setting.folder) or FILE
    chairs = model.chairs
    columns = [name for name in NUMBERS if name != "seed"]
    if aims.holds is not None and aims.holds.column not in columns:
        raise InputError(path, "holds.column", aims.holds.column, f"one of {', '.join(columns)}")
    for seat, wants in aims.seats.items():
        if seat not in chairs:
            raise InputError(path, f"seats.{seat}", seat, f"one of {', '.join(sorted(chairs))}")
        for i, aim in enumerate(wants.aims):
            where = f"seats.{seat}.aims.{i}"
            if aim.column and aim.column not in columns:
                raise InputError(path, f"{where}.column", aim.column, f"one of {', '.join(columns)}")
            for kind in aim.events:
                if kind not in KINDS:
                    raise InputError(path, f"{where}.events", kind, "kinds of events; see docs/odd.md")
        for policy in wants.policies:
            for answer in policy.answers:
                if answer.kind not in chairs[seat].matters:
                    allowed = ", ".join(chairs[seat].matters)
                    raise InputError(path, f"seats.{seat}.policies.{policy.name}", answer.kind, f"one of {allowed}")
    return aims


def is_day(aim: Aim) -> bool:
    """Whether the number of an aim is a day, counted from the start."""
    return aim.count == "first day" if aim.events else OUTCOMES[aim.column].kind is DAY
