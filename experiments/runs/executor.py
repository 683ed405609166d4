"""Where chunks are played: in this process, or on dask.distributed workers, local or anywhere."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

from experiments.designs.design import Run
from experiments.runs.play import play_chunk

WINDOW = 4  # chunks in flight per worker; more would only cost memory


def played(
    chunks: list[list[Run]], folder: str, keep_series: bool, workers: int, scheduler: str | None
) -> Iterator[tuple[int, list[str]]]:
    """Play all chunks, yielding (runs, errors) as each is done."""
    if workers == 1 and scheduler is None:
        for chunk in chunks:
            yield play_chunk(chunk, folder, keep_series)
        return
    with script_left_alone():
        yield from _distributed(chunks, folder, keep_series, workers, scheduler)


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


def _distributed(
    chunks: list[list[Run]], folder: str, keep_series: bool, workers: int, scheduler: str | None
) -> Iterator[tuple[int, list[str]]]:
    import logging

    from distributed import Client, LocalCluster, as_completed
    from distributed.scheduler import KilledWorker

    logging.getLogger("distributed").setLevel(logging.ERROR)
    cluster: Any = scheduler or LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.ERROR,
    )
    with Client(cluster, set_as_default=False) as client:
        todo = list(reversed(chunks))
        flight: Any = as_completed(loop=client.loop)
        pending: dict[str, list[Run]] = {}

        def submit() -> None:
            chunk = todo.pop()
            future = client.submit(play_chunk, chunk, folder, keep_series, pure=False)
            pending[future.key] = chunk
            flight.add(future)

        for _ in range(min(len(todo), WINDOW * max(1, workers))):
            submit()
        for future in flight:
            chunk = pending.pop(future.key)
            try:
                yield future.result()
            except KilledWorker:
                if len(chunk) > 1:  # one of them kills its worker: play them one by one
                    todo.extend([run] for run in chunk)
                else:
                    yield 1, [f"{chunk[0].scenario} {chunk[0].regime} seed {chunk[0].seed}: killed its worker"]
            future.release()
            while todo and len(pending) < WINDOW * max(1, workers):
                submit()
    if scheduler is None:
        cluster.close()
