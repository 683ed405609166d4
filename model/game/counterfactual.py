"""What would have happened otherwise: a decision is changed and the war played again with the same dice."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from agents.questions import Answer, Question
from agents.seats import Observation
from model.game.game import Game
from model.game.orders import Answered, Moment, OrderSeat
from model.outcomes import OUTCOMES

Advance = Callable[[int], None]  # told how many wars were played since

PAIRS = 40  # paired seeds for a decision that matters
# Ranks (from 1) of the 40 sorted differences that enclose the median: binomial, 1 - 2 P(B(40, 1/2) <= 13) = 0.962.
LOW_RANK, HIGH_RANK = 14, 27


@dataclass(frozen=True, slots=True)
class Decision:
    """A question that was met in a game, by a person's seat or a rule's, and what was answered."""

    moment: Moment
    question: Question
    answer: Answer

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
        return _difference(self.was[outcome], self.would[outcome])


@dataclass(frozen=True, slots=True)
class Effect:
    """Median over paired seeds of what the decision added to an outcome, with its 96 % interval (order statistics)."""

    outcome: str
    median: float
    low: float
    high: float
    pairs: int  # with a number on both sides

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0.0 or self.high < 0.0


class _Noted(OrderSeat):
    """An OrderSeat that writes down what it met."""

    def __init__(self, *arguments: Any, into: list[Decision]) -> None:
        super().__init__(*arguments)
        self.into = into

    def decide(self, question: Question, seen: Observation) -> Answer:
        """As OrderSeat; what was asked and answered is kept."""
        nth = self._met[self.model.steps, question.kind]
        answer = super().decide(question, seen)
        self.into.append(Decision((self.model.steps, self.chair, question.kind, nth), question, answer))
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
    return Otherwise(decision, other, was, _outcomes(game, _flipped(game, decision, other)))


def every_otherwise(game: Game, advance: Advance = lambda _: None) -> Iterator[Otherwise]:
    """Each decision of a game answered in each other way; `advance(1)` is called after each war."""
    was = _outcomes(game, game.orders)
    for decision in decisions(game):
        for other in decision.others:
            yield Otherwise(decision, other, was, _outcomes(game, _flipped(game, decision, other)))
            advance(1)


def effects(
    game: Game, decision: Decision, other: Answer, outcomes: Iterable[str], advance: Advance = lambda _: None
) -> list[Effect]:
    """The same decision over 40 paired seeds: the seat answers the first such question as it did here, or otherwise.

    Seeds follow the game's own. With less than 40 pairs that have a number the interval is the whole range.
    """
    differences: dict[str, list[float]] = {outcome: [] for outcome in outcomes}
    for seed in range(game.seed + 1, game.seed + 1 + PAIRS):
        pair = [_war(game, seed, decision, answer) for answer in (decision.answer, other)]
        for outcome, found in differences.items():
            value = _difference(pair[0][outcome], pair[1][outcome])
            if value is not None:
                found.append(value)
        advance(1)
    return [_effect(outcome, sorted(found)) for outcome, found in differences.items() if found]


def _effect(outcome: str, found: list[float]) -> Effect:
    whole = len(found) < PAIRS
    low, high = (found[0], found[-1]) if whole else (found[LOW_RANK - 1], found[HIGH_RANK - 1])
    return Effect(outcome, statistics.median(found), low, high, len(found))


def _difference(was: Any, would: Any) -> float | None:
    numbers = isinstance(was, (int, float)) and isinstance(would, (int, float))
    return float(was - would) if numbers else None


def _flipped(game: Game, decision: Decision, other: Answer) -> list[Any]:
    rest = [o for o in game.orders if not (isinstance(o, Answered) and o.moment == decision.moment)]
    return [*rest, Answered(*decision.moment, other)]


def _outcomes(game: Game, orders: Iterable[Any]) -> dict[str, Any]:
    war = Game(game.scenario, game.regime, game.seed, game.days, game.parameters, (), orders, lenient=True)
    war.advance("end")
    return {name: value for name, value in war.model.outcomes().items() if name in OUTCOMES}


def _war(game: Game, seed: int, decision: Decision, answer: Answer) -> dict[str, Any]:
    """A war of another seed in which the seat answers the first question of this kind so."""
    war = Game(game.scenario, game.regime, seed, game.days, game.parameters, lenient=True)
    _, seat, kind, _ = decision.moment
    war.model.chairs[seat].take(_First(war, seat, kind, answer))
    war.advance("end")
    return war.model.outcomes()


class _First(OrderSeat):
    """Answers the first question of a kind in a given way, if that is allowed; the rule answers the rest."""

    def __init__(self, game: Game, seat: str, kind: str, answer: Answer) -> None:
        super().__init__(game.model, seat, (), False, True)
        self.kind, self.first = kind, answer
        self.met = False

    def decide(self, question: Question, seen: Observation) -> Answer:
        """The given answer to the first question of the kind."""
        if question.kind == self.kind and not self.met:
            self.met = True
            if self.first in question.options:
                return self.first
            if not question.options and isinstance(self.first, int):
                return min(max(self.first, question.low), question.high)
        return question.usual
