"""What the states' and bodies' chairs can decide, and that each decision is seen, with the same seeds."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from panj.agents.seats.questions import Answer
from panj.agents.seats.seat import StandingSeat
from panj.model import BorderModel
from panj.treaty.ladder import Rung

INCURSION = "tajikistan-2021-incursion"
ASK = {"request": "force_combat", "article": "4", "weaker": "yes"}
YES = {"vote": "support"}
LEAD = {"commit": "no"}


def war(
    chairs: Mapping[str, Mapping[str, Answer]], seed: int = 5, days: int = 75, regime: str = "csto-2010"
) -> BorderModel:
    """A war in which chairs have standing orders, played to its end."""
    m = BorderModel(INCURSION, regime, seed, days)
    for chair, orders in chairs.items():
        m.chairs[chair].take(StandingSeat(orders))
    return m.run()


def aided(seed: int = 5, days: int = 92, **more: Mapping[str, Answer]) -> BorderModel:
    """A war in which force is asked for and all support it, but for what other chairs are told."""
    usual: dict[str, Mapping[str, Answer]] = dict.fromkeys(("ARM", "BLR", "KAZ", "KGZ"), YES)
    usual |= {"TJK": ASK | YES, "RUS": LEAD | YES, "joint-staff": {"finding": "force_combat"}}
    named = {name.replace("_", "-"): orders for name, orders in more.items()}
    chairs = {name: {**usual.get(name, {}), **named.get(name, {})} for name in usual | named}
    return war(chairs, seed, days)


def marching(**more: Mapping[str, Answer]) -> BorderModel:
    """The same with combat force drafted."""
    return aided(**({"ministers": {"draft": "force_combat"}} | more))


@pytest.fixture(scope="module")
def helped() -> BorderModel:
    """Force asked for, found needed, drafted, voted and carried."""
    m = marching()
    assert m.outcomes()["adopted_rung"] == Rung.force_combat
    assert m.outcomes()["delivered_men"] > 0
    return m


# -- the requester ----------------------------------------------------------------------------------------------------
def test_the_requester_decides_whether_it_informs_and_mobilises() -> None:
    """Who does not inform gets no consultations; whose reserves stay at home has fewer men at the border."""
    by_rule, silent = war({}), war({"TJK": {"inform": "no", "mobilise": "no"}})
    assert by_rule.outcomes()["consultation_day"] is not None
    assert silent.outcomes()["consultation_day"] is None
    assert silent.men_at_border < by_rule.men_at_border


def test_the_requester_decides_whom_it_lets_in() -> None:
    """Who is turned away is not hosted, and goes home instead."""
    by_rule = war({}, days=45)
    assert by_rule.soldiers_refuge > 0
    assert by_rule.civilians_refuge > 0
    soldiers, nobody = (war({"TJK": {"refuge": who}}, days=45) for who in ("soldiers", "nobody"))
    assert (soldiers.soldiers_refuge > 0, soldiers.civilians_refuge) == (True, 0)
    assert (nobody.soldiers_refuge, nobody.civilians_refuge) == (0, 0)
    assert nobody.events.of("turned_away")


def test_the_requester_decides_on_help_outside_the_alliance() -> None:
    """Without its consent the lead state gives nothing on its own, in any war in which it would."""
    given = [seed for seed in range(8) if war({}, seed).outcomes()["bilateral_rung"] > 0]
    assert len(given) > 1
    assert all(war({"TJK": {"consent": "no"}}, seed).outcomes()["bilateral_rung"] == 0 for seed in given)


def test_the_requester_can_take_its_appeal_back() -> None:
    """The case closes before a vote is held."""
    m = war({"TJK": ASK | {"withdraw": "yes"}, "RUS": {"commit": "no"}, "joint-staff": {"finding": "force_combat"}})
    closed = m.events.of("closed")
    assert any("withdraws" in e.reason for e in closed)
    assert m.outcomes()["adopted_rung"] < Rung.force_noncombat


def test_the_requester_can_end_the_mandate(helped: BorderModel) -> None:
    """Allies' men who came go home within the week; with the mandate going on they are there at the end."""
    assert helped.allied_men > 0
    ended = marching(TJK={"mandate": "no"})
    assert ended.events.of("recalled")
    assert ended.allied_men < helped.allied_men


def test_talks_with_the_militants_are_a_course_of_their_own() -> None:
    """When both sides agree and the word is kept nobody crosses; when it is broken, or no talks are agreed on, bands
    cross. Talks cost the allies' trust, and the appeal is free all the same."""
    both = war({"TJK": ASK | {"parley": "yes"}, "taliban": {"parley": "yes", "keep": "yes"}}, days=45)
    assert [e for e in both.events.of("incursion_attempt") if e.actor == "TLB"] == []
    assert both.outcomes()["request_day"] is not None
    plain = war({"TJK": ASK}, days=1)
    assert both.alliance.states["KAZ"].trust["TJK"] < plain.alliance.states["KAZ"].trust["TJK"]
    broken = war({"TJK": {"parley": "yes"}, "taliban": {"parley": "yes", "keep": "no"}}, days=45)
    assert [e for e in broken.events.of("incursion_attempt") if e.actor == "TLB"]
    refused = war({"TJK": {"parley": "yes"}, "taliban": {"parley": "no"}}, days=45)
    assert [e for e in refused.events.of("incursion_attempt") if e.actor == "TLB"]


