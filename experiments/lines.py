"""Files of JSON lines that long work is written down in as it is done, so that the same command resumes it.

The first line says what the work is; every other line is one piece of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panj.experiments.files import check_place
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.writing import named, write_text

if TYPE_CHECKING:
    from collections.abc import Callable


def read_lines(path: Path, head: Mapping[str, Any], another: str, allowed: str) -> list[dict[str, Any]]:
    """The pieces that a file has; a line that was cut short is taken off.

    Raises:
        InputError: for a file whose first line is not `head`: in words, `another` for what is found, and `allowed`.
        MachineError: where no more pieces could be written there.
    """
    check_place(path)
    with named(path):
        if not path.exists():
            return []
        first, *lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True) or [""]
    try:
        found = json.loads(first)
    except json.JSONDecodeError:
        found = None
    if found != json.loads(json.dumps(head)):
        raise InputError(path, "line 1", InWords(another), allowed)
    whole = [line for line in lines if line.endswith("\n")]
    if len(whole) < len(lines):
        write_text(path, "".join([first, *whole]))
    return [json.loads(line) for line in whole]


@contextmanager
def writing_lines(path: Path, head: Mapping[str, Any]) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Yields a function that writes one piece more; a file that is not there yet begins with `head`."""
    with named(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            write_text(path, json.dumps(head) + "\n")
    with path.open("a", encoding="utf-8") as stream:

        def write(piece: Mapping[str, Any]) -> None:
            stream.write(json.dumps(piece) + "\n")
            stream.flush()

        yield write
