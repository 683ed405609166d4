"""The procedure: its states and clocks, early inspection, several at once."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from panj.scenarios.load import HOME
from panj.treaty.course.clocks import clocks, pert
from panj.treaty.course.procedure import Procedure
from panj.treaty.ladder import Rung
from panj.treaty.law.clauses import Request, Threat
from panj.treaty.law.regime import STATES, load_regime
from panj.treaty.text import Text

MEMBERS = ("ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK")
ATTACK = Threat("armed_attack", "nonstate", "AFG", "TJK", True, True)
MASSING = Threat("massing", "nonstate", "AFG", "TJK", True, True)
FORCE = Request(True, True, 4, int(Rung.force_combat))
KIT = Request(True, True, 2, int(Rung.mil_tech))
CSTO = load_regime("csto-2010")


def started(threat: Threat = ATTACK, draw=None) -> Procedure:
    """A procedure in consultations."""
    p = Procedure(CSTO, "TJK", dt.date(2021, 7, 1), threat, draw)
    p.notify(0.0)
    p.tick(p.due)
    assert p.state == "CONSULT"
    return p


def to_vote(p: Procedure, ceiling: Rung = Rung.force_combat) -> Procedure:
    """From the appeal to the council's table."""
    while p.awaits != "positions":
        if p.awaits == "assessment":
            p.report(p.day, ceiling, "as found.")
        else:
            p.tick(p.due)
    return p


def test_states_and_clocks_are_those_of_the_coded_procedure():
    """The fifteen states, and least, typical and most days of every step, are those read off the crises."""
    machine = yaml.safe_load((HOME / "treaty" / "cases.yaml").read_text(encoding="utf-8"))["state_machine"]
    assert list(STATES) == machine["states"]
    coded = {(t["from"], t["to"]): tuple(map(float, t["days"])) for t in machine["transitions"]}
    ours = {
        ("MONITOR", "NOTIFIED"): "notify",
        ("NOTIFIED", "CONSULT"): "consult",
        ("CONSULT", "MONITOR"): "drop",
        ("CONSULT", "REQUESTED"): "appeal",
        ("NOTIFIED", "REQUESTED"): "appeal_fast",
        ("REQUESTED", "ASSESS"): "assess_start",
        ("REQUESTED", "CSC_VOTE"): "vote_fast",
        ("ASSESS", "DRAFT"): "assess",
        ("DRAFT", "CSC_VOTE"): "draft",
        ("CSC_VOTE", "ADOPTED"): "vote",
        ("DEFERRED", "CSC_VOTE"): "next_session",
        ("ADOPTED", "IMPLEMENT_SOFT"): "implement",
        ("ADOPTED", "DEPLOY"): "deploy",
        ("DEPLOY", "REVIEW"): "mandate",
        ("REVIEW", "CLOSED"): "wind_up",
        ("IMPLEMENT_SOFT", "CLOSED"): "lapse",
        ("any", "BILATERAL"): "bilateral",
    }
    for step, name in ours.items():
        assert clocks()[name] == coded[step], step


@settings(deadline=None)  # the first draw of a clock makes its table
@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_clocks_stay_within_their_days_and_never_run_backwards(u, v):
    """A clock lies between its least and most days, and a higher draw never gives fewer days."""
    for low, mode, high in clocks().values():
        a, b = pert(low, mode, high, min(u, v)), pert(low, mode, high, max(u, v))
        assert low <= a <= b <= high


def test_clocks_have_the_mean_of_the_pert_distribution():
    """Mean over evenly spread draws is (least + 4 typical + most) / 6, to a hundredth of the range."""
    for low, mode, high in clocks().values():
        mean = sum(pert(low, mode, high, (k + 0.5) / 4000) for k in range(4000)) / 4000
        assert mean == pytest.approx((low + 4 * mode + high) / 6, abs=0.01 * (high - low) + 1e-9)


def test_the_fast_track_takes_less_than_a_day_and_the_usual_one_weeks():
    """Timing is bimodal: a committed lead state and no objection foreseen, or inspection, draft and session."""
    fast = started()
    fast.request(fast.day, FORCE, lead_committed=True, objection_foreseen=False)
    begun = fast.day
    assert to_vote(fast).day - begun < 1.0
    slow = started()
    slow.request(slow.day, FORCE)
    begun = slow.day
    assert to_vote(slow).day - begun > 14.0


