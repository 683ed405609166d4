"""When help is asked for, and asked for again: an attack requalifies an appeal; asking earlier never brings less."""

from __future__ import annotations

import datetime as dt
import math
import random
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.seat import Observation, RuleSeat
from panj.model import BorderModel
from panj.model.injects import play_inject
from panj.scenarios.schema import InjectRow
from panj.treaty.course.procedure import PENDING, Procedure
from panj.treaty.ladder import Rung
from panj.treaty.law.clauses import Request, Threat
from panj.treaty.law.regime import load_regime

INCURSION = "tajikistan-2021-incursion"
MASSING = Threat("massing", "nonstate", "AFG", "TJK", True, True)
ATTACK = Threat("armed_attack", "nonstate", "AFG", "TJK", True, True)
HELP = Request(True, True, 2, int(Rung.mil_tech))
FORCE = Request(True, True, 4, int(Rung.force_combat))


class AsksFrom(RuleSeat):
    """The member's chair: it asks for combat force whenever it is asked from a day on, and for nothing before."""

    def __init__(self, day: int) -> None:
        self.day = day

    def decide(self, question: Question, observation: Observation) -> Answer:
        if question.kind == "request":
            return "force_combat" if question.day >= self.day else "nothing"
        return "yes" if question.kind == "weaker" else question.usual


class Stands(RuleSeat):
    """An ally's chair, the staff's or the ministers': whatever comes, it supports, sends its share, commits itself or
    not, finds a force needed, and drafts the most that may be drafted."""

    def __init__(self, commit: str) -> None:
        self.commit = commit

    def decide(self, question: Question, observation: Observation) -> Answer:
        if question.kind == "contribute":
            return int(question.facts["share"] or 0)
        if question.kind == "draft":
            return list(question.options)[-1]
        said = {"vote": "support", "commit": self.commit, "finding": Rung.force_combat.name}
        return said.get(question.kind, question.usual)


def pending(state: str, regime: str = "csto-2010") -> Procedure:
    """An appeal for equipment against a threat, as far as a state of the procedure."""
    p = Procedure(load_regime(regime), "TJK", dt.date(2021, 7, 1), MASSING)
    p.notify(0.0)
    p.tick(2.0)
    p.request(2.0, HELP)
    while p.state != state:
        if p.awaits == "assessment":
            p.report(p.day, Rung.mil_tech, "as found.")
        else:
            p.tick(p.due or p.day)
    return p


@pytest.mark.parametrize("state", ["REQUESTED", "ASSESS", "DRAFT", "CSC_VOTE"])
def test_an_attack_requalifies_an_appeal_that_is_being_dealt_with(state):
    """The appeal after an attack is not swallowed by the one before it: the case goes on as one on Article 4, and is
    decided no later than it would have been."""
    p = pending(state)
    due = p.due
    p.threaten(ATTACK)
    assert p.graver(FORCE)
    assert not p.deals_with(FORCE)
    assert p.requalify(p.day, FORCE)
    assert p.obligation
    assert p.asked.ask == FORCE.ask
    if state == "ASSESS":
        assert p.due == due
    fast = pending(state)
    fast.threaten(ATTACK)
    assert fast.requalify(fast.day, FORCE, lead_committed=True, objection_foreseen=False)
    assert fast.state == "REQUESTED"
    assert fast.due is not None
    assert fast.due <= fast.day + 1.0


def test_where_aid_is_automatic_an_attack_turns_a_pending_appeal_into_aid():
    """Under `automatic` the appeal that waited for a draft brings force within a day once Article 4 binds."""
    p = pending("DRAFT", "automatic")
    p.threaten(ATTACK)
    p.requalify(p.day, FORCE)
    p.tick(p.day + 1.0)
    assert p.force


def test_what_is_dealt_with_or_granted_is_not_opened_again():
    """The same appeal twice changes nothing; force that was adopted and stays on paper is not granted."""
    p = pending("DRAFT")
    assert p.deals_with(HELP)
    assert not p.graver(HELP)
    assert p.deals_with(Request(True, True, 2, int(Rung.exercise)))


