"""Workers of our own on this machine: started, started again where they go away, and in words what keeps them away."""

from __future__ import annotations

import contextlib
import errno
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import BrokenExecutor
from typing import Any, cast

from panj.scenarios.errors import MachineError

STARTS = 3  # how often workers are started that do not come, or all go, with no game played between
START_S = 60.0  # how long a worker may take to start
CLOSE_S = 10.0  # how long workers may take to end by themselves
GONE_S = 5.0  # how long there may be not even a process that starts
ANY_PORT = "127.0.0.1:0"  # for the pages that dask serves of itself: a free port, and for this machine alone
# Code that a worker runs first: Ctrl-C goes to the whole group, but the driver alone answers it; nothing is looked for
# garbage while libraries are loaded (`flight.unpacked` ends that), nor once more when the process ends.
PRELOAD = [
    "import atexit, gc, signal; signal.signal(signal.SIGINT, signal.SIG_IGN); gc.disable(); atexit.register(gc.freeze)"
]
# What dask does in workers while they play: it samples their stacks a hundred times a second, ticks fifty times and
# reads their memory ten times, each of which takes the interpreter away from the game.
CALM = {
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
}
OURS = {
    "distributed.worker.preload": PRELOAD,
    "distributed.scheduler.allowed-failures": 0,
    "distributed.deploy.lost-worker-timeout": f"{START_S:g}s",  # within it the process that takes its place may start
    **CALM,
}
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
NAME = "Dask Worker process"  # how dask's processes are called
ALONE = "play with one worker (--workers 1), which starts no process"


class DesertedError(Exception):
    """No worker of our own is left, and none comes by itself."""


