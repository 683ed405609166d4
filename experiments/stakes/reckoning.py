"""The end of a game by seat: what each wanted, what came, what decided it, and what the rules alone would have come to.

Three things a score is held against, each said for what it is:
- a hundred wars of the same scenario, treaty and injects in which all seats are left to their rules: the first has the
  dice of the game itself, the others have the dice of the seeds that follow. Their spread is that of the dice, and of
  what each game draws of the states' standing; it is not that of other choices;
- the same war with one decision taken otherwise, with the same dice and all other orders: what decided it here;
- the decision that moved a seat's points most, over fresh seeds with all else left to the rules: whether it would also
  matter with other dice.
"""

from __future__ import annotations

import datetime as dt
import statistics
from typing import Any

from panj.agents.seats.questions import Answer
from panj.experiments.after_action.crew import Crew, crew
from panj.experiments.after_action.report import ended
from panj.experiments.after_action.weigh import candidates
from panj.experiments.stakes.spread import by_rules
from panj.experiments.tables import number
from panj.experiments.words import chair
from panj.model.game.counterfactual import Decision, flipped
from panj.model.game.game import Game
from panj.model.game.orders import Acted, Answered
from panj.model.game.pairs import Advance, Row, conditions, effect
from panj.model.record.score import aim_of, check_aims, points_of, score, scored
from panj.scenarios.aims import Aim, SeatAims
from panj.scenarios.errors import InputError, InWords

HUNDRED = 100  # wars by the rules that a score is compared with
FRESH = 20  # seeds on which the decision that moved a seat most is played again
TOLD = 3  # decisions that are told of a seat
LEAST = 0.5  # points that a decision must move to be told of
FEW = 5  # per cent of the wars by rules that are left out at either end of the range told


def reckoning(game: Game, workers: int | None = None, advance: Advance = lambda _: None) -> dict[str, Any]:
    """How a game came out for each seat that has aims, as plain data; up to where it stands.

    Raises:
        InputError: when nothing was played, or no seat of the scenario has aims.
    """
    game = ended(game)
    aims = check_aims(game.model)
    if not aims.seats:
        raise InputError(game.scenario.folder, "aims.toml", InWords("no such file"), "a scenario whose seats have aims")
    people = {o.seat for o in game.orders if isinstance(o, (Answered, Acted))}
    tried = candidates(game)
    with crew(conditions(game, scored), workers) as hands:
        was, *would = hands.courses(game.seed, [game.orders, *(flipped(game, d, o) for d, o in tried)], advance)
        rules = list(hands.each(by_rules, range(game.seed, game.seed + HUNDRED), advance))
        told = {seat: _moved(seat, tried, was, would) for seat in aims.seats}
        fresh = _over_seeds(hands, game, {s: tried[m[0][0]] for s, m in told.items() if m}, advance)
    seats = [
        _seat(game, seat, wants, seat in people, rules, [_decision(game, *tried[i], by) for i, by in told[seat]])
        | {"sure": fresh.get(seat)}
        for seat, wants in aims.seats.items()
    ]
    return {
        "title": game.scenario.title,
        "scenario": game.scenario.name,
        "regime": game.regime.name,
        "regime_title": game.regime.title,
        "seed": game.seed,
        "days": game.days,
        "over": game.days == game.scenario.file.days,
        "digest": game.digest,
        "hundred": HUNDRED,
        "tried": len(tried),
        "names": {code: chair(game.scenario.file, code) for code in (*aims.seats, *game.chairs)},
        "seats": seats,
        "method": METHOD,
    }


METHOD = (
    f"The {HUNDRED} wars by rules have the scenario, the treaty and the injects of this game; all seats are left to"
    " their rules. The first has the dice of this game, the others have other dice, so their range is what the dice do,"
    " not what other choices would. What decided it: the first decision of each kind by each seat, and every answer of"
    " a person that their staff would not have given, was taken otherwise in this war with the same dice and all other"
    f" orders. The largest for each seat was played on {FRESH} other seeds with all else left to the rules. Points are"
    " as the scenario's aims weigh them, and these weights are assumed."
)


def reckoning_wars(game: Game) -> int:
    """Wars that `reckoning` plays, at most."""
    seats = len(check_aims(game.model).seats)
    return 1 + len(candidates(game)) + HUNDRED + FRESH * seats


