"""What holds for every case: promises checked on random cases, regimes and clocks (hypothesis, no fixed answers)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panj.treaty.course.forces import ForcePool, paper_men
from panj.treaty.course.transition import TITLES
from panj.treaty.desk.case import Case
from panj.treaty.desk.desk import adjudicate
from panj.treaty.desk.ruling import Ruling
from panj.treaty.ladder import FORCE, RUNG_NAMES, Rung
from panj.treaty.law.regime import Regime, load_regime, regime_names

MEMBERS = ("ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK")
BASES = [load_regime(name) for name in regime_names()]
RULES = ("consensus", "consensus_minus_one", "majority", "two_thirds", "lead_state", "automatic")
POSITIONS = ("support", "abstain", "object")
quick = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def regimes(draw: st.DrawFn) -> Regime:
    """One of the six that come with the program, or one of them with some fields changed."""
    base = draw(st.sampled_from(BASES))
    changes: dict[str, Any] = {}
    if draw(st.booleans()):
        changes = {
            "vote_rule": draw(st.sampled_from(RULES)),
            "request_required": draw(st.booleans()),
            "article2_force": draw(st.booleans()),
            "limited_format": draw(st.booleans()),
            "abstention_blocks": draw(st.booleans()),
            "trigger": draw(st.sampled_from(["strict_1992", "broad_2010"])),
        }
    return Regime.model_validate(base.model_dump() | changes)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """The tables of a valid case, its regime left out."""
    by = draw(st.sampled_from(["nonstate", "state", "member", "internal"]))
    of = {"nonstate": "AFG", "state": "AZE", "member": draw(st.sampled_from(MEMBERS[:-1])), "internal": None}[by]
    on = draw(st.sampled_from(["TJK", "TJK", "TJK", "UZB"]))
    given_positions = draw(st.dictionaries(st.sampled_from(MEMBERS), st.sampled_from(POSITIONS)))
    data: dict[str, Any] = {
        "case": {"id": "random", "date": dt.date(2021, 7, 7)},
        "attack": {
            "kind": draw(st.sampled_from(["none", "massing", "spillover", "armed_attack", "armed_attack", "unrest"])),
            "by": by,
            "of": of,
            "on": on,
            "territory": draw(st.sampled_from(["own", "own", "outside"])),
            "external_element": draw(st.booleans()),
        },
        "request": {
            "made": draw(st.booleans()),
            "by": draw(st.sampled_from(["recognised_government", "contested_government"])),
            "article": draw(st.sampled_from([2, 4])),
            "ask": draw(st.sampled_from(RUNG_NAMES)),
            "accepts_weaker": draw(st.booleans()),
        },
        "positions": given_positions,
        "limited_format": {
            "proposed": draw(st.booleans()),
            "objectors": draw(st.lists(st.sampled_from(MEMBERS), max_size=2)),
        },
        "contributions": draw(st.dictionaries(st.sampled_from(MEMBERS), st.sampled_from([0, 1, 300, 5000, 10**7]))),
    }
    if draw(st.booleans()):
        data["assessment"] = {"ceiling": draw(st.sampled_from(RUNG_NAMES))}
    return data


def rule(data: dict[str, Any], regime: Regime, u: float | None = None) -> Ruling:
    """The ruling on these tables under a regime; every chance falls on `u` where one is given."""
    case = Case.model_validate(data)
    case._rules = regime
    return adjudicate(case, None if u is None else lambda who, which: u)


@quick
@given(tables(), regimes(), st.floats(0.0, 0.999))
def test_no_force_without_a_valid_request_but_where_the_regime_says_so(data, regime, u):
    """Collective force needs a request by the recognised government, except in a regime that requires none."""
    ruling = rule(data, regime, u)
    asked = data["request"]["made"] and data["request"]["by"] == "recognised_government"
    if regime.request_required and not asked:
        assert not ruling.collective_force
        assert not ruling.obligation


@quick
@given(tables(), regimes(), st.sampled_from(MEMBERS))
def test_an_objection_more_never_produces_more_force(data, regime, member):
    """Whatever the vote rule, one more objection to the text never makes more force of it."""
    before = rule(data, regime)
    after = rule(data | {"positions": data["positions"] | {member: "object"}}, regime)
    assert max(after.measures & FORCE, default=0) <= max(before.measures & FORCE, default=0)


@quick
@given(tables(), regimes(), st.sampled_from(MEMBERS))
def test_an_objection_to_the_limited_format_is_as_if_it_had_not_been_proposed(data, regime, member):
    """One objection to deciding in limited format brings back the rule for all."""
    objected = rule(data | {"limited_format": {"proposed": True, "objectors": [member]}}, regime)
    plain = rule(data | {"limited_format": {"proposed": False}}, regime)
    assert objected.measures == plain.measures
    assert objected.blocked_by == plain.blocked_by


@quick
@given(tables(), regimes(), st.floats(0.0, 0.999))
def test_who_is_no_member_never_votes_never_owes_and_is_never_owed(data, regime, u):
    """Votes and contributions are members' alone, and an attack on a non-member obliges nobody."""
    ruling = rule(data, regime, u)
    members = set(regime.members_on(data["case"]["date"]))
    assert set(ruling.votes) <= members
    assert set(ruling.contributors) <= members
    if data["attack"]["on"] not in members or not regime.collective:
        assert not ruling.obligation
        assert ruling.measures == frozenset()


