"""Cases beyond the catalogue: where several rules meet. Each docstring names the rule that settles the case."""

from __future__ import annotations

import datetime as dt

import pytest

from panj.scenarios.errors import InputError
from panj.treaty.course.forces import paper_men
from panj.treaty.ladder import FORCE, SOFT, WEAKER, Rung
from panj.treaty.law.regime import regime_names

COLLECTIVE = [name for name in regime_names() if name != "none"]
STATE = {"by": "state", "of": "AFG"}


def objecting(*members: str) -> dict[str, str]:
    return dict.fromkeys(members, "object")


def abstaining(*members: str) -> dict[str, str]:
    return dict.fromkeys(members, "abstain")


# -- who asks, and for whom --------------------------------------------------------------------------------------------
def test_a_contested_government_is_not_heard_even_where_unrest_counts_as_an_attack(desk):
    """Unrest with an outside element triggers Article 4, but an appeal needs the recognised government."""
    ruling = desk.rule(attack={"kind": "unrest", "by": "internal", "of": None}, request={"by": "contested_government"})
    assert ruling.finding("TRIGGER").holds is True
    assert ruling.finding("GOVERNMENT").holds is False
    assert not ruling.obligation
    assert ruling.votes == {}
    assert ruling.measures == SOFT


def test_a_partner_that_asks_is_owed_nothing_whatever_members_say(desk):
    """Membership on the date decides who is owed; all members' support changes nothing."""
    ruling = desk.rule(attack={"on": "UZB"})
    assert ruling.state == "MONITOR"
    assert ruling.measures == frozenset()
    assert "not a member on that date" in ruling.finding("CST-4").reason


def test_membership_ends_on_its_day(desk):
    """The table of joining and leaving: bound on the last day, not on the next; before 1994 nobody is bound."""
    last, after = (desk.rule(case={"date": dt.date(2012, 12, d)}, attack={"on": "UZB"}) for d in (18, 19))
    assert last.obligation
    assert not after.obligation
    early = desk.rule(case={"date": dt.date(1994, 4, 19)}, positions=None)
    assert not early.obligation
    assert early.state == "MONITOR"


def test_a_requester_without_a_given_position_supports_what_it_asked_for(desk):
    """Where a member is left out its own rule decides, and the rule of the one who asks is to take what it is given."""
    ruling = desk.rule(positions=None)
    assert ruling.votes["TJK"] == "support"


def test_an_attack_by_a_member_stays_one_when_it_is_called_a_state(desk):
    """The attacker must not be a member: calling Kyrgyzstan a state does not make Article 4 bind."""
    ruling = desk.rule(attack={"by": "state", "of": "KGZ"})
    assert ruling.finding("ATTACKER").holds is False
    assert not ruling.obligation
    assert ruling.max_rung <= Rung.consult_info


@pytest.mark.parametrize("regime", COLLECTIVE)
def test_no_regime_sends_force_between_members(desk, regime):
    """Between members: political measures or consultations only, under every vote rule."""
    ruling = desk.rule(case={"regime": regime}, attack={"by": "member", "of": "KGZ"})
    assert not ruling.collective_force
    assert ruling.max_rung <= Rung.consult_info
    assert {"KGZ", "TJK"} <= set(ruling.votes)


def test_members_quarrel_without_an_appeal_gets_good_offices_and_is_dropped(desk):
    """CONSULT to MONITOR: between members and no request."""
    ruling = desk.rule(attack={"by": "member", "of": "KGZ"}, request={"made": False})
    assert ruling.state == "MONITOR"
    assert ruling.measures == {Rung.political}


# -- the trigger and the ground ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("regime", COLLECTIVE)
def test_an_attack_outside_the_territory_gets_no_force_in_spite_of_a_request(desk, regime):
    """Own territory is a condition of the trigger in every regime."""
    ruling = desk.rule(case={"regime": regime}, attack={"territory": "outside", **STATE})
    assert ruling.finding("TERRITORY").holds is False
    assert not ruling.obligation
    assert ruling.max_rung <= Rung.consult_info


