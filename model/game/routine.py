"""Which chairs are asked anything, and what: found by playing, since it hangs on scenario, regime and course."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from panj.model.border_model import BorderModel
from panj.model.game.game import Game
from panj.scenarios.arguments import of_kind

if TYPE_CHECKING:
    from panj.agents.seats.questions import Answer, Question
    from panj.agents.seats.seat import Observation
    from panj.scenarios.load import Scenario
    from panj.treaty.law.regime import Regime

WARS = 5  # played by the rules: with the seed of the game, and with those that follow
OFTEN = 4  # times in a war, on average, that a routine question is asked at least
_one_at_a_time = threading.Lock()


class Routine(NamedTuple):
    """A question that comes again and again with answers that can be given each time: a matter of standing policy."""

    kind: str
    options: Mapping[str, str]  # without those that can be given at times only, such as a place where a band is
    usual: str  # what the seat's rule says each time


@dataclass
class _Heard:
    """How a chair was asked about a matter."""

    times: int = 0
    options: dict[str, str] = field(default_factory=dict)
    usual: set[Answer] = field(default_factory=set)


def questioned(game: Game) -> dict[str, tuple[str, ...]]:
    """The chairs that are asked something in a game like this one, and the kinds of question, in the order of `chairs`.

    Five wars of the same scenario and regime are listened to, played by the rules. Who plays otherwise may bring
    about other questions; a chair that is asked in none of them has nothing to do.
    """
    of_kind("game", game, Game, "a Game")
    heard = _listen(game)
    return {
        chair: kinds for chair, all_ in game.chairs.items() if (kinds := tuple(k for k in all_ if (chair, k) in heard))
    }


def routine(game: Game, chair: str) -> tuple[Routine, ...]:
    """What a chair is asked again and again in a game like this one: at least `OFTEN` times a war, with two options or
    more that it always has, one of them the only answer that its rule gives."""
    heard = _listen(game)
    found = []
    for kind in game.chairs[chair]:
        h = heard.get((chair, kind))
        if h is not None and h.times >= OFTEN * WARS and len(h.options) > 1 and len(h.usual) == 1:
            found.append(Routine(kind, h.options, str(next(iter(h.usual)))))
    return tuple(found)


@dataclass(frozen=True)
class _Law:
    """A regime, equal to another where both say the same, books of one's own included."""

    content: str
    regime: Regime = field(compare=False)


def _listen(game: Game) -> dict[tuple[str, str], _Heard]:
    law = _Law(game.regime.content, game.regime)
    with _one_at_a_time:
        return _heard(game.scenario, law, game.seed, game.days, tuple(game.parameters.items()))


@lru_cache(maxsize=16)
def _heard(
    scenario: Scenario, law: _Law, seed: int, days: int, parameters: tuple[tuple[str, float], ...]
) -> dict[tuple[str, str], _Heard]:
    heard: dict[tuple[str, str], _Heard] = {}
    for number in range(WARS):
        war = BorderModel(scenario, law.regime, seed + number, days, dict(parameters))
        for chair in war.chairs.values():
            chair.take(_Listening(heard))
        war.run()
    return heard


class _Listening:
    """Answers by the rule and notes who was asked what."""

    def __init__(self, heard: dict[tuple[str, str], _Heard]) -> None:
        self.heard = heard

    def decide(self, question: Question, _: Observation) -> Answer:
        """As usual."""
        h = self.heard.setdefault((question.seat, question.kind), _Heard(options=dict(question.options)))
        h.times += 1
        h.options = {name: means for name, means in h.options.items() if name in question.options}
        h.usual.add(question.usual)
        return question.usual
