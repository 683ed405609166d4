"""Which decisions of a game mattered: each is taken otherwise with the same dice, the most weighty over other seeds.

Three rounds, so that no number is chosen by the dice that it is then measured with: (1) the first decision of each kind
by each seat, and every order of a person, is taken otherwise in the game itself; (2) those that moved most are played
on a few other seeds, which choose three and the result that each moves most; (3) forty fresh seeds measure them.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from panj.agents.seats.questions import Answer
from panj.experiments.after_action.crew import Crew
from panj.model.game.counterfactual import Decision, Otherwise, decisions, flipped
from panj.model.game.game import Game
from panj.model.game.orders import Answered
from panj.model.game.pairs import PAIRS, TOGETHER, Advance, Effect, Row, difference, effect
from panj.model.record.outcomes import shown_first
from panj.scenarios.arguments import of_kind

# Results by which decisions are weighed: how the border held, and how far help came.
RESULTS = shown_first("weighed")
SHORT_LIST = 7  # decisions that are tried on other seeds
TRIAL = 5  # seeds on which they are tried
CAP = 3.0  # standard deviations of a result that count at most: one result shall not decide alone


@dataclass(frozen=True, slots=True)
class Weighed:
    """A decision that mattered: what it did in the game itself, and over forty paired seeds."""

    here: Otherwise
    headline: str  # the result it moved most, as chosen on other seeds than those that measure it
    effects: tuple[Effect, ...]  # one for each of RESULTS

    @property
    def effect(self) -> Effect:
        """The effect on the headline result."""
        return next(e for e in self.effects if e.outcome == self.headline)


@dataclass(frozen=True, slots=True)
class Weighing:
    """The three decisions that mattered most, and how many were looked at and tried to find them."""

    three: tuple[Weighed, ...]
    looked_at: int
    tried: int


def candidates(game: Game) -> list[tuple[Decision, Answer]]:
    """The decisions that are taken otherwise, and how: a person's as the rule would have, the rule's the other way.

    Of the rule's the first of each kind by each seat; those of the militants' commands only where a person took them.
    """
    ordered = {o.moment for o in game.orders if isinstance(o, Answered)}
    found = []
    for decision in decisions(game):
        usual = decision.question.usual
        if decision.moment in ordered and decision.answer != usual:
            found.append((decision, usual))
        elif decision.nth == 0 and decision.question.seat not in game.scenario.file.commands and decision.others:
            found.append((decision, other_end(decision)))
    return found


def other_end(decision: Decision) -> Answer:
    """The answer most unlike the one given: options go from little to much or from yes to no, numbers from low up."""
    return decision.others[0] if decision.answer != _ends(decision)[0] else _ends(decision)[-1]


def _ends(decision: Decision) -> list[Answer]:
    return list(decision.question.options) or [decision.question.low, decision.question.high]


def wars(game: Game) -> int:
    """Steps of progress that `weigh` will take."""
    tried = len(candidates(of_kind("game", game, Game, "a Game")))
    return 1 + tried + TRIAL * min(tried, SHORT_LIST) + PAIRS * min(tried, TOGETHER)


def weigh(game: Game, crew: Crew, advance: Advance = lambda _: None) -> Weighing:
    """Find the three decisions that mattered most and measure them. `game` has been played to its end."""
    tried = candidates(game)
    was, *would = crew.courses(
        game.seed, [game.orders, *(flipped(game, decision, other) for decision, other in tried)], advance
    )
    here = [Otherwise(d, other, was, row) for (d, other), row in zip(tried, would, strict=True)]
    first = game.seed + 1
    spread = _spread(would)
    short = sorted(here, key=lambda o: -_moved([(o.was, o.would)], spread))[:SHORT_LIST]
    three = _chosen(short, crew, range(first + PAIRS, first + PAIRS + TRIAL), advance)
    flips = [o.decision.flip(o.other) for o, _ in three]
    pairs = [found for _, found in crew.over(range(first, first + PAIRS), flips, advance)] if flips else []
    if left := min(len(tried), TOGETHER) - len(flips):  # fewer than three moved anything
        advance(PAIRS * left)
    weighed = [
        Weighed(o, headline, tuple(effect(r, [row[i] for row in pairs]) for r in RESULTS))
        for i, (o, headline) in enumerate(three)
    ]
    return Weighing(tuple(weighed), len(here), len(short))


def _chosen(short: list[Otherwise], crew: Crew, seeds: range, advance: Advance) -> list[tuple[Otherwise, str]]:
    """The three of different kinds that move most on the trial seeds, each with the result it moves most surely."""
    found = list(crew.over(seeds, [o.decision.flip(o.other) for o in short], advance))
    spread = _spread([row for row, _ in found])
    pairs = [[row[i] for _, row in found] for i in range(len(short))]
    ranked = sorted(zip(short, pairs, strict=True), key=lambda s: -_moved(s[1], spread))
    kinds: dict[str, tuple[Otherwise, str]] = {}
    for o, mine in ranked:
        if _moved(mine, spread) == 0.0:
            break
        kinds.setdefault(o.decision.question.kind, (o, max(RESULTS, key=partial(_surely, mine))))
    return list(kinds.values())[:TOGETHER]


def _spread(rows: list[Row]) -> dict[str, float]:
    """Standard deviation of each result over wars."""
    numbers = {r: [float(row[r]) for row in rows if row[r] is not None] for r in RESULTS}
    return {r: statistics.stdev(found) if len(found) > 1 else 0.0 for r, found in numbers.items()}


def _differences(result: str, pairs: Iterable[tuple[Row, Row]]) -> list[float]:
    return [d for was, would in pairs if (d := difference(was[result], would[result])) is not None]


def _moved(pairs: list[tuple[Row, Row]], spread: dict[str, float]) -> float:
    """By how many standard deviations a decision moves the results, each up to `CAP`, in the mean."""
    total = 0.0
    for result in RESULTS:
        found = _differences(result, pairs)
        mean = abs(sum(found) / len(found)) if found else 0.0
        total += min(CAP, mean / spread[result]) if spread[result] > 0.0 else CAP * (mean > 0.0)
    return total / len(RESULTS)


def _surely(pairs: list[tuple[Row, Row]], result: str) -> float:
    """How surely a decision moves a result: its mean difference in standard errors, up to ten."""
    found = _differences(result, pairs)
    if len(found) <= len(pairs) // 2:
        return 0.0
    mean, error = abs(sum(found) / len(found)), statistics.stdev(found) / math.sqrt(len(found))
    return min(10.0, mean / error) if error > 0.0 else 10.0 * (mean > 0.0)
