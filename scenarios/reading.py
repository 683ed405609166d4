"""The one door for what users write and what lies in their folders: text files as they come from editors and
spreadsheets, read within limits and checked before anyone looks at what they say.

- A byte order mark is read over, a wrong byte named with its row.
- Control characters are refused wherever they stand, for a terminal or a browser would obey them; joiners that Persian
  needs and blanks that do not break are let through.
- A file is as large and as deep as a person or this program writes one; keys stand once; YAML refers to nothing inside
  itself and grows by its aliases no further than a file may be; days leave room in the calendar for a war before and
  after; whole numbers fit into 64 bits. What is beyond is refused in a line, at once.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from panj.scenarios.errors import InputError, InWords

LARGEST = {"TOML": 4_000_000, "YAML": 2_000_000, "JSON": 64_000_000, "CSV": 64_000_000}  # bytes of one file
DEEPEST = 24  # tables and lists in each other
MOST = 50_000  # values of a YAML file, its aliases written out
LONGEST_NUMBER = 400  # characters of a number in YAML
FIRST_DAY, LAST_DAY = dt.date(1000, 1, 1), dt.date(8999, 12, 31)
WHOLE = 2**63  # whole numbers lie below it, and not below its negative
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
LAYOUT = "\n\t"  # allowed in the longer texts of a file
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

# Texts and comments of a TOML file, and more parts of a dotted key than a file may be deep.
_TOML_TEXT = re.compile(r'"""(?:\\[\s\S]|[^\\])*?"""|\'\'\'[\s\S]*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*')
_TOML_DOTTED = re.compile(rf"(?<![\w-])(?:[\w-]+[ \t]*\.[ \t]*){{{DEEPEST}}}")


def read_text(path: Path, form: str = "TOML") -> str:
    """The text of a file. Raises InputError: no such file, too large, or a byte that is no UTF-8, with its row."""
    largest = LARGEST[form]
    try:
        with path.open("rb") as stream:
            raw = stream.read(largest + 1)
    except FileNotFoundError:
        found = InWords("a link that leads nowhere" if path.is_symlink() else "no such file")
        raise InputError(path, "", found, f"a readable {form} file") from None
    except (OSError, ValueError) as error:
        found = InWords((getattr(error, "strerror", None) or str(error)).lower())
        raise InputError(path, "", found, f"a readable {form} file") from None
    if len(raw) > largest:
        raise InputError(path, "", InWords(f"more than {largest:,} bytes"), f"a {form} file of at most that size")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(path, "row 1", InWords("text in UTF-16"), f"{form} in UTF-8; save it again with that encoding")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise InputError(path, f"row {row}", InWords(f"byte 0x{raw[error.start]:02x}"), f"{form} in UTF-8") from None


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as it stands. Raises InputError for what is no TOML or goes beyond the limits of this module."""
    text = read_text(path)
    _refuse_long_keys(path, text)
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise _too_deep(path) from None
    except ValueError as error:  # no TOML, or a number of more digits than Python reads
        row = re.search(r"at line (\d+)", str(error))
        raise InputError(path, f"row {row[1]}" if row else "", InWords(error), "valid TOML in UTF-8") from None
    examine(path, data)
    return data


def read_json(path: Path) -> Any:
    """A JSON file as it stands. Raises InputError for what is no JSON or goes beyond the limits of this module."""
    return json_of(read_text(path, "JSON"), path)


def json_of(text: str, source: str | Path) -> Any:
    """JSON from its text, the same; `source` names it in errors."""
    try:
        data = json.loads(text, parse_constant=_no_number, object_pairs_hook=lambda pairs: _each_once(source, pairs))
    except InputError:
        raise
    except RecursionError:
        raise _too_deep(source) from None
    except ValueError as error:
        row = f"row {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(source, row, InWords(error), "valid JSON in UTF-8") from None
    examine(source, data)
    return data


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Lines of a file that are tables in JSON, whole and sound; others, as a kill leaves them, are passed over."""
    for line in path.read_bytes().splitlines():
        try:
            said = json_of(line.decode("utf-8"), path)
        except ValueError:  # InputError and UnicodeDecodeError among them
            continue
        if isinstance(said, dict):
            yield said


def read_yaml(path: Path) -> Any:
    """A YAML file as it stands. Raises InputError for what is no YAML or goes beyond the limits of this module."""
    import yaml

    text = read_text(path, "YAML")
    try:
        _walk_yaml(path, text)
        data = yaml.load(text, Loader=_safe_loader())
    except InputError:
        raise
    except RecursionError:
        raise _too_deep(path) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        mark: Any = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error)
        row = f"row {mark.line + 1}" if mark else ""
        raise InputError(path, row, InWords(str(said)), "valid YAML in UTF-8") from None
    examine(path, data)
    return data


def csv_rows(text: str, source: str | Path) -> Iterator[tuple[int, list[str]]]:
    """Rows of CSV text with the number of the line on which each ends; a blank line is a row without cells.

    Raises InputError with the row for what is no CSV.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise InputError(source, f"row {reader.line_num}", InWords(error), "CSV in UTF-8") from None


def day_of(text: str, source: str | Path, where: str = "") -> dt.date:
    """A day from its text, YYYY-MM-DD. Raises InputError for anything else."""
    try:
        day = dt.date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise InputError(source, where, text, f"a day as YYYY-MM-DD, from {FIRST_DAY} to {LAST_DAY}")
    return day


def number_of(text: str) -> float | None:
    """A finite number from its text in plain decimal digits; None for anything else."""
    value = float(text) if len(text) <= LONGEST_NUMBER and NUMBER.fullmatch(text) else None
    return value if value is not None and math.isfinite(value) else None


