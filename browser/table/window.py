"""What one browser window holds: the war it looks at, where it stands in time, whether it plays, and what it shows."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import solara
from solara.server.kernel_context import PageStatus, get_current_context

from panj.browser.boundary import in_one_line
from panj.browser.fog import Fog
from panj.browser.story import DECISIONS
from panj.browser.table.follower import APART_S, Follower
from panj.browser.table.identity import here
from panj.browser.table.opening import first_table
from panj.browser.table.table import SPECTATOR, UMPIRE, Table
from panj.browser.table.tables import tables
from panj.model import BorderModel
from panj.scenarios.errors import InputError

AHEAD = 2  # steps that are sent to a map before it has painted the first of them
# Seconds between two looks at what is written beside the map while it plays: of one window, of any two windows on this
# server (words cost more than a step of the war), and the most of one window, however many play.
PULSE, APART, LATE = 0.25, 0.2, 2.0


class _War:
    """The war of the window's table, read like a reactive value."""

    def __init__(self, table: solara.Reactive[Any]) -> None:
        self.table = table

    @property
    def value(self) -> BorderModel:
        """The war; who reads it while being drawn is drawn anew when the table changes."""
        return self.table.value.model

    def peek(self) -> BorderModel:
        """The war, read without being told of changes."""
        return self.table.peek().model