@pytest.mark.parametrize(
    ("regime", "sent"),
    [
        ("csto-2010", True),
        ("majority", True),
        ("lead-state", True),
        ("automatic", True),
        ("cst-1992", False),
        ("none", False),
    ],
)
def test_force_on_a_threat_alone_under_each_regime(desk, regime, sent):
    """Article 2 cases get force where the regime's article2_force says so, and then by a vote, automatic or not."""
    ruling = desk.rule(case={"regime": regime}, attack={"kind": "massing"}, request={"article": 2})
    assert ruling.collective_force is sent
    assert not ruling.obligation
    assert bool(ruling.votes) is (regime != "none")


@pytest.mark.parametrize("regime", COLLECTIVE)
def test_an_appeal_on_article_4_without_an_attack_is_taken_as_one_on_article_2(desk, regime):
    """Massing is no armed attack: whoever names Article 4 for it gets what an appeal on Article 2 gets, no more and no
    less, and is told so."""
    named, right = (
        desk.rule(case={"regime": regime}, attack={"kind": "massing"}, request={"article": a}) for a in (4, 2)
    )
    assert named.finding("TRIGGER").holds is False
    assert named.finding("QUALIFY").holds is False
    assert not named.obligation
    assert named.measures == right.measures
    assert named.votes == right.votes


def test_an_appeal_on_article_2_does_not_oblige_even_under_attack(desk):
    """Article 4 binds at a request on Article 4; on Article 2 force is for the vote."""
    ruling = desk.rule(request={"article": 2})
    assert not ruling.obligation
    assert ruling.collective_force
    assert ruling.votes


def test_the_text_of_1992_binds_without_a_request_when_a_state_attacks(desk):
    """cst-1992 has no request clause: aggression by a state is enough, and the council still votes."""
    ruling = desk.rule(case={"regime": "cst-1992"}, attack=STATE, request={"made": False})
    assert ruling.obligation
    assert ruling.finding("CST-4-1992").holds is True
    assert ruling.collective_force
    assert ruling.votes
    assert not desk.rule(attack=STATE, request={"made": False}).obligation


def test_a_request_does_not_widen_the_text_of_1992(desk):
    """A non-state attacker is outside the strict reading, asked or not; equipment may still be agreed (Article 2)."""
    force = desk.rule(case={"regime": "cst-1992"})
    kit = desk.rule(case={"regime": "cst-1992"}, request={"ask": "mil_tech"})
    assert not force.obligation
    assert not force.collective_force
    assert Rung.mil_tech in kit.measures


def test_unrest_that_is_only_internal_gets_no_force_on_either_article(desk):
    """No element from outside is claimed: neither an attack (Article 4) nor a threat from outside (Article 2)."""
    unrest = {"kind": "unrest", "by": "internal", "of": None, "external_element": False}
    for article in (2, 4):
        assert not desk.rule(attack=unrest, request={"article": article}).collective_force


def test_a_request_without_any_threat_brings_talk(desk):
    """CST-2 wants a threat: without one there is nothing to aid against."""
    ruling = desk.rule(attack={"kind": "none"}, request={"article": 2, "ask": "mil_tech"})
    assert ruling.finding("CST-2").holds is False
    assert ruling.max_rung <= Rung.consult_info


# -- votes -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rule", "positions", "passed"),
    [
        ("consensus", abstaining("ARM", "BLR"), True),
        ("consensus", objecting("ARM"), False),
        ("consensus_minus_one", objecting("KAZ"), True),
        ("consensus_minus_one", objecting("KAZ", "ARM"), False),
        ("two_thirds", objecting("KAZ", "ARM"), True),  # 4 of 6 are two thirds
        ("two_thirds", abstaining("KAZ", "ARM", "BLR"), False),  # 3 of 6 are not, nobody objects
        ("majority", objecting("KAZ", "ARM"), True),
        ("majority", objecting("KAZ", "ARM", "BLR"), False),  # 3 of 6 are not more than half
        ("majority", abstaining("KAZ", "ARM", "BLR"), False),
        ("lead_state", objecting("KAZ", "ARM", "BLR", "KGZ"), True),
        ("lead_state", objecting("RUS"), False),
        ("automatic", objecting("KAZ", "ARM", "BLR", "KGZ", "RUS"), True),
    ],
)
def test_vote_rules_at_their_boundaries(desk, regime_file, rule, positions, passed):
    """Each vote rule at the edge: shares are of all members, and an abstention is not support."""
    ruling = desk.rule(case={"regime": regime_file(vote_rule=f'"{rule}"')}, positions=positions)
    assert ruling.collective_force is passed
    assert bool(ruling.blocked_by) is not passed


