"""What would have happened otherwise is played, not guessed."""

from __future__ import annotations

import pytest
from scipy.stats import binom

from panj.model.game import Answered, Game
from panj.model.game.counterfactual import Decision, decisions, effects, every_otherwise, otherwise
from panj.model.game.pairs import LEVEL, conditions, effect, on_seed, rank_of
from panj.model.record.events import Event


def intro() -> Game:
    game = Game("intro", "csto-2010", 1, 10)
    game.advance("end")
    return game


def test_every_decision_is_found_and_answered_as_the_rules_did() -> None:
    """The decisions of a game of rules are those whose usual answers made it; noting them changes nothing."""
    game = intro()
    digest = game.digest
    found = decisions(game)
    assert {d.question.kind for d in found} >= {"inform", "mobilise", "refuge", "intent"}
    assert all(d.answer == d.question.usual for d in found)
    assert game.digest == digest


def one(game: Game, seat: str, kind: str) -> Decision:
    """The first decision of a kind that a seat took."""
    return next(d for d in decisions(game) if (d.question.seat, d.question.kind) == (seat, kind))


def test_the_same_answer_costs_nothing() -> None:
    """A decision 'changed' to what it was gives the war that was, outcome for outcome."""
    game = intro()
    decision = one(game, "TJK", "inform")
    same = otherwise(game, decision, decision.answer)
    assert same.was == same.would
    assert same.was["digest"] == game.digest
    assert same.cost("losses_member") == 0.0


def test_every_other_answer_is_played() -> None:
    """Each decision is answered in each other way once; who does not inform today does so later or never."""
    game = intro()
    courses = list(every_otherwise(game))
    assert len(courses) == sum(len(d.others) for d in decisions(game))
    silent = next(c for c in courses if c.decision.question.kind == "inform" and c.other == "no")
    later = silent.would["inform_day"]
    assert later is None or later > silent.was["inform_day"]


def test_one_objection_blocks_under_consensus() -> None:
    """Kazakhstan's first vote turned into an objection is a veto more, in a war played again with the same dice."""
    game = Game("tajikistan-2021-incursion", "csto-2010", 1, 40)
    game.advance("end")
    blocked = otherwise(game, one(game, "KAZ", "vote"), "object")
    assert blocked.would["vetoes"] > blocked.was["vetoes"]
    assert blocked.would["request_day"] == blocked.was["request_day"]


def test_an_effect_over_seeds_tells_nothing_from_nothing() -> None:
    """Where a decision changes nothing in any seed, its effect is exactly zero over all pairs, and not clear."""
    game = intro()
    decision = one(game, "TJK", "inform")
    (found,) = effects(game, decision, decision.answer, ["losses_member"])
    assert (found.median, found.low, found.high, found.pairs, found.clear) == (0.0, 0.0, 0.0, 40, False)


def test_a_course_that_the_rules_take_anyway_is_the_war_of_the_rules() -> None:
    """Over seeds the decision as the rule took it gives the war without people; the nth question is the nth met."""
    game = intro()
    weekly = [d for d in decisions(game) if (d.question.seat, d.question.kind) == ("TJK", "refuge")]
    assert [d.nth for d in weekly] == list(range(len(weekly)))
    usual, [(was, would)] = on_seed(conditions(game), 5, [weekly[1].flip("nobody")])
    rules = Game("intro", "csto-2010", 5, 10)
    rules.advance("end")
    assert was == usual == rules.model.outcomes()
    assert would["digest"] != was["digest"]
    (order,) = (o for o in _orders(game, 5, weekly[1]) if o.kind == "order")
    assert order.step // game.model.steps_per_day == 7


def _orders(game: Game, seed: int, decision: Decision) -> list[Event]:
    """The log of another seed's war with the same order given on the same day."""
    war = Game(game.scenario, game.regime, seed, game.days, orders=[Answered(*decision.moment, "nobody")])
    war.advance("end")
    return list(war.model.events)


@pytest.mark.parametrize("pairs", [7, 20, 40, 200])
def test_the_interval_of_the_median_holds_as_often_as_it_says(pairs: int) -> None:
    """The ranks cover the median with the level they claim (binomial, exact), and one rank further in would not."""
    rank = rank_of(pairs)
    assert 1.0 - 2.0 * binom.cdf(rank - 1, pairs, 0.5) >= LEVEL
    assert 1.0 - 2.0 * binom.cdf(rank, pairs, 0.5) < LEVEL


def test_a_rare_effect_in_one_direction_is_clear_though_its_median_is_zero() -> None:
    """Twelve pairs of forty with a difference, all in one direction, are no chance; six against six are."""
    same, more, less = ({"vetoes": 1}, {"vetoes": 1}), ({"vetoes": 2}, {"vetoes": 1}), ({"vetoes": 0}, {"vetoes": 1})
    one_way, both = effect("vetoes", [same] * 28 + [more] * 12), effect("vetoes", [same] * 28 + [more, less] * 6)
    assert (one_way.median, one_way.more, one_way.less, one_way.clear) == (0.0, 12, 0, True)
    assert (both.more, both.less, both.clear) == (6, 6, False)


def test_too_few_pairs_have_no_interval() -> None:
    """From six pairs or fewer no interval is given, and nothing is called clear."""
    found = effect(
        "decision_day",
        [({"decision_day": 9}, {"decision_day": 3})] * 6 + [({"decision_day": 9}, {"decision_day": None})] * 34,
    )
    assert (found.median, found.low, found.high, found.pairs, found.clear) == (6.0, None, None, 6, False)
    assert (found.as_taken, found.otherwise) == (40, 6)


def test_what_the_umpire_let_happen_happens_in_every_pair() -> None:
    """Injects are conditions of the game: the wars of other seeds have them, too."""
    game = intro()
    bare, _ = on_seed(conditions(game), 5, [])
    game.rewind(2)
    game.inject("intent", "TLB", amount=1.0)
    game.advance("end")
    rows = [on_seed(conditions(game), 5, [])[0], bare]
    assert rows[0]["digest"] != rows[1]["digest"]
