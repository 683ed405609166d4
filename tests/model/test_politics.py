"""The politics of the war: who decides from what, what follows, and that every decision says why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from panj.agents.seats.questions import Answer
from panj.agents.seats.seat import ScriptSeat
from panj.model import BorderModel
from panj.treaty.ladder import Rung

DECISIONS = (
    "informed",
    "consultation",
    "appeal",
    "no_request",
    "request",
    "mission_sent",
    "recommendation",
    "draft",
    "text",
    "session",
    "ballot",
    "contribution",
    "adopted",
    "blocked",
    "deferred",
    "bilateral",
    "mobilisation",
    "trust",
    "demand",
    "demand_met",
    "demand_refused",
    "not_delivered",
)


@pytest.fixture(scope="module")
def wars(july: BorderModel) -> list[BorderModel]:
    """The same war with other dice beside it."""
    more = (0, 1, 2, 4)
    return [
        july,
        *(BorderModel("tajikistan-2021", "csto-2010", s, parameters={"politics_spread": 0.0}).run() for s in more),
    ]


@pytest.fixture(scope="module")
def july() -> BorderModel:
    """A default war up to the end of August, by rule, with typical members."""
    return BorderModel("tajikistan-2021", "csto-2010", seed=3, parameters={"politics_spread": 0.0}).run()


def script(model: BorderModel, code: str, *orders: tuple[int, str, Answer]) -> None:
    """Orders for a state's chair; what they do not answer the rule decides."""
    model.chairs[code].take(ScriptSeat(orders))


def asked_for_force(regime: str = "csto-2010", **chairs: list[tuple[int, str, Answer]]) -> BorderModel:
    """A war in which the requester asks for combat force by order; other chairs as given."""
    model = BorderModel("tajikistan-2021-incursion", regime, seed=5, days=80)
    script(model, "TJK", *[(0, "request", "force_combat"), (0, "article", "2"), (0, "weaker", "yes")] * 20)
    for code, orders in chairs.items():
        script(model, code, *orders)
    return model.run()


def test_every_decision_says_why_and_from_what_it_follows(wars: list[BorderModel]) -> None:
    """Each decision is an event with a reason; its causes are earlier events, and an adoption names its ballots."""
    told = {e.kind for war in wars for e in war.events.of(*DECISIONS)}
    assert {"informed", "consultation", "appeal", "recommendation", "text", "session", "ballot"} <= told
    for war in wars:
        for event in war.events.of(*DECISIONS):
            assert event.reason.strip()
            assert event.causes, event
            assert all(cause < event.id for cause in event.causes)
        for event in war.events.of("adopted", "blocked"):
            if event.clause not in ("LEAD", "FORCES"):
                assert {war.events[c].kind for c in event.causes} >= {"session", "ballot"}
                assert any(e.kind == "informed" for e in war.events.causes_of(event.id))


def test_collective_decisions_name_their_clause(july: BorderModel) -> None:
    """Whoever checks a step finds the clause it rests on."""
    for event in july.events.of("consultation", "appeal", "request", "ballot", "adopted", "recommendation", "text"):
        assert event.clause


def test_without_a_treaty_there_is_no_collective_measure() -> None:
    """none: the requester still informs and the lead state still acts on its own, but nothing is adopted."""
    model = BorderModel("tajikistan-2021-incursion", "none", seed=2, days=70).run()
    row = model.outcomes()
    assert row["adopted_rung"] == 0
    assert row["measures"] == ""
    assert row["delivered_men"] == 0
    assert row["bilateral_rung"] > 0
    assert model.events.of("adopted", "deployment") == []


def test_one_objection_from_a_chair_blocks_force_under_consensus_and_not_under_majority() -> None:
    """Whoever sits in a chair and objects blocks what needs consensus; a majority goes over it."""
    yes = [(0, "vote", "support")] * 20
    willing = [*yes, *[(0, "commit", "yes")] * 20]
    chairs = {"ARM": yes, "BLR": yes, "KGZ": yes, "RUS": willing, "KAZ": [(0, "vote", "object")] * 20}
    blocked = asked_for_force("csto-2010", **chairs)
    assert "KAZ" in blocked.outcomes()["pivotal"].split("+")
    assert blocked.outcomes()["adopted_rung"] < Rung.force_noncombat
    overruled = asked_for_force("majority", **chairs)
    assert overruled.outcomes()["pivotal"] == ""
    assert any(e.actor == "KAZ" and e.subject == "object" for e in overruled.events.of("ballot"))
    assert overruled.events.of("blocked") == []


