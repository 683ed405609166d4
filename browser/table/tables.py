"""The games of this server: those that are played now, and those that lie in its folder until somebody comes back."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout
from platformdirs import user_state_path

from panj.browser.boundary import write_down
from panj.browser.table import record
from panj.browser.table.identity import Identity
from panj.browser.table.record import Place, Record
from panj.browser.table.table import Table
from panj.browser.table.turns import MINUTES
from panj.scenarios.errors import InputError, InWords, MachineError

KEPT_DAYS = 30  # days that a game is kept after it was last played
MOST_KEPT = 500  # games in the folder; beyond that the oldest go first
AT_HAND = 12  # games without a window that stay in memory
ONLY_AT_HAND = 60  # the same where nothing can be written down
SEATS_KEPT = 64  # places at one table, the latest
EVERY_S = 1.0  # seconds between two notes of how far a game has come while nothing is decided
FILE = re.compile(r"[0-9a-f]{16}\.json")


class Kept(NamedTuple):
    """A game of a browser, as it is offered to it again."""

    name: str
    title: str
    date: str
    over: bool
    seat: str  # the chair, spectator or umpire, as it is called
    at: float  # when the browser was there last [s since 1970]


class _Known(NamedTuple):
    """A game as far as it is looked for."""

    name: str
    seats: dict[str, Place]
    title: str
    date: str
    over: bool
    called: dict[str, str]


class Tables:
    """All tables of a server.

    Args:
        folder: where games are written down as they are played; None keeps them in memory only.
        origin: the saved game that every new window opens with, if there is one; only games that began with the same
            are offered again.
    """

    def __init__(self, folder: Path | None, origin: str = "") -> None:
        self.folder = folder
        self.origin = origin
        self.hindrance = ""  # why games cannot be written down, if they cannot
        # Held before a table's own locks, never while one of them is held; keep() works without it.
        self._lock = threading.RLock()
        self._live: OrderedDict[str, Table] = OrderedDict()  # by name, the one used last at the end
        self._locks: dict[str, FileLock] = {}
        self._owning = threading.Lock()
        self._read: dict[str, tuple[tuple[int, int], Record]] = {}  # by name: time and size of the file, and its record
        self._written: dict[str, float] = {}
        if folder is not None:
            try:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                with (folder / ".tried").open("w"):
                    pass
                (folder / ".tried").unlink()
                self._prune()
            except OSError as error:
                self._cannot(MachineError.of(error, folder))

    # -- who sits where -----------------------------------------------------------------------------------------------
    def seat(self, who: Identity, table: Table, role: str, host: bool) -> None:
        """Write down that a window sits at a table from now on."""
        with self._lock:
            if table.name not in self._live:
                self._live[table.name] = table
                table.origin = self.origin
                table.keep = lambda at_once=True: self.keep(table, at_once)
            table.places.pop(who.window, None)
            table.places[who.window] = Place(who.browser, role, host, time.time())
            for old in list(table.places)[:-SEATS_KEPT]:
                del table.places[old]
            self._live.move_to_end(table.name)
        table.keep()

    def come_back(self, who: Identity) -> tuple[Table, Place] | None:
        """The table and the place of a window that was here before.

        A new window of a browser takes over the place that another window of it has left, if that game is not over.

        Raises:
            InputError: when there is one, but its game cannot be played again.
        """
        with self._lock:
            mine = [(t.places[who.window].at, n) for n, t in self._live.items() if who.window in t.places]
            mine += [(r.places[who.window].at, n) for n, r in self._on_disk() if who.window in r.places]
            if mine:
                return self._sit_again(max(mine)[1], who, who.window)
            if self.origin:
                return None
            left = max(self._left_by(who.browser), default=None)
            return self._sit_again(left[1], who, left[2]) if left else None

    def resume(self, who: Identity, name: str) -> tuple[Table, Place] | None:
        """The table of a game that is offered to this browser again, and the place where it sat last."""
        with self._lock:
            seats = self._seats(name)
            mine = [(place.at, window) for window, place in seats.items() if place.browser == who.browser]
            return self._sit_again(name, who, max(mine)[1]) if mine else None

    def of(self, who: Identity) -> list[Kept]:
        """The games in which this browser has a place, the latest first."""
        with self._lock:
            found = []
            for game in self._all():
                mine = [(p.at, p.role) for p in game.seats.values() if p.browser == who.browser]
                if mine:
                    at, role = max(mine)
                    found.append(Kept(game.name, game.title, game.date, game.over, game.called.get(role, role), at))
        return sorted(found, key=lambda kept: -kept.at)

    def forget(self, who: Identity, name: str) -> None:
        """Take the places of this browser away from a game; one that nobody can come back to goes altogether."""
        with self._lock:
            table = self._live.get(name) or self._open(name)
            if table is None:
                return
            table.places = {w: p for w, p in table.places.items() if p.browser != who.browser}
            if table.places or table.codes:
                self.keep(table)
            else:
                self._drop(name)
                self._remove(name)

    def by_code(self, code: str) -> tuple[Table, str]:
        """The table and the role that a code stands for.

        Raises:
            InputError: when it stands for none, or its game cannot be played again.
        """
        with self._lock:
            codes = [(n, t.codes) for n, t in self._live.items()] + [(n, r.codes) for n, r in self._on_disk()]
            for name, of in codes:
                for role, known in of.items():
                    if secrets.compare_digest(known.encode(), code.encode()):
                        table = self._live.get(name) or self._open(name)
                        if table is not None:
                            return table, role
        raise InputError("page", "code", InWords("***"), "a code that the umpire of a game on this server gave you")

    # -- writing down -------------------------------------------------------------------------------------------------
    def keep(self, table: Table, at_once: bool = True) -> None:
        """Write a table down, unless nothing has been done at it; its steps at most once a second."""
        now = time.monotonic()
        if self.folder is None or not table.touched:
            return
        if not at_once and table.running and now - self._written.get(table.name, 0.0) < EVERY_S:
            return
        try:
            with table.writing:
                self._written[table.name] = now
                with table.lock:
                    data = record.data_of(table, self.folder)
                if self._own(table.name):
                    record.write(data, self._path(table.name))
            self.hindrance = ""
        except OSError as error:
            self._cannot(error)

    def left(self, table: Table) -> None:
        """A window has left a table; of those that nobody looks at only the latest stay in memory."""
        self.keep(table)
        with self._lock:
            idle = [name for name, t in self._live.items() if not t.watchers and t is not table]
            most = AT_HAND if self.folder is not None and not self.hindrance else ONLY_AT_HAND
            for name in idle[: max(0, len(idle) - most)]:
                self._drop(name)

    def keep_all(self) -> None:
        """Write down how far every game has come; to be called when the server ends."""
        for table in list(self._live.values()):
            self.keep(table)

    # -- within -------------------------------------------------------------------------------------------------------
    def _all(self) -> Iterator[_Known]:
        for name, table in self._live.items():
            if table.touched and table.origin == self.origin:
                yield _Known(name, table.places, *record.head_of(table))
        for name, kept in self._on_disk():
            yield _Known(name, kept.seats(), kept.title, kept.date, kept.over, kept.called)

    def _seats(self, name: str) -> dict[str, Place]:
        return next((game.seats for game in self._all() if game.name == name), {})

    def _left_by(self, browser: str) -> Iterator[tuple[float, str, str]]:
        """Places that windows of a browser have left, in games that are not over: when, table and window."""
        for game in self._all():
            table = self._live.get(game.name)
            open_ = {w.key for w in list(table.watchers) if w.present} if table is not None else set()
            for window, place in game.seats.items():
                if place.browser == browser and not game.over and window not in open_:
                    yield place.at, game.name, window

    def _sit_again(self, name: str, who: Identity, window: str) -> tuple[Table, Place] | None:
        table = self._live.get(name) or self._open(name)
        if table is None:  # it is played on another server, or gone
            return None
        place = table.places[window]
        if place.role in table.game.chairs and not table.taken(place.role):
            table.take(place.role)
        self.seat(who, table, place.role, place.host)
        return table, place

    def _open(self, name: str) -> Table | None:
        """A table out of the folder; None where it is gone or played on another server."""
        kept = next((r for n, r in self._on_disk() if n == name), None)
        if kept is None or not self._own(name):
            return None
        try:
            table = Table(game=kept.open(self._path(name)))
        except BaseException:
            self._free(name)
            raise
        table.name, table.codes, table.places = name, dict(kept.codes), kept.seats()
        table.standing = {(chair, kind): answer for chair, kind, answer in kept.standing}
        table.turns.set(kept.turn if kept.turn in MINUTES else 0)
        table.origin = kept.origin
        table.keep = lambda at_once=True: self.keep(table, at_once)
        self._live[name] = table
        return table

    def _on_disk(self) -> list[tuple[str, Record]]:
        """Names and records of the games in the folder that are not in memory; files that changed are read again."""
        if self.folder is None:
            return []
        there: dict[str, tuple[tuple[int, int], Record]] = {}
        with contextlib.suppress(OSError):
            for entry in os.scandir(self.folder):
                name = entry.name.removesuffix(".json")
                if not FILE.fullmatch(entry.name) or name in self._live:
                    continue
                with contextlib.suppress(OSError, InputError):  # one that is damaged is offered to nobody
                    stamp = (entry.stat().st_mtime_ns, entry.stat().st_size)
                    known = self._read.get(name)
                    there[name] = known if known and known[0] == stamp else (stamp, record.read(Path(entry.path)))
        self._read = there
        return [(name, kept) for name, (_, kept) in there.items() if kept.origin == self.origin]

    def _path(self, name: str) -> Path:
        assert self.folder is not None
        return self.folder / f"{name}.json"

    def _own(self, name: str) -> bool:
        """Whether this server has a game to itself; the lock goes with the process."""
        with self._owning:
            if name not in self._locks:
                lock = FileLock(self._path(name).with_suffix(".lock"), blocking=False)
                try:
                    lock.acquire()
                except Timeout:
                    return False
                self._locks[name] = lock
        return True

    def _free(self, name: str) -> None:
        with self._owning:
            if lock := self._locks.pop(name, None):
                lock.release()

    def _drop(self, name: str) -> None:
        self._live.pop(name, None)
        self._written.pop(name, None)
        self._free(name)

    def _remove(self, name: str) -> None:
        for path in (self._path(name), self._path(name).with_suffix(".lock")):
            with contextlib.suppress(OSError):
                path.unlink()

    def _prune(self) -> None:
        """Take away what was last played too long ago, and what is too much; never what a server has open."""
        assert self.folder is not None
        files = [(path.stat().st_mtime, path.stem) for path in self.folder.iterdir() if FILE.fullmatch(path.name)]
        oldest = time.time() - KEPT_DAYS * 86_400
        for number, (at, name) in enumerate(sorted(files, reverse=True)):
            if (at < oldest or number >= MOST_KEPT) and self._own(name):
                self._free(name)
                self._remove(name)

    def _cannot(self, error: OSError) -> None:
        """Games go on without being written down; said once on the server, and on the umpire's page."""
        said = str(error) if isinstance(error, MachineError) else str(MachineError.of(error, self.folder or ""))
        if not self.hindrance:
            print(f"panj: games are not written down: {said}", file=sys.stderr, flush=True)
            write_down(error)
        self.hindrance = said


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables of this server; PANJ_GAMES names their folder, PANJ_GAME the saved game that it began with."""
    return Tables(games_folder(), os.environ.get("PANJ_GAME", ""))


def games_folder() -> Path:
    """Where games are written down unless told otherwise."""
    named = os.environ.get("PANJ_GAMES")
    return Path(named) if named else user_state_path("panj", appauthor=False) / "games"
