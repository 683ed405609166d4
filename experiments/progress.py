"""Progress on whatever takes longer than a moment: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def progress(
    total: int, title: str, quiet: bool = False, said: Callable[[int], str] | None = None
) -> Iterator[Callable[[int], None]]:
    """Yields a function to call with what has been done since; written to standard error.

    `said` puts what has been done into words, where "12 of 40" would be taken for more than it is.
    """
    said = said or (lambda count: f"{count} of {total}")
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(stderr=True)
        with Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[said]}", markup=False),
            TimeRemainingColumn(),
            console=console,
        ) as bar:
            task = bar.add_task(title, total=total, said=said(0))

            def on_screen(n: int) -> None:
                bar.update(task, advance=n, said=said(int(bar.tasks[0].completed) + n))

            yield on_screen
    else:
        start = last = time.monotonic()
        count = 0

        def advance(n: int) -> None:
            nonlocal count, last
            count += n
            now = time.monotonic()
            if now - last > 5.0 or count >= total:
                last = now
                print(f"{title}: {said(count)} ({now - start:.0f} s)", file=sys.stderr, flush=True)

        yield advance