def test_a_demand_delays_aid_and_costs_trust(tmp_path: Path) -> None:
    """The scenario's `demand` makes the lead state name a price: it costs days, and others trust it less."""
    (tmp_path / "priced").mkdir()
    (tmp_path / "priced" / "scenario.toml").write_text(
        'extends = "tajikistan-2021"\ntitle = "A price for help"\ndemand = "basing"\n', encoding="utf-8"
    )
    named = 0
    for seed in range(6):
        parameters = {"politics_spread": 0.0}
        priced = BorderModel(str(tmp_path / "priced"), "csto-2010", seed, parameters=parameters).run()
        asked = priced.events.of("demand")
        named += len(asked)
        assert len(priced.events.of("demand_met", "demand_refused")) == len(asked)
        for demand in asked:
            assert demand.actor == "RUS"
            assert demand.amount > 0
            told = next(e for e in priced.events.of("trust") if demand.id in e.causes)
            said = re.search(r"wanted a base.*; trusted less for it by ([A-Z, ]+)", told.reason)
            assert said is not None
            assert len(said[1].split(", ")) == len(priced.alliance.members) - 1
    assert named > 0


def test_a_state_votes_on_what_it_sees(july: BorderModel) -> None:
    """Perceived threat differs between states on the same day, because each has its own observer."""
    seen = {code: round(state.threat, 3) for code, state in july.alliance.states.items()}
    assert len(set(seen.values())) > 2


def test_the_joint_staff_finds_technical_aid_needed_and_joint_forces_not(july: BorderModel) -> None:
    """July 2021: many militants opposite, none expected in force, patrols that see too little."""
    (found, *_) = july.events.of("recommendation")
    assert Rung(int(found.amount)) == Rung.mil_tech
    assert "joint forces are not" in found.reason


def inspected(scenario: str, seeds: int, day: int) -> list[Rung]:
    """What the Joint Staff would find needed on a day of several games without a treaty, by its own inspection."""
    found = []
    for seed in range(seeds):
        model = BorderModel(scenario, "none", seed, days=day + 1)
        while model.day < day:
            model.step()
        found.append(model.alliance.joint_staff.inspect().ceiling)
    return found


def test_the_finding_follows_from_the_numbers_at_the_border() -> None:
    """The same inspection on the same day finds equipment enough in the default war, in every game, and more needed
    where militants mean to cross, in some: on that day six of eight such games called for men."""
    assert set(inspected("tajikistan-2021", 6, 40)) == {Rung.mil_tech}
    assert max(inspected("tajikistan-2021-incursion", 6, 40)) >= Rung.force_noncombat


def test_men_sent_by_the_alliance_exist_and_arrive_once() -> None:
    """Battalions of the alliance that arrive are on the roll, each once, and no more men arrive than were promised."""
    model = BorderModel("tajikistan-2021-incursion", "automatic", seed=1).run()
    row = model.outcomes()
    f = model.forces.columns
    for event in model.events.of("arrival"):
        assert event.amount > 0
        assert any(model.events[c].kind == "adopted" for c in event.causes)
    total = sum(int(e.amount) for e in model.events.of("arrival"))
    assert row["delivered_men"] == total
    assert total <= sum(int(n) for n in f.start)


SUM = re.compile(
    r"in sum (\S+) against (\S+) if the text falls, a difference of (\S+); with (\S+) of chance (\S+);"
    r" support takes 0 or more, an objection less than (\S+)]"
)


def test_a_vote_tells_its_terms_their_sum_the_thresholds_and_the_share_of_chance() -> None:
    """A reader who adds up what the reason of a vote shows comes to the vote itself."""
    ballots = BorderModel("tajikistan-2021-incursion", "csto-2010", 1, days=30).run().events.of("ballot")
    shown = [(e, found) for e in ballots if (found := SUM.search(e.reason))]
    assert len(shown) >= 5
    for ballot, found in shown:
        worth, falls, edge, chance, total, least = map(float, found.groups())
        assert worth - falls == pytest.approx(edge, abs=0.0021)
        assert edge + chance == pytest.approx(total, abs=0.0021)
        assert ballot.subject == ("support" if total >= 0.0 else "abstain" if total >= least else "object")
        terms = [float(n) for n in re.findall(r"(?<=[a-z]) ([+-]?\d\.\d\d)(?=[,;])", ballot.reason.split("[")[1])]
        assert sum(terms) == pytest.approx(worth, abs=0.005 * len(terms) + 0.001)
