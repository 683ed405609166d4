"""Workers of our own: others are started where they go away, what keeps them away is said, nobody waits for ever."""

from __future__ import annotations

import errno
import multiprocessing
import resource
import subprocess
import time
from collections.abc import Collection
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import psutil
import pytest

from panj.experiments import Sweep
from panj.experiments.runs.local import GONE_S, START_S, STARTS, DesertedError, OwnWorkers, limit_of
from panj.scenarios.errors import MachineError
from panj.tests.experiments.command import PANJ, ROOT
from panj.tests.experiments.test_kills import is_worker
from panj.tests.experiments.test_watchdog import Clock

DESIGN = 'scenario = "intro"\nregimes = ["csto-2010", "none"]\nseeds = 40\ndays = 2\n'


class Cluster(SimpleNamespace):
    """What is looked at of a cluster: the processes it has under way, and that others are asked for."""

    def __init__(self, *pids: int | None) -> None:
        super().__init__(workers={i: SimpleNamespace(pid=pid, worker_address=f"w{i}") for i, pid in enumerate(pids)})
        self.asked: list[int] = []

    def scale(self, count: int) -> None:
        self.asked.append(count)


def ends(workers: OwnWorkers, clock: Clock, there: Collection[str] = ()) -> float | None:
    """After how many seconds workers are given up, if within ten minutes."""
    begun = clock.now
    while clock.now - begun < 600.0:
        try:
            workers.keep(there)
        except DesertedError:
            return clock.now - begun
        clock.now += 1.0
    return None


def test_workers_that_do_not_come_back_are_given_up() -> None:
    """Soon where there is no process that could become one, later where one is starting; never while one plays."""
    clock = Clock()
    assert ends(OwnWorkers(Cluster(None, None), None, 2, clock), clock) == GONE_S + 1.0
    assert ends(OwnWorkers(Cluster(), None, 2, clock), clock) == GONE_S + 1.0
    assert ends(OwnWorkers(Cluster(7, None), None, 2, clock), clock) == START_S + 1.0
    short = Cluster(7, None)
    assert ends(OwnWorkers(short, None, 2, clock), clock, ["w0"]) is None
    assert set(short.asked) == {2}
    assert ends(OwnWorkers(Cluster(7, 8), None, 2, clock), clock, ["w0", "w1"]) is None


def caused(by: BaseException) -> BaseException:
    """What dask raises where a worker cannot be started, whatever the cause."""
    try:
        try:
            raise by
        except type(by) as cause:
            raise AssertionError("Status.init") from cause
    except AssertionError as between:
        error = RuntimeError("Nanny failed to start.")
        error.__cause__ = between
        return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EMFILE, "Too many open files"), "open files than the limit"),
        (OSError(errno.EAGAIN, "Resource temporarily unavailable"), "processes and threads"),
        (RuntimeError("can't start new thread"), "processes and threads"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "more memory"),
        (MemoryError(), "more memory"),
        (OSError(errno.ENOSPC, "No space left on device", "/tmp/dask"), "/tmp/dask: no space left on device"),
    ],
)
def test_a_limit_of_the_machine_is_named(error: BaseException, said: str) -> None:
    """However deep the cause lies under what dask says, the line says which limit it is and what to do."""
    limit = limit_of(caused(error), 2)
    assert isinstance(limit, MachineError)
    assert said in str(limit)
    assert limit_of(RuntimeError("Nanny failed to start."), 2) is None


def test_shared_memory_that_cannot_be_used_is_named() -> None:
    """What a semaphore is refused is said of shared memory, in which it lies."""
    from multiprocessing.synchronize import Lock

    refused = OSError(errno.EROFS, "Read-only file system")
    with patch("multiprocessing.synchronize._multiprocessing.SemLock", side_effect=refused):
        try:
            Lock(ctx=multiprocessing.get_context("spawn"))
        except OSError as error:
            found = limit_of(caused(error), 2)
    assert "cannot use shared memory (/dev/shm): read-only file system" in str(found)


def test_a_sweep_in_a_worker_of_a_pool_says_so(tmp_path: Path) -> None:
    """A process of a pool may start no processes: it is told, before a game is played, and plays with one worker."""
    sweep = Sweep("intro", ["none"], seeds=2, days=1)
    with patch.dict(multiprocessing.current_process()._config, daemon=True):  # type: ignore[attr-defined]
        with pytest.raises(MachineError, match="from within a worker of a pool"):
            sweep.run(tmp_path, workers=2, quiet=True)
        assert len(sweep.run(tmp_path, workers=1, quiet=True)) == 2


def started(tmp_path: Path, **more: Any) -> subprocess.Popen[str]:
    """A sweep with two workers in a process of its own."""
    (tmp_path / "design.toml").write_text(DESIGN)
    words = [*PANJ, "sweep", str(tmp_path / "design.toml"), "--out", str(tmp_path / "out"), "--workers", "2", "--json"]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **more)


def last_line(driver: subprocess.Popen[str]) -> str:
    """How a sweep that fails at the machine ends: status 1, and one line."""
    said = driver.communicate(timeout=300)[1]
    assert driver.returncode == 1, said[-2000:]
    (line,) = (line for line in said.splitlines() if not line.startswith(("playing", "compiling")))
    assert line.startswith("panj: 2 workers: ")
    return line


@pytest.mark.slow
def test_too_few_open_files_are_one_line(tmp_path: Path) -> None:
    """Under a limit of 32 open files two workers cannot start: the line says so, and that one worker can."""
    limit = (32, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    line = last_line(started(tmp_path, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limit)))
    assert "need more open files than the limit of 32; raise the limit (ulimit -n)" in line
    assert "--workers 1" in line


@pytest.mark.slow
def test_workers_that_are_killed_over_and_over_end_the_sweep(tmp_path: Path) -> None:
    """Whoever starts is killed: others are started a few times, and then the sweep ends and says what to do."""
    driver = started(tmp_path)
    killed = set()
    while driver.poll() is None:
        for child in psutil.Process(driver.pid).children(recursive=True):
            if is_worker(child) and child.pid not in killed:
                killed.add(child.pid)
                child.kill()
        time.sleep(0.01)
    assert len(killed) >= STARTS
    assert f"each of the {STARTS} times that they were started" in last_line(driver)
