"""A cluster that stands still: who is stuck is found, replaced, and the table is the undisturbed one."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest

from panj.experiments import Sweep, open_runs
from panj.experiments.runs.executor import rules_of_workers
from panj.experiments.runs.watchdog import Watchdog
from panj.model.record.outcomes import OUTCOMES
from panj.tests.experiments.command import PANJ, ROOT
from panj.tests.experiments.test_kills import is_worker

DESIGN = 'scenario = "tajikistan-2021"\nregimes = ["csto-2010", "none"]\nseeds = 40\ndays = 20\n'
COLUMNS = ["run_id", "status", *OUTCOMES]


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_worker_that_answers_is_never_stuck(clock: Clock) -> None:
    """Whoever has answered within the patience is left alone, however long its chunks have waited in its queue."""
    dog = Watchdog(60.0, clock)
    for key in "abcdef":
        dog.sent(key)
    for key in "abcde":
        clock.now += 50.0
        dog.answered(key, "w1", 5.0)
    assert dog.stuck({"w1": ["f"], "w2": []}) == {}
    clock.now += 59.0
    assert dog.stuck({"w1": ["f"]}) == {}
    clock.now += 2.0
    assert dog.stuck({"w1": ["f"]}) == {"w1": ["f"]}


def test_patience_grows_with_chunks_and_with_alarms(clock: Clock) -> None:
    """Ten times what a chunk takes, at least the floor; more before anything is known and after an alarm."""
    dog = Watchdog(60.0, clock)
    assert dog.patience == 600.0
    dog.sent("a")
    dog.answered("a", "w1", 0.5)
    assert dog.patience == 60.0
    for _ in range(3):
        dog.answered("b", "w1", 30.0)
    assert dog.patience == 300.0
    dog.acted(["w1"])
    assert dog.patience == 1200.0


def test_work_of_others_on_the_same_workers_is_not_ours(clock: Clock) -> None:
    """A worker that is busy with somebody else's tasks alone is none of the sweep's business."""
    dog = Watchdog(1.0, clock)
    dog.sent("a")
    clock.now = 1e6
    assert dog.stuck({"w1": ["x"], "w2": ["a", "y"]}) == {"w2": ["a"]}


def test_it_is_said_that_no_worker_is_left_and_that_one_is_back(clock: Clock) -> None:
    """Past the floor and then four times as late, even before the first answer; not again once a worker is there."""
    dog = Watchdog(60.0, clock)
    said = []
    for clock.now in range(0, 301, 10):
        said.append(dog.deserted([]))
    assert [gone for gone in said if gone is not None] == [60.0, 240.0]
    assert dog.came_back(["w1"])
    assert dog.deserted(["w1"]) is None
    assert not dog.came_back(["w1"])
    clock.now += 59.0
    assert dog.deserted([]) is None


class Workers:
    """What a client of dask says of workers, some of which stand still: whoever asks them waits as long as it may."""

    def __init__(self, still: set[str]) -> None:
        self.there, self.still = ["w0", "w1", "w2"], still

    def scheduler_info(self, n_workers: int) -> dict[str, Any]:
        return {"workers": dict.fromkeys(self.there)}

    def run(self, what: object, workers: list[str] | None = None, callback_timeout: float = 0.0) -> dict[str, str]:
        asked = workers or self.there
        if self.still & set(asked):
            raise TimeoutError
        return dict.fromkeys(asked, "rules")


def test_a_sweep_begins_without_workers_that_stand_still(capsys: pytest.CaptureFixture[str]) -> None:
    """Asked by which rules they play, some workers of a cluster do not answer: the sweep begins with the others, and
    says so; it does not where none answers."""
    assert rules_of_workers(Workers(set())).keys() == {"w0", "w1", "w2"}
    assert rules_of_workers(Workers({"w1"})) == {"w0": "rules", "w2": "rules"}
    assert "1 of 3 workers do not answer: the sweep begins without them" in capsys.readouterr().err
    with pytest.raises(TimeoutError, match="none of 3 workers answers"):
        rules_of_workers(Workers({"w0", "w1", "w2"}))


@pytest.mark.slow
def test_a_sweep_goes_on_when_a_worker_is_stopped(tmp_path: Path) -> None:
    """One of two workers gets SIGSTOP: a line says so, it is replaced, and the table equals the undisturbed one."""
    design, out = tmp_path / "design.toml", tmp_path / "out"
    design.write_text(DESIGN)
    command = [*PANJ, "sweep", str(design), "--out", str(out), "--workers", "2", "--patience", "3", "--json"]
    driver = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 200
    while time.monotonic() < until and driver.poll() is None and len(list(out.glob("runs/*.parquet"))) < 5:
        time.sleep(0.01)
    victim = next(c for c in psutil.Process(driver.pid).children(recursive=True) if is_worker(c))
    os.kill(victim.pid, signal.SIGSTOP)
    _, said = driver.communicate(timeout=300)
    assert driver.returncode == 0, said[-2000:]
    assert "no answer from a worker" in said
    assert not victim.is_running(), "the stopped process is left behind"
    alone = Sweep.from_design(design).run(tmp_path / "alone", workers=1, quiet=True)
    pd.testing.assert_frame_equal(open_runs(out)[COLUMNS], alone[COLUMNS])
