"""Seats: whoever decides for an agent. A rule, a script, a person or a learner answers the same questions.

Kinds of question and their answers: `request` (a treaty Request and a reason), `mobilise` (yes, no), `vote` (support,
abstain, object), `carry` (yes, no: does the lead state carry the load of a text?), `contribute` (men), `bilateral` (a
rung or None), `exercise` (join, refuse).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Question:
    """What is to be decided: its kind, the answers allowed (empty: any), the day, and what it is about."""

    kind: str
    agent: str
    day: int
    options: tuple[str, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)


class Seat(Protocol):
    """Decides for an agent, from what that agent may know."""

    def decide(self, question: Question, observation: Mapping[str, Any]) -> Any:
        """Answer a question; must be one of `question.options` when these are given."""
        ...


class RuleSeat:
    """The default: the agent's own rule answers."""

    def __init__(self, rule: Callable[[Question, Mapping[str, Any]], Any]) -> None:
        self.rule = rule

    def decide(self, question: Question, observation: Mapping[str, Any]) -> Any:
        """Answer by rule."""
        return self.rule(question, observation)


class ScriptSeat:
    """A list of orders (from day, kind of question, answer), each used once; the rest another seat decides."""

    def __init__(self, orders: list[tuple[int, str, Any]], otherwise: Seat) -> None:
        self.orders = list(orders)
        self.otherwise = otherwise

    def decide(self, question: Question, observation: Mapping[str, Any]) -> Any:
        """The first order that fits the question, else what the other seat decides."""
        for i, (day, kind, answer) in enumerate(self.orders):
            if kind == question.kind and question.day >= day:
                del self.orders[i]
                if question.options and answer not in question.options:
                    allowed = ", ".join(question.options)
                    raise ValueError(f"script for {question.agent}: {kind} answered {answer!r}; allowed: {allowed}")
                return answer
        return self.otherwise.decide(question, observation)
