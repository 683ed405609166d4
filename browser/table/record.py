"""A table as a file: its game, the codes by which windows join, what is answered for good, and who sits where."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from panj.browser.words import chair
from panj.experiments.words import dated
from panj.model.game import from_data, later, to_record
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.writing import whole_file

if TYPE_CHECKING:
    from panj.browser.table.table import Table
    from panj.model.game import Game

LARGEST = 4_000_000  # bytes of a file that is read


@dataclass(slots=True)
class Place:
    """Where a window of a browser sits: its role, whether it opened the game, and when it came there last [s]."""

    browser: str
    role: str
    host: bool
    at: float


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _PlaceForm(_Form):
    browser: str
    role: str
    host: bool
    at: float


class Record(_Form):
    """The file. `later` are orders kept after a look back; `origin` is the saved game that a server began with."""

    table: Literal[1]
    name: str = Field(pattern="^[0-9a-f]{16}$")
    origin: str
    title: str
    date: str
    over: bool
    codes: dict[str, str]
    standing: list[tuple[str, str, str]]
    turn: int = 0  # minutes that a turn lasts
    places: dict[str, _PlaceForm]
    called: dict[str, str]  # the roles of those places, as they are called
    later: list[dict[str, Any]]
    game: dict[str, Any]

    def seats(self) -> dict[str, Place]:
        """The places by the windows that sit in them."""
        return {window: Place(p.browser, p.role, p.host, p.at) for window, p in self.places.items()}

    def open(self, path: Path) -> Game:
        """The game, played to where it stood; raises InputError where the rules of today do not bring it there."""
        return from_data(self.game, path, self.later)


def read(path: Path) -> Record:
    """A table's file; raises InputError for what is none, OSError for what cannot be read."""
    if path.stat().st_size > LARGEST:
        raise InputError(path, "", InWords(f"{path.stat().st_size:,} bytes"), f"a game of up to {LARGEST:,} bytes")
    try:
        return Record.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(path, where, str(first["input"])[:60], f"the game of a table: {first['msg']}") from None


def head_of(table: Table) -> tuple[str, str, bool, dict[str, str]]:
    """What a game is offered by: title, date, whether it is over, and the roles at it as they are called."""
    game = table.game
    called = {p.role: chair(game.scenario.file, p.role) for p in table.places.values()}
    return game.scenario.title, dated(table.date, "%B %Y"), game.over, called


def data_of(table: Table, home: Path) -> dict[str, Any]:
    """A table as plain data, see `Record`; scenarios and regimes of one's own by their way from the folder `home`."""
    game = table.game
    return {
        "table": 1,
        "name": table.name,
        "origin": table.origin,
        **dict(zip(("title", "date", "over", "called"), head_of(table), strict=True)),
        "codes": dict(table.codes),
        "standing": [[*key, answer] for key, answer in table.standing.items()],
        "turn": table.turns.minutes,
        "places": {window: {name: getattr(p, name) for name in Place.__slots__} for window, p in table.places.items()},
        "later": later(game),
        "game": to_record(game, home),
    }


def write(data: dict[str, Any], path: Path) -> None:
    """Write a table's file whole or not at all, for the user's eyes only: it holds codes. Raises MachineError."""
    with whole_file(path) as fresh:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(data, stream, ensure_ascii=False)
            stream.flush()
            os.fsync(stream.fileno())
