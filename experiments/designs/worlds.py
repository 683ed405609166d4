"""What a design is played in: its scenarios and regimes, each loaded and checked once, and the plan made from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from panj.experiments.designs.design import NOTHING, DesignFile, DesignInject
from panj.experiments.designs.differences import content_by_path, flat
from panj.experiments.designs.inputs import program_stamp, regime_content, scenario_content
from panj.experiments.designs.paths import NEVER, OPTION, Changed, NamedInject, Slot, by_bounds, changed, slot
from panj.experiments.designs.plan import Changes, Named, Plan, Value, label
from panj.experiments.designs.points import Row, points
from panj.experiments.designs.precision import BY_REGIME, Precision
from panj.experiments.designs.uncertain import Drawn, draws
from panj.scenarios.check import check
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import Scenario, load_scenario
from panj.treaty.law.regime import Regime, load_regime

Thing = TypeVar("Thing", Scenario, Regime)
NOT_PLAYED = ("name", "title", "source", "extends", "because", "atop")  # keys of a regime that change no game
MOST_MADE = 64  # changed scenarios that are kept at a time


@dataclass(frozen=True)
class Worlds:
    """Scenarios and regimes by name, as they were when the design was read; games are played in these objects."""

    scenarios: dict[str, Scenario]
    regimes: dict[str, Regime]
    _made: dict[tuple[str, str, Changes], Changed] = field(default_factory=dict, compare=False, repr=False)

    def of(self, scenarios: Iterable[str], regimes: Iterable[str]) -> Worlds:
        """Only what these names need."""
        return Worlds({n: self.scenarios[n] for n in scenarios}, {n: self.regimes[n] for n in regimes})

    def changed(self, scenario: str, regime: str, changes: Changes) -> Changed:
        """What a run is played in; made once for the runs that share it."""
        key = (scenario, regime, changes)
        if key not in self._made:
            if len(self._made) >= MOST_MADE:
                self._made.clear()
            self._made[key] = changed(self.scenarios[scenario], self.regimes[regime], dict(changes), "changes")
        return self._made[key]


def resolve(design: DesignFile, source: str = "design") -> tuple[Plan, Worlds]:
    """Load what a design names, check its factors against every scenario and regime, and lay out its runs.

    Raises InputError for what does not load, for two things of one name, for a thing named twice, and for a path that
    leads nowhere or a value out of its range: before the first game.
    """

    def load(ref: str) -> Scenario:
        return with_injects(load_scenario(ref), design.injects, source)

    scenarios, played = _by_name(source, "scenarios", design.names, load, scenario_content)
    regimes, under = _by_name(source, "regimes", design.regimes, load_regime, regime_content)
    worlds = Worlds(scenarios, regimes)
    first, law = next(iter(scenarios.values())), next(iter(regimes.values()))
    slots = {name: slot(first, law, name, source) for name in design.factors}
    made, factors = points(design, slots, source)
    sets: dict[str, list[str]] = {}
    if design.uncertain:
        drawn = _drawn(design, first, factors)
        made, sets = drawn.rows, drawn.sets
    columns = list(dict.fromkeys(name for row in made for name in row))
    bought = _bought(design)
    _check(worlds, design.set, {**_by_path(made), **factors}, design.named | bought, source)
    as_played = _typed(first, law, source)
    named = {name: as_played(point) for name, point in design.named.items()}
    plan = Plan(
        rules=program_stamp(),
        scenarios=played,
        days={name: design.days or scenario.file.days for name, scenario in scenarios.items()},
        regimes=under,
        seeds=design.seeds,
        fixed=as_played(design.set),
        factors={name: [as_played({name: v})[name] for v in values] for name, values in factors.items()},
        columns=columns,
        rows=_rows([as_played(row) for row in made], columns, named, alone=not made and bool(named) and not factors),
        named=named,
        injects=design.injects,
        options=bought,
        sets=sets,
        first_draws=len(made) if design.uncertain and design.precision else 0,
    )
    _check_named(plan, source)
    if design.precision is not None:
        _check_precision(design.precision, plan, source)
    return plan, worlds


def _drawn(design: DesignFile, scenario: Scenario, factors: Iterable[str], rounds: int = 1) -> Drawn:
    """Draws of everything uncertain that a design leaves free."""
    varied = {*factors, *design.set, *(name for point in design.named.values() for name in point)}
    return draws(scenario, int(design.samples or 0), design.design_seed, varied, rounds)


def with_more_draws(plan: Plan, design: DesignFile, worlds: Worlds, source: str = "design") -> Plan:
    """The plan with as many draws more as the design began with."""
    first, law = next(iter(worlds.scenarios.values())), next(iter(worlds.regimes.values()))
    drawn = _drawn(design, first, plan.factors, len(plan.rows) // plan.first_draws + 1)
    as_played = _typed(first, law, source)
    new = [as_played(row) for row in drawn.rows[len(plan.rows) :]]
    return plan.grown([*plan.rows, *([row.get(name) for name in plan.columns] for row in new)], drawn.sets)


def _bought(design: DesignFile) -> dict[str, dict[str, Value]]:
    """What each option of a design changes: its name, and that what only others buy does not happen. An option that
    buys nothing is put first where the design has none."""
    every = list(dict.fromkeys(inject for option in design.options.values() for inject in option.buys))
    buys = {name: option.buys for name, option in design.options.items()}
    if buys and all(buys.values()):
        buys = {NOTHING: [], **buys}
    out: dict[str, dict[str, Value]] = {}
    for name, mine in buys.items():
        out[name] = {OPTION: name}
        out[name] |= {f"injects.{inject}.day": NEVER for inject in every if inject not in mine}
    return out


def with_injects(scenario: Scenario, injects: Mapping[str, DesignInject], source: str) -> Scenario:
    """A scenario with a design's injects behind its own; raises InputError for one that it does not allow."""
    if not injects:
        return scenario
    start = scenario.file.start
    rows = [_row(source, name, start, inject) for name, inject in injects.items()]
    fuller = replace(scenario, injects=(*scenario.injects, *rows))
    try:
        check(fuller)
    except InputError as error:
        raise InputError(source, f"injects ({error.where})", error.found, error.allowed) from None
    return fuller


