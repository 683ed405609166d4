"""Files and folders that appear whole or not at all, places tried before hours are spent, and the lock of a folder.

What the operating system refuses becomes a MachineError that names the place which the user gave, not a temporary one.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from panj.scenarios.errors import InputError, MachineError


def check_folder(folder: Path) -> None:
    """Whether a folder is there or can be made, and can be written; raises MachineError. Leaves nothing behind."""
    with _named(folder):
        if _stands(folder) and not folder.is_dir():
            raise MachineError(folder, *_in_the_way(folder))
        _try_in(folder)


def check_file(path: Path) -> None:
    """Whether a file can be written at a path; raises MachineError. Leaves nothing behind."""
    with _named(path):
        if path.is_dir():
            raise MachineError(path, "a folder of that name is in the way", "move it, or choose another place")
        if _stands(path):
            _refuse_device(path)
        _try_in(path.parent)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends well, and goes when it does not.

    The folder is made where it is missing.
    """
    with _named(path), _parents(path.parent):
        _refuse_device(path)
        fresh = path.with_name(f".{path.name[-100:]}.{os.getpid()}.tmp")
        try:
            yield fresh
            os.replace(fresh, path)
        except BaseException:
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise


@contextlib.contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A temporary folder that takes the place of `folder` when the block ends well, and goes when it does not."""
    folder = Path(os.path.realpath(folder))
    with _named(folder), _parents(folder.parent):
        fresh = Path(tempfile.mkdtemp(prefix=".panj.", dir=folder.parent))
        try:
            yield fresh
            fresh.chmod(0o755)
            if folder.exists():
                old = fresh.with_name(f"{fresh.name}.old")
                os.replace(folder, old)
                os.replace(fresh, folder)
                shutil.rmtree(old, ignore_errors=True)
            else:
                os.replace(fresh, folder)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; its folder is made where it is missing."""
    with whole_file(path) as fresh, fresh.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8 whole or not at all; its folder is made where it is missing."""
    write_bytes(path, text.encode())


def write_json(path: Path, data: Any) -> None:
    """Write a JSON file whole or not at all."""
    write_text(path, json.dumps(data, indent=2, default=str) + "\n")


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer at a time; the lock goes with the process, so a killed one leaves none behind."""
    from filelock import FileLock, Timeout

    with _named(folder):
        folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / ".lock", blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise InputError(folder, "", "another panj is writing here", "one sweep at a time in a folder") from None
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def _named(place: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise MachineError.of(error, place) from None


@contextlib.contextmanager
def _parents(folder: Path) -> Iterator[None]:
    """Make a folder and those above it; take away what was made if the block fails."""
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for made in missing:
            with contextlib.suppress(OSError):
                made.rmdir()
        raise


def _stands(path: Path) -> bool:
    """Whether anything of that name is there; a name that no file can have raises OSError."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def _refuse_device(path: Path) -> None:
    """What is no file is not replaced by one: a device, a pipe, a socket, or a link to one of them."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise MachineError(path, "a device or a pipe, no file", "choose another place")


def _try_in(folder: Path) -> None:
    """Make what is missing of the folder, out of the way of others, and take it away again."""
    stands = next(p for p in (folder, *folder.parents) if os.path.lexists(p))
    with tempfile.TemporaryDirectory(prefix=".panj.", dir=stands) as aside:
        Path(aside, folder.relative_to(stands)).mkdir(parents=True, exist_ok=True)


def _in_the_way(place: Path) -> tuple[str, str]:
    if place.is_symlink() and not place.exists():
        return "a link that leads nowhere", "mend the link, or choose another place"
    return "a file of that name is in the way of a folder", "move it, or choose another place"