# -- one seat ----------------------------------------------------------------------------------------------------------
def _seat(
    game: Game, seat: str, wants: SeatAims, person: bool, rules: list[Row], decided: list[dict[str, Any]]
) -> dict[str, Any]:
    found = score(game.model, wants)
    points = [row[points_of(seat)] for row in rules]
    return {
        "seat": seat,
        "wants": wants.wants,
        "person": person,
        "points": found.points,
        "same_dice": points[0],
        "rules": spread(points),
        "better_than": sum(p < found.points for p in points),
        "as_good_as": sum(p == found.points for p in points),
        "aims": [
            {
                "aim": s.aim.title,
                "for": counts(s.aim),
                "value": s.value,
                "unit": s.aim.unit,
                "points": s.points,
                "of": 100.0 * s.aim.weight / wants.points,
                "rules": spread([row[aim_of(seat, i)] for row in rules]),
            }
            for i, s in enumerate(found.aims)
        ],
        "decided": decided,
    }


def spread(values: list[float | None]) -> dict[str, Any]:
    """Median of values, the range without five per cent at either end, and how many wars have one at all."""
    there = sorted(v for v in values if v is not None)
    if not there:
        return {"median": None, "low": None, "high": None, "there": 0, "of": len(values)}
    cut = len(there) * FEW // 100
    return {
        "median": statistics.median(there),
        "low": there[cut],
        "high": there[-1 - cut],
        "there": len(there),
        "of": len(values),
    }


def counts(aim: Aim) -> str:
    """What counts for an aim and what against, in words."""
    best, worst = number(aim.best), number(aim.worst)
    up, down = (" or more", " or less") if aim.best > aim.worst else (" or less", " or more")
    up, down = ("" if end == " or less" and value == "0" else end for value, end in ((best, up), (worst, down)))
    return f"all of them at {best}{up}, none at {worst}{down} ({aim.unit})"


# -- what decided it ---------------------------------------------------------------------------------------------------
def _moved(seat: str, tried: list[tuple[Decision, Answer]], was: Row, would: list[Row]) -> list[tuple[int, float]]:
    """The decisions that moved a seat's points most: their numbers, and points as taken less otherwise."""
    column = points_of(seat)
    moved = [(i, was[column] - row[column]) for i, row in enumerate(would)]
    ranked = sorted((m for m in moved if abs(m[1]) >= LEAST), key=lambda m: -abs(m[1]))
    kinds: dict[tuple[str, str], tuple[int, float]] = {}
    for i, by in ranked:
        question = tried[i][0].question
        kinds.setdefault((question.seat, question.kind), (i, by))
    return list(kinds.values())[:TOLD]


def _decision(game: Game, decision: Decision, other: Answer, by: float) -> dict[str, Any]:
    """One decision that moved a seat, as data."""
    q = decision.question
    person = any(isinstance(o, Answered) and o.moment == decision.moment for o in game.orders)
    return {
        "day": q.day,
        "date": (game.scenario.file.start + dt.timedelta(days=q.day)).isoformat(),
        "seat": q.seat,
        "kind": q.kind,
        "question": q.text,
        "answer": decision.answer,
        "other": other,
        "person": person,
        "points": by,
    }


def _over_seeds(
    hands: Crew, game: Game, first: dict[str, tuple[Decision, Answer]], advance: Advance
) -> dict[str, dict[str, Any]]:
    """What the decision that moved each seat most does to its points over fresh seeds, all else left to the rules."""
    flips = {(d.moment, str(o)): d.flip(o) for d, o in first.values()}
    if not flips:
        return {}
    seeds = range(game.seed + HUNDRED, game.seed + HUNDRED + FRESH)
    pairs = [found for _, found in hands.over(seeds, list(flips.values()), advance)]
    out = {}
    for seat, (d, o) in first.items():
        at = list(flips).index((d.moment, str(o)))
        e = effect(points_of(seat), [row[at] for row in pairs])
        out[seat] = {
            "median": e.median,
            "low": e.low,
            "high": e.high,
            "more": e.more,
            "less": e.less,
            "pairs": e.pairs,
            "clear": e.clear,
        }
    return out
