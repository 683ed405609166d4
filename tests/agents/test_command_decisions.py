"""What the commands' chairs can decide, and that each decision is seen on the field, with the same seeds."""

from __future__ import annotations

import numpy as np
import pytest

from panj.agents.command.militants import VILLAGES
from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.seat import Observation, ScriptSeat, StandingSeat
from panj.model import BorderModel

INCURSION = "tajikistan-2021-incursion"
SEEDS = range(4)


def war(seed: int, days: int, chair: str = "", scenario: str = INCURSION, **orders: Answer) -> BorderModel:
    """A war without a treaty in which one chair has standing orders."""
    m = BorderModel(scenario, "none", seed, days)
    if chair:
        m.chairs[chair].take(StandingSeat(orders))
    return m.run()


def tried(m: BorderModel) -> int:
    """Attempts to cross by the bands of the Taliban's command."""
    return len([e for e in m.events.of("incursion_attempt") if e.actor == "TLB"])


def test_the_militants_chair_decides_whether_bands_cross() -> None:
    """No band crosses where none is to; where every chance is to be used a quarter more try, over eight games: with no
    effect, at some 130 attempts, that would come out 2 times in 100."""
    by_rule = [tried(war(seed, 40)) for seed in range(8)]
    pushed = [tried(war(seed, 40, "taliban", intent="at every chance")) for seed in range(8)]
    assert min(by_rule) > 0
    assert sum(pushed) > 1.25 * sum(by_rule)
    assert sum(tried(war(seed, 40, "taliban", intent="never")) for seed in range(4)) == 0


def test_the_militants_chair_decides_what_bands_do_that_cross() -> None:
    """Bands told to storm take at least twice as many posts as bands told to slip through, over twelve games.

    They storm only what they are three to one over. With no effect, at some 20 posts lost, that comes out once in 30.
    """

    def lost(aims: str) -> int:
        games = (war(seed, 60, "taliban", intent="at every chance", aims=aims) for seed in range(12))
        return sum(m.outcomes()["posts_lost"] for m in games)

    assert lost("storm posts") >= 2 * max(1, lost("slip through"))


def test_the_militants_chair_decides_on_the_front_and_when_to_rest() -> None:
    """The offensive goes against the front it names, ends when it says so, and does not begin while it waits."""
    first = war(1, 30).events.of("offensive")[0].place
    m = BorderModel(INCURSION, "none", 1, 30)
    front = next(name for name in m.front_names if name != first)
    m.chairs["taliban"].take(ScriptSeat([(0, "front", front)]))
    m.run()
    assert m.events.of("offensive")[0].place == front
    halted = war(1, 60, "taliban", press="no").events.of("regroup")
    assert any(e.reason.startswith("By order") for e in halted)
    assert war(1, 30, "taliban", front="wait").events.of("offensive") == []


def test_the_border_command_gathers_battalions_where_its_chair_says() -> None:
    """After a month more men stand in the sector that was named than would by rule, in every sector and game."""
    for seed in range(2):
        by_rule = war(seed, 60)
        for k, sector in enumerate(by_rule.detachments):
            by_order = war(seed, 60, "border-command", effort=sector)
            there = []
            for m in (by_rule, by_order):
                rows = np.array(sorted(m.border_troops.mandate))
                f = m.forces.columns
                there.append(float((f.home[rows] == k).mean()))
            assert there[1] > there[0] or there[0] >= 0.5, (seed, sector, there)


def test_the_border_command_decides_who_hunts_bands_inside() -> None:
    """By rule columns go out; where nobody is to go, none does; where the army is to, none that was on the border."""
    hunts = {who: war(2, 60, "border-command", hunt=who) for who in ("the army", "nobody")}
    assert war(2, 60).events.of("pursuit")
    assert hunts["nobody"].events.of("village_taken")
    assert not hunts["nobody"].events.of("pursuit")
    sent = " ".join(e.reason for e in hunts["the army"].events.of("pursuit"))
    assert "army battalion" in sent
    assert "reserve" not in sent


def test_the_militants_chair_names_a_village_and_more_bands_take_it() -> None:
    """Over two games for each village that the chair is offered, villages that it names are taken more often than the
    same villages are where bands go for the nearest."""
    by_rule, by_order = 0, 0
    villages = list(BorderModel(INCURSION, "none", 0, 60).commands[0].villages)
    assert len(villages) == VILLAGES
    for seed in range(2):
        taken = [e.place for e in war(seed, 60, "taliban", intent="at every chance").events.of("village_taken")]
        by_rule += sum(place in villages for place in taken)
        for village in villages:
            ordered = war(seed, 60, "taliban", intent="at every chance", aims=village)
            by_order += [e.place for e in ordered.events.of("village_taken")].count(village)
    assert by_order > by_rule


class First:
    """Names the last of the villages near which bands were seen, the first time that there is a choice."""

    def __init__(self, model: BorderModel, kind: str) -> None:
        self.model, self.kind = model, kind
        self.step, self.bands = -1, set[str]()  # when it named one, and the bands seen near it

    def decide(self, question: Question, _: Observation) -> Answer:
        """The answer."""
        m = self.model
        if question.kind != self.kind or self.step >= 0:
            return question.usual
        seen = {
            row: m.villages[m.land.near_village[m.inland.seen_cell[row]]] for row in m.border_troops.pursuit.known()
        }
        near = [option for option in question.options if option in m.villages]
        assert set(near) == set(seen.values())
        if len(near) < 2:
            return question.usual
        self.step, self.bands = m.steps, {m.forces.names[row] for row, village in seen.items() if village == near[-1]}
        return near[-1]


@pytest.mark.parametrize(
    ("chair", "kind", "done"), [("border-command", "hunt", "pursuit"), ("UZB", "strike", "struck")]
)
def test_bands_near_the_village_that_is_named_come_first(chair: str, kind: str, done: str) -> None:
    """Offered are the villages near which bands were seen, and no others; the first columns that are sent, or the first
    sorties that hit, on the day when one is named go after a band that was seen there."""
    first = []
    for seed in range(6):
        m = BorderModel("batken-1999", None, seed, 40)
        seat = First(m, kind)
        m.chairs[chair].take(seat)
        m.run()
        events = [e for e in m.events.of(done) if e.step == seat.step]
        first += [event.subject in seat.bands for event in events[:1]]
    assert first
    assert all(first)
