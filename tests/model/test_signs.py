"""What moves the members moves whole wars, in the direction that the literature gives: caution, stake, burden, riding.

Pairs of whole wars on the same seeds, alike in all but one thing. The lead state is bold in both: where it will not
carry a force, nobody else's motives matter. Counted are pairs in which the alliance promises more men in one war than
in the other: who votes for a text need not give to it, and motives of single members show in what they give. Error rate
of each test: were there no effect, these pairs would fall either way, and so many on one side come up
by chance in less than 1 of 100 changes of the code (sign test).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from panj.model import BorderModel

pytestmark = [pytest.mark.slow, pytest.mark.wars]
SEEDS = range(60)  # about one pair in four differs
Change = Callable[[BorderModel, float], None]


def others(name: str) -> Change:
    """Set a judgement of all members' standing but those of the requester and the lead state."""

    def change(model: BorderModel, value: float) -> None:
        for code, state in model.alliance.parties.items():
            if code not in (model.setting.file.requester, model.regime.lead_state):
                state.stands[name] = value

    return change


def weight(name: str) -> Change:
    """Set a weight of the members' rule."""

    def change(model: BorderModel, value: float) -> None:
        model.alliance.temper = replace(model.alliance.temper, **{name: value})

    return change


def men_promised(change: Change, value: float, seed: int) -> int:
    """Men that the alliance promises in a war where the militants mean to cross."""
    model = BorderModel("tajikistan-2021-incursion", "csto-2010", seed, days=75)
    model.alliance.states[model.regime.lead_state].stands |= {"stake": 1.0, "caution": 0.0}
    change(model, value)
    return int(model.run().outcomes()["promised_men"])


@pytest.mark.parametrize(
    ("change", "for_it", "against_it"),
    [
        pytest.param(others("caution"), 0.0, 1.0, id="caution: fear of being drawn in (Snyder 1984)"),
        pytest.param(others("stake"), 1.0, 0.0, id="stake: fear for the one who is threatened (Snyder 1984)"),
        pytest.param(weight("burden"), 0.0, 3.0, id="burden: unequal loads (Olson and Zeckhauser 1966)"),
        pytest.param(weight("riding"), 0.0, 1.0, id="riding: others give (Olson and Zeckhauser 1966)"),
    ],
)
def test_each_motive_has_its_sign_in_whole_wars(change: Change, for_it: float, against_it: float) -> None:
    """Less caution, more at stake, lighter burdens and less riding each bring more men."""
    pairs = [(men_promised(change, for_it, seed), men_promised(change, against_it, seed)) for seed in SEEDS]
    gained, lost = sum(a > b for a, b in pairs), sum(b > a for a, b in pairs)
    n = gained + lost
    chance = sum(math.comb(n, k) for k in range(gained, n + 1)) / 2**n
    assert chance < 0.01, f"{gained} pairs one way, {lost} the other"
