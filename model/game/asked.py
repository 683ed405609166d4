"""Which chairs are asked anything, and what: found by playing, since it hangs on scenario, regime and course."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING

from panj.model.border_model import BorderModel
from panj.treaty.law.regime import Regime

if TYPE_CHECKING:
    from panj.agents.seats.questions import Answer, Question
    from panj.agents.seats.seat import Observation
    from panj.model.game.game import Game
    from panj.scenarios.load import Scenario

WARS = 5  # played by the rules: with the seed of the game, and with those that follow
_one_at_a_time = threading.Lock()


def asked(game: Game) -> dict[str, tuple[str, ...]]:
    """The chairs that are asked something in a game like this one, and the kinds of question, in the order of `chairs`.

    Five wars of the same scenario and regime are listened to, played by the rules. Who plays otherwise may bring
    about other questions; a chair that is asked in none of them has nothing to do.
    """
    with _one_at_a_time:
        heard = _heard(
            game.scenario, game.regime.model_dump_json(), game.seed, game.days, tuple(game.parameters.items())
        )
    return {
        chair: kinds for chair, all_ in game.chairs.items() if (kinds := tuple(k for k in all_ if (chair, k) in heard))
    }


@lru_cache(maxsize=16)
def _heard(
    scenario: Scenario, regime: str, seed: int, days: int, parameters: tuple[tuple[str, float], ...]
) -> frozenset[tuple[str, str]]:
    heard: set[tuple[str, str]] = set()
    for number in range(WARS):
        war = BorderModel(scenario, Regime.model_validate_json(regime), seed + number, days, dict(parameters))
        for chair in war.chairs.values():
            chair.take(_Listening(heard))
        war.run()
    return frozenset(heard)


class _Listening:
    """Answers by the rule and notes who was asked what."""

    def __init__(self, heard: set[tuple[str, str]]) -> None:
        self.heard = heard

    def decide(self, question: Question, _: Observation) -> Answer:
        """As usual."""
        self.heard.add((question.seat, question.kind))
        return question.usual
