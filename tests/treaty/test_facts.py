"""Facts that change over the days of a case, or that only some treaties ask for: each key of the desk that says one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from panj.scenarios.errors import InputError
from panj.tests.experiments.command import panj, refused
from panj.treaty.desk.case import Case
from panj.treaty.desk.desk import adjudicate, tally
from panj.treaty.desk.tables import keys
from panj.treaty.ladder import Rung

ROOT = Path(__file__).parents[2]
D = dt.date


def states(ruling) -> list[str]:
    """States of the procedure in the order in which the case went through them."""
    return [t.state for t in ruling.path if t.state != "BILATERAL"]


# -- what is taken back ------------------------------------------------------------------------------------------------
def test_an_appeal_may_be_withdrawn_before_a_decision_and_then_nothing_is_voted_on(desk):
    """The procedure ends on that day; what was adopted stays."""
    slow = {"assessment": {"ceiling": "force_combat"}}
    ruling = desk.rule(request={"withdrawn": D(2021, 7, 20)}, **slow)
    assert ruling.state == "CLOSED"
    assert ruling.votes == {}
    assert ruling.path[-1].day == 13.0
    assert Rung.consult_info in ruling.measures
    late = desk.rule(request={"withdrawn": D(2023, 7, 20)}, **slow)
    assert late.votes
    assert states(late)[-2:] == ["DEPLOY", "CLOSED"]  # taken back while the force stands there: it leaves
    assert late.finding("CONSENT").facts["revoked"] == "2023-07-20"
    assert "takes back its appeal on 2023-07-20" in late.finding("CONSENT").reason


def test_consent_revoked_before_a_force_sets_out_keeps_it_at_home(desk):
    """Adopted, and nobody comes: consent counts to the last step."""
    ruling = desk.rule(request={"consent_revoked": D(2021, 7, 8)})
    assert ruling.collective_force
    assert "DEPLOY" not in states(ruling)
    assert ruling.contributors == []
    assert ruling.finding("CONSENT").holds is False


def test_consent_revoked_later_sends_a_force_home_and_leaves_others_there_without_right(desk):
    """Who contributed is still told; a base agreement does not stand in for consent."""
    ruling = desk.rule(
        request={"consent_revoked": D(2021, 8, 1)}, bilateral={"RUS": ["force_noncombat"], "KAZ": ["mil_tech"]}
    )
    assert states(ruling)[-2:] == ["DEPLOY", "CLOSED"]
    assert ruling.path[-1].day == 25.0
    assert "RUS" in ruling.contributors
    law = ruling.finding("UN-2-4")
    assert law.holds is False
    assert "2021-08-01" in law.reason
    assert "does not replace consent" in law.reason


# -- an element from outside -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("regime", "said", "binds"),
    [
        ("csto-2010", "claimed", True),
        ("csto-2010", "determined", True),
        ("csto-2010", True, True),
        ("csto-2010", False, False),
    ],
)
def test_the_broad_reading_takes_a_claim(desk, regime, said, binds):
    """Unrest counts as an attack where the member claims an element from outside."""
    attack = {"kind": "unrest", "by": "internal", "of": None, "external_element": said}
    assert desk.rule(case={"regime": regime}, attack=attack).obligation is binds


@pytest.mark.parametrize(("said", "binds"), [("claimed", False), ("determined", True), (True, True), (False, False)])
def test_the_north_atlantic_council_determines(desk, said, binds):
    """A claim is not enough for Article 5; whoever determined it is one of the treaty's bodies."""
    by = {"determined_by": "North Atlantic Council"} if said == "determined" else {}
    ruling = desk.rule(
        case={"regime": "north-atlantic", "date": D(2015, 11, 14)},
        positions=None,
        request=None,
        attack={"on": "FRA", "of": None, "external_element": said, **by},
    )
    assert ruling.obligation is binds


def test_who_determines_is_a_body_of_the_treaty(desk):
    """A body that the treaty does not have is refused by name, with those that it has."""
    with pytest.raises(InputError) as error:
        desk.case(attack={"external_element": "determined", "determined_by": "North Atlantic Council"})
    assert error.value.where == "attack.determined_by"
    assert "Collective Security Council" in error.value.allowed
    assert "UN Security Council" in error.value.allowed


