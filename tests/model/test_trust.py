"""Trust between any two members in whole wars: where it reaches, and where its path ends."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from panj.agents.alliance.chamber import Chamber
from panj.model import BorderModel
from panj.treaty.council.bargain import Bargain


def before_a_vote(seed: int) -> Chamber:
    """The council of a war of the what-if on the first day on which texts can be laid before it."""
    model = BorderModel("tajikistan-2021-incursion", "csto-2010", seed)
    while model.running:
        model.step()
        case = model.alliance.pending
        if case is not None and case.chamber.texts():
            return case.chamber
    pytest.fail("nobody appeals")


def trusting(chamber: Chamber, who: str, ally: str, level: float) -> Bargain:
    """What the council comes to if one member trusts another that much."""
    state = chamber.seated(who)
    before = dict(state.trust)
    state.trust[ally] = level
    bargain = chamber.bargain()
    state.trust.clear()
    state.trust.update(before)
    assert bargain is not None
    _ = bargain.stages
    return bargain


@pytest.mark.parametrize("seed", range(3))
def test_trust_between_members_that_neither_ask_nor_lead_counts_where_the_trusted_one_would_give(seed: int) -> None:
    """The same council with the trust of one member in another at 0 and at 1, for every pair without the one that asks
    or leads: what a text is worth to the one who trusts rises by exactly what the other would give, the chance that it
    supports some text is another one, and nothing changes where that other would send nothing. No dice are thrown."""
    chamber = before_a_vote(seed)
    others = [c for c in chamber.seats() if c not in (chamber.p.requester, chamber.lead)]
    moved = 0
    for who, ally in permutations(others, 2):
        low, high = (trusting(chamber, who, ally, level) for level in (0.0, 1.0))
        i, j = low.codes.index(who), low.codes.index(ally)
        gives = low.terms.giving.gives[j]
        men = np.where([t.in_men for t in low.texts], low.standings.offer[j], low.terms.share[j])
        gain = np.where(gives, low.terms.public[i] * men, 0.0)
        assert np.allclose(high.terms.worth[i] - low.terms.worth[i], gain, atol=1e-12)
        rows = [k for k in range(len(low.codes)) if k != i]
        assert np.array_equal(high.terms.worth[rows], low.terms.worth[rows])
        moved += bool((high.stages[0].support[i] != low.stages[0].support[i]).any())
        if not gives.any():
            assert np.array_equal(high.stages[0].support, low.stages[0].support)
    assert moved > 0
