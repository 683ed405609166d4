"""The ground step alone: compiled Python against C and against Mesa agents, summed over the steps of a whole war."""

from __future__ import annotations

import time

from panj.benchmarks.ground_c import FLAGS, WarInC, compiler
from panj.benchmarks.measure import Finding, at_least, at_most, in_turn, not_measured, ratios
from panj.benchmarks.mesa_war import MesaWar
from panj.benchmarks.whole_war import FASTER_THAN_MESA
from panj.model import BorderModel

SLOWER_THAN_C = 2.0


def ground_seconds(model: BorderModel) -> float:
    """Seconds that the ground takes of a war, calls from Python included; institutions are left out."""
    step, total = model.play_ground, 0.0

    def clocked() -> None:
        nonlocal total
        start = time.perf_counter()
        step()
        total += time.perf_counter() - start

    model.play_ground = clocked  # type: ignore[method-assign]
    model.run()
    return total


def against_c(scenario: str, rounds: int) -> Finding:
    """The step as numba compiles it against the same step in C."""
    name = f"ground step, Panj / C, {scenario}"
    if compiler() is None:
        return not_measured(name, f"at most {SLOWER_THAN_C:g}", "no C compiler here; set CC or install one")
    candidates = {
        "panj": lambda: ground_seconds(BorderModel(scenario, seed=1)),
        "c": lambda: ground_seconds(WarInC(scenario, seed=1)),
    }
    for candidate in candidates.values():
        candidate()  # loads, compiles
    seconds = in_turn(candidates, rounds)
    found = ratios(seconds["panj"], seconds["c"])
    return at_most(name, found, SLOWER_THAN_C, note=f"equal columns; cc {' '.join(FLAGS[:1])}, called by ctypes")


def against_mesa(scenario: str, rounds: int) -> Finding:
    """The step compiled against the same step by Mesa agents: the rules alone, without the institutions."""
    candidates = {
        "panj": lambda: ground_seconds(BorderModel(scenario, seed=1)),
        "mesa": lambda: ground_seconds(MesaWar(scenario, seed=1)),
    }
    candidates["panj"]()
    seconds = in_turn(candidates, rounds)
    found = ratios(seconds["mesa"], seconds["panj"])
    return at_least(f"ground step, Mesa agents / Panj, {scenario}", found, FASTER_THAN_MESA, "without institutions")
