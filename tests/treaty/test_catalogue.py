"""The catalogue: cases T01 to T28, each told in one sentence, with its outcome and the clause that caused it."""

from __future__ import annotations

import datetime as dt

import pytest

from panj.scenarios.errors import InputError
from panj.treaty.course.forces import ForcePool, paper_men
from panj.treaty.course.procedure import Procedure
from panj.treaty.ladder import FORCE, Rung
from panj.treaty.law.clauses import Request, Threat
from panj.treaty.law.regime import load_regime

ATTACK = Threat("armed_attack", "nonstate", "AFG", "TJK", True, True)
SUPPORT_ALL = dict.fromkeys(("ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"), "support")


def states(ruling) -> list[str]:
    """States of the procedure in the order in which the case went through them."""
    return [t.state for t in ruling.path]


def test_t01_a_threat_without_a_request_brings_consultations_only(desk):
    """T01. Massing, no attack; the member informs and asks for nothing."""
    ruling = desk.adjudicate("t01.toml")
    assert ruling.state == "CONSULT"
    assert ruling.finding("CST-2").holds is True
    assert ruling.finding("TRIGGER").holds is False
    assert not ruling.obligation
    assert not ruling.collective_force
    assert ruling.max_rung == Rung.consult_info


def test_t02_an_attack_without_a_request_binds_nobody(desk):
    """T02. Armed attack, but nobody asks: no aid, no obligation; consultations are allowed."""
    ruling = desk.adjudicate("t02.toml")
    assert ruling.finding("TRIGGER").holds is True
    assert ruling.finding("REQUEST").holds is False
    assert ruling.finding("CST-4").holds is False
    assert not ruling.obligation
    assert ruling.max_rung <= Rung.consult_info


def test_t03_one_objection_blocks_collective_force_but_not_the_base(desk):
    """T03. Armed attack, valid request for combat force, consensus; Kazakhstan objects; Russia acts on its own."""
    ruling = desk.adjudicate("t03.toml")
    assert not ruling.collective_force
    assert ruling.blocked_by == ["KAZ"]
    assert ruling.finding("CH-12").holds is False
    assert "force_noncombat" in ruling.to_json()["bilateral"]["RUS"]
    assert "BILATERAL" in states(ruling)
    assert ruling.obligation  # Article 4 binds all the same; the alliance does not agree on how to meet it


def test_t04_a_state_that_has_left_is_owed_nothing(desk):
    """T04. Attack on Uzbekistan in 2021, nine years after it left: no obligation, no procedure."""
    ruling = desk.adjudicate("t04.toml")
    assert states(ruling) == ["MONITOR"]
    assert not ruling.obligation
    assert ruling.measures == frozenset()
    assert ruling.finding("CH-11").holds is False


def test_t05_the_same_state_was_owed_help_while_it_was_a_member(desk):
    """T05. The same attack in 2010: an obligation as for any member."""
    ruling = desk.adjudicate("t05.toml")
    assert ruling.obligation
    assert ruling.finding("CST-4").holds is True
    assert ruling.votes["UZB"] == "support"
    assert ruling.collective_force


def test_t06_the_text_of_1992_does_not_know_attackers_that_are_no_state(desk):
    """T06. A non-state attacker: not triggered under the text of 1992, triggered under the broad reading."""
    strict, broad = desk.adjudicate("t06-strict.toml"), desk.adjudicate("t06-broad.toml")
    assert strict.finding("TRIGGER").holds is False
    assert strict.finding("CST-4-1992").holds is False
    assert not strict.obligation
    assert not strict.collective_force
    assert broad.finding("TRIGGER").holds is True
    assert broad.obligation
    assert broad.collective_force


def test_t07_between_members_there_is_talk_and_both_vote(desk):
    """T07. The attacker is another member: political measures or consultations only; both vote; no force."""
    ruling = desk.adjudicate("t07.toml")
    assert ruling.finding("ATTACKER").holds is False
    assert not ruling.obligation
    assert ruling.max_rung <= Rung.consult_info
    assert {"KGZ", "TJK"} <= set(ruling.votes)


