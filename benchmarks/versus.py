"""What a whole war, and a sitting of the council, cost beside those of another checkout of the project."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from panj.benchmarks import sitting
from panj.benchmarks.measure import Finding, at_most, in_turn, not_measured, ratios
from panj.benchmarks.whole_war import SCENARIOS

PLAY = """
import sys, time
sys.path.insert(0, sys.argv[1])
from panj.model import BorderModel
BorderModel(sys.argv[2], seed=1).run()
wars = [BorderModel(sys.argv[2], seed=seed) for seed in range(2, 10)]
start = time.process_time()
for war in wars:
    war.run()
print(time.process_time() - start)
"""  # eight wars after one that warms up, in seconds of the processor, whoever else uses the machine

SIT = """
import json, runpy, sys
sys.path.insert(0, sys.argv[1])
print(json.dumps(runpy.run_path(sys.argv[3])["milliseconds"](sys.argv[2])))
"""  # the questions of this checkout, put to the council of either


@contextmanager
def places(checkout: Path) -> Iterator[dict[str, Path]]:
    """Folders from which Python imports the project of this checkout and of the other one."""
    with tempfile.TemporaryDirectory() as folder:
        out = {}
        for name, place in {"ours": Path(__file__).parents[1], "theirs": checkout.resolve()}.items():
            out[name] = Path(folder) / name
            out[name].mkdir()
            (out[name] / "panj").symlink_to(place, target_is_directory=True)
        yield out


def against(checkout: Path, scenario: str, rounds: int) -> Finding:
    """Whole wars of this checkout and of another one in turn, each round in processes of their own."""
    with places(checkout) as at:
        for place in at.values():
            _play(place, scenario)  # compiles the ground rules
        seconds = in_turn({name: partial(_play, place, scenario) for name, place in at.items()}, rounds)
    found = ratios(seconds["ours"], seconds["theirs"])
    return at_most(f"war here / in {checkout.name}, {scenario}", found, 1.1, note="processor time of eight wars")


def sittings(checkout: Path, scenario: str, rounds: int) -> Iterator[Finding]:
    """The same of a sitting and a sounding, where the other checkout has a council that can be asked."""
    took: dict[str, dict[str, list[float]]] = {"ours": {}, "theirs": {}}
    with places(checkout) as at:
        for turn in range(rounds):
            for name in list(at)[:: 1 if turn % 2 == 0 else -1]:
                try:
                    said = json.loads(_run(SIT, at[name], scenario, sitting.__file__))
                except subprocess.CalledProcessError as error:
                    why = f"{checkout.name} has no such council: {error.stderr.strip().splitlines()[-1]}"
                    yield not_measured(f"a sitting here / in {checkout.name}, {scenario}", "at most 1.1", why)
                    return
                for question, ms in said.items():
                    took[name].setdefault(question, []).extend(ms)
    for question, ms in took["ours"].items():
        found = ratios(ms, took["theirs"][question])
        yield at_most(f"{question} here / in {checkout.name}, {scenario}", found, 1.1, note="processor time")


def _run(code: str, *arguments: str | Path) -> str:
    asked = [sys.executable, "-P", "-c", code, *map(str, arguments)]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()[-1]


def _play(place: Path, scenario: str) -> float:
    return float(_run(PLAY, place, scenario))


def findings(checkout: Path, rounds: int) -> Iterator[Finding]:
    """Sittings and wars beside those of another checkout, scenario by scenario."""
    yield from sittings(checkout, SCENARIOS[1], rounds)
    for scenario in SCENARIOS:
        yield against(checkout, scenario, rounds)
