"""A policy: a few answers given once for the whole war, each for some days, as far as they are allowed that time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.seat import Observation

MOST, LEAST = "most", "least"  # of a number that is asked for


class Standing(Protocol):
    """An answer to a kind of question on the days from one to another, see panj.scenarios.aims.PolicyAnswer."""

    @property
    def kind(self) -> str:
        """One of MATTERS."""

    @property
    def answer(self) -> Answer:
        """An option; of a number `most`, `least`, or the number as near as is allowed."""

    @property
    def from_day(self) -> int:
        """First day, counted from the start."""

    @property
    def to_day(self) -> int:
        """Last day."""


class PolicySeat:
    """Answers by a policy; what it does not speak of, and what is not allowed, its rule answers."""

    def __init__(self, answers: Iterable[Standing]) -> None:
        self.answers = tuple(answers)

    def decide(self, question: Question, observation: Observation) -> Answer:
        """The first answer of the policy for this kind of question and day that is allowed, else the usual one."""
        for standing in self.answers:
            if standing.kind == question.kind and standing.from_day <= question.day <= standing.to_day:
                answer = allowed(question, standing.answer)
                if answer is not None:
                    return answer
        return question.usual


def allowed(question: Question, answer: Answer) -> Answer | None:
    """A policy's answer as this question takes it; None where it takes no such answer."""
    if question.options:
        return str(answer) if str(answer) in question.options else None
    ends = {MOST: question.high, LEAST: question.low}
    if isinstance(answer, str):
        return ends.get(answer)
    return min(max(answer, question.low), question.high)