class Window:
    """The reactive state of one window. Text beside the map is told to look again by `pulse`, the map by `frame`."""

    _words_at = 0.0  # when any window looked at its words last

    def __init__(self) -> None:
        self.me = here()
        self.notice = solara.Reactive("")  # a line above the pages, until it is closed
        table, role, host, back = self._first()
        self._at = table
        self.table: solara.Reactive[Any] = solara.Reactive(None)
        self.table.set(table)  # no first value: Mesa's controls keep that, and the war with it, for good
        self.role = solara.Reactive(role)
        self.host = host  # this window opened the game; one that joined by a code did not
        self.moving = solara.Reactive(False)  # between two tables or seats: nothing is shown
        self.model = _War(self.table)
        self.playing = solara.Reactive(False)  # as the table's play stands, and its pace
        self.pace = solara.Reactive(self.table.peek().play.pace)
        self.page = solara.Reactive("War" if back else "Start")
        self.looking: solara.Reactive[int | None] = solara.Reactive(None)  # the step of the past that its map shows
        self.folded: solara.Reactive[frozenset[str]] = solara.Reactive(
            frozenset()
        )  # cards that a wide window does not show
        self.sheet = solara.Reactive("decide")  # which card a narrow window shows: seat, decide, menu, or none
        self.act = solara.Reactive("say")  # what the form of acts is open for
        self.frame = solara.Reactive(0)
        self.pulse = solara.Reactive(0)
        # What the frame of the page hangs on: each is told only when it turns, so that the frame is seldom drawn anew.
        self.is_asked, self.is_over = solara.Reactive(False), solara.Reactive(False)
        self.picked: solara.Reactive[Any] = solara.Reactive({})  # what of the map was clicked, as the window says
        self.on_map: int | None = None  # the step that was sent to the map last, while one is shown
        self._painted = 0
        self._pulsed = 0.0
        self._follower = Follower(lambda: None)
        self._take_stock()
        self._kernel: Any = None
        self._heed: Callable[[], None] | None = None  # ends heeding Mesa's controls

    def _first(self) -> tuple[Table, str, bool, bool]:
        """The table, role and right of this window, and whether its game is under way."""
        try:
            back = tables().come_back(self.me)
        except InputError as error:
            self.notice.set(f"Your last game cannot be played on: {in_one_line(error)}")
            back = None
        if back is not None:
            table, place = back
            return table, place.role, place.host, True
        table = first_table()
        tables().seat(self.me, table, _role_at(table), host=True)
        return table, _role_at(table), True, table.steps > 0

    # -- time ---------------------------------------------------------------------------------------------------------
    def step(self) -> None:
        """Play one step and show it."""
        self.go(lambda model: True)

    def go(self, there: Callable[[BorderModel], bool], most: int = 100_000) -> None:
        """Play at least one step, until the war is where it should be, waits for somebody, or `most` steps on."""
        table = self.table.peek()
        if self.leads:
            for _ in range(most):
                table.step()
                if not table.running or there(table.model):
                    break
            table.keep()
        self.show()

    @property
    def leads(self) -> bool:
        """Whether time is this window's to move: the umpire's, and anybody's who plays alone."""
        return self.host or self.role.peek() == UMPIRE

    def day(self, days: int = 1) -> None:
        """Play to the end of this day, or of so many."""
        model = self.model.peek()
        end = (model.steps // model.steps_per_day + days) * model.steps_per_day
        self.go(lambda m: m.steps >= end)

    def day_back(self) -> None:
        """Stand where the war stood a day ago."""
        model = self.model.peek()
        self.rewind(model.steps - model.steps_per_day)

    def next_decision(self) -> None:
        """Play until something is asked, voted or decided."""
        model = self.model.peek()
        known = [len(model.events)]

        def decided(model: BorderModel) -> bool:
            news = model.events.since(known[0])
            known[0] = len(model.events)
            return any(e.kind in DECISIONS for e in news)

        self.go(decided)

    def end(self) -> None:
        """Play to the end."""
        self.go(lambda model: False)

    def rewind(self, step: int) -> None:
        """Stand where the war stood after a step: the same dice and orders played again. Also forward."""
        table = self.table.peek()
        if self.leads:
            table.play.stop()
            self.looking.set(None)
            table.again(max(0, min(int(step), table.model.days * table.model.steps_per_day)))
        self.show()

    # -- what is shown ------------------------------------------------------------------------------------------------
    def toggle(self) -> None:
        """Play or pause the table's game."""
        play = self.table.peek().play
        if self.leads and play.wanted:
            play.stop()
        elif self.leads:
            play.start()
        self.show()  # what is written beside the map may be some steps behind

    def set_pace(self, pace: str) -> None:
        """Play faster or slower from now on."""
        if self.leads:
            self.table.peek().play.pace = pace
        self.show()

    def drawn(self, step: int) -> None:
        """The window has painted a step."""
        self._painted = step
        self.table.peek().play.painted()

    @property
    def behind(self) -> bool:
        """Whether it moves time and its map has still to paint what it was sent."""
        sent = self.on_map
        return sent is not None and sent - self._painted > AHEAD and self.leads and self.present

    @property
    def key(self) -> str:
        """The name by which this window is known again."""
        return self.me.window

    @property
    def present(self) -> bool:
        """Whether its connection stands."""
        return self._kernel is not None and PageStatus.CONNECTED in list(self._kernel.page_status.values())

    def show(self) -> None:
        """Tell the map, and from time to time the text, to look again, here and at the table's other windows."""
        self.look()
        self.table.peek().tell(but=self)

    def fold(self, card: str) -> None:
        """Fold a card away, or show it again; on a narrow window its sheet closes."""
        self.folded.set(self.folded.peek() ^ {card})
        if self.sheet.peek() == card:
            self.sheet.set("")

    def turn(self, page: str) -> None:
        """Open a page over the map."""
        self.page.set(page)
        if self.sheet.peek() == "menu":
            self.sheet.set("")

    def to_the_map(self, sheet: str = "") -> None:
        """Close the page that lies over the map; a narrow window shows this card."""
        self.page.set("War")
        self.sheet.set(sheet)

    def look_back(self, step: int | None) -> None:
        """Show on the map how things stood after a step, as this seat knew it then; None: as they stand."""
        if step is not None and not 0 <= step < self.model.peek().steps:
            step = None
        self.looking.set(step)
        if step is None:
            self.table.peek().past.leave()
        self.look()

    def look(self) -> None:
        """Look again, here."""
        play = self.table.peek().play
        self.playing.set(play.wanted)
        self.pace.set(play.pace)
        self.frame.set(self.frame.peek() + 1)
        self._take_stock()
        now = time.monotonic()
        waited, free = now - self._pulsed, now - Window._words_at > APART
        if not self.playing.peek() or waited > LATE or (waited > PULSE and free):
            self._pulsed = Window._words_at = now
            table = self.table.peek()
            self.is_asked.set(bool(table.asked_of(self.role.peek())))
            self.is_over.set(table.game.over)
            self.pulse.set(self.pulse.peek() + 1)

    def _take_stock(self) -> None:
        """Note what the frame of the page hangs on."""
        table = self.table.peek()
        self.is_asked.set(bool(table.asked_of(self.role.peek())))
        self.is_over.set(table.game.over)

    # -- where it sits ------------------------------------------------------------------------------------------------
    @property
    def seat(self) -> str:
        """Whose eyes the window has: a chair's, a spectator's, or nobody's, which see everything."""
        role = self.role.value
        return "" if role == UMPIRE else role

    @property
    def fog(self) -> Fog:
        """What this window may be told of the war as it stands."""
        fog: Fog = self.table.value.fog(self.seat)
        return fog

    @property
    def seat_now(self) -> str:
        """The same, read without being told of changes."""
        role = self.role.peek()
        return "" if role == UMPIRE else role

    def sit(self, chair: str) -> None:
        """Sit down in a chair of a game of one's own, and see what it sees; or, with no chair, get up again."""
        table, role = self.table.peek(), self.role.peek()
        if not self.host:
            return
        if role not in (UMPIRE, SPECTATOR):
            table.leave(role)
        if chair:
            table.take(chair)
        self.role.set(chair or UMPIRE)
        self.looking.set(None)
        self.picked.set({})
        tables().seat(self.me, table, self.role.peek(), host=True)
        self.show()

    def open(self, table: Table, page: str = "War") -> None:
        """Begin another game, as its host, and turn to one of its pages."""
        table.touched = True  # it was chosen
        threading.Thread(target=lambda: table.questioned, daemon=True).start()  # takes a moment, and is soon looked at
        self._go_to(table, _role_at(table), True, page)

    def join(self, code: str) -> None:
        """Come to the game and the role that a code stands for."""
        table, role = tables().by_code(str(code).strip()[:80])
        if role not in (UMPIRE, SPECTATOR):
            table.take(role)
        self._go_to(table, role, False, "War")

    def resume(self, name: str) -> None:
        """Go on with a game in which this browser has a seat."""
        back = tables().resume(self.me, name)
        if back is None:
            raise InputError("page", "game", name, "a game of this browser that no other server plays")
        table, place = back
        self._go_to(table, place.role, place.host, "War")

    def _go_to(self, table: Table, role: str, host: bool, page: str) -> None:
        """Sit down elsewhere. In between nothing is shown, so that neither table is seen with the other's eyes."""
        left, self._at = self._at, table
        left.watchers.pop(self, None)
        self.moving.set(True)
        self.host = host
        self.role.set(role)
        self.looking.set(None)
        self.picked.set({})
        self.table.set(table)
        tables().seat(self.me, table, role, host)
        self.attend()
        self._take_stock()
        self.page.set(page)
        self.moving.set(False)
        if left is not table:
            tables().left(left)
        self.show()

    def _reset(self, table: Table) -> None:
        """Mesa's controls have begun another game in this window: it is this window's own."""
        if table is not self._at:
            self.open(table)

    def attend(self) -> None:
        """Be told from now on when something changes at the table; each step, if time is this window's to move."""
        self._kernel = kernel = get_current_context()
        self._heed = self._heed or self.table.subscribe(self._reset)

        def look() -> None:
            with kernel:
                self.look()

        self._follower = Follower(look, 0.0 if self.leads else APART_S)
        self.table.peek().watchers[self] = None

    def tell(self) -> None:
        """Look again, in a thread of its own."""
        self._follower()

    def leave(self) -> None:
        """Be told no more; the table is kept for those who come back.

        Mesa's controls keep for good whatever heeds them, so the window no longer does.
        """
        if self._heed is not None:
            self._heed()
            self._heed = None
        self._at.watchers.pop(self, None)
        tables().left(self._at)


def _role_at(table: Table) -> str:
    """Where whoever opens a game sits: in the chair of the one person whose game it was, else nowhere."""
    return next(iter(table.game.seats)) if len(table.game.seats) == 1 else UMPIRE