def test_an_abstention_blocks_where_the_regime_says_so(desk, regime_file):
    """abstention_blocks counts silence as an objection."""
    own = regime_file(abstention_blocks="true")
    ruling = desk.rule(case={"regime": own}, positions=abstaining("ARM"))
    assert not ruling.collective_force
    assert ruling.blocked_by == ["ARM"]


@pytest.mark.parametrize("regime", COLLECTIVE)
def test_the_requester_itself_can_stop_the_text_under_every_rule(desk, regime):
    """The requester holds a vote too: no force comes to a territory whose government objects to it."""
    ruling = desk.rule(case={"regime": regime}, attack=STATE, positions=objecting("TJK"))
    assert not ruling.collective_force
    assert "TJK" in ruling.blocked_by
    assert ruling.finding("CONSENT").holds is False


@pytest.mark.parametrize(
    ("regime", "sent", "contributors"),
    [
        ("csto-2010", True, ["BLR", "RUS"]),
        ("majority", True, ["BLR", "RUS"]),  # 3 of 6 support: no majority, but the willing may
        ("lead-state", True, ["BLR", "RUS"]),
        ("cst-1992", False, []),  # it has no limited format, and this reading does not know the attacker
        ("none", False, []),
    ],
)
def test_the_limited_format_under_each_vote_rule(desk, regime, sent, contributors):
    """Where the regime has it and nobody objects to it, the willing decide, whatever the rule for all would be."""
    ruling = desk.rule(
        case={"regime": regime}, positions=objecting("ARM", "KAZ", "KGZ"), limited_format={"proposed": True}
    )
    assert ruling.collective_force is sent
    assert ruling.contributors == contributors


def test_the_limited_format_does_not_pass_over_the_requester(desk):
    """The requester accepts the text or there is no force, in limited format as in any other."""
    ruling = desk.rule(positions=objecting("TJK"), limited_format={"proposed": True})
    assert not ruling.collective_force
    assert ruling.blocked_by == ["TJK"]


def test_one_objection_to_the_format_leaves_a_majority_to_decide(desk):
    """T14 under majority: back to all, and there the majority carries it."""
    ruling = desk.rule(
        case={"regime": "majority"}, positions=objecting("KAZ"), limited_format={"proposed": True, "objectors": ["KAZ"]}
    )
    assert ruling.collective_force


# -- what is asked for, found needed and taken -------------------------------------------------------------------------
def test_an_ask_above_the_ceiling_gets_what_is_found_needed(desk):
    """The draft does not go beyond the Joint Staff's ceiling; a requester that accepts less gets that."""
    ruling = desk.rule(assessment={"ceiling": "mil_tech"})
    assert ruling.measures == WEAKER | {Rung.mil_tech}
    assert ruling.blocked_by == []


def test_a_ceiling_below_the_ask_is_refused_by_one_who_takes_nothing_less(desk):
    """accepts_weaker = false: the requester blocks a text weaker than it asked for, though everybody supports it."""
    for regime in ("csto-2010", "majority", "automatic"):
        ruling = desk.rule(
            case={"regime": regime}, request={"accepts_weaker": False}, assessment={"ceiling": "mil_tech"}
        )
        assert ruling.state == "BLOCKED"
        assert ruling.blocked_by == ["TJK"]
        assert not ruling.collective_force


def test_who_asks_for_words_gets_words(desk):
    """Nothing above the ask: an appeal for a statement brings a statement, under attack and by automatic aid too."""
    for regime in ("csto-2010", "automatic"):
        ruling = desk.rule(case={"regime": regime}, request={"ask": "political"})
        assert ruling.measures == {Rung.political}


# -- who carries it ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("regime", ["csto-2010", "majority", "automatic"])
def test_a_lead_state_that_sends_nobody_keeps_the_force_at_home_where_the_others_men_do_not_suffice(desk, regime):
    """A force exists when what is promised suffices: without the lead state's men the others' shares do not; where one
    of them sends more, they do, and the lead state's will is no gate."""
    ruling = desk.rule(case={"regime": regime}, contributions={"RUS": 0})
    assert ruling.collective_force
    assert ruling.state == "ADOPTED"
    assert ruling.finding("LEAD").holds is False
    assert ruling.contributors == []
    enough = desk.rule(case={"regime": regime}, contributions={"RUS": 0, "KAZ": 1500})
    assert enough.state == "DEPLOY"
    assert "KAZ" in enough.contributors
    assert "RUS" not in enough.contributors


