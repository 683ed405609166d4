"""What a regime makes of the council's game: the game counts as the law counts, and says who may propose when."""

from __future__ import annotations

from typing import get_args

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from panj.treaty.council.agenda import proposers, rounds_of, rule_of
from panj.treaty.council.rule import passed
from panj.treaty.ladder import Rung
from panj.treaty.law.norms import Norms, VoteRule
from panj.treaty.law.regime import load_regime
from panj.treaty.law.vote import ABSENT, OBJECT, POSITIONS, SUPPORT, consenting, count, voters
from panj.treaty.text import Text

CODES = ("ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK")


def norms(name: str) -> st.SearchStrategy[str]:
    """Every value of a norm."""
    return st.sampled_from(get_args(Norms.model_fields[name].annotation))


@settings(max_examples=600, deadline=None)
@given(
    st.fixed_dictionaries(
        {name: norms(name) for name in ("counted", "absence", "quorum")}
        | {"vote_rule": st.sampled_from(get_args(VoteRule))}
        | {name: st.booleans() for name in ("abstention_blocks", "parties_vote")}
    ),
    st.lists(st.sampled_from(POSITIONS), min_size=6, max_size=6),
    st.sets(st.sampled_from(CODES), max_size=2),
)
def test_the_game_counts_as_the_law_counts(said, positions, parties):
    """Under every vote rule, quorum and count of absence, a text passes in the game of texts if and only if the law
    passes it, somebody answers for it, and the one whom help is for consents."""
    regime = load_regime("csto-2010").model_copy(update=said)
    votes = dict(zip(CODES, positions, strict=True))
    ruled = count(regime, votes, parties)
    have = voters(regime, CODES, parties)
    lawful = ruled.passed and bool(ruled.responsible) and consenting("TJK", {c: votes[c] for c in have})
    rule = rule_of(regime, CODES, "TJK", parties=parties, absent=[c for c in CODES if votes[c] == ABSENT])
    support, objection = (np.array([[votes[c] == p] for c in CODES]) for p in (SUPPORT, OBJECT))
    assert bool(passed(rule, support, objection)[0]) is lawful


def test_a_regime_says_who_proposes_in_which_order():
    """Drafters take up the appeal and then the lead state's text; where any member may propose, means decide the order;
    where a text may be amended, whoever's turn comes next may."""
    regime = load_regime("csto-2010")
    by_means = ["RUS", "KAZ", "BLR", "KGZ", "ARM", "TJK"]
    order = {
        "drafters": ["TJK", "RUS"],
        "requester": ["TJK"],
        "chair": ["RUS"],
        "any_member": ["TJK", "RUS", "KAZ", "BLR", "KGZ", "ARM"],
    }
    texts = [Text(frozenset({Rung.mil_tech}))]
    for norm, who in order.items():
        changed = regime.model_copy(update={"proposed_by": norm, "rounds": 3})
        assert proposers(changed, CODES, "TJK", by_means) == who
        rounds = rounds_of(changed, CODES, "TJK", by_means, texts)
        assert [CODES[r.proposer] for r in rounds] == [who[k % len(who)] for k in range(3)]
        assert all(bool(r.amenders) is (len(who) > 1) for r in rounds)
        closed = rounds_of(changed.model_copy(update={"amendable": False}), CODES, "TJK", by_means, texts)
        assert not any(r.amenders for r in closed)
