"""Where chunks are played: in this process, or on dask.distributed workers, local or anywhere."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from panj.experiments.designs.inputs import program_stamp
from panj.experiments.designs.plan import Run
from panj.experiments.designs.worlds import Worlds
from panj.experiments.runs.flight import OUR_VERSION, Flight
from panj.experiments.runs.play import Played, killed, play_chunk
from panj.experiments.runs.watchdog import PATIENCE_S, Watchdog
from panj.scenarios.errors import InputError, MachineError

WINDOW = 2  # chunks in flight per worker: one under way, one waiting
FIRST = 4  # runs in a chunk before it is known how long one takes
SHORTEST, LONGEST = 0.5, 30.0  # seconds of work in a chunk
TRIES = 2  # how often a run may end its process when it is played alone
REACHED_S = 20.0  # how long a scheduler may take to answer, and its first worker to be there
ANY_PORT = "127.0.0.1:0"  # for the pages that dask serves of itself: a free port, and for this machine alone
# Code that a worker of our own runs first: Ctrl-C goes to the whole group, but the driver alone answers it; nothing is
# looked for garbage while libraries are loaded (`flight.unpacked` ends that), nor once more when the process ends.
PRELOAD = [
    "import atexit, gc, signal; signal.signal(signal.SIGINT, signal.SIG_IGN); gc.disable(); atexit.register(gc.freeze)"
]
# What dask does in workers of our own while they play: it samples their stacks a hundred times a second, ticks fifty
# times and reads their memory ten times, each of which takes the interpreter away from the game.
CALM = {
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
}
OURS = {"distributed.worker.preload": PRELOAD, "distributed.scheduler.allowed-failures": 0, **CALM}


class Chunks:
    """Cuts runs into chunks by seconds of work: the more there is left, the longer, so that the end comes together."""

    def __init__(self, runs: Iterator[Run], count: int, workers: int) -> None:
        self._runs, self.left, self._workers = runs, count, workers
        self._run_s = 0.0  # seconds that a run takes, as of late

    def learn(self, played: Played) -> None:
        """Take note of how long a chunk took."""
        if played.seconds > 0.0:
            self._run_s = played.seconds / played.runs

    def next(self) -> list[Run]:
        """The next chunk; empty where nothing is left."""
        share = -(-self.left // self._workers)
        size = FIRST
        if self._run_s > 0.0:
            seconds = min(LONGEST, max(SHORTEST, self.left * self._run_s / (4 * self._workers)))
            size = max(1, int(seconds / self._run_s))
        chunk = list(itertools.islice(self._runs, max(1, min(size, share))))
        self.left = max(0, self.left - len(chunk))
        return chunk


def played(
    runs: Iterator[Run], count: int, worlds: Worlds, folder: str, keep_series: bool, workers: int,
    scheduler: str | None, patience: float = PATIENCE_S,
) -> Iterator[Played]:  # fmt: skip
    """Play all runs, yielding what each chunk left as it is done. Parts in it are still to be written.

    patience: seconds without an answer after which a worker may count as stuck, see experiments.runs.watchdog.
    """
    if scheduler is None and (workers == 1 or count == 1):
        chunks = Chunks(runs, count, 1)
        while chunk := chunks.next():
            done = play_chunk(chunk, worlds, folder, keep_series)
            chunks.learn(done)
            yield done
        return
    with script_left_alone(), _client(workers, scheduler) as client:
        seats = max(1, workers if scheduler is None else len(client.scheduler_info(n_workers=-1)["workers"]))
        there = None if scheduler else folder  # workers elsewhere may not see the folder: they send their parts here
        flight = Flight(client, worlds, there, keep_series, Watchdog(patience))
        yield from _distributed(flight, Chunks(runs, count, seats), seats)


@contextlib.contextmanager
def script_left_alone() -> Iterator[None]:
    """Hide the user's script from multiprocessing, which would run it again in every worker that starts.

    So a script needs no `if __name__ == "__main__"`, and a sweep may be called from a notebook or standard input.
    """
    script = sys.modules["__main__"]
    kept: dict[str, Any] = {name: script.__dict__[name] for name in ("__file__", "__spec__") if name in script.__dict__}
    script.__dict__.pop("__file__", None)
    script.__dict__["__spec__"] = None
    try:
        yield
    finally:
        script.__dict__.update(kept)


@contextlib.contextmanager
def _client(workers: int, scheduler: str | None) -> Iterator[Any]:
    """A connection to a scheduler: one of the user's, or one of our own with its workers on this machine."""
    import dask
    from distributed import Client, LocalCluster

    for name in ("distributed", "distributed.client"):  # what goes wrong is said by us, in a line
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if scheduler is not None:
        with _reached(scheduler) as client:
            yield client
        return
    with (
        dask.config.set(OURS),
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, silence_logs=logging.CRITICAL,
            dashboard_address=ANY_PORT, worker_dashboard_address=ANY_PORT, scheduler_kwargs={"dashboard": False},
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):  # fmt: skip
        yield client


def _reached(address: str) -> Any:
    """A client of the scheduler at an address, which answers, has workers, and all of them play by our rules."""
    from distributed import Client

    _answers(address)
    client = Client(address, set_as_default=False, timeout=REACHED_S)
    try:
        client.wait_for_workers(1, timeout=REACHED_S)
        stamps = client.run(program_stamp)
    except Exception as error:
        client.close()
        why = f"the scheduler has no worker that can play ({str(error) or type(error).__name__})"
        raise MachineError(address, why, "start `dask worker` where this version of Panj is installed") from None
    if others := [worker for worker, stamp in stamps.items() if stamp != program_stamp()]:
        client.close()
        raise InputError("--scheduler", "", f"workers of another version: {', '.join(others[:3])}",
                         OUR_VERSION)  # fmt: skip
    return client


def _answers(address: str) -> None:
    """Raise InputError unless a scheduler answers. Asked before a client is made, because one that fails lingers."""
    from distributed.core import rpc

    async def ask() -> Any:
        async with rpc(address, timeout=REACHED_S) as line:
            return await line.identity()

    try:
        with ThreadPoolExecutor(1) as thread:  # a notebook has a loop of its own under way
            answer = thread.submit(lambda: asyncio.run(asyncio.wait_for(ask(), REACHED_S))).result()
        if answer.get("type") != "Scheduler":
            raise ValueError(f"a {answer.get('type', 'stranger')} answers there")
    except ValueError as error:
        allowed = "the address of a dask scheduler that runs, for example tcp://127.0.0.1:8786"
        raise InputError("--scheduler", "", f"{address} ({error})", allowed) from None
    except Exception as error:
        why = f"no dask scheduler answers there within {REACHED_S:g} s ({str(error) or type(error).__name__})"
        raise MachineError(address, why, "check the address, and that `dask scheduler` runs") from None


def _distributed(flight: Flight, chunks: Chunks, seats: int) -> Iterator[Played]:
    """Play all chunks, so many workers having one under way and one waiting."""
    suspects: list[Run] = []
    while True:
        while len(flight) < WINDOW * seats and (chunk := chunks.next()):
            flight.send(chunk)
        if not len(flight):
            break
        chunk, done = flight.take()
        if done is None:
            suspects += chunk  # one of them, or one that was played beside them, kills its worker
        else:
            chunks.learn(done)
            yield done
    for run in suspects:  # one at a time, so that whoever kills is found and nobody else is blamed
        for _ in range(TRIES):
            flight.send([run])
            _, done = flight.take()
            if done is not None:
                break
        yield done or killed(run, f"killed its process, or stood still, {TRIES} times out of {TRIES}")
