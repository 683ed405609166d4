"""Factors by dotted path: what a path leads to and may be set to, and a scenario and a regime with some of it changed.

    patrol_kmh, parameters.patrol_kmh     a parameter of the scenario (the first is how it is called in tables)
    states.KAZ.caution, states.KAZ.trust.RUS, observers.RUS.lag_days, commands.NAME.intent_to_cross
    days, step_hours, grid.cell_km, demand
    temper.burden                         a weight of the members' rule, the same for all of them
    regime.deadlines.DRAFT, regime.vote_rule
    injects.NAME.day, injects.NAME.amount an inject of the design by its name, one of the scenario by its number from 1
    seats.KAZ.vote                        a standing order: what whoever sits there answers to every question of a kind
    option                                the name of what is bought, in a design with options; it sets nothing itself

`slot` says what may stand at a path; `changed` gives a new scenario and regime and leaves those it was given alone.
A judgement of a state that is set is sure: no game draws it from its range.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from panj.scenarios.check import check
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.injects import weight_ranges
from panj.scenarios.load import Scenario
from panj.scenarios.schema import InjectRow, Parameter, Range, ScenarioFile
from panj.treaty.law.regime import NOT_NORMS, TIMED, Regime
from panj.treaty.refusal import refuse

Value = float | str | bool
OPTION = "option"  # what is bought: a name for the injects that happen, which the design sets
NEVER = "never"  # day of an inject that does not happen
ELSEWHERE = ("regime", "seats", "injects", OPTION)  # what a path may begin with beside the keys of a scenario
BY_BOUNDS = ("parameters", "states", "observers", "commands", "temper", "days", "demand")  # nothing else to check
LAST_DAY = 3650


@dataclass(frozen=True)
class Slot:
    """What stands at a path: numbers from `low` to `high` [`unit`], or one of `options`, or any text.

    `above`: `low` itself is not allowed. `whole`: whole numbers only. `usual` is what stands there now; `likely` the
    range that the scenario itself gives, for designs that ask for no other.
    """

    path: str
    low: float = float("-inf")
    high: float = float("inf")
    above: bool = False
    whole: bool = False
    unit: str = ""
    options: tuple[Value, ...] = ()
    text: bool = False
    usual: Any = None
    likely: tuple[float, float] | None = None

    @property
    def numeric(self) -> bool:
        """Whether a number stands here."""
        return not self.text and (not self.options or self.options == (NEVER,))

    @property
    def allowed(self) -> str:
        """What may stand here, in words."""
        if self.text:
            return "a word or a whole number" if self.whole else "a word"
        words = [str(o).lower() if isinstance(o, bool) else str(o) for o in self.options]
        if not self.numeric:
            return f"one of {', '.join(words)}"
        kind = "a whole number" if self.whole else "a number"
        least = "" if self.low == float("-inf") else f" {'above' if self.above else 'from'} {self.low:g}"
        most = "" if self.high == float("inf") else f" {'up to' if self.above or not least else 'to'} {self.high:g}"
        return " or ".join([f"{kind}{least}{most} {self.unit}".strip(), *words])

    def checked(self, value: Any, source: str) -> Value:
        """The value as it counts; raises InputError, which says what is allowed."""
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if self.text and ((isinstance(value, str) and value) or (self.whole and type(value) is int)):
            return value
        if value in self.options and isinstance(value, (str, bool)):
            return value
        fits = self.numeric and number and self.low <= value <= self.high and not (self.above and value == self.low)
        if not fits or (self.whole and value != int(value)):
            raise InputError(source, self.path, value, self.allowed)
        return int(value) if self.whole else float(value)


@dataclass(frozen=True)
class Changed:
    """A scenario and a regime with changes, and standing orders by chair: kind of question -> answer."""

    scenario: Scenario
    regime: Regime
    orders: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)


class NamedInject(InjectRow):
    """An inject of a design, known by its name."""

    name: str


def canonical(path: str) -> str:
    """The one spelling of a path under which a factor stands in tables: parameters by their bare names."""
    return path.removeprefix("parameters.")


def slot(scenario: Scenario, regime: Regime, path: str, source: str = "design") -> Slot:
    """What stands at a path. Raises InputError for a path that leads nowhere, with the names that do."""
    head, *rest = parts = _parts(scenario, path)
    name = canonical(path)
    match head:
        case "parameters":
            p: Parameter = _one(source, name, rest, scenario.file.parameters)
            return Slot(name, p.low, p.high, unit=p.unit, usual=p.typical, likely=(p.low, p.high))
        case "temper":
            w = _one(source, name, rest, {n: w for n, w in weight_ranges().items() if n != "reliability"})
            usual = scenario.file.temper.get(rest[0], w["typical"])
            return Slot(name, w["low"], w["high"], unit=w["unit"], usual=usual, likely=(w["low"], w["high"]))
        case "regime":
            return _norm(regime, name, rest, source)
        case "injects":
            return _inject_slot(scenario, name, rest, source)
        case "option" if not rest:
            return Slot(name, text=True)
        case "seats":
            if len(rest) != 2:
                raise InputError(source, name, path, "seats.CHAIR.QUESTION, for example seats.KAZ.vote")
            return Slot(name, text=True, whole=True)
        case _:
            return _leaf(ScenarioFile, scenario.file, name, parts, source)


def by_bounds(place: Slot) -> bool:
    """Whether a number's range tells everything about it; whatever else is set, the whole has to be looked at."""
    return place.numeric and (
        place.path.split(".")[0] in BY_BOUNDS or ("." not in place.path and place.likely is not None)
    )