@pytest.mark.parametrize(
    ("regime", "said"), [("majority", "abstain"), ("majority", "object"), ("csto-2010", "abstain")]
)
def test_who_votes_and_who_gives_are_two_things(desk, regime, said):
    """What blocks is what the rule says: an abstention under consensus, or one voice under majority, does not; but the
    force lacks the one who would carry it, which is said apart, and stays on paper."""
    ruling = desk.rule(case={"regime": regime}, positions={"RUS": said})
    assert ruling.collective_force
    assert ruling.blocked_by == []
    assert ruling.finding("CH-12").holds is True
    assert ruling.state == "ADOPTED"
    assert ruling.finding("LEAD").holds is False
    assert "does not carry the force" in ruling.finding("LEAD").reason
    assert ruling.contributors == []


def test_an_objection_of_the_lead_state_blocks_by_consensus_as_any_other(desk):
    """One voice, one vote: it blocks by its objection and not by being the lead state."""
    ruling = desk.rule(positions={"RUS": "object"})
    assert not ruling.collective_force
    assert ruling.blocked_by == ["RUS"]
    assert ruling.finding("CH-12").holds is False
    assert Rung.mission in ruling.measures


@pytest.mark.parametrize("regime", ["csto-2010", "cst-1992", "majority", "lead-state"])
def test_six_abstentions_adopt_nothing(desk, regime):
    """What nobody supports is not adopted under any rule, though nobody objects; the requester is among them."""
    ruling = desk.rule(case={"regime": regime}, positions=abstaining("ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"))
    assert not ruling.collective_force
    assert ruling.max_rung <= Rung.mission  # consultations and the inspection need no vote
    assert "TJK" in ruling.blocked_by
    assert "TJK itself does not support" in ruling.finding("CONSENT").reason


def test_a_text_needs_the_support_of_the_one_it_is_for(desk):
    """Five support, the requester abstains: help is not forced on anybody."""
    ruling = desk.rule(positions=abstaining("TJK"))
    assert not ruling.collective_force
    assert ruling.blocked_by == ["TJK"]


def test_where_nobody_has_men_nothing_sets_out(desk):
    """Forces must be available: contributions of zero by all leave the text on paper."""
    ruling = desk.rule(contributions=dict.fromkeys(("ARM", "BLR", "KAZ", "KGZ"), 0) | {"RUS": 0})
    assert ruling.state == "ADOPTED"
    assert ruling.finding("FORCES").holds is False


def test_nobody_sends_more_men_than_it_has(desk):
    """All that exists may be promised and goes; a man more is refused, and what there is is said."""
    most = paper_men()["RUS"]
    ruling = desk.rule(contributions={"RUS": most})
    assert {c.contributor: c.sent for c in ruling.consignments if c.measure in FORCE}["RUS"] == most
    with pytest.raises(InputError, match=f"0 to {most:,} men"):
        desk.rule(contributions={"RUS": most + 1})


def test_without_a_treaty_only_the_bilateral_track_is_left(desk):
    """none: no duty, no body, no collective measure; what a state does on its own stays."""
    ruling = desk.rule(case={"regime": "none"}, bilateral={"RUS": ["mil_tech", "force_combat"]})
    assert ruling.state == "BILATERAL"
    assert ruling.measures == frozenset()
    assert not ruling.obligation
    assert ruling.to_json()["bilateral"] == {"RUS": ["force_combat", "mil_tech"]}
    assert not ruling.report_to_unsc  # that duty is for collective force


def test_a_regime_of_ones_own_narrows_who_votes(desk, regime_file):
    """members = a list: the others have no vote, owe nothing and are owed nothing."""
    own = regime_file(members='["RUS", "TJK", "KGZ"]')
    said = dict.fromkeys(("RUS", "TJK", "KGZ"), "support")
    ruling = desk.rule(case={"regime": own}, positions=None, contributions=None, request={})
    assert set(ruling.votes) == set(said)
    assert set(ruling.contributors) <= {"RUS", "KGZ"}
    assert not desk.rule(case={"regime": own}, positions=None, attack={"on": "KAZ"}).obligation