# -- members ----------------------------------------------------------------------------------------------------------
def test_a_member_decides_how_much_it_shares() -> None:
    """Five who share all sharpen the Joint Staff's count, five who share nothing blur it."""
    fog = {}
    for level in ("all", "as agreed", "nothing"):
        m = war({code: {"share": level} for code in ("ARM", "BLR", "KAZ", "KGZ", "RUS")}, days=45)
        fog[level] = m.alliance.joint_staff.fog
    assert fog["all"] < fog["as agreed"] < fog["nothing"]


def test_a_member_speaks_in_public_and_others_count_on_it() -> None:
    """With all for aid and the lead state committed the appeal goes straight to the council; an objection to force that
    was announced sends it the long way, though nobody has voted yet."""
    aid: dict[str, Mapping[str, Answer]] = {code: {"statement": "for aid"} for code in ("ARM", "BLR", "KGZ")}
    committed = {"RUS": {"commit": "yes", "statement": "for aid"}} | aid
    fast = aided(days=60, KAZ={"statement": "for aid"}, **committed)
    slow = aided(days=60, KAZ={"statement": "against force"}, **committed)
    assert fast.outcomes()["adopted_rung"] == Rung.force_combat
    assert slow.outcomes()["adopted_rung"] < Rung.force_noncombat
    assert [e.actor for e in slow.events.of("statement") if e.subject == "against force"] == ["KAZ"]


def test_a_member_decides_how_many_it_sends_and_where_they_stand(helped: BorderModel) -> None:
    """Nothing is promised for one that sends nobody; a contingent stands in the sector that is named."""
    none = marching(KAZ={"contribute": 0})
    assert none.outcomes()["promised_men"] < helped.outcomes()["promised_men"]
    assert "KAZ" not in none.outcomes()["contributors"].split("+")
    (arrived,) = [e for e in helped.events.of("arrival") if e.actor == "KAZ"]
    sector = next(name for name in helped.detachments if name not in arrived.place.split("+"))
    placed = marching(KAZ={"station": sector})
    assert [e.place for e in placed.events.of("arrival") if e.actor == "KAZ"] == [sector]


def test_a_member_calls_its_contingent_home(helped: BorderModel) -> None:
    """Its men are gone from the border, those of the others stay, and no man is lost by it."""
    recalled = marching(KAZ={"recall": "no"})
    assert {e.actor for e in recalled.events.of("recalled")} == {"KAZ"}
    assert 0 < recalled.allied_men < helped.allied_men
    f, before = recalled.forces.columns, helped.forces.columns
    assert (f.men + f.lost + f.left).sum() == (before.men + before.lost + before.left).sum()


# -- the lead state and the bodies ------------------------------------------------------------------------------------
def test_the_lead_state_decides_whether_the_force_sets_out(helped: BorderModel) -> None:
    """Adopted without its men, where those of the others do not suffice, the force stays on paper."""
    paper = marching(RUS={"contribute": 0})
    assert paper.outcomes()["adopted_rung"] == Rung.force_combat
    assert paper.outcomes()["delivered_men"] == 0


def test_the_lead_state_names_a_price_and_the_requester_pays_or_not() -> None:
    """A price leaves an answer in the log, makes the others trust it less, and its worth stays in its mind."""
    free = aided()
    assert free.events.of("demand") == []
    for answer, kind in (("yes", "demand_met"), ("no", "demand_refused")):
        m = aided(RUS={"price": "basing"}, TJK={"pay": answer})
        assert len(m.events.of(kind)) == len(m.events.of("demand")) > 0
        assert (m.alliance.states["RUS"].side_payment > 0) == (answer == "yes")
        assert m.alliance.states["KAZ"].trust["RUS"] < free.alliance.states["KAZ"].trust["RUS"]


def test_the_lead_state_offers_something_for_a_vote() -> None:
    """The member that was offered something has more to gain from aid from then on."""
    m = aided(RUS={"offer": "KAZ"})
    assert len(m.events.of("offer")) > 0
    assert m.alliance.states["KAZ"].side_payment > 0.0
    assert m.alliance.states["BLR"].side_payment == 0.0


def test_the_joint_staff_and_the_ministers_bound_the_text() -> None:
    """No text goes beyond the finding, nor beyond the draft."""
    low = aided(joint_staff={"finding": "mission"})
    assert max(e.amount for e in low.events.of("text")) <= Rung.mission
    weak = aided(ministers={"draft": "exercise"})
    assert {e.amount for e in weak.events.of("text")} == {float(Rung.exercise)}
    assert weak.outcomes()["adopted_rung"] == Rung.exercise