class OwnWorkers:
    """A cluster of processes on this machine, and a client of it."""

    def __init__(self, cluster: Any, client: Any, wanted: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.client = client
        self._cluster, self._wanted, self._clock = cluster, wanted, clock
        self._short: float | None = None  # since when workers have been missing
        self._still: dict[str, float] = {}  # worker -> since when its process has been stopped

    def keep(self, there: Collection[str]) -> None:
        """See to it that there are as many workers as wanted. Raises DesertedError where there are none and none is
        about to come."""
        now = self._clock()
        if len(there) >= self._wanted:
            self._short = None
            return
        self._short = now if self._short is None else self._short
        if not there and now - self._short > (START_S if self.starting() else GONE_S):
            raise DesertedError
        if now - self._short > START_S:  # dask has given one up
            self._cluster.scale(self._wanted)
            self._short = now

    def stopped(self, there: Collection[str], seconds: float) -> list[str]:
        """Workers whose process has been stopped by a signal for so long: they will not answer."""
        import psutil

        now, still = self._clock(), {}
        for worker in there:
            with contextlib.suppress(psutil.Error):
                if (pid := self.pid(worker)) and psutil.Process(pid).status() == psutil.STATUS_STOPPED:
                    still[worker] = self._still.get(worker, now)
        self._still = still
        return [worker for worker, since in still.items() if now - since > seconds]

    def pid(self, worker: str) -> int | None:
        """Process of a worker."""
        nannies = list(self._cluster.workers.values())
        return next((_pid(nanny) for nanny in nannies if nanny.worker_address == worker), None)

    def starting(self) -> bool:
        """Whether there is a process that may become a worker."""
        return any(_pid(nanny) for nanny in list(self._cluster.workers.values()))


def _pid(nanny: Any) -> int | None:
    with contextlib.suppress(AttributeError, ValueError):  # its process is ending this very moment
        return cast("int | None", nanny.pid)
    return None


@contextlib.contextmanager
def own_workers(count: int) -> Iterator[OwnWorkers]:
    """So many workers on this machine, with a scheduler of our own. Raises MachineError, in words, where this machine
    does not let them start."""
    import dask
    from distributed import Client

    refuse_within_pool(count)
    processes = Processes()
    with dask.config.set(OURS):
        cluster = _started(count, processes)
        try:
            with Client(cluster, set_as_default=False) as client:
                yield OwnWorkers(cluster, client, count)
        except DesertedError:
            processes.kill()
            raise
        finally:
            _close(cluster, processes)


class Processes:
    """Processes of dask that were begun since this was made."""

    def __init__(self) -> None:
        self._before = {process.pid for process in multiprocessing.active_children()}

    def kill(self) -> bool:
        """Kill all that are there, also one that was stopped, for which dask and Python would wait for ever; whether
        there were any."""
        found = [p for p in multiprocessing.active_children() if p.name.startswith(NAME) and p.pid not in self._before]
        for process in found:
            process.kill()
        return bool(found)


def _started(count: int, processes: Processes) -> Any:
    for _ in range(STARTS):
        start = _Start(count, processes)
        start.start()
        try:
            start.join(START_S + CLOSE_S)
        finally:
            cluster, error = start.given()
        if cluster is not None:
            return cluster
        processes.kill()
        if error is not None and (limit := limit_of(error, count)):
            raise limit from None
    raise none_comes(count)


class _Start(threading.Thread):
    """Starts a cluster out of the way, since dask may wait for ever for a worker that does not come."""

    def __init__(self, count: int, processes: Processes) -> None:
        super().__init__(name="start of workers", daemon=True)
        self._count, self._processes = count, processes
        self._lock, self._late = threading.Lock(), False
        self._cluster: Any = None
        self._error: Exception | None = None

    def run(self) -> None:
        """Start it; close it at once where nobody waits any more."""
        from distributed import LocalCluster

        late = threading.Timer(START_S, self._processes.kill)
        late.daemon = True
        late.start()
        try:
            cluster = LocalCluster(
                n_workers=self._count,
                threads_per_worker=1,
                processes=True,
                scheduler_kwargs={"dashboard": False},
                dashboard_address=ANY_PORT,
                worker_dashboard_address=ANY_PORT,
                silence_logs=logging.CRITICAL,
            )
        except Exception as error:
            self._error = error
            return
        finally:
            late.cancel()
        with self._lock:
            self._cluster = cluster
        if self._late:
            _close(cluster, self._processes)

    def given(self) -> tuple[Any, Exception | None]:
        """The cluster, if it is there by now, or what went wrong; one that comes later is not wanted."""
        with self._lock:
            self._late = self._cluster is None
        return self._cluster, self._error


def _close(cluster: Any, processes: Processes) -> None:
    """Close a cluster, and see to it that none of its processes stays, stopped as it may be."""
    for _ in range(2):
        with contextlib.suppress(TimeoutError):
            cluster.close(timeout=CLOSE_S)
            processes.kill()
            return
        for _ in range(50):  # dask starts others in the place of some
            if not processes.kill():
                break
            time.sleep(0.1)
    cluster.shutdown_on_close = False  # else dask would wait for it once more when the program ends


# -- in words ----------------------------------------------------------------------------------------------------------
def refuse_within_pool(count: int) -> None:
    """Raise MachineError in a process that may start no others."""
    if multiprocessing.current_process().daemon:
        why = "cannot be started from within a worker of a pool (a daemonic process)"
        raise MachineError(_workers(count), why, f"{ALONE}, or call this outside the pool")


@contextlib.contextmanager
def pool_in_words(count: int) -> Iterator[None]:
    """What keeps the processes of a pool from playing in the block is a MachineError in words."""
    refuse_within_pool(count)
    try:
        yield
    except BrokenExecutor:
        why = "one of them was ended"
        raise MachineError(_workers(count), why, f"see the system's log for what ended it, or {ALONE}") from None
    except (OSError, MemoryError, RuntimeError) as error:
        if isinstance(error, MachineError) or (limit := limit_of(error, count)) is None:
            raise
        raise limit from None


def none_comes(count: int) -> MachineError:
    """What is said where workers were started over and over, and went away each time."""
    why = f"ended, or stood still, each of the {STARTS} times that they were started"
    do = f"see the system's log for what ends them, often too little memory, or {ALONE}; what was played is kept"
    return MachineError(_workers(count), why, do)


def limit_of(error: BaseException, count: int) -> MachineError | None:
    """Which limit of the machine keeps workers from starting, if what went wrong, or led to it, says so."""
    for link in _chain(error):
        if found := _limit(link):
            return MachineError(_workers(count), found[0], f"{found[1]}, or {ALONE}")
        if isinstance(link, OSError) and link.errno:
            return MachineError.of(link, link.filename or _workers(count))
    return None


def _limit(error: BaseException) -> tuple[str, str] | None:
    code = error.errno if isinstance(error, OSError) else None
    if code in (errno.EMFILE, errno.ENFILE):
        return f"need more open files than the limit of {_open_files()}", "raise the limit (ulimit -n)"
    if code == errno.ENOMEM or isinstance(error, MemoryError):
        return "need more memory than there is", "close other programs"
    if code == errno.EAGAIN or (isinstance(error, RuntimeError) and "start new thread" in str(error)):
        return "need more processes and threads than the limit allows", "raise the limit (ulimit -u)"
    if code and any(frame.filename.endswith("synchronize.py") for frame in traceback.extract_tb(error.__traceback__)):
        return f"cannot use shared memory (/dev/shm): {os.strerror(code).lower()}", "make it writable"
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _open_files() -> str:
    import psutil

    kind = getattr(psutil, "RLIMIT_NOFILE", None)  # not on every system
    return "this system" if kind is None else f"{psutil.Process().rlimit(kind)[0]:,}"


def _workers(count: int) -> str:
    return f"{count:,} workers"


def say(line: str) -> None:
    """A line on standard error, at once."""
    print(line, file=sys.stderr, flush=True)
