"""A game at a table: a Game, the codes by which windows join it, and the windows that look at it."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.verbs import Verb
from panj.browser.boundary import offered
from panj.browser.fog import Fog, Sightings
from panj.browser.map.frame import Holdings
from panj.browser.table.past import Past
from panj.browser.table.play import Play
from panj.browser.table.turns import Turns
from panj.model import BorderModel
from panj.model.game import Acted, Answered, Game, Injected, questioned, to_record
from panj.model.game.routine import Routine, routine
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.injects import check_inject
from panj.scenarios.load import load_scenario, scenario_names
from panj.scenarios.schema import InjectRow
from panj.treaty.law.regime import load_regime, regime_names

if TYPE_CHECKING:
    from panj.browser.table.record import Place

SEEDS = range(1, 101)
UMPIRE, SPECTATOR = "umpire", "spectator"
CODE_BYTES = 9


class Watcher(Protocol):
    """A window that looks at a table."""

    @property
    def key(self) -> str:
        """The window's name, see identity."""

    @property
    def present(self) -> bool:
        """Whether somebody may see it: its connection stands."""

    @property
    def behind(self) -> bool:
        """Whether it moves time and its map has still to paint what it was sent."""

    def tell(self) -> None:
        """Let it look again, in its own time; comes back at once."""


@cache
def regimes_of(scenario: str) -> tuple[str, ...]:
    """Regimes under which a scenario that is shipped is played on the page: those of the treaty that it stands under,
    and none at all. What is shipped stays as it is while a server runs, and a page asks for each scenario it shows."""
    own = load_regime(load_scenario(scenario).file.regime)
    return tuple(dict.fromkeys([*regime_names(own.law), "none"]))


def usual_regime(scenario: str, wish: str) -> str:
    """The regime that is wished for, where a scenario can be played under it; else the scenario's own."""
    return wish if wish in regimes_of(scenario) else load_scenario(scenario).file.regime


