"""A decision over paired seeds: the war of each seed with the decision as it was taken, and with it taken otherwise."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import comb
from typing import Any, NamedTuple

from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.seat import Observation
from panj.model.border_model import BorderModel
from panj.model.game.game import Game
from panj.model.game.orders import Injected
from panj.scenarios.errors import InputError
from panj.scenarios.load import Scenario
from panj.treaty.law.regime import Regime

Row = dict[str, Any]  # a row of outcomes
Advance = Callable[[int], None]  # told how many pairs were played since

PAIRS = 40  # paired seeds for a decision that matters
TOGETHER = 3  # so many intervals are meant to hold at once, with 95 %
LEVEL = 1.0 - 0.05 / TOGETHER  # of each of them (Bonferroni)


def outcomes(model: BorderModel) -> Row:
    """The row of outcomes of a war that was played."""
    return model.outcomes()


class Conditions(NamedTuple):
    """What the wars of one game share, whatever the seed: also what its umpire let happen; and how a war is read."""

    scenario: Scenario
    regime: Regime
    days: int
    parameters: dict[str, float]
    injects: tuple[Injected, ...]
    read: Callable[[BorderModel], Row] = outcomes

    def game(self, seed: int) -> Game:
        """A war of a seed under these conditions, at its beginning."""
        return Game(self.scenario, self.regime, seed, self.days, self.parameters, orders=self.injects)


class Flip(NamedTuple):
    """A decision and another answer: of a seat, on the `nth` question of a kind (from 0) that it meets in a war."""

    seat: str
    kind: str
    nth: int
    answer: Answer
    other: Answer


class Effect(NamedTuple):
    """What a decision added to an outcome, over paired seeds: the median of the differences and its interval.

    The interval is one of order statistics at `LEVEL`; low and high are None where too few pairs have a number on both
    sides. `as_taken` and `otherwise` count the wars in which the outcome has a number at all (a day on which something
    happened).
    """

    outcome: str
    median: float
    low: float | None
    high: float | None
    more: int  # pairs in which the decision as taken made it more
    less: int
    pairs: int  # with a number on both sides
    as_taken: int
    otherwise: int

    @property
    def clear(self) -> bool:
        """Whether it can be told apart from no effect: the sign test at `LEVEL`, pairs without a difference left out.

        Where the interval leaves zero out this always holds; it may hold, too, where most pairs show no difference.
        """
        return 2.0 * _binomial(self.more + self.less, min(self.more, self.less)) <= 1.0 - LEVEL


def conditions(game: Game, read: Callable[[BorderModel], Row] = outcomes) -> Conditions:
    """What a game is played under; `read` takes a row off each war, its outcomes if left out."""
    injects = tuple(o for o in game.orders if isinstance(o, Injected))
    return Conditions(game.scenario, game.regime, game.days, dict(game.parameters), injects, read)


def on_seed(shared: Conditions, seed: int, flips: Sequence[Flip]) -> tuple[Row, list[tuple[Row, Row]]]:
    """The war of a seed by the rules, and of each flip its two courses: as it was taken, and otherwise.

    All else is left to the rules. A course that the rules take anyway is not played a second time.
    """
    game = shared.game(seed)
    met: dict[tuple[str, str], list[Answer]] = {}
    for name, chair in game.model.chairs.items():
        chair.take(_Rule(met, name))
    usual = _played(game, shared)

    def course(flip: Flip, answer: Answer) -> Row:
        answers = met.get((flip.seat, flip.kind), [])
        if flip.nth >= len(answers) or answers[flip.nth] == answer:
            return usual
        game = shared.game(seed)
        game.model.chairs[flip.seat].take(_Nth(flip.kind, flip.nth, answer))
        return _played(game, shared)

    return usual, [(course(flip, flip.answer), course(flip, flip.other)) for flip in flips]


def over_seeds(
    shared: Conditions, seeds: Iterable[int], flip: Flip, advance: Advance = lambda _: None
) -> Iterator[tuple[Row, Row]]:
    """The two courses of a decision, seed by seed."""
    for seed in seeds:
        yield on_seed(shared, seed, [flip])[1][0]
        advance(1)


def effect(outcome: str, pairs: Iterable[tuple[Row, Row]]) -> Effect:
    """What a decision added to an outcome, over pairs of rows: as it was taken, and otherwise."""
    columns = [(was[outcome], would[outcome]) for was, would in pairs]
    found = sorted(d for d in (difference(*c) for c in columns) if d is not None)
    rank = rank_of(len(found))
    low, high = (found[rank - 1], found[-rank]) if rank else (None, None)
    there = [sum(value is not None for value in column) for column in zip(*columns, strict=True)]
    more, less = sum(d > 0.0 for d in found), sum(d < 0.0 for d in found)
    median = statistics.median(found) if found else 0.0
    return Effect(outcome, median, low, high, more, less, len(found), there[0], there[1])


def rank_of(pairs: int) -> int:
    """The rank (from 1) of the sorted differences that, with its mirror, encloses the median at `LEVEL` or more.

    Binomial with one half, so it holds for any distribution; ties widen it. 0 where there are too few pairs.
    """
    rank = 0
    while 2.0 * _binomial(pairs, rank) <= 1.0 - LEVEL:
        rank += 1
    return rank


def _binomial(coins: int, heads: int) -> float:
    """Chance of so many heads or fewer."""
    return sum(comb(coins, k) for k in range(heads + 1)) / 2.0**coins


def difference(was: Any, would: Any) -> float | None:
    """What was, less what would have been; None where either has no number."""
    numbers = isinstance(was, (int, float)) and isinstance(would, (int, float))
    return float(was - would) if numbers else None


def _played(game: Game, shared: Conditions) -> Row:
    game.advance("end")
    return shared.read(game.model)


class _Rule:
    """The rule's answers, written down by seat and kind."""

    def __init__(self, met: dict[tuple[str, str], list[Answer]], name: str) -> None:
        self.met, self.name = met, name

    def decide(self, question: Question, _: Observation) -> Answer:
        """As usual."""
        self.met.setdefault((self.name, question.kind), []).append(question.usual)
        return question.usual


class _Nth:
    """Answers the nth question of a kind in a given way, as far as that is allowed; the rule answers the rest."""

    def __init__(self, kind: str, nth: int, answer: Answer) -> None:
        self.kind, self.left, self.answer = kind, nth, answer

    def decide(self, question: Question, _: Observation) -> Answer:
        """The given answer to that question; a number out of range is the nearest in it."""
        if question.kind != self.kind:
            return question.usual
        self.left -= 1
        if self.left != -1:
            return question.usual
        answer = self.answer
        if not question.options and isinstance(answer, int):
            answer = min(max(answer, question.low), question.high)
        try:
            return question.check(answer)
        except InputError:
            return question.usual
