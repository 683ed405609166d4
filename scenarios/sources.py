"""Stamps of what a result hangs on: of rules by what they do, and of a scenario's content.

Rules are stamped apart from words: comments, docstrings, blank lines, order of quotation marks and other formatting do
not count, any change of code does. Python files count by their syntax tree, which is the same on every Python that runs
them; tables (TOML) by what they hold; whatever else by its bytes.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import os
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from panj.scenarios.load import Scenario

MADE = "__pycache__"  # what Python and numba put beside the sources
KEPT = "meanings"  # file in which is kept what files came to that were looked at before
MOST_KEPT = 4_000  # files in it
UNSAID = ("kind", "ctx", "type_comment", "type_ignores")  # of a syntax tree: what follows from the rest, or is a word


def stamp_of(folders: Iterable[Path], endings: tuple[str, ...] = (".py",), without: Iterable[Path] = ()) -> str:
    """Hash of the files with these endings in folders and all their subfolders, by path and meaning; 32 digits.

    A file that is added, moved, renamed or changed in what it does changes the stamp; its words, what Python caches and
    a file without any code do not. Files in `without` do not count.
    """
    left_out = set(without)
    digest = hashlib.blake2b(digest_size=16)
    for folder in folders:
        found = (p for p in folder.rglob("*") if p.suffix in endings and MADE not in p.parts and p.is_file())
        for name, path in sorted((p.relative_to(folder).as_posix(), p) for p in found if p not in left_out):
            if said := meaning_of(path):
                digest.update(f"{folder.name}/{name}\n{said}\n".encode())
    _memory().keep()
    return digest.hexdigest()


def meaning_of(path: Path) -> str:
    """Hash of what a file does or holds; empty for a Python file without any code."""
    content = path.read_bytes()
    key = hashlib.blake2b(_version() + path.suffix.encode() + b"\n" + content, digest_size=16).hexdigest()
    known = _memory().known
    if key not in known:
        known[key] = _meaning(content, path.suffix)
    return known[key]


def _meaning(content: bytes, ending: str) -> str:
    said = content
    with contextlib.suppress(SyntaxError, ValueError, RecursionError):  # what cannot be read counts byte by byte
        if ending == ".py":
            said = tree_text(ast.parse(content)).encode("utf-8", "surrogatepass")
            if not said:
                return ""
        elif ending == ".toml":
            said = repr(tomllib.loads(content.decode("utf-8"))).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, digest_size=16).hexdigest()


def tree_text(tree: ast.AST) -> str:
    """A syntax tree as text, without positions and without words: the same on every version of Python."""
    body = tree.body if isinstance(tree, ast.Module) else [tree]
    return "".join(piece for node in body if not _words(node) for piece in _pieces(node))


def _pieces(node: object) -> Iterator[str]:
    if isinstance(node, ast.AST):
        yield f"{type(node).__name__}("
        for name, value in ast.iter_fields(_joined(node)):
            if name not in UNSAID and value is not None and value != []:
                yield f"{name}="
                yield from _pieces(value)
        yield ")"
    elif isinstance(node, list):
        yield "["
        for each in node:
            if not _words(each):
                yield from _pieces(each)
                yield ","
        yield "]"
    else:
        yield f"{type(node).__name__} {node!r}"


def _joined(node: ast.AST) -> ast.AST:
    """An f-string with its texts put together: versions of Python cut them, and leave empty ones, in their own ways."""
    if not isinstance(node, ast.JoinedStr):
        return node
    values: list[ast.expr] = []
    for value in node.values:
        before = values[-1] if values else None
        if isinstance(value, ast.Constant) and isinstance(before, ast.Constant):
            values[-1] = ast.Constant(str(before.value) + str(value.value))
        elif not (isinstance(value, ast.Constant) and value.value == ""):
            values.append(value)
    return ast.JoinedStr(values)


def _words(node: object) -> bool:
    """Whether a statement is text alone: a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


# -- what was looked at before: a syntax tree takes milliseconds, which a start of the program should not --------------
@cache
def _version() -> bytes:
    """What the meaning of the same bytes hangs on: how it is worked out."""
    own = hashlib.blake2b(Path(__file__).read_bytes(), digest_size=16).digest()
    return own + bytes(sys.version_info[:2])


@cache
def _places() -> tuple[Path, ...]:
    """Where what is known may be kept: beside this file, else in the user's cache."""
    places = [Path(__file__).parent / MADE / KEPT]
    with contextlib.suppress(Exception):  # a user without a home
        from platformdirs import user_cache_path

        places.append(user_cache_path("panj", appauthor=False) / KEPT)
    return tuple(places)


class _Memory:
    """Meanings by content, of this process and of those before it."""

    def __init__(self) -> None:
        self.known = self._read()
        self._written = len(self.known)

    def _read(self) -> dict[str, str]:
        for place in _places():
            with contextlib.suppress(OSError, ValueError):
                seal, *lines = place.read_text(encoding="ascii").splitlines()
                if seal == _seal(lines):
                    return {key: said for key, _, said in (line.partition(" ") for line in lines)}
        return {}

    def keep(self) -> None:
        """Write down what is new, whole or not at all; where that cannot be, the next process works it out again."""
        if len(self.known) == self._written:
            return
        lines = [f"{key} {said}" for key, said in list(self.known.items())[-MOST_KEPT:]]
        for place in _places():
            fresh = place.with_name(f"{place.name}.{os.getpid()}.tmp")
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                fresh.write_text("\n".join([_seal(lines), *lines]) + "\n", encoding="ascii")
                fresh.replace(place)
            except OSError:
                with contextlib.suppress(OSError):
                    fresh.unlink()
                continue
            self._written = len(self.known)
            return


@cache
def _memory() -> _Memory:
    return _Memory()


def _seal(lines: list[str]) -> str:
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()


# -- scenarios ---------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=16)
def content_of(scenario: Scenario) -> str:
    """Hash of a scenario's settings and tables, without its name, its place, and the day on which people sit down."""
    digest = hashlib.blake2b(scenario.file.model_dump_json(exclude={"begin"}).encode(), digest_size=16)
    for field in fields(scenario):
        if field.name not in ("name", "folder", "file"):
            digest.update(field.name.encode())
            for row in getattr(scenario, field.name):
                digest.update(repr(row).encode())
    return digest.hexdigest()
