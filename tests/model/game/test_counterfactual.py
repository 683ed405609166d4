"""What would have happened otherwise is played, not guessed."""

from __future__ import annotations

from model.game import Game
from model.game.counterfactual import Decision, decisions, effects, every_otherwise, otherwise


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
    (effect,) = effects(game, decision, decision.answer, ["losses_member"])
    assert (effect.median, effect.low, effect.high, effect.pairs, effect.clear) == (0.0, 0.0, 0.0, 40, False)
