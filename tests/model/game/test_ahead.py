"""A look ahead tells a seat what is likely to follow from its answers, from nothing that it does not know."""

from __future__ import annotations

import json
from typing import Any

import pytest

from panj.agents.seats.questions import Question
from panj.model.game import Game
from panj.model.game.ahead import ALIKE, answers_to, look_ahead, nearest
from panj.model.game.routine import routine


def to_the_appeal(seed: int) -> tuple[Game, Question, dict[str, Any]]:
    """The small border up to the question what to ask for, all else answered as the staff advises."""
    game = Game("intro", "csto-2010", seed, seats=["TJK"])
    while (question := game.question or game.advance("end")) is not None:
        if question.kind == "request":
            return game, question, dict(game.sees("TJK")["facts"])
        game.answer(question.usual)
    raise AssertionError("no appeal in this war")


@pytest.mark.slow
def test_a_look_ahead_uses_nothing_that_the_seat_does_not_know() -> None:
    """With other dice and an umpire's plans in store, the same question and picture give the same answer."""
    game, question, seen = to_the_appeal(1)
    here = look_ahead(game, question, seen)
    other = Game("intro", "csto-2010", 99, orders=game.orders, lenient=True)
    other.play_to(game.step)
    other.inject("intent", "TLB", "", 1.0, "a secret", day=9)
    assert look_ahead(other, question, seen) == here
    assert json.loads(json.dumps(here)) == here
    assert {a["answer"] for a in here["answers"]} <= set(answers_to(question))
    for answer in here["answers"]:
        assert answer["wars"] <= ALIKE
        assert all(m["low"] <= m["median"] <= m["high"] for m in answer["measures"])


def test_the_war_that_looks_most_alike_comes_first() -> None:
    """Pictures are compared number by number, each in its spread, so that no unit decides."""
    seen = {"day": 5, "border_share": 0.5, "date": "2021-06-05"}
    pictures = {
        1: {"day": 5, "border_share": 0.1, "date": "x"},
        2: {"day": 5, "border_share": 0.5, "date": "x"},
        3: {"day": 9, "border_share": 0.9, "date": "x"},
    }
    assert nearest(seen, pictures) == [2, 1, 3]


def test_of_many_answers_the_advice_and_both_ends_are_looked_at() -> None:
    """And of a number the least, the usual and the most."""
    many = Question("request", "TJK", 1, "d", "", {o: o for o in "abcdefg"})
    assert answers_to(many) == ["a", "b", "d", "g"]
    assert answers_to(Question("contribute", "RUS", 1, 300, "", low=0, high=900)) == [0, 300, 900]


def test_routine_is_what_comes_again_and_again_with_the_same_answers() -> None:
    """What is decided week by week is a matter of standing policy; an appeal, a vote or a price never is."""
    game = Game("tajikistan-2021-incursion", "csto-2010", 1, 40)
    kinds = {matter.kind for matter in routine(game, "TJK")}
    assert {"share", "refuge", "parley"} <= kinds
    assert not kinds & {"request", "inform", "vote", "pay"}
