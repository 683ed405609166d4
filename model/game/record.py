"""A game as one JSON file: what it is played on, its orders, and the digest it came to. Loading plays it again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Collection
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from panj.model.game.game import Game
from panj.model.game.orders import LATEST, Acted, Answered, Injected, Order, as_data, seals
from panj.scenarios.arguments import listed, mapping, of_kind, place
from panj.scenarios.arguments import text as is_text
from panj.scenarios.errors import MISSING, InputError, InWords, allowed_by
from panj.scenarios.meant import REGIME, SCENARIO, from_anywhere
from panj.scenarios.reading import json_of, read_text
from panj.scenarios.sources import content_of
from panj.scenarios.writing import write_text

FORMAT = 1  # of the file; another one is refused
LONGEST = 2_000_000  # bytes of a file that is read
MOST_DAYS = 366  # of a game that a stranger sends: it is played at once

Word = str


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _AnsweredForm(_Form):
    step: StrictInt = Field(ge=1, le=LATEST)
    seat: Word = Field(max_length=60)
    kind: Word = Field(max_length=60)
    nth: StrictInt = Field(ge=0, le=LATEST)
    answer: StrictInt | StrictStr
    by: Word = Field(default="", max_length=60)
    seal: Word


class _InjectedForm(_Form):
    step: StrictInt = Field(ge=0, le=LATEST)
    kind: Word = Field(max_length=60)
    who: Word = Field(max_length=60)
    what: Word = Field(max_length=60)
    amount: float = Field(allow_inf_nan=False)
    note: Word = Field(max_length=2000)
    seal: Word


class _ActedForm(_Form):
    step: StrictInt = Field(ge=0, le=LATEST)
    seat: Word = Field(max_length=60)
    verb: Word = Field(max_length=60)
    terms: dict[str, StrictInt | StrictStr] = Field(max_length=20)
    seal: Word


class Record(_Form):
    """The file. `contents` are hashes of scenario and regime; each order carries a seal over all before it, and `end`
    is one over all of them and how many they are (games that were saved before there was one are read without)."""

    game: StrictInt = Field(ge=FORMAT, le=FORMAT)
    scenario: Word
    regime: Word
    contents: dict[str, str]
    seed: StrictInt = Field(ge=0, lt=2**63)
    days: StrictInt = Field(ge=1, le=3650)
    parameters: dict[str, float]
    step: StrictInt = Field(ge=0)
    seats: list[str] = Field(max_length=100)
    orders: list[_AnsweredForm | _InjectedForm | _ActedForm] = Field(max_length=100_000)
    waits: Word = Field(default="", max_length=60)  # the seat that was being asked; it is asked the same again
    end: Word | None = None
    digest: Word


def to_record(game: Game, home: Path = Path()) -> dict[str, Any]:
    """A game as plain data, see `Record`; scenarios and regimes of one's own by their way from the folder `home`."""
    head, played = _head(of_kind("game", game, Game, "a Game"), place("home", home)), game.played
    sealed = seals(_start(head), played)
    orders = [as_data(o) | {"seal": s} for o, s in zip(played, sealed, strict=True)]
    waits = "" if game.question is None else game.question.seat
    how = {"step": game.step, "seats": sorted(game.seats), "orders": orders, "waits": waits, "end": _end(head, sealed)}
    return head | how | {"digest": game.digest}


def save(game: Game, path: str | Path, home: Path | None = None) -> None:
    """Write a game's file, whole or not at all; `home` is the folder it is for, if that is not its own.

    Raises MachineError where it cannot be written.
    """
    path = place("path", path)
    record = to_record(game, path.parent if home is None else home)
    write_text(path, json.dumps(record, indent=1, ensure_ascii=False) + "\n")


def read_record(path: str | Path) -> Record:
    """A game's file, checked for its form. Raises InputError for what is no such file."""
    path = place("path", path)
    with contextlib.suppress(OSError):
        if path.stat().st_size > LONGEST:
            raise InputError(
                path, "", InWords(f"{path.stat().st_size:,} bytes"), f"a saved game of up to {LONGEST:,} bytes"
            )
    return _checked(read_text(path, "JSON"), path)


def load(path: str | Path, known: Collection[str] | None = None) -> Game:
    """Play a saved game again, to where it stood; `known` are the only names of scenario and regime that are taken.

    A scenario or regime of one's own is looked for as seen from the file, then from where one stands (scenarios.meant).

    Raises:
        InputError: when the file is none, what it is played on has changed, or its digest does not come out; then the
            first order that differs is named.
    """
    return from_record(read_record(path), Path(path), _names(known))


def from_text(text: str, source: str, known: Collection[str]) -> Game:
    """A game from the text of its file, as strangers send it; see `load`."""
    names = _names(known)
    if len(is_text("text", text).encode("utf-8", "replace")) > LONGEST:
        raise InputError(
            source, "", InWords(f"more than {LONGEST:,} bytes"), f"a saved game of up to {LONGEST:,} bytes"
        )
    record = _checked(text, place("source", source))
    if record.days > MOST_DAYS:
        raise InputError(source, "days", record.days, f"up to {MOST_DAYS}")
    return from_record(record, source, names)


def later(game: Game) -> list[dict[str, Any]]:
    """The orders that a game keeps from later than where it stands, after a look back; `to_record` leaves them out."""
    return [as_data(order) for order in of_kind("game", game, Game, "a Game").orders if order not in game.played]


