"""Those who sit on a case: drafting, the fast track, bargaining, lessons; and what is delivered of what was adopted."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from panj.treaty.council.agenda import rule_of
from panj.treaty.council.member import Member, demands, temper
from panj.treaty.council.sitting import Ballot, Sitting
from panj.treaty.course.delivery import Why, deliver, experience
from panj.treaty.course.forces import ForcePool
from panj.treaty.course.procedure import Procedure
from panj.treaty.ladder import Rung, top
from panj.treaty.law.clauses import Request, Threat
from panj.treaty.law.regime import load_regime
from panj.treaty.opinion.jointstaff import SectorEstimate, need, recommend
from panj.treaty.text import Text

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
    limited: bool = True,
    parties_vote: bool = True,
    absence: str = "abstention",
    **members: Member,
) -> Sitting:
    """A procedure asked for `ask`, with everybody keen but those given; norms of the regime as they are said."""
    law = load_regime(regime).changed({"parties_vote": parties_vote, "absence": absence})
    p = Procedure(law if limited else law.changed({"limited_format": False}), "TJK", dt.date(2021, 7, 7), ATTACK)
    p.notify(0.0)
    p.tick(2.0)
    p.asked = Request(True, True, 4, int(ask))
    seated = {code: replace(members.get(code, KEEN), code=code) for code in CODES}
    w = replace(temper(), gain=2.0, burden=0.1, entrapment=1.0, ties=1.0, credibility=0.2, lead_threshold=0.0)
    return Sitting(p, seated, dict.fromkeys(CODES, 0.9), True, w, draw)


def at_the_vote(s: Sitting) -> Sitting:
    """The same with the text of its first round before the council."""
    while s.p.awaits != "positions":
        if s.p.state == "CONSULT":
            s.p.request(s.p.day, s.p.asked)
        elif s.p.awaits == "assessment":
            s.p.report(s.p.day, Rung.force_combat, "as found.")
            draft = s.draft()
            s.p.propose(draft.text, draft.reason, draft.round)
        else:
            s.p.tick(s.p.due)
    return s


def test_what_is_asked_for_is_proposed_where_it_is_expected_to_pass():
    """Everybody keen: the draft is the ask, never more."""
    for ask in (Rung.exercise, Rung.mil_tech, Rung.force_noncombat, Rung.force_combat):
        assert sitting(ask=ask).draft().text.top == ask


def test_less_is_proposed_where_one_would_block_more_and_the_rule_lets_it():
    """One who fears being drawn in stops force under consensus, and the draft names it; under majority it does not."""
    draft = sitting(limited=False, KAZ=UNWILLING).draft()
    assert draft.text.top < Rung.force_noncombat
    assert "falls short with KAZ" in draft.reason
    assert sitting("majority", KAZ=UNWILLING).draft().text.top == Rung.force_combat


def test_force_without_the_men_of_the_one_who_has_them_is_not_proposed():
    """The lead state is pivotal where its means make it so: even a majority that would pass force proposes less."""
    rich = {c: replace(KEEN, means=0.1) for c in CODES if c != "RUS"}
    unwilling = replace(UNWILLING, means=1.0)
    assert sitting("majority", **rich, RUS=unwilling).draft().text.top == Rung.mil_tech
    others = {c: replace(KEEN, means=1.0) for c in CODES if c != "RUS"}
    assert sitting("majority", **others, RUS=replace(UNWILLING, means=0.1)).draft().text.top == Rung.force_combat


def test_the_draft_keeps_to_ceiling_and_law():
    """Neither keen members nor the ask lift the draft above the Joint Staff's ceiling."""
    s = sitting()
    s.p.ceiling = Rung.mil_tech
    assert s.draft().text.top == Rung.mil_tech
    assert "the staff's ceiling" in s.draft().reason


def test_the_fast_track_needs_a_duty_a_willing_lead_state_and_no_objection_in_sight():
    """Straight to the council only where all three hold."""
    force = Request(True, True, 4, int(Rung.force_combat))
    assert sitting().committed(force)
    assert not sitting().committed(Request(True, True, 2, int(Rung.force_combat)))
    assert not sitting(RUS=UNWILLING).committed(force)
    assert not sitting(KAZ=UNWILLING).committed(force)
    assert not sitting(ask=Rung.mil_tech).committed(Request(True, True, 4, int(Rung.mil_tech)))


def test_members_judge_by_the_threat_they_see_not_by_the_true_one():
    """Two members alike but for what their observers show them take different positions."""
    force = Text(frozenset({Rung.force_noncombat}))
    said = {}
    for threat in (0.9, 0.02):
        s = sitting(KAZ=replace(KEEN, caution=0.5, credibility=0.0, ties=0.1))
        s.seen = {**s.seen, "KAZ": threat}
        said[threat] = s.position("KAZ", force, s.bargain(force))[0]
    assert said[0.9] == "support"
    assert said[0.02] != "support"