# -- by cyber means ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("regime", ["csto-2010", "cst-1992", "majority"])
def test_an_attack_by_cyber_means_counts_where_it_is_held_to_be_as_grave(desk, regime):
    """Short of that the members consult, and nobody is bound."""
    state = {"by": "state", "means": "cyber"}
    below = desk.rule(case={"regime": regime}, attack=state)
    grave = desk.rule(case={"regime": regime}, attack=state | {"scale_and_effects": "armed_attack"})
    assert not below.obligation
    assert Rung.consult_info in below.measures
    assert grave.obligation
    assert grave.finding("CYBER").holds if "CYBER" in {f.clause for f in grave.findings} else True


def test_a_treaty_may_shut_cyber_attacks_out_or_take_them_as_any_other(desk, regime_file):
    """The norm `cyber` of a regime."""
    grave = {"means": "cyber", "scale_and_effects": "armed_attack"}
    assert not desk.rule(case={"regime": regime_file("no", cyber='"no"')}, attack=grave).obligation
    assert desk.rule(case={"regime": regime_file("yes", cyber='"yes"')}, attack={"means": "cyber"}).obligation


# -- who is there ------------------------------------------------------------------------------------------------------
def test_an_absent_member_does_not_block_and_sends_nobody(desk):
    """Unless the law says so, absence counts as an abstention, and no number need be there."""
    ruling = desk.rule(positions={"ARM": "absent", "KAZ": "absent"})
    assert ruling.collective_force
    assert not {"ARM", "KAZ"} & set(ruling.contributors)
    assert ruling.votes["ARM"] == "absent"


@pytest.mark.parametrize(
    ("quorum", "absent", "decided"),
    [
        ("majority", 2, True),
        ("majority", 3, False),
        ("two_thirds", 2, True),
        ("two_thirds", 3, False),
        ("all", 1, False),
        ("none", 4, True),
    ],
)
def test_without_a_quorum_there_is_no_vote(desk, regime_file, quorum, absent, decided):
    """Of six: more than half is four, two thirds are four, all are six. Nobody blocks, and the finding says who is
    missing."""
    away = dict.fromkeys(("ARM", "BLR", "KAZ", "KGZ")[:absent], "absent")
    ruling = desk.rule(case={"regime": regime_file(quorum=f'"{quorum}"')}, positions=away)
    assert ruling.collective_force is decided
    assert ruling.blocked_by == []
    assert ruling.finding("QUORUM").holds is decided
    assert "ARM" in ruling.finding("QUORUM").reason


@pytest.mark.parametrize(
    ("changes", "passes"),
    [
        ({"vote_rule": '"majority"'}, False),  # 3 of 6 members
        ({"vote_rule": '"majority"', "counted": '"present"'}, False),  # 3 of 5 are; RUS, TJK, KGZ support: 3 of 5 pass
        ({"vote_rule": '"majority"', "counted": '"voting"'}, True),
        ({"vote_rule": '"consensus"', "absence": '"objection"'}, False),
        ({"vote_rule": '"consensus"', "absence": '"assent"', "abstention_blocks": "true"}, False),
    ],
)
def test_what_abstention_and_absence_count_is_a_norm(desk, regime_file, changes, passes):
    """Of whom a majority is taken, and what silence counts as: Armenia is absent, Belarus and Kazakhstan abstain."""
    said = {"ARM": "absent", "BLR": "abstain", "KAZ": "abstain"}
    own = regime_file(**changes)
    ruling = desk.rule(case={"regime": own}, positions=said)
    expected = passes or changes.get("counted") == '"present"'
    assert ruling.collective_force is expected


# -- one ally alone, and who calls -------------------------------------------------------------------------------------
def test_an_appeal_to_one_ally_is_told_as_that(desk):
    """Nobody else is bound by it, and it is not said that nobody asked; what that ally sends has the consent."""
    ruling = desk.rule(request={"to": "RUS"}, bilateral={"RUS": ["force_combat"], "KAZ": ["force_combat"]})
    asked = ruling.finding("REQUEST")
    assert asked.holds is False
    assert "RUS alone" in asked.reason
    assert not ruling.obligation
    assert not ruling.votes
    given = [f for f in ruling.findings if f.clause == "UN-2-4"]
    assert [f.holds for f in given] == [False, True]  # KAZ was not asked, RUS was