def changed(scenario: Scenario, regime: Regime, changes: Mapping[str, Value], source: str = "design") -> Changed:
    """A scenario, a regime and orders with everything set that `changes` names; raises InputError for what cannot be.

    Every value is checked against its own range, and the whole where ranges do not tell everything.
    """
    orders: dict[str, dict[str, Value]] = {}
    file, injects, norms = scenario.file, list(scenario.injects), dict[str, Any]()
    whole = True
    gone = set()
    for path, given in changes.items():
        value = slot(scenario, regime, path, source).checked(given, source)
        head, *rest = parts = _parts(scenario, path)
        match head:
            case "regime":
                norms = _with_norm(regime, norms, rest, value)
            case "injects":
                number = _number(scenario, rest[0], path, source)
                injects[number] = _moved(injects[number], scenario, rest[1], value)
                gone |= {number} if value == NEVER else set()
            case "seats":
                orders.setdefault(rest[0], {})[rest[1]] = value
            case "option":
                pass
            case "parameters":
                file = _put(file, [*parts, "typical"], value)
            case _:
                file = _put(file, parts, value)
        alone = head in (*BY_BOUNDS, "regime", "seats", OPTION) or (head == "injects" and rest[1] == "day")
        whole = whole and alone
    kept = tuple(row for number, row in enumerate(injects) if number not in gone)
    new = scenario if not changes else replace(scenario, file=file, injects=kept)
    if not whole:
        new = _whole(new, source, changes)
    return Changed(new, with_norms(regime, norms, source) if norms else regime, orders)


def with_norms(regime: Regime, norms: Mapping[str, Any], source: str) -> Regime:
    """A regime with some norms changed; raises InputError where they do not go together."""
    try:
        return regime.changed(norms)
    except ValidationError as error:
        said = refuse(Path(source), error, Regime)
        raise InputError(source, f"regime.{said.where}", said.found, said.allowed) from None


def _parts(scenario: Scenario, path: str) -> list[str]:
    """A path in full; a bare name is a parameter unless the scenario itself has a number of that name."""
    parts = path.split(".")
    if len(parts) == 1 and path not in ScenarioFile.model_fields and path not in ELSEWHERE:
        return ["parameters", path]
    return parts


def _one(source: str, path: str, rest: list[str], known: Mapping[str, Any]) -> Any:
    if len(rest) != 1 or rest[0] not in known:
        raise InputError(source, path, ".".join(rest), names(known, ".".join(rest)))
    return known[rest[0]]


def names(known: Iterable[str], wanted: str) -> str:
    """Names that are allowed, those most like the wanted one where there are many."""
    listed = sorted(known)
    near = difflib.get_close_matches(wanted, listed, 4, 0.4) if len(listed) > 12 else []
    if not near:
        return f"one of {', '.join(listed[:40])}{f' and {len(listed) - 40} more' if len(listed) > 40 else ''}"
    return f"one of {len(listed)} names, such as {', '.join(near)}; see `panj scenario show`"