@quick
@given(tables(), tables(), regimes(), st.floats(0.0, 0.999))
def test_men_sent_never_exceed_men_that_exist(first, second, regime, u):
    """Two cases at once out of one pool: of each member no more men go than it has, whatever it would have sent."""
    pool = ForcePool()
    sent: dict[str, float] = {}
    for number, data in enumerate((first, second)):
        case = Case.model_validate(data | {"case": data["case"] | {"id": f"random-{number}"}})
        case._rules = regime
        for c in adjudicate(case, lambda who, which: u, pool).consignments:
            assert c.sent <= c.promised
            if c.measure in FORCE:
                sent[c.contributor] = sent.get(c.contributor, 0.0) + c.sent
    assert all(men <= paper_men().get(code, 0) for code, men in sent.items())


@quick
@given(tables(), regimes(), st.floats(0.0, 0.999))
def test_the_ask_and_the_ceiling_are_never_exceeded(data, regime, u):
    """No text goes beyond what an appeal asks for, nor beyond the staff's ceiling; a mission that left to look at the
    border stays adopted, whatever is asked for then."""
    ruling = rule(data, regime, u)
    if data["request"]["made"]:
        assert ruling.max_rung <= max(Rung[data["request"]["ask"]], Rung.mission)
    if "assessment" in data and ruling.max_rung > Rung.consult_info:
        assert ruling.max_rung <= max(Rung[data["assessment"]["ceiling"]], Rung.mission)


@quick
@given(tables(), regimes(), st.permutations(MEMBERS), st.floats(0.0, 0.999))
def test_the_order_of_members_never_matters(data, regime, order, u):
    """Positions, contributions and members listed in another order give the same ruling, to the last word."""
    reordered = dict(data)
    for table in ("positions", "contributions"):
        reordered[table] = {m: data[table][m] for m in order if m in data[table]}
    listed = Regime.model_validate(regime.model_dump() | {"members": list(MEMBERS)})
    turned = Regime.model_validate(regime.model_dump() | {"members": list(order)})
    assert rule(data, listed, u).to_json() == rule(reordered, turned, u).to_json()


@quick
@given(tables(), regimes(), st.floats(0.0, 0.999))
def test_a_ruling_explains_itself(data, regime, u):
    """Every ruling has a reason for each finding and step, days that never run backwards, and a page that prints."""
    ruling = rule(data, regime, u)
    days = [t.day for t in ruling.path]
    assert days == sorted(days)
    assert all(t.reason for t in ruling.path)
    assert all(f.reason for f in ruling.findings)
    assert ruling.report_to_unsc or not ruling.collective_force
    assert f"The procedure ends with: {TITLES[ruling.state]}." in " ".join(ruling.explain().split())


@quick
@given(tables(), regimes())
def test_every_gate_of_the_law_names_the_facts_it_used(data, regime):
    """A lawyer can check each step: every finding on a clause or gate of the law carries the facts it rests on."""
    ruling = rule(data, regime)
    for clause in ("CH-11", "CST-2", "REQUEST", "GOVERNMENT", "TERRITORY", "ATTACKER", "TRIGGER", "CST-6"):
        assert ruling.finding(clause).facts, clause
