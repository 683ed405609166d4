"""Stamps of what a result hangs on: of files, looking into every subfolder, and of a scenario's content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from panj.scenarios.load import Scenario

MADE = "__pycache__"  # what Python and numba put beside the sources


def stamp_of(folders: Iterable[Path], endings: tuple[str, ...] = (".py",)) -> str:
    """Hash of the files with these endings in folders and all their subfolders, by path and content; 32 digits.

    A file that is added, moved, renamed or changed anywhere in them changes the stamp; what Python caches does not.
    """
    digest = hashlib.blake2b(digest_size=16)
    for folder in folders:
        found = (p for p in folder.rglob("*") if p.suffix in endings and MADE not in p.parts and p.is_file())
        for name, path in sorted((p.relative_to(folder).as_posix(), p) for p in found):
            content = path.read_bytes()
            digest.update(f"{folder.name}/{name}\n{len(content)}\n".encode() + content)
    return digest.hexdigest()


@lru_cache(maxsize=16)
def content_of(scenario: Scenario) -> str:
    """Hash of a scenario's settings and tables; neither its name nor its place is part of it."""
    digest = hashlib.blake2b(scenario.file.model_dump_json().encode(), digest_size=16)
    for field in fields(scenario):
        if field.name not in ("name", "folder", "file"):
            digest.update(field.name.encode())
            for row in getattr(scenario, field.name):
                digest.update(repr(row).encode())
    return digest.hexdigest()
