"""Files that appear whole or not at all, in the place that the user named: through links, with the mode that was there.

What the operating system refuses becomes a MachineError that names the user's place, not a temporary one.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from panj.scenarios.errors import MachineError


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path that takes the place of the file `path` when the block ends well, and goes when it does not.

    A link is followed. A new file has the mode that the umask gives it, one that was there keeps mode and owner. The
    folder is made where it is missing.
    """
    with named(path):
        place = place_of_file(path)
    with named(path), parents(place.parent):
        fresh = place.with_name(f".{place.name[-100:]}.{os.getpid()}.tmp")
        try:
            yield fresh
            _keep_mode(place, fresh)
            os.replace(fresh, place)
        except BaseException:
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; its folder is made where it is missing."""
    with whole_file(path) as fresh, fresh.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8 whole or not at all; its folder is made where it is missing."""
    write_bytes(path, encoded(text))


def encoded(text: str) -> bytes:
    """A text as UTF-8. The name of a file that Python could not read in the system's encoding is put as it stands on
    the disk; what is no UTF-8 there, as the sign for what cannot be shown."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").encode()


def write_json(path: Path, data: Any) -> None:
    """Write a JSON file whole or not at all."""
    write_text(path, json.dumps(data, indent=2, default=str) + "\n")


def place_of_file(path: Path) -> Path:
    """The file that a path leads to, or the path of one that is not there yet. Raises MachineError where no file can be
    put: a link to nowhere, a folder, a device, a file that may not be written."""
    place = followed(path)
    if place.is_dir():
        raise MachineError(path, "a folder of that name is in the way", "move it, or choose another place")
    if place.exists():
        if not place.is_file():
            raise MachineError(path, "a device or a pipe, no file", "choose another place")
        if not os.access(place, os.W_OK):
            raise MachineError(path, "may not be written", "get the right to write there, or choose another place")
    return place


def followed(path: Path) -> Path:
    """What a path leads to, where it is a link. Raises MachineError for one that leads nowhere."""
    if not path.is_symlink():
        return path
    if not path.exists():
        raise dead_link(path)
    return Path(os.path.realpath(path))


def dead_link(path: Path) -> MachineError:
    """What is said of a link that leads nowhere."""
    return MachineError(path, "a link that leads nowhere", "mend the link, or choose another place")


@contextlib.contextmanager
def named(place: Path) -> Iterator[None]:
    """Whatever the operating system refuses in the block is said of this place."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise MachineError.of(error, place) from None
    except UnicodeEncodeError as error:
        why = f"the encoding of names here is {error.encoding}, which cannot write this one"
        raise MachineError(place, why, "set PYTHONUTF8=1, or choose a name of plain letters") from None


@contextlib.contextmanager
def parents(folder: Path) -> Iterator[None]:
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


def _keep_mode(there: Path, fresh: Path) -> None:
    """Give a new file the owner and the mode of the one whose place it takes, as far as the system lets us."""
    try:
        old = there.stat()
    except FileNotFoundError:
        return
    new = fresh.stat()
    if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        with contextlib.suppress(OSError):
            os.chown(fresh, old.st_uid, old.st_gid)
    fresh.chmod(stat.S_IMODE(old.st_mode))