def examine(source: str | Path, data: object) -> None:
    """Raise InputError where nested data goes beyond the limits of this module, or a key or text has a control
    character; it names the key."""
    todo: list[tuple[object, str, int]] = [(data, "", 0)]
    while todo:
        value, where, depth = todo.pop()
        if isinstance(value, str):
            _refuse_control(source, where, value, LAYOUT)
        elif isinstance(value, (Mapping, list, tuple)):
            if depth == DEEPEST:
                raise _too_deep(source, where)
            if isinstance(value, Mapping):
                for key in value:
                    _refuse_control(source, where, str(key), "")
                inner = [(v, f"{where}.{k}" if where else str(k), depth + 1) for k, v in value.items()]
            else:
                inner = [(v, where, depth + 1) for v in value]
            todo += reversed(inner)
        elif isinstance(value, int) and not -WHOLE <= value < WHOLE:
            raise InputError(source, where, value, "a whole number from -2^63 to 2^63 - 1")
        elif isinstance(value, float) and not math.isfinite(value):
            raise InputError(source, where, value, "a finite number")
        elif isinstance(value, dt.date) and not FIRST_DAY.year <= value.year <= LAST_DAY.year:
            raise InputError(source, where, value.isoformat(), f"a day from {FIRST_DAY} to {LAST_DAY}")


def _too_deep(source: str | Path, where: str = "") -> InputError:
    found = InWords("tables or lists in each other beyond measure")
    return InputError(source, where, found, f"at most {DEEPEST} of them in each other")


def _refuse_control(source: str | Path, where: str, text: str, allowed: str) -> None:
    for found in CONTROL.finditer(text):
        if found[0] not in allowed:
            start = max(0, found.start() - 20)
            raise InputError(source, where, text[start : found.end() + 20], "text without control characters")


def _refuse_long_keys(path: Path, text: str) -> None:
    """Raise InputError for a dotted key deeper than a file may be: tomllib takes time with the square of its parts."""
    bare = _TOML_TEXT.sub(lambda m: "" if m[0].startswith("#") else "q" + "\n" * m[0].count("\n"), text)
    if found := _TOML_DOTTED.search(bare):
        raise InputError(
            path,
            f"row {bare.count(chr(10), 0, found.start()) + 1}",
            InWords("a dotted key of many parts"),
            f"a key of at most {DEEPEST} parts",
        )


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number in JSON")


def _each_once(source: str | Path, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        seen: set[str] = set()
        twice = next(k for k, _ in pairs if k in seen or seen.add(k))  # type: ignore[func-returns-value]
        raise InputError(source, twice, InWords(f"{twice} twice"), "every key once")
    return data


# -- YAML, event by event: before anything is built from it ------------------------------------------------------------
def _safe_loader() -> Any:
    """PyYAML's loader of plain values, in C where there is one: ten times as fast."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Node:
    """A list or table under way: its anchor, how many values and how deep it is so far, and its keys."""

    def __init__(self, anchor: str | None, keys: set[str] | None) -> None:
        self.anchor, self.size, self.depth, self.keys, self.count = anchor, 1, 1, keys, 0


def _walk_yaml(path: Path, text: str) -> None:
    """Raise InputError for YAML that refers to itself, is too deep, or too large with its aliases written out."""
    import yaml

    done: dict[str, tuple[int, int]] = {}  # anchor -> size and depth
    stack = [_Node(None, None)]

    def add(size: int, depth: int, row: int) -> None:
        top = stack[-1]
        top.size, top.depth, top.count = top.size + size, max(top.depth, depth + 1), top.count + 1
        if len(stack) + depth - 1 > DEEPEST:
            raise _too_deep(path, f"row {row}")
        if top.size > MOST:
            raise InputError(
                path, f"row {row}", InWords("too many values, aliases written out"), f"at most {MOST:,} values"
            )

    for event in yaml.parse(text, Loader=_safe_loader()):
        mark: Any = event.start_mark
        row = mark.line + 1
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            if len(stack) > DEEPEST:
                raise _too_deep(path, f"row {row}")
            stack.append(_Node(event.anchor, set() if isinstance(event, yaml.MappingStartEvent) else None))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            node = stack.pop()
            if node.anchor:
                done[node.anchor] = node.size, node.depth
            add(node.size, node.depth, row)
        elif isinstance(event, yaml.AliasEvent):
            if any(node.anchor == event.anchor for node in stack):
                raise InputError(
                    path,
                    f"row {row}",
                    InWords(f"*{event.anchor} inside of what it stands for"),
                    "what refers to nothing around it",
                )
            add(*done.get(event.anchor or "", (1, 0)), row)
        elif isinstance(event, yaml.ScalarEvent):
            _check_scalar(path, row, event, stack[-1])
            if event.anchor:
                done[event.anchor] = 1, 0
            add(1, 0, row)


def _check_scalar(path: Path, row: int, event: Any, node: _Node) -> None:
    plain = event.implicit[0]
    if plain and len(event.value) > LONGEST_NUMBER and re.fullmatch(r"[-+.\d][-+.:\w]*", event.value):
        raise InputError(
            path,
            f"row {row}",
            event.value,
            f"a number of at most {LONGEST_NUMBER} characters, or text in quotation marks",
        )
    if node.keys is not None and node.count % 2 == 0 and event.value != "<<":
        if event.value in node.keys:
            raise InputError(path, f"row {row}", InWords(f"{event.value} twice"), "every key once")
        node.keys.add(event.value)
