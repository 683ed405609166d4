"""A game at a table: the war, who sits where, and their orders. Whatever is changed, the orders are played again.

A question that reaches a chair in which a person sits and that no order answers stops the war before that step. With an
answer the same dice are thrown again from the start, which takes a moment; so going back, forgetting orders and letting
something else happen are all the same thing.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from agents.questions import Answer, Question
from agents.seats import Observation, Seated
from browser.boundary import offered
from browser.map.frame import Holdings
from model import BorderModel
from scenarios.errors import InputError
from scenarios.load import load_scenario, scenario_names
from scenarios.schema import InjectRow
from treaty.regime import regime_names

SEEDS = range(1, 101)
UMPIRE, SPECTATOR = "umpire", "spectator"
TABLES_KEPT = 60  # shared games that are kept for windows that may come back
CODE_BYTES = 9
FOR_GOOD = 1_000_000  # day until which somebody sits who has not got up


class Order(NamedTuple):
    """An answer that was given: to which question, when, and by whom if not by the chair itself."""

    day: int
    kind: str
    answer: Answer
    by: str = ""


class Asked(Exception):  # noqa: N818 - it is no error
    """A person has to answer first."""

    def __init__(self, question: Question, observation: Observation) -> None:
        super().__init__(question.text)
        self.question, self.observation = question, observation


class Person:
    """The seat of somebody at a window: orders in the order of the questions, while he sat or sits there."""

    def __init__(self, orders: list[Order], sat: list[tuple[int, int]]) -> None:
        self.orders, self.sat, self.next = orders, sat, 0

    def decide(self, question: Question, observation: Observation) -> Answer:
        """The next order, if it is for this question.

        Raises:
            Asked: when none is given yet. Orders for other questions, left over from another course, are dropped.
        """
        if not any(since <= question.day < until for since, until in self.sat):
            return question.usual
        if self.next < len(self.orders):
            order = self.orders[self.next]
            if (order.day, order.kind) == (question.day, question.kind):
                self.next += 1
                return order.answer
            del self.orders[self.next :]
        raise Asked(question, observation)


class Table:
    """One game for one or more windows. Mesa's page steps it like a model.

    Args:
        scenario, regime, seed: what is played; each must be one of those offered.

    Raises:
        InputError: when one of them is not.
    """

    def __init__(self, scenario: str, regime: str, seed: int) -> None:
        offered("scenario", scenario, scenario_names())
        offered("regime", regime, regime_names())
        offered("seed", seed, SEEDS)
        self.dealt = (load_scenario(scenario), regime, seed)
        self.orders: dict[str, list[Order]] = {}
        self.sat: dict[str, list[tuple[int, int]]] = {}  # chair -> days from and until which a person sits in it
        self.injects: list[InjectRow] = []
        self.codes: dict[str, str] = {}  # role -> code by which a window joins
        self.watchers: dict[object, Callable[[], None]] = {}
        self.lock = threading.RLock()
        self.waiting: Asked | None = None
        self._deal()

    def _deal(self) -> None:
        """The war from the start, with everybody in his chair."""
        scenario, regime, seed = self.dealt
        if self.injects:
            scenario = replace(scenario, injects=(*scenario.injects, *self.injects))
        self.model = BorderModel(scenario, regime, seed)
        self.holdings = Holdings(self.model)
        self.waiting = None
        for chair, agent in chairs(self.model).items():
            if chair in self.sat:
                agent.take(Person(self.orders.setdefault(chair, []), self.sat[chair]))

    # -- time ---------------------------------------------------------------------------------------------------------
    @property
    def steps(self) -> int:
        """Steps played."""
        return int(self.model.steps)

    @property
    def time(self) -> int:
        """The same, by the name that Mesa 3.5 shows it under."""
        return self.steps

    @property
    def running(self) -> bool:
        """Whether a step can be played now."""
        return self.model.running and self.waiting is None

    def step(self) -> None:
        """One step, unless the game is over or waits for somebody."""
        with self.lock:
            if not self.running:
                return
            before = self.steps
            try:
                self.model.step()
            except Asked as asked:
                self._deal()
                self._play_to(before)
                self.waiting = asked
            else:
                self.holdings.look(self.model)

    def _play_to(self, step: int) -> None:
        """Play on to a step, as far as orders go; to be called where no question is open."""
        while self.steps < step and self.model.running and self.waiting is None:
            self.model.step()
            self.holdings.look(self.model)

    def again(self, step: int) -> None:
        """Stand where the war stands after a step, whatever was changed: the same dice, all orders."""
        with self.lock:
            self._deal()
            while self.steps < step and self.running:
                self.step()

    # -- who sits where -----------------------------------------------------------------------------------------------
    def taken(self, chair: str) -> bool:
        """Whether a person sits in the chair."""
        return chair in self.sat and self.sat[chair][-1][1] == FOR_GOOD

    def take(self, chair: str) -> None:
        """A person sits down in a chair; he is asked from the next day on."""
        with self.lock:
            offered("chair", chair, sorted(chairs(self.model)))
            if not self.taken(chair):
                self.sat.setdefault(chair, []).append((self.model.day + 1 if self.steps else 0, FOR_GOOD))
                self.again(self.steps)

    def leave(self, chair: str) -> None:
        """The chair goes back to its rule, an open question to it included; the orders given stay."""
        with self.lock:
            if self.taken(chair):
                asked = self.waiting
                until = asked.question.day if asked is not None and asked.question.seat == chair else self.model.day + 1
                self.sat[chair][-1] = (self.sat[chair][-1][0], until)
                self.again(self.steps)

    def answer(self, chair: str, answer: Answer, by: str = "") -> None:
        """The answer to the open question, if it is asked of this chair.

        Raises:
            InputError: when it is not, or when the answer is not allowed.
        """
        with self.lock:
            if self.waiting is None or self.waiting.question.seat != chair:
                raise InputError("page", f"answer of {chair}", answer, "an answer to a question that is open")
            question = self.waiting.question
            self.orders[chair].append(Order(question.day, question.kind, question.check(answer), by))
            self.again(self.steps)
            self.step()

    def forget(self, chair: str, day: int) -> None:
        """Forget the orders of a chair from a day on: another course branches off there."""
        with self.lock:
            self.orders[chair] = [o for o in self.orders.get(chair, []) if o.day < day]
            self.again(self.steps)

    def inject(self, row: InjectRow) -> None:
        """Let something happen on a day that is still to come."""
        with self.lock:
            self.injects.append(row)
            self.again(self.steps)

    def ahead(self) -> tuple[list[Any], str]:
        """The next day played on a table aside: its events, and who would be asked first, if anybody."""
        aside = Table(self.model.setting.name, self.model.regime.name, self.model.seed)
        aside.orders = {chair: list(orders) for chair, orders in self.orders.items()}
        aside.sat, aside.injects = {c: list(s) for c, s in self.sat.items()}, list(self.injects)
        aside.again(self.steps)
        known = len(aside.model.events)
        for _ in range(aside.model.steps_per_day):
            aside.step()
        asked = aside.waiting
        return aside.model.events.since(known), asked.question.seat if asked is not None else ""

    # -- several windows ----------------------------------------------------------------------------------------------
    def code_for(self, role: str) -> str:
        """The code by which a window joins in this role; made when first asked for, and not to be guessed."""
        if role not in self.codes:
            self.codes[role] = secrets.token_urlsafe(CODE_BYTES)
            _SHARED[self.codes[role]] = (self, role)
            while len({id(t) for t, _ in _SHARED.values()}) > TABLES_KEPT:
                del _SHARED[next(iter(_SHARED))]
        return self.codes[role]

    def tell(self, but: object = None) -> None:
        """Let the other windows look again, each in its own time."""
        for window, look in list(self.watchers.items()):
            if window is not but:
                threading.Thread(target=look, daemon=True).start()


_SHARED: dict[str, tuple[Table, str]] = {}


def table_of(code: str) -> tuple[Table, str]:
    """The game and the role that a code stands for.

    Raises:
        InputError: when it stands for none.
    """
    for known, seat in list(_SHARED.items()):
        if secrets.compare_digest(known.encode(), code.encode()):
            return seat
    raise InputError("page", "code", "***", "a code that the umpire of a game on this server gave you")


def chairs(model: Any) -> dict[str, Seated]:
    """The agents that are ever asked something, by the names of their chairs."""
    found = [agent for agent in model.agents if isinstance(agent, Seated) and agent.matters]
    return {agent.chair: agent for agent in sorted(found, key=lambda a: a.chair)}
