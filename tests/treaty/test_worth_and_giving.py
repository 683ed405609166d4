"""What texts are worth to members, and who gives: the signs of standings, and a force that suffices or does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panj.treaty.council.giving import give
from panj.treaty.council.member import temper
from panj.treaty.council.worth import Standings, judge, reversion, shares
from panj.treaty.ladder import FORCE, Rung

RUNGS = [r for r in Rung if r]
W = replace(temper(), enough=0.6)


def standings(n: int = 5, seed: int = 0, **more: object) -> Standings:
    """A council drawn at random; the last member asks."""
    rng = np.random.default_rng(seed)
    means = rng.uniform(0.1, 1.0, n)
    rows = {name: rng.uniform(0.1, 0.9, n) for name in ("stake", "caution", "credibility", "outside_options")}
    base = Standings(
        **rows,
        means=means,
        ties=rng.uniform(0.0, 0.3, n),
        threat=np.full(n, 0.7),
        met=np.zeros(n),
        offer=shares(means, n - 1),
        trust=np.full((n, n), 0.5),
        bound=True,
        attacked=True,
        asks=n - 1,
    )
    return replace(base, **more)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.floats(-1, 1), st.floats(0, 1)), min_size=1, max_size=6),
    st.integers(0, 15),
)
def test_who_gives_would_not_do_better_otherwise(rows, needed):
    """A force comes together only where it suffices, and nobody in it would gain by leaving."""
    men, own, whole = (np.array(x, dtype=float)[:, None] for x in zip(*rows, strict=True))
    found = give(men, own, whole, np.array([float(needed)]))
    gives, sent = found.gives[:, 0], float(men[found.gives].sum())
    if not found.suffices[0]:
        assert sent == 0
        return
    assert sent >= needed
    for i in gives.nonzero()[0]:
        decides = sent - men[i, 0] < needed
        assert own[i, 0] + (whole[i, 0] if decides else 0.0) >= 0.0
        assert found.pivotal[i, 0] == decides


def test_the_one_with_the_means_is_pivotal_and_others_leave_the_burden_to_it_where_it_alone_suffices():
    """A state with men enough carries a force that it wants; without its men nobody's will brings one together."""
    men, own = np.array([[1000.0], [300.0], [300.0]]), np.array([[-0.1], [-0.2], [-0.05]])
    whole = np.full((3, 1), 0.5)
    assert give(men, own, whole, 1000.0).gives[:, 0].tolist() == [True, False, False]
    assert give(men, own, whole, 1000.0).pivotal[:, 0].tolist() == [True, False, False]
    unwilling = own - np.array([[0.5], [0.0], [0.0]])
    assert not give(men, unwilling, whole, 1000.0).suffices[0]
    assert give(men, unwilling, whole, 1000.0).refused[:, 0].tolist() == [True, False, False]
    assert give(men, unwilling, whole, 600.0).gives[:, 0].tolist() == [False, True, True]


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(("which", "sign"), [("stake", 1), ("credibility", 1), ("caution", -1), ("ties", -1)])
def test_a_standing_moves_the_worth_of_a_text_its_way(which, sign, seed):
    """With who gives held fixed, stake and credibility never make a text worth less to a giver, caution and ties never
    more."""
    s = standings(seed=seed)
    gives = np.ones((5, len(RUNGS)))
    more = replace(s, **{which: np.minimum(getattr(s, which) + 0.1, 1.0)})
    moved = judge(W, more, RUNGS, gives=gives).worth - judge(W, s, RUNGS, gives=gives).worth
    assert (sign * moved[:-1] >= -1e-12).all()
    assert (sign * moved[:-1] > 0.0).any()


def test_trust_in_those_who_give_and_in_the_one_who_asks_makes_help_worth_more():
    """Trust between any two members has an effect: in givers it makes their help count, in the one who asks it makes
    giving pay."""
    s = standings(trust=np.full((5, 5), 0.5))
    gives = np.ones((5, len(RUNGS)))
    base = judge(W, s, RUNGS, gives=gives).worth
    for i in range(5):
        for j in range(5):
            if i == j:
                continue
            trust = s.trust.copy()
            trust[i, j] = 0.8
            moved = judge(W, replace(s, trust=trust), RUNGS, gives=gives).worth - base
            assert (moved[i, 3:] > 0.0).all(), (i, j)
            assert np.abs(np.delete(moved, i, axis=0)).max() == 0.0


def test_force_without_the_men_is_worth_nothing_and_words_need_none():
    """Where those who could carry a force refuse, a text with force is paper; statements and missions stand."""
    s = standings(stake=np.array([0.05, 0.3, 0.3, 0.3, 0.9]), means=np.array([1.0, 0.2, 0.2, 0.2, 0.2]))
    s = replace(s, offer=shares(s.means, 4), caution=np.array([1.0, 0.1, 0.1, 0.1, 0.1]))
    t = judge(replace(W, lead_threshold=0.1), s, RUNGS)  # to lead a force is no gain by itself
    for k, r in enumerate(RUNGS):
        assert bool(t.giving.suffices[k]) is (r not in FORCE)
        if r in FORCE:
            assert (t.worth[:, k] == 0.0).all()
    assert t.worth[4, 1] > 0.0


def test_who_votes_and_does_not_send_bears_less_of_the_fear_and_in_limited_format_none():
    """A cautious member without men objects less to a text that the willing carry alone."""
    s = standings(stake=np.full(5, 0.1), caution=np.full(5, 0.9), credibility=np.zeros(5), ties=np.zeros(5))
    gives = np.zeros((5, 1))
    gives[0] = 1.0
    w = replace(W, enough=0.0, lead_threshold=0.1)  # to lead a force is no gain by itself
    whole = judge(w, s, [Rung.force_combat], gives=gives).worth[1, 0]
    alone = judge(w, s, [Rung.force_combat], gives=gives, bearing=[0.5]).worth[1, 0]
    giver = judge(w, s, [Rung.force_combat], gives=gives).worth[0, 0]
    assert giver < whole < alone


def test_what_the_lead_state_would_do_alone_stands_for_the_others_where_nothing_passes():
    """The more the lead state does by itself, the more the reversion is worth to the others, for they carry nothing."""
    s = standings()
    without = reversion(W, s, Rung.consult_info)
    with_it = reversion(W, s, Rung.consult_info, 0, Rung.mil_tech)
    assert (with_it[1:] > without[1:]).all()
    more = reversion(W, s, Rung.consult_info, 0, Rung.force_combat)
    assert (more[1:4] > with_it[1:4]).all()


def test_many_weights_are_judged_at_once():
    """Weights along leading axes come to what each comes to alone."""
    rng = np.random.default_rng(0)
    drawn = [replace(W, burden=float(b), riding=float(r)) for b, r in rng.uniform(0.1, 0.9, (6, 2))]
    s = standings()
    whole = replace(W, **{k: np.array([getattr(w, k) for w in drawn])[:, None, None] for k in ("burden", "riding")})
    both = judge(whole, s, RUNGS)
    for k, w in enumerate(drawn):
        assert np.allclose(both.worth[k], judge(w, s, RUNGS).worth)
        assert (both.giving.gives[k] == judge(w, s, RUNGS).giving.gives).all()
