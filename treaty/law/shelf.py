"""Where books of law stand and how one is read: the program's own by name, a user's by the path of a file or folder.

A book is one TOML file, or a folder of them that are read as if they stood in one. Whatever does not fit is told with
file, record and key, what was found and what may stand there: all of it by `examine`, the first of it by `find_book`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from panj.scenarios.errors import InputError, InWords
from panj.scenarios.meant import BOOK, HOME, meant
from panj.scenarios.reading import read_toml
from panj.treaty.law.book import Book
from panj.treaty.law.check import faults
from panj.treaty.law.membership import Membership
from panj.treaty.law.questions import TABLES
from panj.treaty.law.records import Clause, Force, Source, Treaty
from panj.treaty.refusal import complaints

LAW = HOME / "law"
COMMON = LAW / "common"  # what holds for every treaty
ROWS: dict[str, type[BaseModel]] = {"clause": Clause, "membership": Membership, "force": Force}
NAMED = {"clause": "id", "membership": "state", "force": "id"}  # the key that names a row


@dataclass
class Draft:
    """A book as far as its files could be read, with the file of each record and what does not fit."""

    place: Path
    treaty: Treaty | None = None
    treaty_in: Path | None = None
    rows: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in ROWS})
    sources: dict[str, Source] = field(default_factory=dict)
    faults: list[InputError] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)  # of a record, by what it is called

    def file(self, label: str) -> Path:
        """The file in which a record stands."""
        return self.files.get(label, self.place)


def treaties() -> tuple[str, ...]:
    """Names of the treaties that the program has a book of."""
    return tuple(name for name in BOOK.names if name != COMMON.name)


@lru_cache(maxsize=8)
def book(name: str) -> Book:
    """The program's own book of a treaty. Raises InputError for a treaty that it has none of."""
    if name not in treaties():
        raise InputError("book", "", name, f"one of {', '.join(treaties())}, or the path of a book of your own")
    return _whole(_read(LAW / name))


def find_book(name: str | Path, named_in: Path | None = None, key: str = "law") -> Book:
    """A book by name or path; `named_in` is the file that names it under `key`. Raises InputError: its first fault."""
    if str(name) in treaties():
        return book(str(name))
    found, wrong = examine(meant(BOOK, name, named_in, key))
    if wrong or found is None:
        raise wrong[0]
    return found


def examine(place: Path) -> tuple[Book | None, list[InputError]]:
    """A book and all that does not fit about it; no book where what is wrong leaves none to speak of."""
    draft = _read(place)
    if draft.treaty is not None and draft.treaty.id in treaties() and not BOOK.ships(place):
        allowed = f"another name: the program has a book of {', '.join(treaties())}"
        draft.faults.append(InputError(draft.file("treaty"), "treaty.id", draft.treaty.id, allowed))
    if draft.treaty is None or draft.faults:
        return None, draft.faults
    made = _whole(draft)
    return made, faults(made, draft.file)


def _whole(draft: Draft) -> Book:
    assert draft.treaty is not None
    rows = draft.rows
    sources = _common_sources() | draft.sources
    common = _clauses("un", "practice")
    return Book(draft.treaty, rows["clause"], rows["membership"], rows["force"], sources, common, defaults())


def defaults() -> tuple[Clause, ...]:
    """What holds where a book never answers a question."""
    return _clauses("default")


@lru_cache(maxsize=2)
def _clauses(*names: str) -> tuple[Clause, ...]:
    """Clauses that hold for every treaty, from files of scenarios/law/common/."""
    return tuple(Clause(**row) for name in names for row in read_toml(COMMON / f"{name}.toml")["clause"])


@lru_cache(maxsize=1)
def _common_sources() -> dict[str, Source]:
    return {key: Source(**row) for key, row in read_toml(COMMON / "sources.toml")["source"].items()}


# -- reading -----------------------------------------------------------------------------------------------------------
def _files(place: Path) -> list[Path]:
    return sorted(place.glob("*.toml")) if place.is_dir() else [place]


def _read(place: Path) -> Draft:
    """The records in the files of a book, and whatever is none."""
    draft = Draft(place)
    for path in _files(place):
        try:
            data = read_toml(path)
        except InputError as error:
            draft.faults.append(error)
            continue
        for name, value in data.items():
            _take(draft, path, name, value)
    if draft.treaty_in is None and not draft.faults:
        draft.faults.append(
            InputError(place, "treaty", InWords("nothing"), "a table [treaty] with id, title, begins, articles")
        )
    return draft


def _take(draft: Draft, path: Path, name: str, value: Any) -> None:
    """One table of a file."""
    if name == "treaty" and isinstance(value, dict) and draft.treaty_in is None:
        draft.treaty_in = draft.files["treaty"] = path
        draft.treaty = next(_fitting(draft, path, "treaty", Treaty, value), None)
    elif name == "treaty" and isinstance(value, dict):
        draft.faults.append(
            InputError(path, "treaty", InWords("a second one"), f"one; there is one in {draft.treaty_in}")
        )
    elif name == "source" and isinstance(value, dict):
        for key, row in value.items():
            for source in _fitting(draft, path, f"source.{key}", Source, row):
                draft.sources[key] = source
    elif name in ROWS and isinstance(value, list):
        for number, row in enumerate(value, 1):
            called = row.get(NAMED[name]) if isinstance(row, dict) else None
            label = f"{name} {called if isinstance(called, str) else number}"
            draft.files.setdefault(label, path)
            draft.rows[name] += _fitting(draft, path, label, ROWS[name], row)
    else:
        known = dict.fromkeys(key.partition(".")[0] for key in TABLES)
        form = f"a list of tables [[{name}]]" if name in ROWS else f"the tables {', '.join(known)}"
        draft.faults.append(InputError(path, name, value if name in ROWS else name, form))


def _fitting(draft: Draft, path: Path, label: str, form: type[Any], row: Any) -> Iterator[Any]:
    """A record, if it fits its form."""
    try:
        yield form.model_validate(row)
    except ValidationError as error:
        for said in complaints(path, error, form):
            where = f"{label}.{said.where}" if label.startswith(("treaty", "source")) else f"{label}, {said.where}"
            draft.faults.append(InputError(path, where.rstrip("., "), said.found, said.allowed))