class Table:
    """One game for one or more windows. Mesa's page steps it like a model.

    Args:
        scenario, regime, seed: what is played; each must be one of those offered.
        game: a game under way, in their place.

    Raises:
        InputError: when one of them is not.
    """

    def __init__(self, scenario: str = "", regime: str = "", seed: int = 0, game: Game | None = None) -> None:
        if game is None:
            offered("scenario", scenario, scenario_names())
            offered("regime", regime, regimes_of(scenario))
            offered("seed", seed, SEEDS)
            game = Game(scenario, regime, seed)
        self.game = game
        self.name, self.origin = secrets.token_hex(8), ""  # of its file, see tables
        self.codes: dict[str, str] = {}  # role -> code by which a window joins
        self.standing: dict[tuple[str, str], str] = {}  # chair and kind of question -> its answer without being asked
        self.watchers: dict[Watcher, None] = {}  # the windows that look at it, in the order in which they came
        self.places: dict[str, Place] = {}  # by the window that sits there, or sat
        self.play, self.past, self.turns = Play(self), Past(), Turns(self)
        self.after: Any = None  # the after-action report, see browser.pages.after
        self.end: Any = None  # how the game came out for each seat, see browser.pages.end
        self.touched = False  # whether anything has been done here that is worth writing down
        self.keep: Callable[..., None] = lambda at_once=True: None  # writes it down; never called under the lock
        self.lock, self.writing = threading.RLock(), threading.Lock()
        self.holdings, self.sightings = Holdings(game.model), Sightings(game.model)
        game.watch = self._watch
        if game.step:
            waits = game.question is not None
            game.play_to(game.step)  # so that the map knows since when each place is held
            if waits:
                game.advance("step")  # as far as the same question

    def _watch(self, model: BorderModel) -> None:
        if model.steps == 0:
            self.holdings, self.sightings = Holdings(model), Sightings(model)
        else:
            self.holdings.look(model)
            self.sightings.look(model)

    def fog(self, seat: str = "") -> Fog:
        """What a seat may be told of the war as it stands; nobody's, everything."""
        return Fog(self.model, self.sightings, seat)

    # -- time ---------------------------------------------------------------------------------------------------------
    @property
    def model(self) -> BorderModel:
        """The war as it stands; another object after whatever was played again."""
        return self.game.model

    @property
    def steps(self) -> int:
        """Steps played."""
        return self.game.step

    @property
    def time(self) -> int:
        """The same, by the name that Mesa 3.5 shows it under."""
        return self.steps

    @property
    def date(self) -> dt.date:
        """The day that people at the table are on: a question is asked on the morning of a day that begins."""
        question = self.waiting
        return self.model.date if question is None else self.game.scenario.file.start + dt.timedelta(days=question.day)

    @property
    def waiting(self) -> Question | None:
        """What somebody has to answer before the game goes on."""
        return self.game.question

    def asked_of(self, chair: str) -> tuple[Question, ...]:
        """What a chair has to answer before the game goes on; others may be asked at the same time."""
        return tuple(question for question in self.game.questions if question.seat == chair)

    @property
    def running(self) -> bool:
        """Whether a step can be played now."""
        return not self.game.over and self.waiting is None

    def step(self) -> None:
        """One step, unless the game is over or waits for somebody."""
        with self.lock:
            self.game.advance("step")
            self._by_standing_orders()
        self._changed(at_once=False)

    def again(self, step: int) -> None:
        """Stand where the war stands after a step: the same dice, all orders."""
        with self.lock:
            self.game.look(step)
            self._by_standing_orders()
        self._changed()

    def forget(self) -> None:
        """Forget the orders that were given for later than now: another course branches off here."""
        with self.lock:
            self.game.forget()
        self._changed()

    # -- who sits where -----------------------------------------------------------------------------------------------
    def taken(self, chair: str) -> bool:
        """Whether a person sits in the chair."""
        return chair in self.game.seats

    @property
    def questioned(self) -> dict[str, tuple[str, ...]]:
        """The chairs that are asked something in games like this one, and what."""
        return questioned(self.game)

    @property
    def offered(self) -> set[str]:
        """The chairs that people may sit down in: those that are asked something, and those that somebody has taken."""
        return {*self.questioned, *self.game.seats, *(o.seat for o in self.game.orders if isinstance(o, Answered))}

    def state_of(self, chair: str) -> str:
        """Whether a chair is being asked, has nothing to answer, or is left to its rule."""
        return "is asked" if self.asked_of(chair) else "ready" if self.taken(chair) else "plays by rule"

    def take(self, chair: str) -> None:
        """A person sits down in a chair and is asked from now on."""
        with self.lock:
            offered("chair", chair, sorted(self.game.chairs))
            if not self.taken(chair):
                self.game.take(chair)
                self._by_standing_orders()
        self._changed()

    def leave(self, chair: str) -> None:
        """The chair goes back to its rule, an open question to it included; the orders given stay."""
        with self.lock:
            self.game.leave(chair)
        self._changed()
        self.play.go_on()

    def orders(self, chair: str) -> list[Answered]:
        """What was ordered from a chair, those included that are kept for later than now."""
        return [o for o in self.game.orders if isinstance(o, Answered) and o.seat == chair]

    def acts(self, chair: str) -> list[Acted]:
        """What a chair did of its own accord, likewise."""
        return [o for o in self.game.orders if isinstance(o, Acted) and o.seat == chair]

    def answer(
        self, chair: str, answer: Answer, by: str = "", always: bool = False, to: Question | None = None
    ) -> None:
        """The answer to a question that is open to this chair, the first if `to` is left out; `always` gives it to
        later ones of its kind.

        Raises:
            InputError: when it is asked nothing of the kind, or when the answer is not allowed.
        """
        with self.lock:
            question = next((q for q in self.asked_of(chair) if to is None or q == to), None)
            if question is None:
                raise InputError("page", f"answer of {chair}", answer, "an answer to a question that is open")
            self.game.answer(answer, by, question)
            if always and question.options:
                self.standing[chair, question.kind] = str(answer)
            self._by_standing_orders()
        self._changed()
        self.play.go_on()

    def answer_for_all(self) -> None:
        """Whatever is open is answered as its chair's rule would, in the umpire's name."""
        with self.lock:
            open_ = self.game.questions
            for question in open_:
                if question in self.game.questions:
                    self.game.answer(question.usual, UMPIRE, question)
            self._by_standing_orders()
        self._changed()
        self.play.go_on()

    def verbs(self, chair: str) -> tuple[Verb, ...]:
        """What a chair can do now of its own accord; nothing where it is none."""
        with self.lock:
            return self.game.verbs(chair) if chair in self.game.chairs else ()

    def sounds(self, chair: str, verb: str, **terms: object) -> list[dict[str, Any]]:
        """What others would say to it, see model.game.Game.sounds."""
        with self.lock:
            return self.game.sounds(chair, verb, **terms)

    def act(self, chair: str, verb: str, **terms: object) -> None:
        """A chair does something of its own accord, see model.game.Game.act; raises InputError where it cannot."""
        with self.lock:
            self.game.act(chair, verb, **terms)
            self._by_standing_orders()
        self._changed()
        self.play.go_on()

    def routine(self, chair: str) -> tuple[Routine, ...]:
        """What the chair is asked again and again: matters of standing policy."""
        return routine(self.game, chair)

    def set_policy(self, chair: str, answers: Mapping[str, str]) -> None:
        """Standing answers of a chair to routine questions, from now on; an empty one means being asked again.

        Raises:
            InputError: for what is no routine of the chair, or no answer to it; then nothing has changed.
        """
        known = {matter.kind: matter for matter in self.routine(chair)}
        for kind, answer in answers.items():
            offered("policy", kind, sorted(known))
            offered("policy", answer, ["", *known[kind].options])
        with self.lock:
            for kind, answer in answers.items():
                if answer:
                    self.standing[chair, kind] = answer
                else:
                    self.standing.pop((chair, kind), None)
            self._by_standing_orders()
        self._changed()
        self.play.go_on()

    def undoes(self, chair: str, alone: bool = False) -> Answered | None:
        """The answer that a chair can take back: its last, until its step is played; whoever plays alone, also then.

        The umpire's answers in its place stand.
        """
        orders = self.game.played
        mine = [o for o in orders if isinstance(o, Answered) and o.seat == chair]
        if not mine or mine[-1].by or self.game.over:
            return None
        last = mine[-1]
        just_played = alone and self.game.seats == {chair} and last is orders[-1] and last.step == self.steps
        return last if last.step > self.steps or just_played else None

    def undo(self, chair: str, alone: bool = False) -> None:
        """Take the last answer of a chair back; it is asked again.

        Raises:
            InputError: when there is none that can be taken back.
        """
        with self.lock:
            last = self.undoes(chair, alone)
            if last is None:
                raise InputError("page", f"undo of {chair}", InWords("no order"), "an order whose step is not played")
            self.play.stop()
            self.standing.pop((chair, last.kind), None)
            self.game.orders.remove(last)
            self.game.play_to(last.step - 1)
            self.game.advance("step")
            self._by_standing_orders()
        self._changed()

    def stand(self, chair: str, kind: str, answer: str) -> None:
        """Answer a kind of question for good before it is asked; an answer that is not allowed that time is asked for.

        Raises:
            InputError: for a kind that the chair is not asked.
        """
        offered("kind of question", kind, list(self.game.chairs.get(chair, ())))
        with self.lock:
            self.standing[chair, kind] = str(answer)
            self._by_standing_orders()
        self._changed()
        self.play.go_on()

    def ask_again(self, chair: str, kind: str) -> None:
        """The chair is asked this kind of question again."""
        self.standing.pop((chair, kind), None)
        self._changed()

    def _by_standing_orders(self) -> None:
        """Answer what chairs have answered for good, as far as they may answer it so this time."""
        while question := next((q for q in self.game.questions if self._stands(q) in q.options), None):
            self.game.answer(str(self._stands(question)), to=question)

    def _stands(self, question: Question) -> str | None:
        return self.standing.get((question.seat, question.kind))

    @property
    def next_day(self) -> int:
        """The day whose morning is the next, for people at the table."""
        question = self.waiting
        return -(-self.steps // self.model.steps_per_day) if question is None else question.day + 1

    # -- the umpire ---------------------------------------------------------------------------------------------------
    @property
    def injects(self) -> list[Injected]:
        """What the umpire lets happen, or has let happen."""
        return [o for o in self.game.orders if isinstance(o, Injected)]

    def inject(self, rows: list[InjectRow], source: str = "page", numbers: Sequence[int] = ()) -> None:
        """Let things happen on days that are still to come; all of them, or none where one makes no sense.

        Args:
            rows: what happens.
            source, numbers: the file that they stood in, and in which row each; they are named in errors.

        Raises:
            InputError: for the first one that makes no sense.
        """
        with self.lock:
            before, waits = list(self.game.orders), self.waiting is not None
            try:
                for number, row in enumerate(rows):
                    self._inject(row, source, f"row {numbers[number]}" if numbers else "inject")
            except InputError:
                self.game.orders = before
                self.game.play_to(self.game.step)
                if waits:
                    self.game.advance("step")
                raise
        self._changed()

    def _inject(self, row: InjectRow, source: str, where: str) -> None:
        scenario, start = self.game.scenario, self.game.scenario.file.start
        first, last = -(-self.steps // self.model.steps_per_day), self.game.days - 1
        if not first <= (row.date - start).days <= last:
            allowed = f"a day from {start + dt.timedelta(days=first)} to {start + dt.timedelta(days=last)}"
            raise InputError(source, f"{where}, date", row.date, allowed)
        check_inject(scenario, row, source, where)
        try:
            self.game.inject(row.kind, row.who, row.what, row.amount, row.note, (row.date - start).days)
        except InputError as error:
            raise InputError(source, where, error.found, error.allowed) from None

    def ahead(self) -> tuple[list[Any], str]:
        """The next day played on a table aside: its events, and who would be asked first, if anybody."""
        aside = self.game.branch()
        known = len(aside.model.events)
        question = aside.question or aside.advance("day")
        return aside.model.events.since(known), question.seat if question is not None else ""

    def saved(self) -> bytes:
        """The game as a file, to where it stands; see model.game.record."""
        with self.lock:
            return (json.dumps(to_record(self.game), indent=1, ensure_ascii=False) + "\n").encode()

    # -- several windows ----------------------------------------------------------------------------------------------
    def code_for(self, role: str) -> str:
        """The code by which a window joins in this role, not to be guessed; all are made when one is asked for."""
        if not self.codes:
            self.codes = {r: secrets.token_urlsafe(CODE_BYTES) for r in (*self.game.chairs, SPECTATOR, UMPIRE)}
            self._changed()
        return self.codes[role]

    def tell(self, but: object = None) -> None:
        """Let the other windows look again, each in its own time."""
        for window in list(self.watchers):
            if window is not but:
                window.tell()

    def _changed(self, at_once: bool = True) -> None:
        self.turns.look()
        self.touched = True
        self.keep(at_once)
