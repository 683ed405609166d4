"""Those who sit on a case: drafting, the fast track, bargaining, lessons; and what is delivered of what was adopted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from panj.treaty.council.member import Member, demands, temper
from panj.treaty.council.sitting import Sitting
from panj.treaty.course.delivery import deliver, experience
from panj.treaty.course.forces import ForcePool
from panj.treaty.course.procedure import Procedure
from panj.treaty.ladder import Rung
from panj.treaty.law.clauses import Request, Threat
from panj.treaty.law.regime import load_regime
from panj.treaty.opinion.jointstaff import SectorEstimate, need, recommend

CODES = ("ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK")
ATTACK = Threat("armed_attack", "nonstate", "AFG", "TJK", True, True)
KEEN = Member("X", stake=1.0, means=0.6, caution=0.0, credibility=1.0)
UNWILLING = Member("X", stake=0.0, means=0.6, caution=1.0, credibility=0.0, ties=1.0)


def half(who: str, which: str) -> float:
    return 0.5


def sitting(
    regime: str = "csto-2010",
    ask: Rung = Rung.force_combat,
    draw: Callable = half,
    **members: Member,
) -> Sitting:
    """A procedure asked for `ask`, with everybody keen but those given."""
    p = Procedure(load_regime(regime), "TJK", dt.date(2021, 7, 7), ATTACK)
    p.notify(0.0)
    p.tick(2.0)
    p.asked = Request(True, True, 4, int(ask))
    seated = {code: replace(members.get(code, KEEN), code=code) for code in CODES}
    w = replace(temper(), gain=2.0, burden=0.1, entrapment=1.0, ties=1.0, credibility=0.2, lead_threshold=0.0)
    return Sitting(p, seated, dict.fromkeys(CODES, 0.9), True, w, draw)


def test_ministers_draft_what_is_asked_for_when_it_is_expected_to_pass():
    """Everybody keen: the draft is the ask, never more."""
    for ask in (Rung.exercise, Rung.mil_tech, Rung.force_noncombat, Rung.force_combat):
        assert sitting(ask=ask).draft()[0] == ask


def test_ministers_draft_less_where_one_would_block_more_and_the_rule_lets_it():
    """One who fears being drawn in stops force under consensus, and the draft says so; under majority it does not."""
    rung, reason = sitting(KAZ=UNWILLING).draft()
    assert rung < Rung.force_noncombat
    assert "a text up to a force that fights is expected to fall" in reason
    assert sitting("majority", KAZ=UNWILLING).draft()[0] == Rung.force_combat


def test_ministers_do_not_draft_force_that_the_lead_state_would_not_carry():
    """Lead-state will is a gate of its own: even a majority that would pass force drafts less without it."""
    rung, reason = sitting("majority", RUS=UNWILLING).draft()
    assert rung == Rung.mil_tech
    assert "RUS would not carry" in reason


def test_the_draft_keeps_to_ceiling_and_law():
    """Neither keen members nor the ask lift the draft above the Joint Staff's ceiling."""
    s = sitting()
    s.p.ceiling = Rung.mil_tech
    assert s.draft()[0] == Rung.mil_tech
    assert "the staff's ceiling" in s.draft()[1]


def test_the_fast_track_needs_a_duty_a_willing_lead_state_and_no_objection_in_sight():
    """Straight to the council only where all three hold."""
    force = Request(True, True, 4, int(Rung.force_combat))
    assert sitting().committed(force)
    assert not sitting().committed(Request(True, True, 2, int(Rung.force_combat)))
    assert not sitting(RUS=UNWILLING).committed(force)
    assert not sitting(KAZ=UNWILLING).committed(force)
    assert not sitting(ask=Rung.mil_tech).committed(Request(True, True, 4, int(Rung.mil_tech)))


def test_a_price_paid_makes_the_lead_state_willing_and_one_refused_unwilling():
    """Quid pro quo: aid, delay and trust all move with the demand."""
    demand = demands()["basing"]
    pays = sitting()
    refuses = sitting(TJK=replace(KEEN, stake=0.1, outside_options=1.0))
    paid, days, lessons = pays.bargain(demand)
    assert paid
    assert pays.members["RUS"].side_payment == demand.worth > 0.0
    assert demand.days[0] <= days <= demand.days[2]
    assert all(x.after < x.before for x in lessons)
    assert {x.code for x in lessons} == set(CODES) - {"RUS"}
    assert not refuses.bargain(demand)[0]
    assert refuses.members["RUS"].side_payment < 0.0
    assert pays.bargain(demands()["none"])[1] == 0.0


def test_trust_moves_with_what_allies_did():
    """After a vote the requester trusts who stood by it more and who did not less; the others learn about the lead."""
    s = sitting(KAZ=UNWILLING)
    while s.p.awaits != "positions":
        if s.p.state == "CONSULT":
            s.p.request(s.p.day, s.p.asked)
        elif s.p.awaits == "assessment":
            s.p.report(s.p.day, Rung.force_combat, "as found.")
        else:
            s.p.tick(s.p.due)
    s.vote(s.p.day)
    lessons = {(x.code, x.ally): x for x in s.lessons()}
    assert lessons["TJK", "KAZ"].after < lessons["TJK", "KAZ"].before
    assert lessons["TJK", "RUS"].after > lessons["TJK", "RUS"].before
    assert ("ARM", "RUS") in lessons
    assert ("ARM", "KAZ") not in lessons
    assert s.members["TJK"].trust["KAZ"] == lessons["TJK", "KAZ"].after


