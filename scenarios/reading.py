"""Reads what users write: text files as they come from editors and spreadsheets, checked before anyone looks at them.

A byte order mark is read over. A wrong byte is named with its row. Control characters are refused wherever they stand,
for a terminal or a browser would obey them; joiners that Persian needs and blanks that do not break are let through.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from panj.scenarios.errors import InputError

LARGEST = 64_000_000  # bytes of one file; the largest table that comes with the program has 300,000
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
LAYOUT = "\n\t"  # allowed in the longer texts of a TOML file


def read_text(path: Path, form: str = "TOML") -> str:
    """The text of a file. Raises InputError: no such file, too large, or a byte that is no UTF-8, with its row."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except FileNotFoundError:
        found = "a link that leads nowhere" if path.is_symlink() else "no such file"
        raise InputError(path, "", found, f"a readable {form} file") from None
    except (OSError, ValueError) as error:
        found = (getattr(error, "strerror", None) or str(error)).lower()
        raise InputError(path, "", found, f"a readable {form} file") from None
    if len(raw) > LARGEST:
        raise InputError(path, "", f"more than {LARGEST:,} bytes", f"a {form} file of at most that size")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(path, "row 1", "text in UTF-16", f"{form} in UTF-8; save it again with that encoding")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise InputError(path, f"row {row}", f"byte 0x{raw[error.start]:02x}", f"{form} in UTF-8") from None


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as it stands. Raises InputError for what is no TOML and for control characters in keys and texts."""
    try:
        data = tomllib.loads(read_text(path))
    except InputError:
        raise
    except RecursionError:
        raise InputError(path, "", "tables or lists in each other beyond measure", "valid TOML in UTF-8") from None
    except ValueError as error:  # no TOML, or a number of more digits than Python reads
        row = re.search(r"at line (\d+)", str(error))
        raise InputError(path, f"row {row[1]}" if row else "", str(error), "valid TOML in UTF-8") from None
    refuse_control(path, data)
    return data


def refuse_control(path: Path, data: object, where: str = "") -> None:
    """Raise InputError for a control character in any key or text of nested data."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            _refuse(path, where, str(key), LAYOUT[:0])
            refuse_control(path, value, f"{where}.{key}" if where else str(key))
    elif isinstance(data, list):
        for value in data:
            refuse_control(path, value, where)
    elif isinstance(data, str):
        _refuse(path, where, data, LAYOUT)


def _refuse(path: Path, where: str, text: str, allowed: str) -> None:
    for found in CONTROL.finditer(text):
        if found[0] not in allowed:
            start = max(0, found.start() - 20)
            raise InputError(path, where, text[start : found.end() + 20], "text without control characters")
