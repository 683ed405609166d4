"""Whole wars against each other: Panj and its twin in Mesa, Panj and Mesa's wealth example, small and large."""

from __future__ import annotations

import inspect
from dataclasses import replace
from functools import partial
from typing import Any

from panj.benchmarks.measure import Finding, at_least, at_most, in_turn, ratios, timed
from panj.benchmarks.mesa_war import MesaWar
from panj.model import BorderModel
from panj.scenarios.load import Scenario, load_scenario

SCENARIOS = ("tajikistan-2021", "tajikistan-2021-incursion")
FASTER_THAN_MESA = 40.0
PARTS = (1, 3, 9)


def play(model: Any) -> float:
    """Seconds to play a game that has been created, to its end."""
    return timed(model.run)


def against_mesa(scenario: str, rounds: int) -> Finding:
    """A whole game with all institutions against the same game with every unit a Mesa agent in plain Python."""
    candidates = {"panj": lambda: play(BorderModel(scenario, seed=1)), "mesa": lambda: play(MesaWar(scenario, seed=1))}
    BorderModel(scenario, seed=1).run()
    seconds = in_turn(candidates, rounds)
    found = ratios(seconds["mesa"], seconds["panj"])
    note = "the same war, equal digest; institutions, the same for both, included"
    return at_least(f"war as Mesa agents / Panj, {scenario}", found, FASTER_THAN_MESA, note)


def against_wealth_example(scenario: str, rounds: int) -> Finding:
    """A whole game against as many steps of Mesa's bundled Boltzmann wealth example with as many agents."""
    model = BorderModel(scenario, seed=1)
    agents, steps = len(model.units), model.days * model.steps_per_day

    def wealth() -> float:
        example = wealth_example(agents)
        return timed(lambda: [example.step() for _ in range(steps)])

    model.run()
    seconds = in_turn({"panj": lambda: play(BorderModel(scenario, seed=1)), "wealth": wealth}, rounds)
    found = ratios(seconds["wealth"], seconds["panj"])
    return at_least(f"Mesa's wealth example / Panj, {scenario}", found, 1.0, f"{agents} agents, {steps} steps each")


def wealth_example(agents: int) -> Any:
    """Mesa's own example with `agents` agents on its usual 10 x 10 grid; its arguments differ between versions."""
    from mesa.examples.basic.boltzmann_wealth_model import model as example

    if "n" in inspect.signature(example.BoltzmannWealth).parameters:
        return example.BoltzmannWealth(n=agents, width=10, height=10, seed=1)
    return example.BoltzmannWealth(example.BoltzmannScenario(n=agents, width=10, height=10, rng=1))


def growth(scenario: str, rounds: int) -> Finding:
    """Cost of a whole game as each unit is split in nine: time over time, divided by units over units."""
    whole = load_scenario(scenario)
    wars = {parts: split(whole, parts) for parts in PARTS}
    units = {parts: len(war.units) for parts, war in wars.items()}

    def war(parts: int) -> float:
        return play(BorderModel(wars[parts], seed=1))

    seconds = in_turn({str(parts): partial(war, parts) for parts in PARTS}, rounds)
    small, middle, large = PARTS
    part = {parts: ratios(seconds[str(parts)], seconds[str(small)])[0] for parts in (middle, large)}
    more = units[large] / units[small]
    median, low, high = (value / more for value in ratios(seconds[str(large)], seconds[str(small)]))
    note = f"{units[small]}, {units[middle]}, {units[large]} units cost 1, {part[middle]:.2f}, {part[large]:.2f}"
    return at_most(f"growth of cost / growth of units, {scenario}", (median, low, high), 1.0, note=note)


def split(scenario: Scenario, parts: int) -> Scenario:
    """A scenario with each unit in equal parts of at least one man: another war, since a unit is what decides."""
    units = []
    for u in scenario.units:
        n = min(parts, u.men)
        for k in range(n):
            share = u.men // n + (1 if k < u.men % n else 0)
            units.append(u.model_copy(update={"unit": f"{u.unit}-{k + 1}", "men": share}))
    return replace(scenario, units=tuple(units))
