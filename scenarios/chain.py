"""What a file builds on: the chain of those that it extends, for scenarios and regimes alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from panj.scenarios.errors import InputError
from panj.scenarios.meant import Kind, meant
from panj.scenarios.reading import read_toml

LONGEST = 20  # files that may lie on top of each other
KEY = "extends"


def chain(
    kind: Kind, place: Path, read: Callable[[Path], dict[str, Any]] = read_toml
) -> list[tuple[Path, dict[str, Any]]]:
    """The file of a thing and of those that it extends, the nearest first, each with what it says.

    Raises InputError with the file and what it extends: for what is not there, for a chain that comes back to itself
    and for one of more than LONGEST files.
    """
    files: list[tuple[Path, dict[str, Any]]] = []
    while True:
        file = place / kind.mark if kind.mark else place
        said = read(file)
        files.append((file, said))
        if KEY not in said:
            return files
        below = said[KEY]
        if not isinstance(below, str):
            raise InputError(file, KEY, below, f"the name or the path of a {kind.word}")
        place = meant(kind, below, file, KEY).resolve()
        if any(place == (known.parent if kind.mark else known).resolve() for known, _ in files):
            raise InputError(file, KEY, below, f"a {kind.word} that does not extend this one")
        if len(files) == LONGEST:
            raise InputError(file, KEY, below, f"at most {LONGEST} files on top of each other")