# -- what the form of a file says --------------------------------------------------------------------------------------
@lru_cache(maxsize=4)
def _form(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _followed(root: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """A node of a form, references followed, and of a thing that may be left out the thing."""
    for _ in range(4):
        if "$ref" in node:
            node = root["$defs"][node["$ref"].rpartition("/")[2]]
        elif "anyOf" in node:
            node = next((n for n in node["anyOf"] if n.get("type") != "null"), node)
        else:
            break
    return node


def _leaf(model: type[BaseModel], value: Any, path: str, parts: list[str], source: str) -> Slot:
    """The slot at the end of a path through a form and the value that has it."""
    root = _form(model)
    node = root
    for i, part in enumerate(parts):
        node = _followed(root, node)
        listed = isinstance(value, dict)
        known = list(value) if listed else list(node.get("properties", {}))
        if not known or node.get("title") == "Range":
            raise InputError(source, path, part, f"{'.'.join(parts[:i])} alone, without what follows")
        if part not in known:
            raise InputError(source, path, part, names([*known, *(() if i else ELSEWHERE)], part))
        node = _entry(node) if listed else node["properties"][part]
        value = value[part] if listed else getattr(value, part)
    return _slot_of(path, _followed(root, node), value, source)


def _entry(table: dict[str, Any]) -> dict[str, Any]:
    """The form of an entry of a table whose keys are free, or free within a pattern."""
    form = table.get("additionalProperties")
    return form if isinstance(form, dict) else next(iter(table["patternProperties"].values()))


def _slot_of(path: str, node: dict[str, Any], value: Any, source: str) -> Slot:
    if node.get("title") == "Range":
        likely = (value.low, value.high) if value is not None else (0.0, 1.0)
        return Slot(path, 0.0, 1.0, unit="(a judgement)", usual=None if value is None else value.typical, likely=likely)
    kind = node.get("type")
    if "enum" in node:
        return Slot(path, options=tuple(node["enum"]), usual=value)
    if kind == "boolean":
        return Slot(path, options=(True, False), usual=value)
    if kind not in ("number", "integer"):
        raise InputError(source, path, InWords("no number and no choice"), "the path of a number or of a choice")
    low, high = node.get("minimum", node.get("exclusiveMinimum", float("-inf"))), node.get("maximum", float("inf"))
    return Slot(path, low, high, "exclusiveMinimum" in node, kind == "integer", usual=value)


def _put(node: Any, parts: list[str], value: Value) -> Any:
    """A copy of a form or table with one value in another place."""
    head, *rest = parts
    if isinstance(node, dict):
        return node | {head: _put(node.get(head), rest, value) if rest else value}
    old = getattr(node, head)
    field = type(node).model_fields[head]
    judged = isinstance(old, Range) or (old is None and "Range" in str(field.annotation))
    new = _put(old, rest, value) if rest else Range(low=value, typical=value, high=value) if judged else value  # type: ignore[arg-type]
    return node.model_copy(update={head: new})


def _whole(scenario: Scenario, source: str, changes: Mapping[str, Value]) -> Scenario:
    """The scenario, checked as a whole; what does not fit is said of the changes that made it."""
    try:
        ScenarioFile.model_validate(scenario.file.model_dump())
        check(scenario)
    except ValidationError as error:
        said = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise InputError(source, ", ".join(changes), ", ".join(map(str, changes.values())), said) from None
    except InputError as error:
        raise InputError(source, f"{', '.join(changes)} ({error.where})", error.found, error.allowed) from None
    return scenario


# -- regimes -----------------------------------------------------------------------------------------------------------
def _norm(regime: Regime, path: str, rest: list[str], source: str) -> Slot:
    root = _form(Regime)
    known = [n for n in root["properties"] if n not in NOT_NORMS and n not in ("members", "area", "law", "as_of")]
    if rest[:1] == ["deadlines"]:
        state = ".".join(rest[1:])
        if state not in TIMED:
            raise InputError(source, path, state or "deadlines", f"deadlines. and one of {', '.join(TIMED)}")
        days = root["properties"]["deadlines"]["additionalProperties"]
        return Slot(path, days["minimum"], days["maximum"], unit="days", usual=regime.deadlines.get(state))
    if len(rest) != 1 or rest[0] not in known:
        raise InputError(source, path, ".".join(rest), f"deadlines.STATE or {names(known, '.'.join(rest))}")
    node = _followed(root, root["properties"][rest[0]])
    if node.get("type") == "string" and "enum" not in node:
        return Slot(path, text=True, usual=getattr(regime, rest[0]))
    return _slot_of(path, node, getattr(regime, rest[0]), source)


def _with_norm(regime: Regime, norms: dict[str, Any], rest: list[str], value: Value) -> dict[str, Any]:
    if rest[0] == "deadlines":
        return norms | {"deadlines": norms.get("deadlines", regime.deadlines) | {rest[1]: value}}
    return norms | {rest[0]: value}


# -- injects -----------------------------------------------------------------------------------------------------------
def _inject_names(scenario: Scenario) -> list[str]:
    return [row.name if isinstance(row, NamedInject) else str(n) for n, row in enumerate(scenario.injects, start=1)]


def _number(scenario: Scenario, name: str, path: str, source: str) -> int:
    known = _inject_names(scenario)
    if name not in known:
        allowed = names(known, name) if known else "a scenario or a design with injects; a design names them [injects]"
        raise InputError(source, path, name, allowed)
    return known.index(name)


def _inject_slot(scenario: Scenario, path: str, rest: list[str], source: str) -> Slot:
    if len(rest) != 2 or rest[1] not in ("day", "amount"):
        raise InputError(source, path, ".".join(rest), "injects.NAME.day or injects.NAME.amount")
    row = scenario.injects[_number(scenario, rest[0], path, source)]
    if rest[1] == "amount":
        return Slot(path, 0.0, usual=row.amount)
    last = scenario.file.days - 1
    day = (row.date - scenario.file.start).days
    return Slot(path, 0, last, whole=True, unit="days", options=(NEVER,), usual=day, likely=(0, last))


def _moved(row: InjectRow, scenario: Scenario, what: str, value: Value) -> InjectRow:
    if value == NEVER:
        return row
    if what == "amount":
        return row.model_copy(update={"amount": float(value)})
    return row.model_copy(update={"date": scenario.file.start + dt.timedelta(days=int(value))})
