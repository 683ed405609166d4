"""Progress on whatever takes longer than a moment: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def progress(total: int, title: str, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """Yields a function to call with what has been done since; written to standard error."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(stderr=True)
        with Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
        ) as bar:
            task = bar.add_task(title, total=total)
            yield lambda n: bar.advance(task, n)
    else:
        start = last = time.monotonic()
        count = 0

        def advance(n: int) -> None:
            nonlocal count, last
            count += n
            now = time.monotonic()
            if now - last > 5.0 or count >= total:
                last = now
                print(f"{title}: {count} of {total} ({now - start:.0f} s)", file=sys.stderr, flush=True)

        yield advance
