"""What a whole war costs beside that of another checkout of the project, such as one from before a change."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from panj.benchmarks.measure import Finding, at_most, in_turn, ratios
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


def against(checkout: Path, scenario: str, rounds: int) -> Finding:
    """Whole wars of this checkout and of another one in turn, each round in processes of their own."""
    places = {"ours": Path(__file__).parents[1], "theirs": checkout.resolve()}
    with tempfile.TemporaryDirectory() as folder:
        for name, place in places.items():
            (Path(folder) / name).mkdir()
            (Path(folder) / name / "panj").symlink_to(place, target_is_directory=True)
        for name in places:
            _play(Path(folder) / name, scenario)  # compiles the ground rules
        seconds = in_turn({name: partial(_play, Path(folder) / name, scenario) for name in places}, rounds)
    found = ratios(seconds["ours"], seconds["theirs"])
    return at_most(f"war here / in {checkout.name}, {scenario}", found, 1.1, note="processor time of eight wars")


def _play(place: Path, scenario: str) -> float:
    done = subprocess.run(
        [sys.executable, "-P", "-c", PLAY, str(place), scenario], capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1])


def findings(checkout: Path, rounds: int) -> Iterator[Finding]:
    """Wars beside those of another checkout, scenario by scenario."""
    for scenario in SCENARIOS:
        yield against(checkout, scenario, rounds)
