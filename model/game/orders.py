"""Orders of a game: answers to questions and injects of the umpire, each with the moment at which it counts."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.seat import Observation
from panj.scenarios.errors import InputError

if TYPE_CHECKING:
    from panj.model.border_model import BorderModel

Moment = tuple[int, str, str, int]  # step, seat, kind of question, how many of that kind the seat met in that step


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to one question: the `nth` of its kind (from 0) that the seat meets in a step."""

    step: int
    seat: str
    kind: str
    nth: int
    answer: Answer
    by: str = ""  # who answered in the seat's place

    @property
    def moment(self) -> Moment:
        """Which question it answers."""
        return self.step, self.seat, self.kind, self.nth

    def __str__(self) -> str:
        by = f" (by the {self.by})" if self.by else ""
        return f"{self.seat} answers {self.kind} with {self.answer} in step {self.step}{by}"


@dataclass(frozen=True, slots=True)
class Injected:
    """Something the umpire lets happen after a step; fields as in injects.csv."""

    step: int
    kind: str
    who: str
    what: str
    amount: float
    note: str

    def __str__(self) -> str:
        return f"the umpire injects {self.kind} of {self.who or 'nobody'} after step {self.step}"


Order = Answered | Injected


class Asked(Exception):  # noqa: N818 - no error: it stops a step because a person has to answer
    """A question to a seat that a person holds and no order answers."""

    def __init__(self, question: Question, moment: Moment, seen: Observation) -> None:
        super().__init__(question.text)
        self.question = question
        self.moment = moment
        self.seen = seen


class OrderSeat:
    """Answers by the game's orders. Without one, a seat that a person holds stops the step; the rule answers others.

    Where the course is another than the one the orders were given in (`lenient`), an answer that is no longer allowed
    counts for nothing.
    """

    def __init__(self, model: BorderModel, chair: str, orders: Iterable[Order], held: bool, lenient: bool) -> None:
        self.model = model
        self.chair = chair
        self.orders = {o.moment: o for o in orders if isinstance(o, Answered) and o.seat == chair}
        self.held = held
        self.lenient = lenient
        self._met: Counter[tuple[int, str]] = Counter()

    def decide(self, question: Question, seen: Observation) -> Answer:
        """The answer ordered for this question, else the usual one; raises Asked where a person has to answer."""
        step = self.model.steps
        nth = self._met[step, question.kind]
        self._met[step, question.kind] += 1
        moment = (step, self.chair, question.kind, nth)
        if order := self.orders.get(moment):
            if not self.lenient or _allowed(question, order.answer):
                return order.answer
        elif self.held:
            raise Asked(question, moment, seen)
        return question.usual


def _allowed(question: Question, answer: Answer) -> bool:
    try:
        question.check(answer)
    except InputError:
        return False
    return True


def seals(start: str, orders: Iterable[Order]) -> list[str]:
    """A seal for each order, over it and everything before it: the first that differs names the order that differs."""
    out = []
    for order in orders:
        start = hashlib.blake2b(f"{start}\n{json.dumps(as_data(order))}".encode(), digest_size=8).hexdigest()
        out.append(start)
    return out


def as_data(order: Order) -> dict[str, Any]:
    """An order as plain data; who answered is left out where it was the seat itself."""
    return {name: value for name, value in asdict(order).items() if name != "by" or value}