def from_data(data: dict[str, Any], source: Path, kept: Collection[dict[str, Any]] = ()) -> Game:
    """A game from what `to_record` gave of it and what `later` gave; see `load`. `source` is the file it lay in."""
    source = place("source", source)
    try:
        game = from_record(_checked(json.dumps(mapping("data", data)), source), source)
    except TypeError:
        raise InputError("data", "", data, "what to_record gave of a game") from None
    for order in listed("kept", kept, "orders, as `later` gave them"):
        order = mapping("kept", order)
        form = _InjectedForm if "who" in order else _ActedForm if "verb" in order else _AnsweredForm
        try:
            game.orders.append(_order(form.model_validate(order | {"seal": ""})))
        except ValidationError as error:
            raise InputError(source, "later", str(order), f"an order: {error.errors()[0]['msg']}") from None
    return game


def from_record(record: Record, source: str | Path, known: Collection[str] | None = None) -> Game:
    """A game from its record, see `load`; `source` names it in errors."""
    for where, name in (("scenario", record.scenario), ("regime", record.regime)):
        if known is not None and name not in known:
            raise InputError(source, where, name, ", ".join(sorted(known)))
    orders = [_order(form) for form in record.orders]
    named_in = source if isinstance(source, Path) else None
    scenario, regime = (
        from_anywhere(SCENARIO, record.scenario, named_in),
        from_anywhere(REGIME, record.regime, named_in),
    )
    try:
        game = Game(scenario, regime, record.seed, record.days, record.parameters, record.seats, orders)
    except InputError as error:
        if error.file != "seat":
            raise
        raise InputError(source, "seats and orders", error.found, error.allowed) from None
    game.named = (scenario, regime)
    head = _head(game, Path())
    for where, content in head["contents"].items():
        if record.contents.get(where) != content:
            found = InWords(f"{getattr(record, where)} with other content than when the game was saved")
            raise InputError(source, where, found, "the same file; put it back, or start a new game")
    sealed = seals(_start(head), orders)
    for number, (form, seal) in enumerate(zip(record.orders, sealed, strict=True)):
        if form.seal != seal:
            raise InputError(source, f"orders[{number}]", str(orders[number]), "the order as it was saved")
    if record.end is not None and record.end != _end(head, sealed):
        found = InWords(f"{len(orders)} orders, not as many as were saved")
        raise InputError(source, "orders", found, "the file as it was saved; its last orders may have been cut off")
    _play(game, record, source)
    return game


def _names(known: Collection[str] | None) -> list[str] | None:
    return None if known is None else listed("known", known, "names of scenarios and regimes")


def _play(game: Game, record: Record, source: str | Path) -> None:
    """Play a game to where its record stands; raises InputError where that is not the same game."""
    per_day = game.model.steps_per_day
    if record.step > record.days * per_day:
        raise InputError(source, "step", record.step, f"up to {record.days * per_day}, the end of the game")
    late = [n for n, o in enumerate(game.orders) if o not in game.until(record.step)]
    if late:
        raise InputError(source, f"orders[{late[0]}]", str(game.orders[late[0]]), f"orders up to step {record.step}")
    try:
        game.play_to(record.step)
    except InputError as error:
        raise InputError(
            source, "orders", InWords(error), "orders that are allowed when they are played again"
        ) from None
    if game.digest != record.digest:
        first = next((str(o) for o in game.orders if o.step >= 1), "no order: the course differs without one")
        found = InWords(f"another course when played again; the first order that may differ: {first}")
        raise InputError(source, "digest", found, f"{record.digest}, as this version of the rules does not give it")
    if record.waits:
        question = game.advance("step")
        if question is None or question.seat != record.waits:
            who = "nobody" if question is None else question.seat
            raise InputError(source, "waits", record.waits, f"{who}, who is asked in this game")


def _head(game: Game, home: Path) -> dict[str, Any]:
    """What a game is played on."""
    scenario, regime = (name if isinstance(name, str) else _way(name, home) for name in game.named)
    return {
        "game": FORMAT,
        "scenario": scenario,
        "regime": regime,
        "contents": {"scenario": content_of(game.scenario), "regime": game.regime.content},
        "seed": game.seed,
        "days": game.days,
        "parameters": game.parameters,
    }


def _way(place: Path, home: Path) -> str:
    """The way from a folder to a place; with a slash, since a bare name is one of those that come with the program."""
    try:
        way = Path(os.path.relpath(place, home.resolve())).as_posix()
    except ValueError:  # on another drive
        return str(place)
    return way if "/" in way else f"./{way}"


def _start(head: dict[str, Any]) -> str:
    """Where the seals begin: names aside, which may be paths, all that a game is played on."""
    return json.dumps({k: v for k, v in head.items() if k not in ("scenario", "regime")}, sort_keys=True)


def _end(head: dict[str, Any], sealed: list[str]) -> str:
    """The seal over all orders, how many they are, and what they are given on."""
    return hashlib.blake2b(json.dumps([_start(head), sealed]).encode(), digest_size=8).hexdigest()


def _checked(text: str, path: Path) -> Record:
    try:
        record = Record.model_validate(json_of(text, path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        allowed = allowed_by(first)
        allowed = allowed if allowed == MISSING else f"a saved game: {allowed}"
        raise InputError(path, where, first["input"], allowed) from None
    return record


def _order(form: _AnsweredForm | _InjectedForm | _ActedForm) -> Order:
    data = form.model_dump(exclude={"seal"})
    kind = Answered if isinstance(form, _AnsweredForm) else Injected if isinstance(form, _InjectedForm) else Acted
    return kind(**data)
