"""Sweeps whose processes are really killed, at random times: the table that is left equals the undisturbed one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pandas as pd
import psutil
import pytest

from panj.experiments.runs.store import Store
from panj.model.record.outcomes import OUTCOMES
from panj.tests.experiments.command import PANJ, ROOT

DESIGN = 'scenario = "tajikistan-2021"\nregimes = ["csto-2010", "none"]\nseeds = {seeds}\n'
LONGEST = 2.0  # seconds from one kill to the next: a sweep of some seconds is met while it starts and while it plays
SAMPLED = """
scenario = "intro"
regimes = ["csto-2010", "none"]
seeds = 10
design = "lhs"
samples = 4
precision = {{ outcome = "stability_mean", half_width = 0.5, budget = {budget} }}
[factors]
patrol_kmh = {{}}
states.TJK.stake = {{ low = 0.4, high = 1.0 }}
[named.still]
patrol_kmh = 0.5
"""


def disturbed(design: Path, out: Path, dice: random.Random, kills: int) -> list[str]:
    """Sweep until it is done, killing at random times whom the dice name; returns who was killed."""
    command = [*PANJ, "sweep", str(design), "--out", str(out), "--workers", "2", "--json"]
    killed: list[str] = []
    for _ in range(50 * kills):
        driver = subprocess.Popen(
            command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while len(killed) < kills and driver.poll() is None:
            time.sleep(dice.uniform(0.2, LONGEST))
            whom = dice.choice(["worker", "driver", "group"])
            if kill(driver, whom, dice):
                killed.append(whom)
        driver.wait(timeout=600)
        if driver.returncode == 0:
            return killed
        gone_soon(driver.pid)
    raise AssertionError("the sweep never ended well")


def kill(driver: subprocess.Popen[bytes], whom: str, dice: random.Random) -> bool:
    """SIGKILL one worker, the driver, or the whole group; whether there was anything to kill."""
    if driver.poll() is not None:
        return False
    if whom == "group":
        os.killpg(driver.pid, signal.SIGKILL)
    elif whom == "driver":
        driver.kill()
    else:
        workers = [c for c in psutil.Process(driver.pid).children(recursive=True) if is_worker(c)]
        if not workers:
            return False
        dice.choice(workers).kill()
    return True


def is_worker(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.Error:
        return False


def gone_soon(session: int) -> None:
    """Wait until every process of a killed sweep has gone by itself; none may stay behind."""
    until = time.monotonic() + 60
    while left := [p for p in psutil.process_iter() if in_session(p, session)]:
        assert time.monotonic() < until, f"left behind: {left}"
        time.sleep(0.2)


def in_session(process: psutil.Process, session: int) -> bool:
    try:
        return os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE
    except (ProcessLookupError, psutil.Error, PermissionError):
        return False


def table(out: Path) -> pd.DataFrame:
    """The runs of a store, without what they took."""
    return Store(out).runs(quiet=True)[["run_id", "status", *OUTCOMES]]


@pytest.mark.slow
@pytest.mark.parametrize(("games", "kills"), [(200, 3)])
def test_kills_at_random_times_change_nothing(tmp_path: Path, games: int, kills: int) -> None:
    """Whoever is killed and whenever, calling again ends with the undisturbed table, and nothing else is left.

    `python -m panj.tests.experiments.disturbances` makes a hundred kills and stops of sweeps of all kinds.
    """
    killed, played = trial(tmp_path, DESIGN.format(seeds=games // 2), kills, random.Random(2021))
    assert killed, "the sweep had ended before anybody was killed"
    assert played == games


@pytest.mark.slow
def test_kills_do_not_change_where_a_sampled_design_stops(tmp_path: Path) -> None:
    """A Latin hypercube that adds seeds until it is sure enough ends with the undisturbed table whoever is killed."""
    killed, played = trial(tmp_path, SAMPLED.format(budget=140), 2, random.Random(1999))
    assert killed, "the sweep had ended before anybody was killed"
    assert played > 100, "it never added a round"


def trial(folder: Path, text: str, kills: int, dice: random.Random) -> tuple[list[str], int]:
    """Play a design with kills and without, and hold the two against each other; who was killed, and how many games."""
    design = folder / "design.toml"
    design.write_text(text)
    quiet, shaken = folder / "quiet", folder / "shaken"
    command = [*PANJ, "sweep", str(design), "--out", str(quiet), "--workers", "2", "--json"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    killed = disturbed(design, shaken, dice, kills)
    pd.testing.assert_frame_equal(table(shaken), table(quiet))
    assert (table(shaken).status == "ok").all()
    left = {p.name for p in shaken.iterdir()} | {p.suffix for p in (shaken / "runs").iterdir()}
    assert left == {".lock", "manifest.json", "runs", ".parquet"}
    return killed, len(table(shaken))
