"""Orders of a game: answers, what seats do of their own accord, injects; each with the moment at which it counts."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.seat import Observation
from panj.agents.seats.verbs import Term
from panj.scenarios.arguments import mapping, number, text, whole
from panj.scenarios.errors import InputError

if TYPE_CHECKING:
    from panj.model.border_model import BorderModel

LATEST = 3650 * 24  # step of the longest game, with the shortest step
OF_A_TEXT = ("draft", "amendment", "vote", "contribute", "station")  # questions on the text that lies on the table

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

    def __post_init__(self) -> None:
        """Raise InputError for what is no order."""
        whole("step", self.step, 1, LATEST)
        whole("nth", self.nth, 0, LATEST)
        for name in ("seat", "kind", "by"):
            text(name, getattr(self, name))
        if not isinstance(self.answer, (str, int)) or isinstance(self.answer, bool):
            raise InputError("answer", "", self.answer, "the name of an option, or a whole number")

    @property
    def moment(self) -> Moment:
        """Which question it answers."""
        return self.step, self.seat, self.kind, self.nth

    def counts_by(self, step: int) -> bool:
        """Whether it counts in a game that stands after a step: answers to the step under way do."""
        return self.step <= step + 1

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

    def __post_init__(self) -> None:
        """Raise InputError for what is no order."""
        whole("step", self.step, 0, LATEST)
        number("amount", self.amount)
        for name in ("kind", "who", "what", "note"):
            text(name, getattr(self, name))

    def counts_by(self, step: int) -> bool:
        """Always: what is to happen later stands in the calendar."""
        return True

    def __str__(self) -> str:
        return f"the umpire injects {self.kind} of {self.who or 'nobody'} after step {self.step}"


@dataclass(frozen=True, slots=True)
class Acted:
    """What a seat does of its own accord after a step: a verb of `agents.seats.verbs`, and its terms by name."""

    step: int
    seat: str
    verb: str
    terms: Mapping[str, Term]

    def __post_init__(self) -> None:
        """Raise InputError for what is no order."""
        whole("step", self.step, 0, LATEST)
        text("seat", self.seat)
        text("verb", self.verb)
        for name, term in mapping("terms", self.terms).items():
            if not isinstance(term, (str, int)) or isinstance(term, bool):
                raise InputError(f"terms, {name}", "", term, "text, or a whole number")

    def counts_by(self, step: int) -> bool:
        """Whether it counts in a game that stands after a step."""
        return self.step <= step

    def makes_void(self, answered: Answered) -> bool:
        """Whether an answer to the step under way has lost its matter by it."""
        if self.verb in ("propose", "amend"):
            return answered.kind in OF_A_TEXT
        return self.verb == "trade" and answered.kind in OF_A_TEXT and answered.seat == self.terms["to"]

    def __str__(self) -> str:
        return f"{self.seat} does {self.verb} after step {self.step}"


Order = Answered | Injected | Acted


class Stopped(Exception):  # noqa: N818 - no error: it ends a step that people have to answer before
    """A question waits for the answers to others that are open."""


class Open(NamedTuple):
    """A question to a seat that a person holds and no order answers; what that seat knows at that moment."""

    question: Question
    moment: Moment
    seen: Observation


class Due:
    """The questions of one step that people have to answer, as they come up.

    The step is played on with the usual answers in their place, to find what else is due at the same time, until a
    question comes up that waits for one of them. Then nothing of that step counts, and all of them are asked at once.
    """

    def __init__(self) -> None:
        self.open: list[Open] = []

    def put(self, question: Question, moment: Moment, seen: Observation) -> None:
        """One more. Raises Stopped where it waits for another."""
        if any(question.waits_for(before.question) for before in self.open):
            raise Stopped
        self.open.append(Open(question, moment, seen))


class OrderSeat:
    """Answers by the game's orders. Without one, what a person's seat is asked is due; the rule answers others.

    Where the course is another than the one the orders were given in (`lenient`), an answer that is no longer allowed
    counts for nothing.
    """

    def __init__(
        self, model: BorderModel, chair: str, orders: Iterable[Order], held: bool, lenient: bool, due: Due
    ) -> None:
        self.model = model
        self.chair = chair
        self.orders = {o.moment: o for o in orders if isinstance(o, Answered) and o.seat == chair}
        self.held = held
        self.lenient = lenient
        self.due = due
        self._met: Counter[tuple[int, str]] = Counter()

    def decide(self, question: Question, seen: Observation) -> Answer:
        """The answer ordered for this question, else the usual one; a person has to answer where there is none, or
        where the answer is no longer allowed because of what others said at the same time."""
        step = self.model.steps
        nth = self._met[step, question.kind]
        self._met[step, question.kind] += 1
        moment = (step, self.chair, question.kind, nth)
        order = self.orders.get(moment)
        if order and (_allowed(question, order.answer) or not (self.lenient or self.held)):
            return order.answer
        if self.held:
            self.due.put(question, moment, seen)
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