def test_choice_is_quantal():
    """The chance to support follows the logistic of what a text is worth more, over temperature, exactly."""
    text = Text(frozenset({Rung.mil_tech}))
    s = sitting(KAZ=replace(KEEN, stake=0.3))
    b = s.bargain(text)
    edge, heat = b.edge("KAZ", text, 0), s.w.temperature * b.unsettled("KAZ", text, 0)
    flip = 1.0 / (1.0 + math.exp(edge / heat))  # below this draw, edge + noise < 0
    for u, supports in ((flip + 1e-6, True), (flip - 1e-6, False)):
        s.draw = lambda who, which, u=u: u
        assert (s.position("KAZ", text, b)[0] == "support") is supports


def test_an_objection_costs_something_by_itself():
    """Who loses less by a text than an open objection costs abstains; the price of dissent is a weight."""
    text = Text(frozenset({Rung.force_combat}))
    b = sitting().bargain(text)
    price = b.w.dissent
    assert [b.stance(u) for u in (-1.1 * price, -0.9 * price, 0.05)] == ["object", "abstain", "support"]
    dear = replace(b, w=replace(b.w, dissent=0.3))
    assert dear.stance(-0.2) == "abstain"


def test_a_text_that_falls_gives_way_to_another_proposer():
    """The next round: what the one whose turn it is would rather have, and the case goes on; after the last round what
    all support stays."""
    s = at_the_vote(sitting(limited=False))
    assert s.tabled().top == Rung.force_combat
    s.cast(s.p.day, [Ballot(c, "object" if c == "KAZ" else "support", "") for c in CODES])
    assert (s.p.state, s.p.round) == ("DRAFT", 1)
    second = s.draft()
    assert second.by == "RUS"
    s.p.propose(second.text, second.reason, second.round)
    while s.p.awaits != "positions":
        s.p.tick(s.p.due)
    s.cast(s.p.day, [Ballot(c, "object" if c == "KAZ" else "support", "") for c in CODES])
    assert s.p.state == "ADOPTED"
    assert top(s.p.measures) <= Rung.mission


def test_a_price_paid_makes_the_lead_state_willing_and_one_refused_unwilling():
    """Quid pro quo: aid, delay and trust all move with the demand."""
    demand = demands()["basing"]
    pays = sitting()
    refuses = sitting(TJK=replace(KEEN, stake=0.1, outside_options=1.0))
    paid, days, lessons = pays.demanded(demand)
    assert paid
    assert pays.members["RUS"].side_payment == demand.worth > 0.0
    assert demand.days[0] <= days <= demand.days[2]
    assert all(x.after < x.before for x in lessons)
    assert {x.code for x in lessons} == set(CODES) - {"RUS"}
    assert not refuses.demanded(demand)[0]
    assert refuses.members["RUS"].side_payment < 0.0
    assert pays.demanded(demands()["none"])[1] == 0.0


@pytest.mark.slow
def test_a_duty_that_needs_no_vote_is_kept_as_often_as_commitments_are():
    """Where aid is automatic: over evenly spread draws the share of members that give whatever they weigh is the prior
    that commitments are kept, for each of its published values; where there is a vote nobody is bound to give."""
    for prior in (0.22, 0.41, 0.50, 0.745):
        kept, n = 0, 1000
        for k in range(n):
            s = sitting("automatic", draw=lambda who, which, k=k: (k * 0.6180339887) % 1.0)
            s._temper = replace(s.w, reliability=prior)
            kept += s.bound_to_give("KAZ")
        assert kept / n == pytest.approx(prior, abs=0.005)
    assert not sitting(draw=lambda who, which: 0.0).bound_to_give("KAZ")


def test_trust_moves_with_what_allies_did():
    """The requester trusts who stood by it more and who did not less; the others learn the same, half as fast."""
    s = at_the_vote(sitting("majority", KAZ=UNWILLING))
    s.vote(s.p.day)
    lessons = {(x.code, x.ally): x for x in s.lessons()}
    assert lessons["TJK", "KAZ"].after < lessons["TJK", "KAZ"].before
    assert lessons["TJK", "RUS"].after > lessons["TJK", "RUS"].before
    for ally in ("RUS", "KAZ"):
        of_others = abs(lessons["ARM", ally].after - lessons["ARM", ally].before)
        assert 0.0 < of_others < abs(lessons["TJK", ally].after - lessons["TJK", ally].before)
    assert s.members["TJK"].trust["KAZ"] == lessons["TJK", "KAZ"].after