def test_t08_an_attack_outside_the_members_territory_triggers_nothing(desk):
    """T08. Armenia asks because of an attack outside its own territory."""
    ruling = desk.adjudicate("t08.toml")
    assert ruling.finding("TERRITORY").holds is False
    assert ruling.finding("TRIGGER").holds is False
    assert not ruling.obligation
    assert not ruling.collective_force


def test_t09_a_contested_government_cannot_ask(desk):
    """T09. The request comes from a contested government: it is not valid."""
    ruling = desk.adjudicate("t09.toml")
    assert ruling.finding("GOVERNMENT").holds is False
    assert not ruling.obligation
    assert ruling.votes == {}
    assert ruling.max_rung <= Rung.consult_info


def test_t10_unrest_is_an_attack_only_with_a_claimed_element_from_outside(desk):
    """T10. Unrest, broad reading: without an element from outside not triggered, with one triggered."""
    without, with_one = desk.adjudicate("t10-without.toml"), desk.adjudicate("t10-with.toml")
    assert without.finding("TRIGGER").holds is False
    assert not without.obligation
    assert without.finding("CST-6").holds is False
    assert without.finding("PKA-3").holds is True  # a guard force, by vote, under the agreement on peacekeeping
    assert with_one.finding("TRIGGER").holds is True
    assert with_one.obligation
    assert with_one.measures & FORCE == {Rung.force_noncombat}


def test_t11_an_abstention_does_not_block_and_the_abstainer_need_not_contribute(desk):
    """T11. Five support, one abstains, consensus: adopted; Armenia sends nothing."""
    ruling = desk.adjudicate("t11.toml")
    assert ruling.collective_force
    assert ruling.finding("CH-12").holds is True
    assert ruling.blocked_by == []
    assert ruling.contributors == ["BLR", "KAZ", "KGZ", "RUS"]


def test_t12_the_requester_may_refuse_a_weaker_text(desk):
    """T12. Force falls and the requester refuses the weaker text: BLOCKED, by the requester too."""
    ruling = desk.adjudicate("t12.toml")
    assert ruling.state == "BLOCKED"
    assert "ARM" in ruling.blocked_by
    assert ruling.finding("CONSENT").holds is False
    assert not ruling.collective_force


def test_t13_in_limited_format_the_willing_decide_and_the_rest_bear_no_responsibility(desk):
    """T13. Kazakhstan objects and Armenia abstains, nobody objects to the limited format: the willing send force."""
    ruling = desk.adjudicate("t13.toml")
    assert ruling.collective_force
    assert ruling.state == "DEPLOY"
    assert ruling.contributors == ["BLR", "KGZ", "RUS"]
    assert ruling.finding("CH-12").facts["not_responsible"] == ["ARM", "KAZ"]
    assert "ARM, KAZ take no part and bear no responsibility" in ruling.finding("CH-12").reason


def test_t14_one_objection_to_the_limited_format_brings_back_consensus(desk):
    """T14. Kazakhstan objects to deciding so: consensus of all, and there Kazakhstan objects to the text."""
    ruling = desk.adjudicate("t14.toml")
    assert not ruling.collective_force
    assert ruling.blocked_by == ["KAZ"]
    assert "KAZ object to it: all decide" in ruling.finding("CH-12").reason


def test_t15_the_permanent_council_consults_and_refers_and_sends_nothing_itself(desk, regime_file):
    """T15. An appeal laid before the Permanent Council leads to consultation and referral; even a regime in which it
    decides gives it no force to send."""
    ruling = desk.adjudicate("t15.toml")
    assert ruling.finding("CH-16").holds is True
    assert Rung.consult_info in ruling.measures
    assert states(ruling).index("REQUESTED") < states(ruling).index("CSC_VOTE")
    own = regime_file(deciding_body='"Permanent Council"')
    force = desk.rule(case={"regime": own})
    assert force.finding("CST-6").holds is False
    assert not force.collective_force