def test_an_inspection_during_consultations_shortens_what_follows_an_appeal():
    """A task force that sets out while consultations are on (Article 2) is there when the appeal comes, and reports
    earlier; that it has left is all that it adopts."""
    plain, early = started(MASSING), started(MASSING)
    assert early.inspect(early.day)
    assert not early.inspect(early.day)  # one mission at a time
    assert early.measures == plain.measures | {Rung.mission}
    for p in (plain, early):
        p.request(p.day + 1.0, KIT)
        while p.awaits != "assessment":
            p.tick(p.due)
    assert early.day < plain.day


def test_a_mission_reports_when_its_own_clock_has_run_appeal_or_not():
    """Nobody has appealed: the report is due all the same, a typical two days after the task force set out. An appeal
    that comes later about the same threat goes to the ministers on that report; about another threat, the Joint Staff
    looks again."""
    p = started(MASSING)
    begun = p.day
    assert p.inspect(begun)
    assert p.awaits is None
    p.tick(begun + 1.9)
    assert p.awaits is None
    p.tick(begun + 2.0)
    assert p.state == "CONSULT"
    assert p.awaits == "assessment"
    p.report(p.day, Rung.mil_tech, "as found.")
    assert p.awaits is None
    p.request(begun + 31.0, KIT)
    p.tick(begun + 36.0)
    assert p.state == "DRAFT"
    q = started(MASSING)
    q.inspect(q.day)
    q.tick(q.day + 5.0)
    q.report(q.day, Rung.mil_tech, "as found.")
    q.threaten(ATTACK)
    q.request(q.day + 6.0, FORCE)
    q.tick(q.day + 4.0)
    assert q.state == "ASSESS"


def test_no_mission_goes_where_nothing_threatens_or_nobody_consults():
    """An inspection needs consultations under way and a threat that calls for them."""
    assert not Procedure(CSTO, "TJK", dt.date(2021, 7, 1), MASSING).inspect(0.0)
    quiet = started(Threat("none", "nonstate", "AFG", "TJK"))
    assert not quiet.inspect(quiet.day)


def test_force_runs_its_course_to_closed():
    """ADOPTED, DEPLOY, REVIEW, CLOSED, in this order; what was adopted is still on record at the end."""
    p = started()
    p.request(p.day, FORCE)
    assert to_vote(p).cast(p.day, dict.fromkeys(MEMBERS, "support"))
    p.tick(10_000.0)
    seen = [t.state for t in p.path]
    assert seen[-4:] == ["ADOPTED", "DEPLOY", "REVIEW", "CLOSED"]
    assert p.force


def test_an_appeal_out_of_turn_is_not_taken():
    """While a text is before the council a second appeal waits; after CLOSED a new one is heard."""
    p = started()
    p.request(p.day, KIT)
    assert not p.request(p.day, FORCE)
    assert p.asked == KIT
    p.withdraw(p.day)
    assert p.request(p.day + 1.0, FORCE)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(["support", "abstain", "object"]))
def test_days_never_run_backwards_whatever_the_clocks(random, position):
    """However the clocks fall, every step comes after the one before, and stays within the longest chain of clocks."""
    p = started(draw=lambda which: random.random())
    p.request(p.day, FORCE)
    to_vote(p).cast(p.day, dict.fromkeys(MEMBERS, "support") | {"KAZ": position})
    p.tick(20_000.0)
    days = [t.day for t in p.path]
    assert days == sorted(days)
    assert days[-1] < 10_000.0
    assert p.state in ("CLOSED", "BLOCKED", "ADOPTED")


@pytest.mark.parametrize(
    ("reversion", "stays"),
    [
        ("weaker", {Rung.political, Rung.consult_info, Rung.mission}),
        ("consultations", {Rung.political, Rung.consult_info}),
        ("nothing", {Rung.political, Rung.consult_info}),
    ],
)
def test_what_is_left_of_a_text_that_falls_is_what_the_law_leaves_and_what_was_there(reversion, stays):
    """All object to a text with a mission and a force: what was adopted stays, and of the text what is weaker."""
    p = Procedure(CSTO.changed({"reversion": reversion, "rounds": 1}), "TJK", dt.date(2021, 7, 1), ATTACK)
    p.notify(0.0)
    p.tick(p.due)
    p.request(p.day, Request(True, True, 4, int(Rung.force_combat), True))
    to_vote(p)
    before = set(p.measures)
    p.tabled = Text(frozenset({Rung.political, Rung.consult_info, Rung.mission, Rung.force_combat}))
    p.cast(p.day, dict.fromkeys(MEMBERS, "object") | {"TJK": "support"})
    assert before <= set(p.measures)
    assert set(p.measures) == stays | before