def _row(source: str, name: str, start: dt.date, inject: DesignInject) -> NamedInject:
    about: dict[str, Any] = inject.model_dump(exclude={"day"})
    try:
        return NamedInject(name=name, date=start + dt.timedelta(days=inject.day), **about)
    except ValueError:
        kinds = ", ".join(NamedInject.model_json_schema()["properties"]["kind"]["enum"])
        raise InputError(source, f"injects.{name}.kind", inject.kind, f"one of {kinds}") from None


def _rows(made: list[Row], columns: list[str], named: Mapping[str, Row], alone: bool) -> list[list[Value | None]]:
    """Points as a table, each once; those that have a name stand under it only."""
    if alone:
        return []
    kept = [row for row in made or [{}] if row not in named.values()]
    return [list(values) for values in dict.fromkeys(tuple(row.get(name) for name in columns) for row in kept)]


def _by_path(made: list[Row]) -> dict[str, list[Value]]:
    """Values of points by path, each once."""
    values: dict[str, dict[tuple[type, Value], None]] = {}
    for row in made:
        for name, value in row.items():
            values.setdefault(name, {})[type(value), value] = None
    return {name: [value for _, value in found] for name, found in values.items()}


def _check(
    worlds: Worlds, fixed: Row, values: Mapping[str, list[Value]], named: Mapping[str, Row], source: str
) -> None:
    """Each value by itself, in every scenario under every regime: a range does not hang on the others."""
    for scenario in worlds.scenarios.values():
        for regime in worlds.regimes.values():
            orders = [changed(scenario, regime, fixed, source).orders]
            for name, listed in values.items():
                place = slot(scenario, regime, name, source)
                for value in listed:
                    if by_bounds(place):
                        place.checked(value, source)
                    else:
                        orders.append(changed(scenario, regime, {name: value}, source).orders)
            for name, point in named.items():
                orders.append(changed(scenario, regime, fixed | point, f"{source}: named.{name}").orders)
            _check_chairs(scenario, regime, [o for o in orders if o], source)


def _check_chairs(
    scenario: Scenario, regime: Regime, orders: list[Mapping[str, Mapping[str, Value]]], source: str
) -> None:
    """Raise InputError for a standing order to a chair that is not there, or on what it is never asked."""
    if not orders:
        return
    from panj.model import BorderModel

    chairs = BorderModel(scenario, regime, seed=0, days=1).chairs
    for by_chair in orders:
        for chair, answers in by_chair.items():
            if chair not in chairs:
                raise InputError(source, f"seats.{chair}", chair, f"one of {', '.join(sorted(chairs))}")
            for kind in answers:
                if kind not in chairs[chair].matters:
                    raise InputError(
                        source, f"seats.{chair}.{kind}", kind, f"one of {', '.join(chairs[chair].matters)}"
                    )