def test_t16_no_force_where_technical_aid_is_asked_for_and_found_needed(desk):
    """T16. The Joint Staff's ceiling and the ask are both technical aid."""
    ruling = desk.adjudicate("t16.toml")
    assert not ruling.collective_force
    assert Rung.mil_tech in ruling.measures
    assert ruling.finding("STAFF").holds is True
    assert ruling.finding("D-2013").holds is True


def test_t17_nothing_beyond_the_ask(desk):
    """T17. Technical aid is asked for; members would send force, and it is not adopted."""
    ruling = desk.adjudicate("t17.toml")
    assert ruling.max_rung == Rung.mil_tech


def test_t18_withdrawing_the_request_ends_the_procedure_and_what_was_adopted_stays():
    """T18. The member takes its appeal back while the ministers draft."""
    p = Procedure(load_regime("csto-2010"), "TJK", dt.date(2021, 7, 7), ATTACK)
    p.notify(0.0)
    p.tick(2.0)
    p.request(2.0, Request(True, True, 4, int(Rung.force_combat)))
    p.tick(20.0)
    p.report(20.0, Rung.force_combat, "as found.")
    assert p.state == "DRAFT"
    before = p.measures
    p.withdraw(21.0)
    assert p.state == "CLOSED"
    assert p.measures == before == {Rung.political, Rung.consult_info, Rung.mission}
    p.news()
    p.tick(4000.0)
    assert p.news() == []
    assert p.path[-1].clause == "CH-16"


def test_t19_the_chair_has_one_vote_like_any_other(desk):
    """T19. The requester holds the chair: the same result as without."""
    chaired, plain = desk.adjudicate("t19.toml"), desk.adjudicate("t20.toml")
    assert chaired.measures == plain.measures
    assert chaired.votes == plain.votes
    assert chaired.contributors == plain.contributors
    assert states(chaired) == states(plain)
    assert "one vote like any other" in chaired.finding("CHAIR").reason


def test_t20_collective_force_is_reported_to_the_security_council(desk):
    """T20. Force is adopted: Article 51 of the UN Charter."""
    ruling = desk.adjudicate("t20.toml")
    assert ruling.collective_force
    assert ruling.report_to_unsc
    assert ruling.finding("UN-51").holds is True


def test_t21_a_majority_overrules_one_objection(desk):
    """T21. One objects, more than half support, the regime decides by majority."""
    ruling = desk.adjudicate("t21.toml")
    assert ruling.collective_force
    assert ruling.blocked_by == []
    assert "majority: 5 of 6" in ruling.finding("CH-12").reason
    assert "KAZ" not in ruling.contributors


def test_t22_only_the_lead_state_blocks_under_lead_state(desk):
    """T22. Kazakhstan objects: adopted. Russia objects: blocked."""
    other, lead = desk.adjudicate("t22-other.toml"), desk.adjudicate("t22-lead.toml")
    assert other.collective_force
    assert other.finding("CH-12").holds is True
    assert not lead.collective_force
    assert lead.blocked_by == ["RUS"]
    assert lead.finding("CH-12").holds is False


def test_t23_automatic_aid_needs_no_vote(desk):
    """T23. Trigger and request: force without a vote, although one would have objected."""
    ruling = desk.adjudicate("t23.toml")
    assert ruling.collective_force
    assert ruling.votes == {}
    assert "CSC_VOTE" not in states(ruling)
    assert "no vote" in ruling.finding("CH-12").reason


def test_t24_who_is_no_member_has_no_voice(desk):
    """T24. A partner is given a position: refused as bad input, with the key and who is allowed."""
    with pytest.raises(InputError) as error:
        desk.adjudicate("t24.toml")
    assert error.value.where == "positions.UZB"
    assert "ARM, BLR, KAZ, KGZ, RUS, TJK" in error.value.allowed