def test_who_may_call_the_members_together_is_a_norm(desk, regime_file):
    """Where it takes two, one is not enough; where only the one threatened may, nobody else can."""
    two = regime_file("two", convene_least="2")
    assert desk.rule(case={"regime": two, "convened_by": ["KAZ", "TJK"]}, request=None).measures
    alone = desk.rule(case={"regime": two, "convened_by": ["KAZ"]}, request=None)
    assert alone.measures == frozenset()
    assert "it takes 2" in alone.finding("CONVENE").reason
    only = regime_file("only", convened_by='"threatened"')
    assert not desk.rule(case={"regime": only, "convened_by": ["KAZ"]}, request=None).measures
    assert desk.rule(case={"convened_by": ["KAZ"]}, request=None).measures


# -- forces, mandates and two cases ------------------------------------------------------------------------------------
def test_a_mandate_ends_is_renewed_or_is_not(desk):
    """Renewed, the force stays on until the new end; an objection to the renewal ends it on the old one."""
    until, longer = D(2021, 10, 1), D(2022, 1, 1)
    ends = desk.rule(mandate={"until": until})
    renewed = desk.rule(mandate={"until": until, "renewed_until": longer})
    refused_ = desk.rule(mandate={"until": until, "renewed_until": longer, "positions": {"KAZ": "object"}})
    unwanted = desk.rule(mandate={"until": until, "renewed_until": longer, "positions": {"TJK": "object"}})
    assert [r.path[-1].day for r in (ends, renewed, refused_, unwanted)] == [86.0, 178.0, 86.0, 86.0]
    assert states(renewed)[-4:] == ["DEPLOY", "REVIEW", "DEPLOY", "CLOSED"]
    assert "KAZ" in refused_.finding("MANDATE").reason
    assert "does not want it any longer" in unwanted.finding("MANDATE").reason


def test_two_cases_share_one_pool_of_forces(tmp_path: Path):
    """The case beside this one is decided first, whatever it takes is gone, and the ruling says what became of it."""
    first = (ROOT / "tests" / "catalogue" / "t26-first.toml").read_text(encoding="utf-8")
    (tmp_path / "first.toml").write_text(first, encoding="utf-8")
    second = (ROOT / "tests" / "catalogue" / "t68.toml").read_text(encoding="utf-8")
    (tmp_path / "second.toml").write_text(second.replace("t26-first.toml", "first.toml"), encoding="utf-8")
    (tmp_path / "alone.toml").write_text(second.replace('beside = ["t26-first.toml"]\n', ""), encoding="utf-8")
    both, alone = (adjudicate(tmp_path / f"{name}.toml") for name in ("second", "alone"))
    sent = {r: {c.contributor: c.sent for c in r.consignments}["RUS"] for r in ()} or {
        name: {c.contributor: c.sent for c in r.consignments}["RUS"] for name, r in (("both", both), ("alone", alone))
    }
    assert sent == {"both": 5000, "alone": 20000}
    assert both.to_json()["beside"][0]["case"] == "T26"
    assert refused("treaty", _with(tmp_path, second, '"t26-first.toml"', '"nowhere.toml"')).count("case.beside") == 1


def _with(folder: Path, text: str, old: str, new: str) -> Path:
    path = folder / "changed.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


# -- rulings that read wrong before ------------------------------------------------------------------------------------
def test_every_text_is_voted_on(desk):
    """A statement and a mission fall as any text does; consultations are owed and need no vote."""
    against = dict.fromkeys(("ARM", "BLR", "KAZ", "KGZ", "RUS"), "object")
    for ask, left in (("political", set()), ("mission", {Rung.political, Rung.consult_info})):
        ruling = desk.rule(attack={"kind": "massing"}, request={"article": 2, "ask": ask}, positions=against)
        assert ruling.votes["ARM"] == "object"
        assert ruling.measures == left
        assert ruling.blocked_by == sorted(against)
    talked = desk.rule(attack={"kind": "massing"}, request={"made": False}, positions=against)
    assert talked.measures == {Rung.consult_info}  # no statement, though nobody asked for one


