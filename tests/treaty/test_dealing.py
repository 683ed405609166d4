"""Dealing: what members say beforehand is what they vote, a good that would do does, and texts may name their men."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panj.tests.treaty.test_sitting import UNWILLING, at_the_vote, sitting
from panj.treaty.council.dealing import BACKING, MEN, Trade, before, gain, price, sound_text, sound_trade, weigh
from panj.treaty.council.member import Member, goods
from panj.treaty.council.rule import Floats
from panj.treaty.council.sitting import Sitting
from panj.treaty.ladder import Rung
from panj.treaty.law.vote import SUPPORT
from panj.treaty.text import Text

UNIT = st.floats(0.0, 1.0)
MEMBER = st.builds(
    Member, st.just("KAZ"), UNIT, UNIT, UNIT, UNIT, UNIT, UNIT, st.fixed_dictionaries({"RUS": UNIT, "BLR": UNIT})
)


def force(s: Sitting) -> Text:
    return Text(s.p.worded(Rung.force_combat))


@settings(max_examples=40, deadline=None)
@given(kaz=MEMBER, blr=MEMBER, regime=st.sampled_from(["csto-2010", "majority", "lead-state"]))
def test_what_members_say_beforehand_is_what_they_vote(kaz: Member, blr: Member, regime: str) -> None:
    """As long as nothing changes, everybody votes as it said when it was asked about the text; who would support it
    lacks nothing, and nothing is thrown or changed by asking."""
    s = at_the_vote(sitting(regime, KAZ=kaz, BLR=blr))
    s.p.tabled = force(s)
    said = sound_text(s, s.tabled(), "RUS")
    assert {one.seat: one.would for one in said} == {b.code: b.position for b in s.ballots()}
    assert all(one.lacks == 0.0 and not one.would_do for one in said if one.would == SUPPORT)


@settings(max_examples=40, deadline=None)
@given(kaz=MEMBER, good=st.sampled_from(sorted(goods())))
def test_who_takes_a_good_for_its_support_then_gives_it(kaz: Member, good: str) -> None:
    """By its rule a member takes a trade just where the text, with what was promised for it, is one that it supports;
    a good that is said to do would be taken."""
    s = at_the_vote(sitting(KAZ=kaz))
    s.p.tabled = text = force(s)
    floor, me = before(s, text), s.members["KAZ"]
    worth, _ = weigh(me, Trade("RUS", "KAZ", good, BACKING), floor)
    got = gain(me, "RUS", good, 0, None)

    class Paid(Sitting):
        def owed(self, codes: Sequence[str], texts: Sequence[Text]) -> Floats | float:
            return got * np.outer([c == "KAZ" for c in codes], [t.top <= text.top for t in texts])

    paid = Paid(s.p, s.members, s.seen, s.attacked, s.w, s.draw)
    position = next(b.position for b in paid.ballots() if b.code == "KAZ")
    (before_,) = (one for one in sound_text(s, text, "RUS") if one.seat == "KAZ")
    if before_.would != SUPPORT:
        assert (worth >= 0.0) == (position == SUPPORT) == (good in before_.would_do)


def test_nobody_gives_what_it_has_not_and_nothing_is_given_for_nothing() -> None:
    """Without a text only goods are dealt in; what brings nothing is refused, and so is more men than one has."""
    s = at_the_vote(sitting())
    me, floor = s.members["KAZ"], before(s, force(s))
    assert sound_trade(me, Trade("RUS", "KAZ", BACKING, "customs"), None).would == "refuse"
    assert sound_trade(me, Trade("RUS", "KAZ", "customs", BACKING), None).would == "refuse"
    assert sound_trade(me, Trade("RUS", "KAZ", "customs", MEN, 10_000_000), floor).would == "refuse"
    assert sound_trade(me, Trade("RUS", "KAZ", "basing", "customs"), None).would == "accept"


@given(me=MEMBER, good=st.sampled_from(sorted(goods())))
def test_a_good_costs_more_to_who_could_do_well_elsewhere(me: Member, good: str) -> None:
    """Its price by half, and by all of what the member could have instead."""
    assert price(me, good, 0, None) == pytest.approx(goods()[good].price * (0.5 + me.outside_options))


def test_twice_the_men_cost_twice_as_much() -> None:
    """To one whom the text costs something; more men than it has cannot be given at any price."""
    s = at_the_vote(sitting(KAZ=UNWILLING))
    me, floor = s.members["KAZ"], before(s, force(s))
    one, two = price(me, MEN, 200, floor), price(me, MEN, 400, floor)
    assert 0.0 < 2.0 * one == pytest.approx(two)
    assert price(me, MEN, s.at_hand("KAZ") + 1, floor) == math.inf


@pytest.mark.parametrize("men", [300, 1000, 2500, 6000])
def test_fewer_men_cost_less_and_meet_less(men: int) -> None:
    """A text that names its men wants so many; its load goes with them, and it meets no more of a threat with more than
    are wanted. The usual number, said or left out, is the same text to everybody."""
    s = at_the_vote(sitting())
    usual, named = force(s), replace(force(s), men=men)
    b = s.bargain(usual, named)
    assert b is not None
    x, i, j = b.terms, b.column(usual), b.column(named)
    part = men / s.wanted(Text(frozenset()))
    assert x.load[:, j] == pytest.approx(part * x.load[:, i])
    assert x.need[:, j] == pytest.approx(min(1.0, part) * x.need[:, i])
    given_ = s.would_give(named, [c for c in s.members if c != "TJK"])
    assert sum(g.share for g in given_) == pytest.approx(men, abs=3)
