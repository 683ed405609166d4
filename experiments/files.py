"""Places that commands write to: tried before hours are spent, locked while they are written, and nobody else's.

Only files that Panj wrote are ever replaced or removed. Saved games, calibrations, pages and maps say themselves that
they are ours. For tables and figures, which cannot, a hidden file in their folder (RECORD) keeps the hash of what was
written under each name: a file that has been changed since is the user's.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from panj.scenarios.errors import InputError, InWords, MachineError
from panj.scenarios.writing import dead_link, encoded, named, parents, place_of_file, write_bytes, write_json

RECORD = ".panj.json"
LOCK = ".lock"
FOREIGN = "a file that Panj did not write, or that was changed since, is in the way"
HEAD = 400  # bytes at the beginning of a file, by which ours are known
BEGINNINGS = (b'{\n "game": 1,', b'{\n  "method": "Sobol design and approximate Bayesian')
INSIDE = (b'name="generator" content="Panj"', b"Software\0Panj")


# -- before the work ---------------------------------------------------------------------------------------------------
def check_folder(folder: Path, *names: str) -> None:
    """Whether a folder is there or can be made, can be written, and has no files of others by these names; raises
    MachineError. Leaves nothing behind."""
    with named(folder):
        if _stands(folder) and not folder.is_dir():
            raise MachineError(folder, *_in_the_way(folder))
        _try_in(folder)
        for name in names:
            refuse_foreign(folder / name)


def check_file(path: Path) -> None:
    """Whether a file can be written at a path, where there is none yet or one of ours; raises MachineError. Leaves
    nothing behind."""
    check_place(path)
    refuse_foreign(path)


def check_place(path: Path) -> None:
    """Whether a file can be written at a path, whatever file stands there; raises MachineError. Leaves nothing
    behind."""
    with named(path):
        _try_in(place_of_file(path).parent)


def refuse_foreign(path: Path) -> None:
    """Raise MachineError where something stands that Panj did not write, or that has been changed since."""
    with named(path):
        if path.is_symlink() and not path.exists():
            raise dead_link(path)
        if not _is_ours(path):
            raise MachineError(path, FOREIGN, "move it, or choose another place")


def holds_only_ours(folder: Path) -> bool:
    """Whether a folder has nothing in it but what Panj wrote, or was about to write when it was stopped."""
    with named(folder):
        known = _record(folder)
        return all(p.name == RECORD or (p.name in known and _is_ours(p)) for p in folder.iterdir())


# -- the work ----------------------------------------------------------------------------------------------------------
def write_own(path: Path, data: str | bytes) -> None:
    """Write a table or a picture whole or not at all, and note that it is ours. Raises MachineError where a file of
    somebody else's is in the way."""
    content = encoded(data) if isinstance(data, str) else data
    refuse_foreign(path)
    with _noted(path.parent, {path.name: content}):
        write_bytes(path, content)


@contextlib.contextmanager
def whole_folder(folder: Path, last: str = "") -> Iterator[Path]:
    """A temporary folder for files that come into `folder` together when the block ends well, and go when it does not.

    A folder that is not there appears whole. In one that is there, files of ours by the same names are replaced and
    nothing else is touched; `last` names the file that stands for the whole: it goes first and comes last.
    Raises MachineError, before anything is replaced, where a file of somebody else's is in the way.
    """
    with named(folder):
        if folder.is_symlink() and not folder.exists():
            raise dead_link(folder)
        folder = Path(os.path.realpath(folder))
        there = folder.is_dir()
    with named(folder), parents(folder.parent):
        fresh = (folder if there else folder.parent) / f".panj.{secrets.token_hex(6)}.tmp"
        fresh.mkdir()
        try:
            yield fresh
            made = {p.name: p.read_bytes() for p in sorted(fresh.iterdir())}
            if there:
                _merge(fresh, folder, made, last)
            else:
                write_json(fresh / RECORD, {name: [_hash(content)] for name, content in made.items()})
                os.replace(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def _merge(fresh: Path, folder: Path, made: dict[str, bytes], last: str) -> None:
    for name in made:
        refuse_foreign(folder / name)
    with _noted(folder, made):
        if last and not (folder / last).is_symlink():
            (folder / last).unlink(missing_ok=True)
        for name in sorted(made, key=lambda name: name == last):
            write_bytes(folder / name, made[name])


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[Callable[[], bool]]:
    """One writer at a time; the lock goes with the process, so a killed one leaves none behind. Yields a function that
    says whether the folder is still there and locked by us."""
    from filelock import FileLock, Timeout

    place = folder / LOCK
    with named(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if place.exists() and (not place.is_file() or place.stat().st_size):
            raise MachineError(place, FOREIGN, "move it, or choose another place")
    lock = FileLock(place, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise InputError(
            folder, "", InWords("another panj is writing here"), "one sweep at a time in a folder"
        ) from None
    ours = place.stat()

    def held() -> bool:
        try:
            return os.path.samestat(place.stat(), ours)
        except OSError:
            return False

    try:
        yield held
    finally:
        lock.release()


# -- what is ours ------------------------------------------------------------------------------------------------------
def _is_ours(path: Path) -> bool:
    """Whether nothing stands there, or an empty file, or what Panj wrote."""
    if not path.exists():
        return True
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head or head.startswith(BEGINNINGS) or any(mark in head for mark in INSIDE):
        return True
    known = _record(path.parent).get(path.name)
    return known is not None and _hash(path.read_bytes()) in known


def _record(folder: Path) -> dict[str, list[str]]:
    """Names of what Panj wrote into a folder, each with the hashes it may have."""
    path = folder / RECORD
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): [str(mark) for mark in marks] for name, marks in data.items()}
    except (ValueError, AttributeError, TypeError):
        raise MachineError(path, "not a record of what Panj wrote here", "move it, or choose another place") from None


@contextlib.contextmanager
def _noted(folder: Path, made: dict[str, bytes]) -> Iterator[None]:
    """Note before and after that files are ours: whenever a kill comes, the old and the new ones are known."""
    with named(folder), parents(folder):
        before = _record(folder)
        new = {name: _hash(content) for name, content in made.items()}
        write_json(folder / RECORD, before | {n: _both(before.get(n, ()), mark) for n, mark in new.items()})
        yield
        write_json(folder / RECORD, before | {n: [mark] for n, mark in new.items()})


def _both(old: Iterable[str], new: str) -> list[str]:
    return list(dict.fromkeys([*old, new]))


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


# -- places ------------------------------------------------------------------------------------------------------------
def _stands(path: Path) -> bool:
    """Whether anything of that name is there; a name that no file can have raises OSError."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def _try_in(folder: Path) -> None:
    """Make what is missing of the folder, out of the way of others, and take it away again."""
    stands = next(p for p in (folder, *folder.parents) if os.path.lexists(p))
    if stands.is_symlink() and not stands.exists():
        raise dead_link(stands)
    with tempfile.TemporaryDirectory(prefix=".panj.", dir=stands) as aside:
        Path(aside, folder.relative_to(stands)).mkdir(parents=True, exist_ok=True)


def _in_the_way(place: Path) -> tuple[str, str]:
    if place.is_symlink() and not place.exists():
        return "a link that leads nowhere", "mend the link, or choose another place"
    return "a file of that name is in the way of a folder", "move it, or choose another place"
