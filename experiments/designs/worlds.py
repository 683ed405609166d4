"""What a design is played in: its scenarios and regimes, each loaded and checked once, and the plan made from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from experiments.designs.design import DesignFile
from experiments.designs.inputs import program_stamp, regime_content, scenario_content
from experiments.designs.plan import Named, Plan
from scenarios.errors import InputError
from scenarios.load import Scenario, load_scenario
from treaty.regime import Regime, load_regime

Thing = TypeVar("Thing", Scenario, Regime)


@dataclass(frozen=True)
class Worlds:
    """Scenarios and regimes by name, as they were when the design was read; games are played in these objects."""

    scenarios: dict[str, Scenario]
    regimes: dict[str, Regime]

    def of(self, scenarios: Iterable[str], regimes: Iterable[str]) -> Worlds:
        """Only what these names need."""
        return Worlds({n: self.scenarios[n] for n in scenarios}, {n: self.regimes[n] for n in regimes})


def resolve(design: DesignFile, source: str = "design") -> tuple[Plan, Worlds]:
    """Load what a design names, check its factors against every scenario, and lay out its runs.

    Raises InputError for what does not load, for two things of one name, for a thing named twice, and for levels out
    of range: before the first game.
    """
    scenarios, played = _by_name(source, "scenarios", design.names, load_scenario, scenario_content)
    regimes, under = _by_name(source, "regimes", design.regimes, load_regime, regime_content)
    for scenario in scenarios.values():
        _check_levels(design, scenario)
    plan = Plan(
        rules=program_stamp(),
        scenarios=played,
        days={name: design.days or scenario.file.days for name, scenario in scenarios.items()},
        regimes=under,
        seeds=design.seeds,
        fixed=dict(design.set),
        factors={name: list(levels) for name, levels in design.factors.items()},
    )
    return plan, Worlds(scenarios, regimes)


def _check_levels(design: DesignFile, scenario: Scenario) -> None:
    """Each level by itself: a parameter's range does not hang on the others."""
    scenario.parameters(dict(design.set))
    for name, levels in design.factors.items():
        for level in levels:
            scenario.parameters({name: level})


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
            raise InputError(source, what, f"{thing.name} twice", f"each once; it stands for {twin.source} and {ref}")
        if twin:
            raise InputError(
                source, what, f"two of the name {thing.name} that differ",
                f"a name of its own (regime: its key name; scenario: its folder) for {twin.source} and for {ref}",
            )  # fmt: skip
        things[entry.name] = thing
        named.append(entry)
    return things, named


def reopen(plan: Plan) -> Worlds:
    """The scenarios and regimes of a plan as they are now. Raises InputError where one is no longer what was played."""
    scenarios = {n.name: load_scenario(n.source) for n in plan.scenarios}
    regimes = {n.name: load_regime(n.source) for n in plan.regimes}
    for named in plan.scenarios:
        _unchanged("scenario", named, scenario_content(scenarios[named.name]))
    for named in plan.regimes:
        _unchanged("regime", named, regime_content(regimes[named.name]))
    return Worlds(scenarios, regimes)


def _unchanged(what: str, named: Named, content: str) -> None:
    if named.content != content:
        raise InputError(named.source, "", f"the {what} {named.name}, changed since it was played",
                         "what was played; the same `panj sweep` plays it as it is now")  # fmt: skip
