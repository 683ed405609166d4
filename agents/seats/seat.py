"""Seats: whoever decides for an agent. A rule, a script, a person or a learner answers the same questions.

Each agent that decides has a chair, and each chair has its agent's own rule as default. Whoever takes it answers from
the next question on; whoever leaves it leaves it to the rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NamedTuple, Protocol

from panj.agents.seats.questions import Answer, Fact, Question
from panj.agents.world import Actor
from panj.scenarios.arguments import listed, mapping, text, whole
from panj.scenarios.errors import InputError

Observation = Mapping[str, Fact]


class Seat(Protocol):
    """Decides for an agent, from what that agent may know."""

    def decide(self, question: Question, observation: Observation) -> Answer:
        """Answer a question: one of its options by name, or a whole number in its range."""
        ...


class RuleSeat:
    """The default: what the agent's own rule answers."""

    def decide(self, question: Question, observation: Observation) -> Answer:
        """Answer as usual."""
        return question.usual


class Order(NamedTuple):
    """An answer given beforehand: to the first question of this kind on this day or later."""

    day: int
    kind: str
    answer: Answer


def seated(name: str, seat: Any) -> Seat:
    """Whoever can decide. Raises InputError for what has no `decide`."""
    if isinstance(seat, type) or not callable(getattr(seat, "decide", None)):
        raise InputError(name, "", seat, "an object with a method decide(question, observation)")
    found: Seat = seat
    return found


def _order(order: Any) -> Order:
    fields = listed("orders", order, "(day, kind, answer)")
    if len(fields) != 3:
        raise InputError("orders", "", order, "(day, kind, answer)")
    day, kind, answer = fields
    if not isinstance(answer, (str, int)) or isinstance(answer, bool):
        raise InputError(f"orders, {kind}", "", answer, "the name of an option, or a whole number")
    return Order(whole("day of an order", day, 0, 3650), text("kind of an order", kind), answer)


class ScriptSeat:
    """A list of orders, each used once; the rest another seat decides."""

    def __init__(self, orders: Iterable[tuple[int, str, Answer]], otherwise: Seat | None = None) -> None:
        self.orders = [_order(order) for order in listed("orders", orders, "(day, kind, answer)")]
        self.otherwise = RuleSeat() if otherwise is None else seated("otherwise", otherwise)

    def decide(self, question: Question, observation: Observation) -> Answer:
        """The first order that fits the question, else what the other seat decides."""
        for i, order in enumerate(self.orders):
            if order.kind == question.kind and question.day >= order.day:
                del self.orders[i]
                return order.answer
        return self.otherwise.decide(question, observation)


class StandingSeat:
    """Standing orders: the same answer whenever a kind of question comes; the rest another seat decides."""

    def __init__(self, orders: Mapping[str, Answer], otherwise: Seat | None = None) -> None:
        self.orders = [_order((0, kind, answer)) for kind, answer in mapping("orders", orders).items()]
        self.otherwise = RuleSeat() if otherwise is None else seated("otherwise", otherwise)

    def decide(self, question: Question, observation: Observation) -> Answer:
        """The standing order on this kind of question, else what the other seat decides."""
        for order in self.orders:
            if order.kind == question.kind:
                return order.answer
        return self.otherwise.decide(question, observation)


WEEK = 7  # days between two askings on what is decided week by week


class Seated(Actor):
    """An agent with a chair: whoever sits in it decides the matters named here."""

    matters: ClassVar[tuple[str, ...]] = ()
    chair = ""  # name of the chair: a state's code, a body, a command
    seat: Seat = RuleSeat()

    def take(self, seat: Seat) -> None:
        """Somebody sits down in the chair and answers from now on.

        Raises:
            InputError: for what is no seat, and when a script orders something that this chair is never asked.
        """
        seated("seat", seat)
        for order in seat.orders if isinstance(seat, (ScriptSeat, StandingSeat)) else ():
            if order.kind not in self.matters:
                raise InputError(f"orders to {self.chair}", f"day {order.day}", order.kind, ", ".join(self.matters))
        self.seat = seat

    def leave(self) -> None:
        """The chair is left to the agent's own rule again."""
        self.seat = RuleSeat()

    @property
    def new_week(self) -> bool:
        """Whether what is decided week by week is due today."""
        return self.model.day % WEEK == 0

    def observation(self) -> Observation:
        """What this agent may know."""
        return {"day": self.model.day}

    def ask(
        self,
        kind: str,
        usual: Answer,
        why: str,
        options: Mapping[str, str] | None = None,
        *,
        low: int = 0,
        high: int = 0,
        unit: str = "",
        facts: Mapping[str, Fact] | None = None,
        clause: str = "",
    ) -> tuple[Answer, str]:
        """Let whoever sits in the chair decide; returns the answer, checked, and the reason for it.

        Raises:
            InputError: when the answer is not allowed.
        """
        if type(self.seat) is RuleSeat:
            return usual, why
        question = Question(
            kind, self.chair, self.model.day, usual, why, options or {}, low, high, unit, facts or {}, clause
        )
        answer = question.check(self.seat.decide(question, self.observation()))
        if answer == usual:
            return usual, why
        reason = f"{self.chair} decides so by order."
        self.model.tell("order", self.chair, subject=kind, place=str(answer), reason=f"{reason} Its rule: {why}")
        return answer, reason
