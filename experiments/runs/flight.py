"""Chunks under way on dask workers: sent, watched, given to others where a worker stands still, and taken back."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import pickle
import queue
import time
import zlib
from collections.abc import Collection
from concurrent.futures import CancelledError
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any, cast

from panj.experiments.designs.inputs import program_stamp
from panj.experiments.designs.plan import Run
from panj.experiments.designs.worlds import Worlds
from panj.experiments.runs.local import KILL, DesertedError, OwnWorkers, say
from panj.experiments.runs.play import Played, play_chunk
from panj.experiments.runs.watchdog import Watchdog
from panj.experiments.words import count
from panj.scenarios.errors import InputError, InWords, MachineError

OUR_VERSION = "workers that have the same version of Panj as this machine"
ANSWER_S = 15.0  # how long a scheduler may take to say who holds what, each of the two times it is asked


@dataclass(frozen=True)
class Packed:
    """Worlds as they travel to a worker: small enough to go with every chunk, unpacked there once."""

    key: str
    data: bytes

    @classmethod
    def of(cls, worlds: Worlds) -> Packed:
        """Pack worlds."""
        data = zlib.compress(pickle.dumps(worlds), 1)
        return cls(hashlib.blake2b(data, digest_size=16).hexdigest(), data)


_UNPACKED: dict[str, Worlds] = {}


def play_there(runs: list[Run], packed: Packed, folder: str | None, keep_series: bool) -> tuple[str, Played]:
    """Play a chunk in a worker; its address and what the chunk left. Raises InputError where the worker came later than
    the sweep was begun and has another version of the program."""
    from distributed import get_worker

    address = get_worker().address
    if program_stamp() != runs[0].rules:
        raise InputError("--scheduler", "", InWords(f"a worker of another version: {address}"), OUR_VERSION)
    return address, play_chunk(runs, unpacked(packed), folder, keep_series)


def unpacked(packed: Packed) -> Worlds:
    """Worlds that have travelled, with all loaded that their wars need; from now on garbage is collected."""
    if packed.key not in _UNPACKED:
        import_module("panj.model.border_model")
        _UNPACKED.clear()
        _UNPACKED[packed.key] = pickle.loads(zlib.decompress(packed.data))
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
    return _UNPACKED[packed.key]


class Flight:
    """Chunks that a client's workers have, and what comes back of them; each is given back once, whoever played it.

    `own` are the workers where they are ours: `take` raises DesertedError when they are gone for good.
    """

    def __init__(
        self,
        client: Any,
        dog: Watchdog,
        worlds: Worlds,
        folder: str | None,
        keep_series: bool,
        own: OwnWorkers | None = None,
    ) -> None:
        self._client, self._folder, self._keep_series, self._dog = client, folder, keep_series, dog
        self._own = own
        self._back: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._sent: dict[str, tuple[Any, int]] = {}  # key of dask -> future, number of the chunk
        self._chunks: dict[int, list[Run]] = {}  # those that are not back yet
        self._count = 0

        @lru_cache(maxsize=8)
        def packed(scenarios: frozenset[str]) -> Packed:
            return Packed.of(worlds.of(scenarios, worlds.regimes))

        self._packed = packed

    def __len__(self) -> int:
        return len(self._chunks)

    @property
    def under_way(self) -> list[list[Run]]:
        """Chunks that are not back yet."""
        return list(self._chunks.values())

    def send(self, chunk: list[Run]) -> None:
        """Give a chunk to the workers."""
        self._count += 1
        self._chunks[self._count] = chunk
        self._submit(self._count)

    def take(self) -> tuple[list[Run], Played | None]:
        """The next chunk that is back, with what it left; None where it ended the process that played it."""
        from distributed.comm import CommClosedError
        from distributed.scheduler import KilledWorker

        while True:
            future = self._next()
            _, number = self._sent.pop(future.key)
            chunk = self._chunks.get(number)
            if chunk is None:  # a late answer: somebody else has played it
                self._dog.answered(future.key)
                future.release()
                continue
            handed: tuple[str, Played | None] | None
            try:
                handed = self._handed_over(future)
            except KilledWorker:
                handed = "", None
            except (CancelledError, CommClosedError):  # the second: while it was handing over what was played
                raise self._lost("went away") from None
            if handed is None:  # it is played, but whoever holds it does not hand it over, or has gone
                holder, workers = self._holder(future), set(self._ask(self._client.scheduler.processing))
                if holder:
                    self._replace({holder: []}, workers)
                self._submit(number, sorted(workers - {holder}) or None)
                continue
            worker, done = handed
            self._dog.answered(future.key, worker, done.seconds if done else 0.0)
            future.release()
            del self._chunks[number]
            return chunk, done

    def _submit(self, number: int, workers: list[str] | None = None) -> None:
        chunk = self._chunks[number]
        packed = self._packed(frozenset(r.scenario for r in chunk))
        future = self._client.submit(
            play_there,
            chunk,
            packed,
            self._folder,
            self._keep_series,
            pure=False,
            workers=workers,
            allow_other_workers=workers is not None,
        )
        self._sent[future.key] = future, number
        self._dog.sent(future.key)
        future.add_done_callback(self._back.put)

    def _next(self) -> Any:
        while True:
            self._look()
            with contextlib.suppress(queue.Empty):
                return self._back.get(timeout=self._dog.tick)

    def _handed_over(self, future: Any) -> tuple[str, Played] | None:
        """What a chunk that is played has left; None where it does not come."""
        since = time.monotonic()
        while time.monotonic() - since < self._dog.patience:
            with contextlib.suppress(TimeoutError):
                return cast(tuple[str, Played], future.result(timeout=self._dog.tick))
            self._look()
        return None

    def _look(self) -> None:
        """See who is there and who stands still, where it is time for that."""
        if not self._dog.due():
            return
        held = self._ask(self._client.scheduler.processing)
        if self._own:
            self._own.keep(held)
            for worker in self._own.stopped(held, self._dog.floor):
                self._start_anew(worker, self._dog.floor)
        else:
            self._say_who_is_there(held)
        self._replace(self._dog.stuck(held), set(held))

    def _say_who_is_there(self, workers: Collection[str]) -> None:
        """A line where no worker is left, and one where workers come back: the scheduler keeps the games for them."""
        if self._dog.came_back(workers):
            say(f"{count(len(workers), 'worker')} connected again: the sweep continues")
        if (gone := self._dog.deserted(workers)) is not None:
            address = self._client.scheduler.address
            say(f"no worker is left at {address} ({gone:.0f} s): the sweep waits and continues when one connects")

    def _replace(self, stuck: dict[str, list[str]], all_workers: set[str]) -> None:
        """Do something about workers that are stuck: end a process of our own, which is then started anew; in a cluster
        of somebody else give their chunks to others."""
        about = f"no answer from a worker for {self._dog.patience:.0f} s"
        others = sorted(all_workers - stuck.keys())
        for worker, keys in stuck.items():
            if self._start_anew(worker, self._dog.patience):
                continue
            then = "its games are given to others" if others else "there is no other to give its games to; waiting on"
            say(f"{about} ({worker or 'unknown'}): {then}")
            numbers = {self._sent[key][1] for key in keys if key in self._sent} & self._chunks.keys()
            for number in sorted(numbers) if others else ():
                self._submit(number, others)
        if stuck:
            self._dog.acted(stuck)

    def _start_anew(self, worker: str, seconds: float) -> bool:
        """End the process of a worker of our own, in whose place another is started; its chunks come back as those of a
        worker that was killed."""
        pid = self._own.pid(worker) if self._own else None
        if pid is None:
            return False
        say(f"no answer from a worker for {seconds:.0f} s: its process is started anew, and its games are played again")
        with contextlib.suppress(OSError):
            os.kill(pid, KILL)
        return True

    def _holder(self, future: Any) -> str:
        holders = self._ask(self._client.scheduler.who_has, keys=[future.key])
        return next((worker for workers in holders.values() for worker in workers), "")

    def _ask(self, question: Any, **about: Any) -> Any:
        for _ in range(2):  # whoever was stopped in between has used up the first time without having asked
            try:
                return self._client.sync(question, callback_timeout=ANSWER_S, **about)
            except TimeoutError:
                continue
            except OSError:
                raise self._lost("went away") from None
        raise self._lost(f"has not answered for {2 * ANSWER_S:g} s")

    def _lost(self, how: str) -> Exception:
        if self._own:
            return DesertedError()
        address = self._client.scheduler.address if self._client.scheduler else "--scheduler"
        again = "start it and its workers, and give the same command again: it plays what is missing"
        return MachineError(address, f"the scheduler {how}; what was played is kept", again)