@pytest.mark.parametrize("again", ["the same case", "another case"])
def test_haste_does_not_pass_by_what_the_staff_has_found(again):
    """Where the staff has found less needed of just this threat, a second appeal that goes fast is held to it; of a
    threat of another kind it has not spoken."""
    first = pending("DRAFT")
    if again == "the same case":
        p, act = first, first.requalify
    else:
        p = Procedure(load_regime("csto-2010"), "TJK", dt.date(2021, 7, 1), MASSING)
        p.remember(first)
        p.notify(first.day)
        p.tick(first.day + 2.0)
        act = p.request
    asked = Request(True, True, 2, int(Rung.force_noncombat))
    assert act(p.day, asked, lead_committed=True, objection_foreseen=False)
    assert p.ceiling == Rung.mil_tech
    fresh = Procedure(load_regime("csto-2010"), "TJK", dt.date(2021, 7, 1), MASSING)
    fresh.remember(first)
    fresh.notify(first.day)
    fresh.threaten(ATTACK)
    fresh.tick(first.day + 2.0)
    assert fresh.request(fresh.day, FORCE, lead_committed=True, objection_foreseen=False)
    assert fresh.ceiling is None


class SendsNobody(RuleSeat):
    """An ally's chair: it sends no man, whatever it owes."""

    def decide(self, question: Question, observation: Observation) -> Answer:
        return 0 if question.kind == "contribute" else question.usual


def appealing(day: int, every: float, seed: int) -> BorderModel:
    """A war under `automatic` in which the member appeals for combat force by order alone, on a day and again."""
    m = BorderModel(INCURSION, "automatic", seed)
    m.chairs["TJK"].take(AsksFrom(m.days))
    while m.day < day:
        m.step()
    row = InjectRow(date=m.date, kind="request", who="TJK", what="force_combat", amount=every, note="")
    play_inject(m, m.commands, row)
    return m.run()


@pytest.mark.slow
@pytest.mark.wars
def test_a_member_that_is_told_to_insist_asks_until_it_has_what_it_asks_for():
    """Told to appeal before the attack and again every week, a member has more help than one told to ask once, or as
    much, and asks for nothing that it has been granted."""
    for seed in (1, 4):
        once, again = (appealing(20, every, seed) for every in (0.0, 7.0))
        assert len(once.events.of("appeal")) == 1
        assert again.outcomes()["adopted_rung"] == Rung.force_combat >= once.outcomes()["adopted_rung"]
        appeals = [e.step for e in again.events.of("appeal")]
        adopted = next(e.step for e in again.events.of("adopted") if e.amount == Rung.force_combat)
        assert max(appeals) <= adopted


@pytest.mark.slow
@pytest.mark.wars
def test_a_duty_that_is_called_and_failed_is_learnt_by_all():
    """Where aid is automatic nobody votes, and yet all see who sends: all trust the one that fails its duty less than
    before, the requester most, and no promise of it is said to be broken, for it made none."""
    m = BorderModel(INCURSION, "automatic", 1)
    m.chairs["KAZ"].take(SendsNobody())
    m.chairs["TJK"].take(AsksFrom(20))
    before = {code: s.trust.get("KAZ", 0.5) for code, s in m.alliance.parties.items() if code != "KAZ"}
    m.run()
    sent = [e.amount for e in m.events.of("contribution") if e.actor == "KAZ"]
    assert sent
    assert not any(sent)
    after = {code: m.alliance.parties[code].trust.get("KAZ", 0.5) for code in before}
    assert all(after[code] < before[code] for code in before)
    assert before["TJK"] - after["TJK"] == max(before[code] - after[code] for code in before)
    assert not [e for e in m.events.of("not_delivered") if e.actor == "KAZ"]


