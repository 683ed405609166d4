"""Where chunks are played: in this process, or on dask.distributed workers, local or anywhere."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from panj.experiments.designs.inputs import program_stamp
from panj.experiments.designs.plan import Run
from panj.experiments.designs.worlds import Worlds
from panj.experiments.runs.flight import OUR_VERSION, Flight
from panj.experiments.runs.local import STARTS, DesertedError, none_comes, own_workers, say
from panj.experiments.runs.play import Played, killed, play_chunk
from panj.experiments.runs.watchdog import PATIENCE_S, Watchdog
from panj.scenarios.errors import InputError, InWords, MachineError

WINDOW = 2  # chunks in flight per worker: one under way, one waiting
FIRST = 4  # runs in a chunk before it is known how long one takes
SHORTEST, LONGEST = 0.5, 30.0  # seconds of work in a chunk
TRIES = 2  # how often a run may end its process when it is played alone
REACHED_S = 20.0  # how long a scheduler may take to answer, and its first worker to be there
SINGLE_S = 3.0  # how long a worker may take to answer, where not all of them do


class Chunks:
    """Cuts runs into chunks by seconds of work: the more there is left, the longer, so that the end comes together.

    `suspects` are runs of chunks that ended the process which played them, one of them or whoever was beside it.
    """

    def __init__(self, runs: Iterator[Run], count: int, workers: int) -> None:
        self._runs, self.left, self._workers = runs, count, workers
        self._run_s = 0.0  # seconds that a run takes, as of late
        self._returned: list[list[Run]] = []
        self.suspects: list[Run] = []

    def learn(self, played: Played) -> None:
        """Take note of how long a chunk took."""
        if played.seconds > 0.0:
            self._run_s = played.seconds / played.runs

    def put_back(self, chunks: Iterable[list[Run]]) -> None:
        """Chunks that nobody plays any more are given out first."""
        self._returned += chunks

    def next(self) -> list[Run]:
        """The next chunk; empty where nothing is left."""
        if self._returned:
            return self._returned.pop()
        share = -(-self.left // self._workers)
        size = FIRST
        if self._run_s > 0.0:
            seconds = min(LONGEST, max(SHORTEST, self.left * self._run_s / (4 * self._workers)))
            size = max(1, int(seconds / self._run_s))
        chunk = list(itertools.islice(self._runs, max(1, min(size, share))))
        self.left = max(0, self.left - len(chunk))
        return chunk


def played(
    runs: Iterator[Run],
    count: int,
    worlds: Worlds,
    folder: str,
    keep_series: bool,
    workers: int,
    scheduler: str | None,
    patience: float = PATIENCE_S,
) -> Iterator[Played]:
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
    with script_left_alone(), quiet():
        if scheduler is None:
            flight = partial(Flight, worlds=worlds, folder=folder, keep_series=keep_series)
            yield from _here(flight, Chunks(runs, count, workers), workers, patience)
            return
        with _reached(scheduler) as client:
            seats = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
            # workers elsewhere may not see the folder: they send their parts here
            there = Flight(client, Watchdog(patience), worlds, None, keep_series)
            yield from _distributed(there, Chunks(runs, count, seats), seats)


def _here(flight: Callable[..., Flight], chunks: Chunks, workers: int, patience: float) -> Iterator[Played]:
    """Play all chunks on workers of our own. Where all have gone and none comes, others are started, a few times;
    raises MachineError where none stays."""
    starts = 0
    while True:
        try:
            with own_workers(workers) as own:
                for done in _distributed(flight(own.client, Watchdog(patience), own=own), chunks, workers):
                    starts = 0
                    yield done
            return
        except DesertedError:
            starts += 1
            if starts == STARTS:
                raise none_comes(workers) from None
            say(f"no worker is left, and none comes back: others are started ({starts} of {STARTS - 1})")


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
def quiet() -> Iterator[None]:
    """Nothing is logged of what goes wrong with workers: we say it, in a line. What ends in an error stays quiet: a
    client whose scheduler went away goes on trying until the process ends."""
    import distributed  # noqa: F401  sets levels of its own when it is loaded

    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client", "asyncio")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def _reached(address: str) -> Any:
    """A client of the scheduler at an address, which answers, has workers, and all of them play by our rules."""
    from distributed import Client

    _answers(address)
    client = Client(address, set_as_default=False, timeout=REACHED_S)
    try:
        client.wait_for_workers(1, timeout=REACHED_S)
        stamps = rules_of_workers(client)
    except Exception as error:
        client.close()
        why = f"the scheduler has no worker that can play ({str(error) or type(error).__name__})"
        raise MachineError(address, why, "start `dask worker` where this version of Panj is installed") from None
    if others := [worker for worker, stamp in stamps.items() if stamp != program_stamp()]:
        client.close()
        raise InputError(
            "--scheduler", "", InWords(f"workers of another version: {', '.join(others[:3])}"), OUR_VERSION
        )
    return client


def rules_of_workers(client: Any) -> dict[str, str]:
    """By which rules workers play, of each that answers.

    One that stands still is left out, and the sweep begins without it: should it go on, its first chunk says by which
    rules it plays. Raises TimeoutError where none answers.
    """
    with contextlib.suppress(TimeoutError):
        return dict(client.run(program_stamp, callback_timeout=REACHED_S))
    found: dict[str, str] = {}
    there = list(client.scheduler_info(n_workers=-1)["workers"])
    for worker in there:
        with contextlib.suppress(TimeoutError):
            found |= client.run(program_stamp, workers=[worker], callback_timeout=SINGLE_S)
    if not found:
        raise TimeoutError(f"none of {len(there)} workers answers")
    say(f"{len(there) - len(found):,} of {len(there):,} workers do not answer: the sweep begins without them")
    return found


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
        raise InputError("--scheduler", "", InWords(f"{address} ({error})"), allowed) from None
    except Exception as error:
        why = f"no dask scheduler answers there within {REACHED_S:g} s ({str(error) or type(error).__name__})"
        raise MachineError(address, why, "check the address, and that `dask scheduler` runs") from None


def _distributed(flight: Flight, chunks: Chunks, seats: int) -> Iterator[Played]:
    """Play all chunks, so many workers having one under way and one waiting; where the workers go away for good, what
    they had is put back."""
    try:
        while True:
            while len(flight) < WINDOW * seats and (chunk := chunks.next()):
                flight.send(chunk)
            if not len(flight):
                break
            chunk, done = flight.take()
            if done is None:
                chunks.suspects += chunk  # one of them, or one that was played beside them, kills its worker
            else:
                chunks.learn(done)
                yield done
    except DesertedError:
        chunks.put_back(flight.under_way)
        raise
    while chunks.suspects:  # one at a time, so that whoever kills is found and nobody else is blamed
        run = chunks.suspects[0]
        for _ in range(TRIES):
            flight.send([run])
            _, done = flight.take()
            if done is not None:
                break
        del chunks.suspects[0]
        yield done or killed(run, f"killed its process, or stood still, {TRIES} times out of {TRIES}")
