"""A sweep on somebody else's dask cluster, with real processes: nothing is lost, whoever goes away or stands still."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pandas as pd
import psutil
import pytest
from distributed import Client

from panj.experiments import Sweep, open_runs
from panj.model.record.outcomes import OUTCOMES
from panj.tests.experiments.command import PANJ, ROOT

DESIGN = 'scenario = "tajikistan-2021"\nregimes = ["csto-2010", "none"]\nseeds = 40\ndays = 20\n'
GAMES = 80
COLUMNS = ["run_id", "status", *OUTCOMES]
SILENT = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def dask(*words: str, folder: Path, program: Path = ROOT) -> subprocess.Popen[bytes]:
    """A program of dask, in a folder and a process group of its own, with a copy of Panj."""
    environment = os.environ | {"PYTHONPATH": str(program)}
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words], cwd=folder, env=environment, start_new_session=True, **SILENT
    )  # type: ignore[call-overload]


@contextmanager
def cluster(port: int, folder: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A scheduler at a port, and two workers that share no folder with whoever sweeps."""
    folder.mkdir()
    scheduler = dask("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", folder=folder)
    worker = worker_of(port)
    members = [scheduler, *(dask(*worker, folder=folder) for _ in range(2))]
    try:
        with Client(worker[1], timeout=120, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
        yield members
    finally:
        for member in members:
            end(member)


def end(member: subprocess.Popen[bytes]) -> None:
    """Kill a program of dask."""
    if member.poll() is None:
        os.killpg(member.pid, signal.SIGKILL)
    member.wait()


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def worker_of(port: int) -> tuple[str, ...]:
    """The command of a worker of one thread."""
    return "worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-dashboard", "--no-nanny"


def sweeping(design: Path, out: Path, port: int, patience: int) -> subprocess.Popen[str]:
    """`panj sweep` of a design on the cluster at a port, under way; what it says on standard error can be read."""
    command = [
        *PANJ,
        "sweep",
        str(design),
        "--out",
        str(out),
        "--scheduler",
        f"tcp://127.0.0.1:{port}",
        "--json",
        "--patience",
        str(patience),
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def parts_of(out: Path) -> int:
    """How many parts a store has by now."""
    return len(list(out.glob("runs/*.parquet")))


def until(ready: Callable[[], object], driver: subprocess.Popen[str]) -> None:
    """Wait until something is so, or a sweep has ended."""
    deadline = time.monotonic() + 200
    while not ready() and driver.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)


def heard(driver: subprocess.Popen[str], words: str) -> None:
    """Read what a sweep says until a line has these words; it may say other things before, on a busy machine."""
    assert driver.stderr is not None
    lines = []
    for line in driver.stderr:
        if words in line:
            return
        lines.append(line)
    pytest.fail(f"ended without saying {words!r}: {''.join(lines)[-2000:]}")


@pytest.mark.both
@pytest.mark.slow
def test_a_scheduler_that_goes_away_and_a_worker_that_stops_lose_nothing(tmp_path: Path) -> None:
    """The scheduler is killed in the middle: one line says what to do, and by the same command on a new cluster at the
    same address, one worker of which stands still for a while, the table is the undisturbed one."""
    design, out = tmp_path / "design.toml", tmp_path / "out"
    design.write_text(DESIGN)
    port = free_port()
    sweep, parts = partial(sweeping, design, out, port, patience=3), partial(parts_of, out)

    with cluster(port, tmp_path / "first") as (scheduler, *_):
        driver = sweep()
        until(lambda: parts() > 3, driver)
        os.killpg(scheduler.pid, signal.SIGKILL)
        said = driver.communicate(timeout=120)[1]
    assert driver.returncode == 1, said[-2000:]
    assert "the scheduler went away; what was played is kept" in said
    assert "Traceback" not in said, said
    there = len(open_runs(out, quiet=True))
    assert 0 < there < GAMES

    with cluster(port, tmp_path / "second") as (_, victim, _other):
        before = parts()
        driver = sweep()
        until(lambda: parts() > before + 7, driver)
        psutil.Process(victim.pid).suspend()
        assert driver.stderr is not None
        said = driver.stderr.readline()
        psutil.Process(victim.pid).resume()  # what it had is played twice now, and counts once
        said += driver.communicate(timeout=300)[1]
    assert driver.returncode == 0, said[-2000:]
    assert "its games are given to others" in said
    alone = Sweep.from_design(design).run(tmp_path / "alone", workers=1, quiet=True)
    pd.testing.assert_frame_equal(open_runs(out)[COLUMNS], alone[COLUMNS])


@pytest.mark.slow
def test_a_cluster_without_workers_is_waited_for_and_strangers_end_the_sweep(tmp_path: Path) -> None:
    """All workers go: a line says so, and the sweep goes on with the worker that comes; one of another version ends it
    before a game is played, and by the same command the table is the undisturbed one."""
    design, out, other = tmp_path / "design.toml", tmp_path / "out", tmp_path / "other"
    design.write_text(DESIGN)
    for package in ("agents", "border", "experiments", "model", "scenarios", "treaty"):
        shutil.copytree(ROOT / package, other / "panj" / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "__init__.py", other / "panj")
    with (other / "panj" / "treaty" / "ladder.py").open("a") as changed:
        changed.write("OTHER_VERSION = True\n")
    port = free_port()
    sweep, parts = partial(sweeping, design, out, port, patience=2), partial(parts_of, out)

    with cluster(port, tmp_path / "dask") as members:
        driver = sweep()
        until(lambda: parts() > 3, driver)
        for worker in members[1:]:
            end(worker)
        heard(driver, "no worker is left")
        members.append(dask(*worker_of(port), folder=tmp_path / "dask", program=other))
        said = driver.communicate(timeout=200)[1]
        assert driver.returncode == 2, said[-2000:]
        assert "a worker of another version" in said.splitlines()[-1]
        assert "Traceback" not in said
        end(members[-1])
        before = len(open_runs(out, quiet=True))
        assert 0 < before < GAMES

        members.append(dask(*worker_of(port), folder=tmp_path / "dask"))
        driver = sweep()
        until(lambda: parts() > 5, driver)
        end(members[-1])
        heard(driver, "no worker is left")
        members.append(dask(*worker_of(port), folder=tmp_path / "dask"))
        said = driver.communicate(timeout=300)[1]
        assert driver.returncode == 0, said[-2000:]
        assert "1 worker connected again: the sweep continues" in said
    alone = Sweep.from_design(design).run(tmp_path / "alone", workers=1, quiet=True)
    pd.testing.assert_frame_equal(open_runs(out)[COLUMNS], alone[COLUMNS])