def test_shares_follow_means_and_leave_the_requester_out():
    """Unequal burdens: who has more sends more; the one who is helped sends nothing."""
    s = sitting(RUS=replace(KEEN, means=0.9), ARM=replace(KEEN, means=0.1))
    shares = s.shares(3600, CODES)
    assert "TJK" not in shares
    assert shares["RUS"] == 9 * shares["ARM"] or abs(shares["RUS"] - 9 * shares["ARM"]) <= 9
    assert abs(sum(shares.values()) - 3600) <= len(shares)


# -- delivery ----------------------------------------------------------------------------------------------------------
def test_equipment_comes_as_often_as_promises_are_kept():
    """Over evenly spread draws the share of promises kept in full is the prior, for each of its published values."""
    for prior in (0.22, 0.41, 0.50, 0.745):
        known, kept, n = experience(prior), 0, 2000
        for k in range(n):
            (c,) = deliver(
                frozenset({Rung.mil_tech}), {}, givers={"RUS": 1.0}, case="x", pool=ForcePool(), day=0.0,
                lead_willing=True, known=known, draw=lambda who, which, k=k: ((k * 0.6180339887) % 1.0),
            )  # fmt: skip
            kept += c.sent == c.promised
        assert kept / n == pytest.approx(prior, abs=0.005)


def test_what_the_lead_state_will_not_carry_is_promised_and_not_sent():
    """Adoption on paper: every consignment of force has men promised, none sent and no day."""
    sent = deliver(
        frozenset({Rung.force_combat}), {"RUS": 2000, "KAZ": 300}, givers={"RUS": 1.0, "KAZ": 0.5}, case="x",
        pool=ForcePool(), day=5.0, lead_willing=False, known=experience(0.5), draw=half,
    )  # fmt: skip
    assert [(c.promised, c.sent, c.day) for c in sent] == [(300.0, 0.0, None), (2000.0, 0.0, None)]


def test_2500_men_arrive_in_two_to_four_days():
    """A snap deployment of one wave takes two to four days, as in 2015 (K5); a second wave takes that much longer."""
    for u in (0.0, 0.25, 0.5, 0.75, 0.999):
        one, two = (
            max(c.day for c in deliver(
                frozenset({Rung.force_combat}), men, givers=dict.fromkeys(men, 1.0), case="x", pool=ForcePool(),
                day=0.0, lead_willing=True, known=experience(0.5), draw=lambda who, which, u=u: u,
            ))
            for men in ({"RUS": 2500}, {"RUS": 2500, "KAZ": 2400})
        )  # fmt: skip
        assert 2.0 <= one <= 4.0
        assert two > one


def test_whole_battalions_go_and_none_goes_twice():
    """Where men stand in battalions whole ones go, never one twice, never a man more than there is."""
    pool = ForcePool(battalions={"RUS": [500, 500, 300]})
    assert pool.commit("RUS", "a", 800) == 1000
    assert pool.commit("RUS", "b", 100) == 0
    assert pool.commit("RUS", "b", 600) == 300
    assert pool.commit("RUS", "c", 600) == 0
    assert pool.commit("RUS", "c", 0) == 0
    with pytest.raises(ValueError, match="-1"):
        pool.commit("RUS", "c", -1)


# -- the Joint Staff ---------------------------------------------------------------------------------------------------
QUIET = SectorEstimate("the west", 800.0, 0.1, 400.0, 0.0, 0.5, 0.8, False)


def test_where_militants_stand_and_do_not_come_equipment_is_what_is_needed():
    """Technical aid is needed, joint forces are not: many opposite, few expected, and patrols that see too little."""
    rung, reason = need(QUIET)
    assert rung == Rung.mil_tech
    assert "joint forces are not" in reason


def test_a_sector_under_attack_that_does_not_hold_needs_force():
    """The same sector under attack by more than it can hold: guards where relief would do, else combat."""
    assert need(replace(QUIET, attacked=True, intent=0.6))[0] == Rung.force_noncombat
    assert need(replace(QUIET, attacked=True, intent=0.9))[0] == Rung.force_combat
    assert need(replace(QUIET, attacked=True, intent=0.9, coming_men=5000.0))[0] < Rung.force_noncombat


def test_who_is_in_the_land_behind_counts():
    """Militants inside whom too few hunt need a force that may fight; with enough after them aircraft would help."""
    behind = replace(QUIET, inside_men=200.0, hunters=100.0)
    assert need(behind)[0] == Rung.force_combat
    assert need(replace(behind, hunters=600.0))[0] == Rung.mil_tech
    assert "behind the west" in need(behind)[1]


def test_the_ceiling_is_what_the_worst_sector_needs_and_says_which():
    """The highest of what the sectors need, with the sectors that need it; nothing opposite means consultations."""
    found = recommend([QUIET, replace(QUIET, name="the east", attacked=True, intent=0.9)])
    assert found.ceiling == Rung.force_combat
    assert any("the east" in reason for reason in found.reasons)
    assert recommend([replace(QUIET, hostile_men=0.0)]).ceiling == Rung.consult_info
    assert recommend([replace(QUIET, watch_now=0.95)]).ceiling == Rung.exercise