def test_a_guard_force_needs_a_request_and_ones_own_ground_and_no_attack(desk):
    """Without an attack no combat force, none unasked, and none abroad; with it the council may decide."""
    unrest = {"kind": "unrest", "by": "internal", "of": None, "external_element": False}
    guard = {"ask": "force_noncombat", "article": 2}
    assert desk.rule(attack=unrest, request=guard).collective_force
    assert not desk.rule(attack=unrest, request=guard | {"ask": "force_combat"}).collective_force
    assert not desk.rule(attack=unrest, request=guard | {"by": "contested_government"}).collective_force
    assert not desk.rule(attack=unrest, request=guard | {"where": "outside"}).collective_force
    early = {"regime": "in-force", "date": D(2008, 6, 1)}
    late, all_seven = early | {"date": D(2009, 6, 1)}, {"UZB": "support"}
    assert not desk.rule(case=early, attack=unrest, request=guard, positions=all_seven).collective_force
    assert desk.rule(case=late, attack=unrest, request=guard, positions=all_seven).collective_force


def test_between_members_a_guard_force_needs_both(desk):
    """A peacekeeping force on the ground of the one that asks: the other member votes, too."""
    quarrel, guard = {"by": "member", "of": "KGZ"}, {"ask": "force_noncombat", "article": 2}
    assert desk.rule(attack=quarrel, request=guard).collective_force
    assert not desk.rule(attack=quarrel, request=guard, positions={"KGZ": "object"}).collective_force


def test_force_outside_without_a_decision_is_enforcement(desk):
    """Article 53 of the UN Charter is named where regional force goes outside without the Security Council."""
    ruling = desk.rule(attack={"kind": "massing"}, request={"article": 2, "where": "outside", "ask": "force_noncombat"})
    force = ruling.finding("CST-6")
    assert "UN-53" in [f.clause for f in force.walk() if not f.holds]


def test_a_force_is_named_only_where_its_instrument_reaches(desk):
    """Uzbekistan is no party to the agreement on the rapid reaction forces."""
    old = {"regime": "in-force", "date": D(2011, 3, 1)}
    attack = {"kind": "armed_attack", "by": "state", "of": "AFG", "external_element": False}
    here = desk.rule(case=old, attack=attack | {"on": "TJK"}, positions={"UZB": "support"})
    there = desk.rule(case=old, attack=attack | {"on": "UZB"}, positions={"UZB": "support"})
    assert "KSOR-1" in {f.clause for f in here.findings}
    assert "KSOR-1" not in {f.clause for f in there.findings}


@pytest.mark.parametrize(("day", "member"), [(15, False), (17, False), (18, True)])
def test_greece_is_a_party_from_the_day_of_its_deposit(desk, day, member):
    """18 February 1952."""
    ruling = desk.rule(
        case={"regime": "north-atlantic", "date": D(1952, 2, day)},
        positions=None,
        request=None,
        attack={"by": "state", "of": "BGR", "on": "GRC"},
    )
    assert ruling.obligation is member


# -- what people are shown ---------------------------------------------------------------------------------------------
def test_readers_are_told_in_the_words_of_a_lawyer(desk):
    """Conditions are met or not, clauses apply or do not, and what nobody raised is not told."""
    ruling = desk.rule(case={"regime": "cst-1992"}, attack={"by": "state"}, request={"made": False})
    page, tree = ruling.explain(), ruling.tree()
    for said in (" holds  ", " fails  ", "not fulfilled", "Nobody has appealed", "No request has been made"):
        assert said not in page
        assert said not in tree
    assert "CST-4-1992" in page
    assert "applies" in page
    assert "TRIGGER" in page
    assert "the text in its words" in page
    assert "our assumption" in page
    asked = next(f for f in ruling.to_json()["findings"] if f["clause"] == "REQUEST")
    assert asked["holds"]
    assert not asked["raised"]


def test_each_finding_says_what_it_rests_on(desk):
    """Text, practice or our assumption, with wording and source."""
    found = {f["clause"]: f for f in desk.rule().to_json()["findings"]}
    assert (found["CST-4"]["basis"], found["CST-4"]["wording"]) == ("text", "text")
    assert found["CST-4"]["source"]["url"].startswith("https://")
    assert found["TERRITORY"]["basis"] == "practice"
    assert found["CH-16"]["basis"] == "assumption"
    assert found["CST-4"]["verdict"] == "applies"
    assert found["TERRITORY"]["verdict"] == "met"