def test_t25_what_the_lead_state_will_not_carry_stays_on_paper(desk):
    """T25. Everybody supports, the lead state sends nobody: promised and delivered differ."""
    ruling = desk.adjudicate("t25.toml")
    assert ruling.finding("CH-12").holds is True
    assert ruling.collective_force
    assert ruling.finding("LEAD").holds is False
    assert ruling.state == "ADOPTED"
    assert "DEPLOY" not in states(ruling)
    assert ruling.contributors == []
    assert sum(c.promised for c in ruling.consignments) > 0
    assert sum(c.sent for c in ruling.consignments) == 0


def test_t26_two_members_attacked_at_once_share_one_pool_of_forces(desk):
    """T26. Two procedures ask for the same men: nobody's men are sent twice."""
    pool = ForcePool()
    first = desk.adjudicate("t26-first.toml", pool)
    second = desk.adjudicate("t26-second.toml", pool)
    assert first.collective_force
    assert second.collective_force
    sent: dict[str, float] = {}
    for ruling in (first, second):
        for c in ruling.consignments:
            if c.measure in FORCE:
                sent[c.contributor] = sent.get(c.contributor, 0) + c.sent
    assert sent["RUS"] == paper_men()["RUS"]
    assert all(men <= paper_men()[code] for code, men in sent.items())
    promised = {c.contributor: c.promised for c in second.consignments}
    delivered = {c.contributor: c.sent for c in second.consignments}
    assert delivered["RUS"] < promised["RUS"]


def test_t27_a_draft_that_passes_its_deadline_waits_for_the_next_session():
    """T27. The clock of the draft runs long: DEFERRED to the next session, then the vote."""

    def slow(which: str) -> float:
        return 0.999 if which == "clock-draft" else 0.5

    p = Procedure(load_regime("csto-2010"), "TJK", dt.date(2021, 7, 7), ATTACK, slow)
    p.notify(0.0)
    p.tick(3.0)
    p.request(3.0, Request(True, True, 4, int(Rung.force_combat)))
    p.tick(30.0)
    p.report(30.0, Rung.force_combat, "as found.")
    begun = p.day
    p.tick(begun + 44.9)
    assert p.state == "DRAFT"
    p.tick(begun + 45.0)
    assert p.state == "DEFERRED"
    assert "next session" in p.path[-1].reason
    p.tick(5000.0)
    assert p.awaits == "positions"
    assert p.cast(p.day, SUPPORT_ALL)


def test_t28_force_on_a_threat_alone_is_for_the_regime_to_allow(desk):
    """T28. Combat force sent for by Article 2: decided by vote where the regime allows it, else not possible."""
    allows, forbids = desk.adjudicate("t28-allows.toml"), desk.adjudicate("t28-forbids.toml")
    assert allows.finding("CST-6").holds is True
    assert allows.collective_force
    assert allows.votes
    assert not allows.obligation
    assert forbids.finding("CST-6").holds is False
    assert not forbids.collective_force


def test_t29_a_mission_that_has_left_stays_adopted_when_the_final_text_is_refused(desk):
    """T29. An appeal under Article 4, a mission sent at once, which finds little needed; weeks later the requester
    refuses the final text: BLOCKED by it, and what was adopted on the way stays."""
    ruling = desk.adjudicate("t29.toml")
    assert ruling.state == "BLOCKED"
    assert ruling.blocked_by == ["ARM"]
    assert ruling.measures == {Rung.political, Rung.consult_info, Rung.mission}
    sent, refused = ruling.day_of("ASSESS"), ruling.day_of("BLOCKED")
    assert sent is not None
    assert refused is not None
    assert refused - sent > 14.0
    assert ruling.finding("CONSENT").holds is False
