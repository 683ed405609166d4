"""Seats: any seat can be run through a war, answers of every kind are checked in one place, chairs change hands."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from panj.agents.seats.questions import MATTERS, Answer, Question
from panj.agents.seats.seat import Observation, RuleSeat, ScriptSeat, Seat
from panj.model import BorderModel
from panj.model.streams import address
from panj.scenarios.errors import InputError

WAR = ("tajikistan-2021-incursion", "csto-2010", 3, 60)  # an appeal for force, a vote, contingents


class AsUsual:
    """Answers as its rule would, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Question, Observation]] = []

    def decide(self, question: Question, observation: Observation) -> Answer:
        self.asked.append((question, observation))
        return question.usual


class AnyHow(AsUsual):
    """Answers anything that is allowed, by a hash of what it was asked so far."""

    def decide(self, question: Question, observation: Observation) -> Answer:
        self.asked.append((question, observation))
        n = address(f"{question.seat}-{question.kind}-{len(self.asked)}")
        options = list(question.options)
        return options[n % len(options)] if options else question.low + n % (question.high - question.low + 1)


class Contrary(AsUsual):
    """Answers the last that is allowed, always."""

    def decide(self, question: Question, observation: Observation) -> Answer:
        self.asked.append((question, observation))
        return list(question.options)[-1] if question.options else question.high


def run_through(make: Callable[[], Seat]) -> BorderModel:
    """A war in which every chair is taken by a seat of its own."""
    model = BorderModel(*WAR)
    for chair in model.chairs.values():
        chair.take(make())
    return model.run()


def seats_of(model: BorderModel) -> list[AsUsual]:
    return [c.seat for c in model.chairs.values() if isinstance(c.seat, AsUsual)]


@pytest.fixture(scope="module")
def usual() -> BorderModel:
    """The war in which all answer as usual."""
    return run_through(AsUsual)


def test_who_answers_as_usual_changes_nothing(usual: BorderModel) -> None:
    """Taking a chair and deciding as its rule would leaves the war the same to the digest; so does an empty script."""
    by_rule = run_through(RuleSeat).digest
    assert usual.digest == by_rule
    assert run_through(lambda: ScriptSeat([])).digest == by_rule


@pytest.mark.parametrize("kind", [AnyHow, Contrary])
def test_any_seat_can_be_run_through(kind: type[AsUsual]) -> None:
    """Whatever is answered, so long as it is allowed, the war goes on to its end."""
    model = run_through(kind)
    assert not model.running
    assert sum(len(seat.asked) for seat in seats_of(model)) > 5
    assert model.events.of("order")


def test_questions_are_data_and_say_what_they_are_about(usual: BorderModel) -> None:
    """Each goes through JSON unchanged, its usual answer is allowed and has a reason, and its chair lists its kind."""
    for seat in seats_of(usual):
        for question, observation in seat.asked:
            told = question.as_dict()
            assert json.loads(json.dumps(told)) == told
            assert json.loads(json.dumps(dict(observation))) == dict(observation)
            assert question.check(question.usual) == question.usual
            assert question.why.strip()
            assert question.text == MATTERS[question.kind]
            assert question.kind in usual.chairs[question.seat].matters
            assert question.options or question.unit


def test_every_matter_belongs_to_a_chair(usual: BorderModel) -> None:
    """No kind of question is in the vocabulary that nobody is ever asked."""
    assert set(MATTERS) == {kind for chair in usual.chairs.values() for kind in chair.matters}


@pytest.mark.parametrize("answer", [10**9, -50, 2.5, True, "many", None, [3], "yes"], ids=repr)
@pytest.mark.parametrize("kind", ["vote", "contribute"])
def test_an_answer_that_is_not_allowed_is_refused_in_one_line(kind: str, answer: object) -> None:
    """The line names the chair, the kind and the day, what was answered and what is allowed."""
    question = Question("vote", "KAZ", 9, "support", "so", {"support": "For.", "object": "Against."})
    if kind == "contribute":
        question = Question("contribute", "KAZ", 9, 300, "so", high=900, unit="men")
    with pytest.raises(InputError) as refused:
        question.check(answer)
    line = str(refused.value)
    assert "\n" not in line
    assert all(part in line for part in ("KAZ", kind, "day 9", repr(answer), question.allowed))


def test_a_chair_refuses_orders_on_what_it_is_never_asked() -> None:
    """A script for the wrong chair is refused when it sits down, not passed over in silence."""
    model = BorderModel("intro", seed=1)
    with pytest.raises(InputError, match=r"orders to KAZ.*'mobilise'.*vote, contribute"):
        model.chairs["KAZ"].take(ScriptSeat([(0, "mobilise", "yes")]))


def test_a_chair_can_be_taken_and_left_during_a_game() -> None:
    """Before it is taken and after it was left the rule decides; in between nobody else does."""
    model = BorderModel(*WAR)
    chair, seat = model.chairs["RUS"], AsUsual()
    taken = range(20, 40)
    while model.running:
        if model.day_begins and model.day in (taken.start, taken.stop):
            chair.take(seat) if model.day == taken.start else chair.leave()
        model.step()
    days = [question.day for question, _ in seat.asked]
    assert days
    assert all(taken.start <= day <= taken.stop for day in days)
    assert model.digest == BorderModel(*WAR).run().digest