def _typed(scenario: Scenario, regime: Regime, source: str) -> Callable[[Mapping[str, Value]], Row]:
    """Values as they are played and written down: whole numbers whole, all others with a point."""
    slots: dict[str, Slot] = {}

    def typed(point: Mapping[str, Value]) -> Row:
        for name in point:
            if name not in slots:
                slots[name] = slot(scenario, regime, name, source)
        return {name: slots[name].checked(value, source) for name, value in point.items()}

    return typed


def _check_named(plan: Plan, source: str) -> None:
    """Raise InputError where a named point is one that the design has anyway: it would be counted twice."""
    points = [plan.fixed | point for point in plan.named.values()]
    for name, point in zip(plan.named, points, strict=True):
        if "=" in name:  # as points without a name are called
            raise InputError(source, f"named.{name}", name, "a name without =")
        if points.count(point) > 1 or plan.has(point):
            raise InputError(source, f"named.{name}", name, "a point that the design does not have anyway")


def _check_precision(wanted: Precision, plan: Plan, source: str) -> None:
    names = [named.name for named in plan.regimes]
    if wanted.by == OPTION:
        names = list(plan.options)
    elif wanted.by != BY_REGIME:
        if wanted.by not in plan.factors:
            raise InputError(source, "precision.by", wanted.by, f"one of {', '.join([BY_REGIME, *plan.factors])}")
        names = [label({"": level})[1:] for level in plan.factors[wanted.by]]
    if wanted.baseline not in names and not wanted.every_pair:
        raise InputError(source, "precision.baseline", wanted.baseline, f"one of {', '.join(names)}")
    if wanted.budget < plan.size:
        raise InputError(
            source, "precision.budget", wanted.budget, f"at least {plan.size}, the games of the first round"
        )


def _by_name(
    source: str, what: str, wanted: list[str], load: Callable[[str], Thing], content: Callable[[Thing], str]
) -> tuple[dict[str, Thing], list[Named]]:
    """Things by their own names. Two of one name cannot be told apart in a table, so they are refused."""
    things: dict[str, Thing] = {}
    named: list[Named] = []
    for ref in wanted:
        thing = load(ref)
        entry = Named(name=thing.name, content=content(thing), source=ref)
        twin = next((n for n in named if n.name == entry.name), None)
        if twin and twin.content == entry.content:
            raise InputError(
                source, what, InWords(f"{thing.name} twice"), f"each once; it stands for {twin.source} and {ref}"
            )
        if twin:
            raise InputError(
                source,
                what,
                InWords(f"two of the name {thing.name} that differ"),
                f"a name of its own (regime: its key name; scenario: its folder) for {twin.source} and for {ref}",
            )
        things[entry.name] = thing
        named.append(entry)
    return things, named


def contents_of(worlds: Worlds) -> dict[str, dict[str, Any]]:
    """What was played in words: of each scenario its settings, injects and a hash of each table, of each regime its
    norms, by dotted path. A store keeps them, so that two sweeps can be set side by side after the files have
    changed."""
    scenarios = {name: content_by_path(scenario) for name, scenario in worlds.scenarios.items()}
    regimes = {
        name: dict(flat(regime.model_dump(mode="json", exclude={*NOT_PLAYED})))
        for name, regime in worlds.regimes.items()
    }
    return {"scenarios": scenarios, "regimes": regimes}


def reopen(plan: Plan) -> Worlds:
    """The scenarios and regimes of a plan as they are now. Raises InputError where one is no longer what was played."""
    scenarios = {n.name: with_injects(load_scenario(n.source), plan.injects, n.source) for n in plan.scenarios}
    regimes = {n.name: load_regime(n.source) for n in plan.regimes}
    for named in plan.scenarios:
        _unchanged("scenario", named, scenario_content(scenarios[named.name]))
    for named in plan.regimes:
        _unchanged("regime", named, regime_content(regimes[named.name]))
    return Worlds(scenarios, regimes)


def _unchanged(what: str, named: Named, content: str) -> None:
    if named.content != content:
        raise InputError(
            named.source,
            "",
            InWords(f"the {what} {named.name}, changed since it was played"),
            "what was played; the same `panj sweep` plays it as it is now",
        )
