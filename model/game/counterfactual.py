"""What would have happened otherwise: a decision is changed and the war played again with the same dice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.seat import Observation
from panj.model.game.game import Game
from panj.model.game.orders import Answered, Moment, Order, OrderSeat
from panj.model.game.pairs import PAIRS, Advance, Effect, Flip, conditions, difference, effect, over_seeds
from panj.model.record.outcomes import OUTCOMES


@dataclass(frozen=True, slots=True)
class Decision:
    """A question that was met in a game, by a person's seat or a rule's, and what was answered."""

    moment: Moment
    question: Question
    answer: Answer
    nth: int  # how many of its kind the seat had been asked before, in the whole war

    def flip(self, other: Answer) -> Flip:
        """This decision and another answer, to be played over seeds."""
        return Flip(self.question.seat, self.question.kind, self.nth, self.answer, other)

    @property
    def others(self) -> list[Answer]:
        """What else might have been answered: the other options, or the ends of the range."""
        every: Iterable[Answer] = self.question.options or (self.question.low, self.question.high)
        return [a for a in dict.fromkeys(every) if a != self.answer]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A decision answered otherwise: outcomes of the war as it was and as it would have been, same dice."""

    decision: Decision
    other: Answer
    was: dict[str, Any]
    would: dict[str, Any]

    def cost(self, outcome: str) -> float | None:
        """What the decision as it was taken added to an outcome: was less would; None where either has no number."""
        return difference(self.was[outcome], self.would[outcome])


class _Noted(OrderSeat):
    """An OrderSeat that writes down what it met."""

    def __init__(self, *arguments: Any, into: list[Decision]) -> None:
        super().__init__(*arguments)
        self.into = into

    def decide(self, question: Question, seen: Observation) -> Answer:
        """As OrderSeat; what was asked and answered is kept."""
        nth = self._met[self.model.steps, question.kind]
        answer = super().decide(question, seen)
        before = sum(kind == question.kind for _, kind in self._met.elements()) - 1
        self.into.append(Decision((self.model.steps, self.chair, question.kind, nth), question, answer, before))
        return answer


def decisions(game: Game) -> list[Decision]:
    """Every decision of a game up to where it stands, in order, whoever took it."""
    found: list[Decision] = []
    again = game.branch(None)
    again.seats = set()
    again.seat_kind = lambda *a: _Noted(*a, into=found)
    again.play_to(game.step)
    return found


def otherwise(game: Game, decision: Decision, other: Answer) -> Otherwise:
    """A game with one decision answered otherwise, against the game as it was, both played to the end.

    Later orders stand where they still answer a question and are allowed; elsewhere the rules answer.
    """
    was = _outcomes(game, game.orders)
    return Otherwise(decision, other, was, _outcomes(game, flipped(game, decision, other)))


def every_otherwise(game: Game, advance: Advance = lambda _: None) -> Iterator[Otherwise]:
    """Each decision of a game answered in each other way; `advance(1)` is called after each war."""
    was = _outcomes(game, game.orders)
    for decision in decisions(game):
        for other in decision.others:
            yield Otherwise(decision, other, was, _outcomes(game, flipped(game, decision, other)))
            advance(1)


def effects(
    game: Game, decision: Decision, other: Answer, outcomes: Iterable[str], advance: Advance = lambda _: None
) -> list[Effect]:
    """The same decision over 40 paired seeds, those that follow the game's own; see model.game.pairs."""
    seeds = range(game.seed + 1, game.seed + 1 + PAIRS)
    pairs = list(over_seeds(conditions(game), seeds, decision.flip(other), advance))
    return [effect(outcome, pairs) for outcome in outcomes]


def flipped(game: Game, decision: Decision, other: Answer) -> list[Order]:
    """The orders of a game with one decision answered otherwise."""
    rest = [o for o in game.orders if not (isinstance(o, Answered) and o.moment == decision.moment)]
    return [*rest, Answered(*decision.moment, other)]


def _outcomes(game: Game, orders: Iterable[Any]) -> dict[str, Any]:
    war = Game(game.scenario, game.regime, game.seed, game.days, game.parameters, (), orders, lenient=True)
    war.advance("end")
    return {name: value for name, value in war.model.outcomes().items() if name in OUTCOMES}
