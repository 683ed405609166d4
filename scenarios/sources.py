"""The one stamp of files: what a stored result or a compiled rule hangs on. It looks into every subfolder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

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
