"""The ground war: arrays in, arrays out, no Mesa. Rules are small compiled functions, see `border.rules` and its users.

Numba's cache looks only at the file of the function that it compiled, not at the files of the rules which that function
calls. So when any file of this package has changed since the cache was written, the cache is thrown away here.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from scenarios.sources import stamp_of

_HERE = Path(__file__).parent
_CACHE = _HERE / "__pycache__"


def source_stamp() -> str:
    """Hash of this package's sources, subfolders too: the version of the ground rules."""
    return stamp_of([_HERE])


def _drop_stale_cache() -> None:
    stamp, note = source_stamp(), _CACHE / "border.stamp"
    with contextlib.suppress(OSError):
        if note.is_file() and note.read_text() == stamp:
            return
        for old in [*_CACHE.glob("*.nbi"), *_CACHE.glob("*.nbc")]:
            with contextlib.suppress(OSError):
                old.unlink()
        _CACHE.mkdir(exist_ok=True)
        fresh = _CACHE / f"border.stamp.{os.getpid()}"
        fresh.write_text(stamp)
        fresh.replace(note)


_drop_stale_cache()


def is_compiled() -> bool:
    """Whether the ground rules lie compiled in the cache, as far as can be told without loading them."""
    return any(_CACHE.glob("kernel.ground_step*.nbi"))
