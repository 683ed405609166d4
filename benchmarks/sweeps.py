"""Sweeps: what a game costs beyond the war itself, and what a second worker is worth."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from panj.benchmarks.measure import Finding, at_least, at_most, in_turn, ratios
from panj.experiments.runs.sweep import Sweep
from panj.model import BorderModel
from panj.scenarios.load import load_scenario
from panj.treaty.law.regime import load_regime

SCENARIO, REGIMES = "tajikistan-2021", ("csto-2010", "none")
GAMES, QUICK = 1000, 60


def sweep(games: int, workers: int) -> None:
    """Play a design of default wars into a store that is thrown away."""
    with tempfile.TemporaryDirectory() as place:
        sweep = Sweep(SCENARIO, list(REGIMES), seeds=games // len(REGIMES))
        sweep.run(Path(place) / "store", workers=workers, quiet=True)


def bare_loop(games: int) -> None:
    """The same wars one after the other, with nothing kept but their outcomes."""
    scenario, regimes = load_scenario(SCENARIO), [load_regime(r) for r in REGIMES]
    for seed in range(1, games // len(REGIMES) + 1):
        for regime in regimes:
            BorderModel(scenario, regime, seed).run().outcomes()


def spent(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """What a clock shows for a piece of work, garbage collection included: a sweep has to clear up behind itself."""
    start = clock()
    work()
    return clock() - start


def beyond_the_war(quick: bool) -> Finding:
    """Processor time of sweeps in this process over that of the same wars in a bare loop, a tenth of them at a time."""
    games, rounds = (QUICK, 3) if quick else (GAMES // 10, 10)
    bare_loop(len(REGIMES))
    candidates = {
        "sweep": lambda: spent(lambda: sweep(games, 1), time.process_time),
        "bare": lambda: spent(lambda: bare_loop(games), time.process_time),
    }
    seconds = in_turn(candidates, rounds)
    found = ratios(seconds["sweep"], seconds["bare"])
    note = f"{rounds} times {games} default wars, processor time"
    return at_most("sweep on one worker / bare loop", found, 1.1, note=note)


def second_worker() -> Finding:
    """Time on the clock of a sweep on one worker over that on two, their start included."""
    bare_loop(len(REGIMES))
    candidates = {
        "one": lambda: spent(lambda: sweep(GAMES, 1), time.perf_counter),
        "two": lambda: spent(lambda: sweep(GAMES, 2), time.perf_counter),
    }
    seconds = in_turn(candidates, 3)
    found = ratios(seconds["one"], seconds["two"])
    note = f"{GAMES} default wars, on the clock: only on a machine that is doing nothing else"
    return at_least("one worker / two workers", found, 1.8, note)


def process(work: str) -> subprocess.Popen[bytes]:
    """A Python of its own that does a piece of work of this module."""
    return subprocess.Popen([sys.executable, "-c", f"from panj.benchmarks.sweeps import *; {work}"])


def whole(*works: str) -> float:
    """Seconds on the clock until Pythons that do these pieces of work, all at once, have ended."""
    start = time.perf_counter()
    running = [process(work) for work in works]
    codes = [p.wait() for p in running]
    if any(codes):
        raise RuntimeError(f"one of {works} failed")
    return time.perf_counter() - start


def of_ideal() -> Finding:
    """Two Pythons with a bare loop of half the wars each, over one that sweeps them all on two workers; from nothing
    to the end of the processes, each."""
    candidates = {
        "loops": lambda: whole(*[f"bare_loop({GAMES})"] * 2),
        "sweep": lambda: whole(f"sweep({2 * GAMES}, 2)"),
    }
    seconds = in_turn(candidates, 3)
    note = f"{2 * GAMES} default wars, on the clock: only on a machine that is doing nothing else"
    return at_least("two bare loops / two workers", ratios(seconds["loops"], seconds["sweep"]), 0.9, note)
