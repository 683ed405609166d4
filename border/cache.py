"""Where the machine code of the ground rules is kept, one file a rule, and what is done when it cannot be.

Code lies in a folder for these sources, this numba, this Python and this processor: beside the package, else in the
user's cache, else in a temporary folder that goes with the process; with no place at all rules are compiled for this
process alone. A damaged file is compiled anew. `NUMBA_CACHE_DIR` names another place, as it does for numba itself.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import pickle
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import numba
from llvmlite.binding import get_host_cpu_features, get_host_cpu_name
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.runtime import rtsys
from numba.core.serialize import dumps

from panj.scenarios.sources import stamp_of

HERE = Path(__file__).parent
WHOLE = "complete"  # stands in a folder that holds every rule
KEPT = 4  # folders of other sources, Pythons or processors that are left standing
SEAL = 16  # bytes of hash before the content of a file


@cache
def stamp() -> str:
    """Whatever machine code hangs on: sources of the rules, numba, Python, processor."""
    features = ",".join(sorted(name for name, there in get_host_cpu_features().items() if there))
    parts = (stamp_of([HERE]), numba.__version__, llvmlite.__version__, sys.version, get_host_cpu_name(), features)
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


def places() -> Iterator[Path]:
    """Folders that may hold the code, best first."""
    from platformdirs import user_cache_path

    if given := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(given)
    yield HERE / "__pycache__"
    with contextlib.suppress(Exception):  # a user without a home
        yield user_cache_path("panj", appauthor=False)


@cache
def folder() -> Path | None:
    """The folder of the code: the one that was named, else the first that is complete, else the first that can be
    written, else none."""
    name = f"rules-{stamp()}"
    found = [place / name for place in places()]
    if os.environ.get("NUMBA_CACHE_DIR") and ((found[0] / WHOLE).is_file() or _writable(found[0])):
        return found[0]
    for path in found:
        if (path / WHOLE).is_file():
            return path
    for path in found:
        if _writable(path):
            return path
    with contextlib.suppress(OSError):
        path = Path(tempfile.mkdtemp(prefix="panj-rules-"))
        atexit.register(shutil.rmtree, path, ignore_errors=True)
        say(f"no folder for compiled rules can be written; they are kept in {path} until the program ends")
        return path
    say("no folder for compiled rules can be written; they are compiled at each start")
    return None


def _writable(path: Path) -> bool:
    try:
        path.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=path).close()
    except OSError:
        return False
    return True


def is_complete() -> bool:
    """Whether every rule lies compiled."""
    path = folder()
    return path is not None and (path / WHOLE).is_file()


def mark_complete() -> None:
    """Note that every rule lies compiled, and drop the oldest folders of others beside it."""
    path = folder()
    if path is None:
        return
    with contextlib.suppress(OSError):
        (path / WHOLE).touch()
        ours = (p for p in path.parent.glob("rules-*") if re.fullmatch(r"rules-[0-9a-f]{16}", p.name) and p != path)
        others = sorted(ours, key=lambda p: p.stat().st_mtime)
        for old in others[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """One process compiles at a time, where the folder lets itself be locked; the lock goes with the process."""
    from filelock import FileLock, Timeout

    path = folder()
    with contextlib.ExitStack() as held:
        if path is not None:
            lock = FileLock(path / "lock")
            with contextlib.suppress(OSError):
                try:
                    held.enter_context(lock.acquire(timeout=0))
                except Timeout:
                    say("another process is compiling the ground rules; waiting for it")
                    held.enter_context(lock)
        yield


_said: set[str] = set()


def say(line: str) -> None:
    """One line on standard error, each once a process."""
    if line not in _said:
        _said.add(line)
        print(line, file=sys.stderr, flush=True)


def read(path: Path) -> bytes | None:
    """Content of a sealed file; None if there is none or it is damaged, which is said and the file taken away."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if content[:SEAL] == _seal(content[SEAL:]):
        return content[SEAL:]
    discard(path)
    return None


def discard(path: Path) -> None:
    """Take a damaged file away, so that it is made anew."""
    say(f"{path.parent}: damaged machine code; compiling it anew")
    with contextlib.suppress(OSError):
        path.unlink()
    with contextlib.suppress(OSError):
        (path.parent / WHOLE).unlink()


def write(path: Path, content: bytes) -> None:
    """Write a sealed file whole or not at all; a full or locked disk costs only the next start its time."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        fresh.write_bytes(_seal(content) + content)
        fresh.replace(path)
    except OSError as error:
        say(f"{path.parent}: compiled rules cannot be kept ({error.strerror}); the next start compiles them again")
        with contextlib.suppress(OSError):
            fresh.unlink()


def _seal(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=SEAL).digest()


class RuleCache(_Cache):
    """Keeps the code of one rule; `compiling` is called before a rule has to be compiled."""

    def __init__(self, function: Callable[..., Any], compiling: Callable[[], None]) -> None:
        self.name = f"{function.__module__}.{function.__qualname__}.code"
        self.compiling = compiling

    @property
    def cache_path(self) -> str | None:
        """The folder of the code."""
        place = folder()
        return None if place is None else str(place)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The rule as it was compiled before, or None."""
        rtsys.initialize(target_context)  # all that loading needs; numba's refresh() takes longer than the loading
        place = folder()
        content = None if place is None else read(place / self.name)
        if place is not None and content is not None:
            try:
                return CompileResult._rebuild(target_context, *pickle.loads(content))
            except Exception:  # whatever an old or foreign file leads to
                discard(place / self.name)
        self.compiling()
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the code of a rule that was compiled."""
        place = folder()
        if place is not None and not data.library.has_dynamic_globals:
            write(place / self.name, dumps(data._reduce()))

    def enable(self) -> None:
        """Nothing to do: it always keeps."""

    def disable(self) -> None:
        """Nothing to do, see `enable`."""

    def flush(self) -> None:
        """Nothing to do: other sources, other folder."""
