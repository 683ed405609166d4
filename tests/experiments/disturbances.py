"""A hundred kills and stops of sweeps of all kinds: what was lost, doubled, changed, left behind or left waiting.

    python -m panj.tests.experiments.disturbances [COUNT] [FIRST]

A sweep is disturbed at its start, in its middle and at its end, each time in the same way: SIGKILL, SIGTERM or SIGSTOP;
to a worker, the driver, its whole group or the scheduler; of a sweep with one worker, with two, with rounds (a sampled
design that adds seeds) or on a cluster. A driver or a scheduler that is stopped is let go on after a while; a stopped
worker is not. Then the same command is called until it ends well, and its table is held against the undisturbed one.
COUNT (100) disturbances are made, from the sweep of number FIRST (0) on; on two cores that takes half an hour.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import psutil
import pyarrow.parquet as pq
from distributed import Client

from panj.experiments import Sweep
from panj.experiments.runs.store import Store
from panj.model.record.outcomes import OUTCOMES
from panj.tests.experiments.command import PANJ, ROOT
from panj.tests.experiments.test_cluster import dask, end, free_port, worker_of
from panj.tests.experiments.test_kills import in_session, is_worker

PLAIN = 'scenario = "intro"\nregimes = ["csto-2010", "majority", "none"]\nseeds = 50\n'
ROUNDS = """
scenario = "intro"
regimes = ["csto-2010", "none"]
seeds = 10
design = "lhs"
samples = 4
precision = { outcome = "stability_mean", half_width = 0.5, budget = 160 }
[factors]
patrol_kmh = {}
states.TJK.stake = { low = 0.4, high = 1.0 }
"""
WHEN = (0.0, 0.4, 0.85)  # share of the games that are there: at the start, in the middle, at the end
OFTEN = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9)  # where who is stopped goes on, so that no new start is needed
STILL = 3.0  # seconds that a driver or a scheduler stands still
LONGEST = 400.0  # seconds that a sweep may take from one event to the next before it counts as waiting
SIGNALS = (signal.SIGSTOP, signal.SIGKILL, signal.SIGTERM)
TARGETS = {
    "two workers": ("worker", "driver", "group"),
    "rounds": ("worker", "driver", "group"),
    "cluster": ("worker", "driver", "scheduler"),
    "one worker": ("driver",),
}


class Kind(NamedTuple):
    """How a sweep is disturbed."""

    sweep: str
    target: str
    signal: signal.Signals

    def __str__(self) -> str:
        return f"{self.sweep}, {self.signal.name} to the {self.target}"

    @property
    def goes_on(self) -> bool:
        """Whether who is stopped is let go on after a while."""
        return self.signal == signal.SIGSTOP and self.target != "worker"


KINDS = [Kind(sweep, target, how) for how in SIGNALS for sweep, targets in TARGETS.items() for target in targets]


class WaitsError(Exception):
    """A sweep that did not get on within the longest time."""


class Members:
    """The scheduler and the workers of a cluster, each in a group of its own; those that went are replaced."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.scheduler: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []

    def complete(self) -> None:
        """See to a scheduler that answers and two workers that play."""
        if self.scheduler is None or self.scheduler.poll() is not None:
            self.close()
            words = ("--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
            self.scheduler = dask("scheduler", *words, folder=self.folder)
        self.workers = [worker for worker in self.workers if is_up(worker)]
        while len(self.workers) < 2:
            self.workers.append(dask(*worker_of(self.port), folder=self.folder))
        with Client(worker_of(self.port)[1], timeout=120, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)

    def close(self) -> None:
        """End them all."""
        for member in filter(None, [self.scheduler, *self.workers]):
            end(member)
        self.scheduler, self.workers = None, []


def is_up(process: subprocess.Popen[bytes]) -> bool:
    """Whether a process is there and not stopped; one that is stopped is ended."""
    if process.poll() is None and psutil.Process(process.pid).status() == psutil.STATUS_STOPPED:
        end(process)
    return process.poll() is None


class Trial:
    """One sweep, the same command over and over, and who disturbs it."""

    def __init__(self, kind: Kind, design: Path, out: Path, games: int, members: Members | None) -> None:
        self.kind, self.out, self.games, self.members = kind, out, games, members
        how = ["--workers", "1" if kind.sweep == "one worker" else "2"]
        if members is not None:
            how = ["--scheduler", f"tcp://127.0.0.1:{members.port}"]
        self.command = [*PANJ, "sweep", str(design), "--out", str(out), *how, "--patience", "2", "--json"]
        self.driver: subprocess.Popen[bytes] | None = None
        self.sessions: list[int] = []
        self.made = 0  # disturbances that met somebody

    def play(self) -> None:
        """Disturb it at its start, in its middle and at its end, and call it until it ends well."""
        for share in OFTEN if self.kind.goes_on else WHEN:
            self._until(lambda share=share: self._there() >= share * self.games and self._victims())
            self._disturb()
        self._until(lambda: False)
        if self.members is not None:
            self.members.complete()

    def left_behind(self) -> list[psutil.Process]:
        """Processes of the sweep that are there half a minute after it."""
        for _ in range(150):
            found = [p for p in psutil.process_iter() if any(in_session(p, session) for session in self.sessions)]
            if not found:
                break
            time.sleep(0.2)
        return found

    def close(self) -> None:
        """Kill what is left."""
        for session in self.sessions:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(session, signal.SIGKILL)

    def _there(self) -> int:
        """Games that lie in the store."""
        count = 0
        for path in self.out.glob("runs/*.parquet"):
            with contextlib.suppress(OSError):
                count += pq.read_metadata(path).num_rows
        return count

    def _until(self, ready: Callable[[], object]) -> None:
        """Run the command, again where it ended otherwise than well, until something is so or it ended well."""
        late = time.monotonic() + LONGEST
        while True:
            if self.driver is None or self.driver.poll() not in (None, 0):
                if self.members is not None:
                    self.members.complete()
                silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
                self.driver = subprocess.Popen(self.command, cwd=ROOT, start_new_session=True, **silent)  # type: ignore[call-overload]
                self.sessions.append(self.driver.pid)
            if ready() or self.driver.poll() == 0:
                return
            if time.monotonic() > late:
                raise WaitsError
            time.sleep(0.02)

    def _victims(self) -> list[int]:
        """Processes, or for a group its leader, that the signal may go to."""
        assert self.driver is not None
        if self.kind.target in ("driver", "group"):
            return [self.driver.pid]
        if self.members is not None:
            one = self.members.scheduler if self.kind.target == "scheduler" else self.members.workers[0]
            return [one.pid] if one is not None and one.poll() is None else []
        with contextlib.suppress(psutil.Error):
            return [c.pid for c in psutil.Process(self.driver.pid).children(recursive=True) if is_worker(c)]
        return []

    def _disturb(self) -> None:
        assert self.driver is not None
        if self.driver.poll() is not None:
            return
        send = os.killpg if self.kind.target == "group" else os.kill
        victim = self._victims()[0]
        with contextlib.suppress(ProcessLookupError):
            send(victim, self.kind.signal)
            self.made += 1
            if self.kind.goes_on:
                time.sleep(STILL)
                send(victim, signal.SIGCONT)


def table(out: Path) -> pd.DataFrame:
    """The runs of a store, without what they took."""
    return Store(out).runs(quiet=True)[["run_id", "status", *OUTCOMES]]


def undisturbed(folder: Path) -> Iterator[tuple[str, Path, pd.DataFrame]]:
    """Of each design its name, its file, and the table of a sweep that nobody disturbs."""
    for name, text in (("plain", PLAIN), ("rounds", ROUNDS)):
        design = folder / f"{name}.toml"
        design.write_text(text)
        Sweep.from_design(design).play(folder / name, workers=1, quiet=True)
        yield name, design, table(folder / name)


def main(count: int, first: int) -> Counter[str]:
    """Make so many disturbances; what came of them."""
    begun, sums = time.monotonic(), Counter[str]()
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as last:
        folder = Path(place)
        designs = {name: (design, quiet) for name, design, quiet in undisturbed(folder)}
        (folder / "dask").mkdir()
        members = Members(folder / "dask")
        last.callback(members.close)
        for number in itertools.count(first):
            if sums["disturbances"] >= count:
                break
            kind = KINDS[number % len(KINDS)]
            design, quiet = designs["rounds" if kind.sweep == "rounds" else "plain"]
            out = folder / f"out{number}"
            trial = Trial(kind, design, out, len(quiet), members if kind.sweep == "cluster" else None)
            last.callback(trial.close)
            found = Counter[str](sweeps=1, waiting=0)
            try:
                trial.play()
            except WaitsError:
                found["waiting"] = 1
            else:
                shaken = table(out)
                found["lost"] = len(set(quiet.run_id) - set(shaken.run_id))
                found["doubled"] = int(shaken.run_id.duplicated().sum())
                both = shaken.drop_duplicates("run_id").merge(quiet, how="left", on="run_id", suffixes=("", " quiet"))
                same = [
                    both[c].eq(both[f"{c} quiet"]) | (both[c].isna() & both[f"{c} quiet"].isna())
                    for c in quiet.columns[1:]
                ]
                found["different"] = int((~pd.concat(same, axis=1).all(axis=1)).sum())
                found["left behind"] = len(trial.left_behind())
            found["disturbances"], found["games"] = trial.made, len(quiet)
            sums += found
            told = ", ".join(
                f"{found[name]} {name}" for name in ("lost", "doubled", "different", "left behind", "waiting")
            )
            print(f"{number}: {kind}: {trial.made} times, {told}; {time.monotonic() - begun:.0f} s", flush=True)
    return sums


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]]
    total = main(*[*words, 100, 0][:2]) if len(words) != 1 else main(words[0], 0)
    bad = ("lost", "doubled", "different", "left behind", "waiting")
    print(
        f"{total['disturbances']} kills and stops of {total['sweeps']} sweeps, {total['games']:,} games:"
        f" {', '.join(f'{total[name]} {name}' for name in bad)}"
    )
    sys.exit(any(total[name] for name in bad))