def test_shares_follow_means_and_leave_the_requester_out():
    """Unequal burdens: who has more carries more; the one who is helped carries nothing."""
    s = sitting(RUS=replace(KEEN, means=0.9), ARM=replace(KEEN, means=0.1))
    shares = s.fair_shares()
    assert "TJK" not in shares
    assert shares["RUS"] == pytest.approx(9 * shares["ARM"])
    assert sum(shares.values()) == pytest.approx(1.0)


# -- delivery ----------------------------------------------------------------------------------------------------------
def test_equipment_comes_as_often_as_promises_are_kept():
    """Over evenly spread draws the share of promises kept in full is the prior, for each of its published values."""
    for prior in (0.22, 0.41, 0.50, 0.745):
        known, kept, n = experience(prior), 0, 2000
        for k in range(n):
            (c,) = deliver(
                frozenset({Rung.mil_tech}),
                {},
                givers={"RUS": 1.0},
                case="x",
                pool=ForcePool(),
                day=0.0,
                sets_out=True,
                known=known,
                draw=lambda who, which, k=k: (k * 0.6180339887) % 1.0,
            )
            kept += c.sent == c.promised
        assert kept / n == pytest.approx(prior, abs=0.005)


def test_what_does_not_suffice_is_promised_and_not_sent():
    """Adoption on paper: every consignment of force has men promised, none sent and no day."""
    sent = deliver(
        frozenset({Rung.force_combat}),
        {"RUS": 2000, "KAZ": 300},
        givers={"RUS": 1.0, "KAZ": 0.5},
        case="x",
        pool=ForcePool(),
        day=5.0,
        sets_out=False,
        known=experience(0.5),
        draw=half,
    )
    assert [(c.promised, c.sent, c.day) for c in sent] == [(300.0, 0.0, None), (2000.0, 0.0, None)]


def test_2500_men_arrive_in_two_to_four_days():
    """A snap deployment of one wave takes two to four days, as in 2015 (K5); a second wave takes that much longer."""
    for u in (0.0, 0.25, 0.5, 0.75, 0.999):
        one, two = (
            max(
                c.day
                for c in deliver(
                    frozenset({Rung.force_combat}),
                    men,
                    givers=dict.fromkeys(men, 1.0),
                    case="x",
                    pool=ForcePool(),
                    day=0.0,
                    sets_out=True,
                    known=experience(0.5),
                    draw=lambda who, which, u=u: u,
                )
            )
            for men in ({"RUS": 2500}, {"RUS": 2500, "KAZ": 2400})
        )
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


def test_only_who_breaks_its_word_is_said_to():
    """What does not come is told apart: a force for which too little is promised, a share below half a battalion, and a
    promise that is broken."""
    men = {"RUS": 1000, "KAZ": 90, "ARM": 300}
    battalions = {"RUS": [500, 500], "KAZ": [400], "ARM": []}
    usual = {"givers": dict.fromkeys(men, 1.0), "case": "x", "day": 0.0, "known": experience(0.5)}

    def whys(measure: Rung, sets_out: bool) -> dict[str, Why | None]:
        pool = ForcePool(battalions=battalions)
        sent = deliver(frozenset({measure}), men, pool=pool, sets_out=sets_out, draw=lambda who, which: 0.99, **usual)
        return {c.contributor: c.why for c in sent}

    assert whys(Rung.force_combat, True) == {"RUS": None, "KAZ": Why.too_small, "ARM": Why.broken}
    assert set(whys(Rung.force_combat, False).values()) == {Why.too_little}
    assert set(whys(Rung.mil_tech, True).values()) == {Why.broken}


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


# -- the law's norms in the game ---------------------------------------------------------------------------------------
def test_who_has_no_vote_neither_votes_nor_blocks():
    """Where parties to a dispute do not vote, what they would say is not asked, nor does it stop a text."""
    s = sitting(KAZ=UNWILLING)
    asked = replace(s.p.asked, parties=("KAZ", "TJK"))
    assert s.committed(asked) is False
    s = sitting(KAZ=UNWILLING, parties_vote=False)
    assert s.committed(asked) is True
    assert [b.code for b in s.ballots()] == ["ARM", "BLR", "KGZ", "RUS"]
    assert rule_of(s.p.regime, CODES, "TJK", parties=s.p.parties).votes == (1, 1, 0, 1, 1, 0)


def test_an_absence_is_foreseen_as_the_law_counts_it():
    """Whether who is absent stops a text by consensus is a norm: an objection stops it, an abstention does not."""
    for counted, open_to in (("objection", False), ("abstention", True)):
        s = sitting(absence=counted)
        known = s.known
        s.known = lambda code, text, known=known: "absent" if code == "KAZ" else known(code, text)
        assert s.committed(s.p.asked) is open_to, counted