# -- keys --------------------------------------------------------------------------------------------------------------
def test_every_key_is_found_where_users_look():
    """`panj treaty --help`, `--keys` and docs/treaty-desk.md name each key of a case file."""
    shown = " ".join(panj("treaty", "--help").stdout.split())
    text = (ROOT / "docs" / "treaty-desk.md").read_text(encoding="utf-8")
    for key, values, says in keys(Case):
        name = key.rpartition(".")[2]
        assert name in shown, key
        assert f"`{name}`" in text, key
        assert values
        assert says
    assert "attack.scale_and_effects" in panj("treaty", "--keys").stdout


@pytest.mark.parametrize(
    ("tables", "where"),
    [
        ({"attack": {"scale_and_effects": "below"}}, "attack.scale_and_effects"),
        ({"attack": {"determined_by": "UN Security Council", "external_element": "claimed"}}, "attack.determined_by"),
        ({"request": {"to": "TJK"}}, "request.to"),
        ({"request": {"to": "XYZ"}}, "request.to"),
        ({"request": {"withdrawn": D(2021, 7, 1)}}, "request.withdrawn"),
        ({"request": {"made": False, "withdrawn": D(2021, 8, 1)}}, "request.withdrawn"),
        ({"request": {"consent_revoked": D(2021, 7, 1)}}, "request.consent_revoked"),
        ({"mandate": {"until": D(2021, 7, 1)}}, "mandate.until"),
        ({"mandate": {"until": D(2021, 9, 1), "renewed_until": D(2021, 9, 1)}}, "mandate.renewed_until"),
        ({"mandate": {"until": D(2021, 9, 1), "positions": {"KAZ": "object"}}}, "mandate.positions"),
        (
            {"mandate": {"until": D(2021, 9, 1), "renewed_until": D(2021, 10, 1), "positions": {"UZB": "object"}}},
            "mandate.positions.UZB",
        ),
        ({"case": {"convened_by": ["UZB"]}}, "case.convened_by"),
        ({"case": {"parties": ["UZB"]}}, "case.parties"),
    ],
)
def test_facts_that_do_not_go_together_are_refused(desk, tables, where):
    """With the key and what may stand there."""
    with pytest.raises(ValueError, match=r"Allowed|Choose one of|Needed") as error:
        desk.case(**tables)
    assert where in str(error.value)


# -- what is said of the lead state, and of many rulings ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("limited", "enough", "holds", "said"),
    [
        (True, False, True, "RUS takes no part in the limited format; the willing carry it themselves."),
        (False, True, True, "RUS sends nothing: the others carry it."),
        (False, False, False, "RUS abstains on the text and does not carry the force"),
    ],
)
def test_a_ruling_says_who_carries_the_force_where_the_lead_state_does_not(desk, limited, enough, holds, said):
    """It abstains: what the others promise suffices, or it does not, and in limited format the willing ask for less."""
    men = {"contributions": {"KAZ": 2000, "BLR": 500, "ARM": 100, "KGZ": 100}} if enough else {}
    ruling = desk.rule(positions={"RUS": "abstain"}, limited_format={"proposed": limited}, **men)
    assert ruling.finding("LEAD").holds is holds
    assert ruling.finding("LEAD").reason.startswith(said)
    assert ("DEPLOY" in states(ruling)) is holds


def test_shares_over_rulings_are_counted_by_hand(desk):
    """Two of three with force, one blocked by Kazakhstan, whose vote is counted as it fell."""
    once, blocked = desk.rule(), desk.rule(positions={"KAZ": "object"})
    told = tally([once, once, blocked])
    assert told["runs"] == 3
    assert told["p_force"] == pytest.approx(2 / 3)
    assert told["p_blocked_by"] == {"KAZ": pytest.approx(1 / 3)}
    assert told["p_vote"]["KAZ"] == {"object": pytest.approx(1 / 3), "support": pytest.approx(2 / 3)}
    assert told["p_vote"]["ARM"] == {"support": 1.0}