@pytest.mark.slow
@pytest.mark.wars
@pytest.mark.parametrize(("regime", "commit"), [("automatic", "no"), ("csto-2010", "yes"), ("csto-2010", "no")])
def test_asking_earlier_never_brings_less(regime, commit):
    """Allies, staff and ministers who answer the same whenever they are asked: over seeds and days, who asks earlier
    has help as soon at the latest, and as much. A staff that judges what it sees may find less needed early on."""
    for seed in range(3):
        came = []
        for day in (14, 28, 40):
            m = BorderModel(INCURSION, regime, seed)
            m.chairs["TJK"].take(AsksFrom(day))
            for code in ("ARM", "BLR", "KAZ", "KGZ", "RUS", "joint-staff", "ministers"):
                m.chairs[code].take(Stands(commit))
            row = m.run().outcomes()
            first = row["first_arrival_day"] if row["delivered_men"] else None
            came.append((m.days if first is None else first, -int(row["delivered_men"]), -int(row["adopted_rung"])))
        for (soon, men, rung), (later, fewer, less) in pairwise(came):
            assert soon <= later
            assert men <= fewer
            assert rung <= less


def day_of_force(regime: str, from_day: int, attack: int, committed: bool, seed: int) -> float:
    """The day on which force is adopted where a member asks for it day by day from a day on, first of a threat and,
    from the day of an attack, of that; allies always support, and the staff finds force needed of an attack alone."""
    draw = lambda which: random.Random(f"{seed} {which}").random()  # noqa: E731  (a clock by its name, whenever it runs)
    p = Procedure(load_regime(regime), "TJK", dt.date(2021, 6, 1), MASSING, draw)
    p.notify(0.0)
    for day in range(150):
        now = float(day)
        attacked = day >= attack
        p.tick(now)
        if attacked and p.threat is MASSING:
            p.threaten(ATTACK)
        asked = Request(True, True, 4 if attacked else 2, int(Rung.force_combat))
        fast = committed and attacked and (p.standing_ceiling is None or p.standing_ceiling >= asked.ask)
        if day >= from_day and p.state == "CONSULT":
            p.request(now, asked, lead_committed=fast, objection_foreseen=not fast)
        elif day >= from_day and p.state in PENDING and p.graver(asked):
            p.requalify(now, asked, lead_committed=fast, objection_foreseen=not fast)
        elif day >= from_day and p.state in PENDING and attacked:
            p.look_again(now)
        elif day >= from_day and p.state in ("IMPLEMENT_SOFT", "CLOSED", "ADOPTED") and not p.deals_with(asked):
            before = p
            p = Procedure(before.law, "TJK", dt.date(2021, 6, 1), p.threat, before.draw)
            p.remember(before)
            p.notify(now)
            p.request(now, asked, lead_committed=fast, objection_foreseen=not fast)
        p.tick(now)
        while p.awaits:
            if p.awaits == "assessment":
                p.report(now, Rung.force_combat if p.threat is ATTACK else Rung.mil_tech, "as found.")
            else:
                p.promise({"RUS": 2500}, 2500, 0.5)
                p.cast(now, dict.fromkeys(p.members, "support"))
        if p.force:
            return now
    return math.inf


@settings(max_examples=120, deadline=None)
@example("csto-2010", 0, 12, 0, False, 26)  # the staff had reported on the threat when the attack came
@given(
    st.sampled_from(["automatic", "csto-2010", "majority"]),
    st.integers(0, 60),
    st.integers(5, 60),
    st.integers(0, 20),
    st.booleans(),
    st.integers(0, 10_000),
)
def test_an_appeal_never_puts_off_what_a_later_one_brings(regime, first, attack, wait, committed, seed):
    """Over clocks and days, with what allies and staff answer held fixed: whenever a member has asked before, it has
    force no later than if it asks for the first time once it is attacked. (Of two appeals before the attack the later
    one may be ahead: its mission is on the ground when the attack comes, and that of the earlier one has gone home.)
    """
    later = attack + wait
    early, late = (day_of_force(regime, day, attack, committed, seed) for day in (min(first, later), later))
    assert early <= late
