"""Worked out by hand: where troops are sent, when a chair is asked again, and what the Joint Staff finds per man."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from panj.agents.alliance.help import Battalions
from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.seat import Observation, ScriptSeat
from panj.border.forces import FIELD
from panj.tests.model.columns.hand import play, still
from panj.tests.small_border import unit

SECTORS = {"k0": range(4), "k1": range(4, 8), "k2": range(8, 12)}  # stretches of three detachments, west to east


class Refuses:
    """Whoever sits there says no, and keeps the days on which it was asked each kind of question."""

    def __init__(self) -> None:
        self.asked: dict[str, list[int]] = {}

    def decide(self, question: Question, observation: Observation) -> Answer:
        """No, where that is an answer."""
        self.asked.setdefault(question.kind, []).append(question.day)
        return "no" if question.kind in ("inform", "mobilise") else question.usual


def test_who_said_no_is_asked_again_after_a_week(tmp_path: Path) -> None:
    """Alarmed from the first day on, the member informs nobody and calls nobody up: it is asked every seventh day, from
    the day on which it was asked first."""
    m = still(
        tmp_path,
        [unit("reserve", "TJK", "reserve", 6, 9, 300, status="on_call")],
        {"inform_at": 0.0, "mobilise_at": 0.0},
        days=20,
    )
    seat = Refuses()
    m.chairs["TJK"].take(seat)
    play(m)
    assert seat.asked["mobilise"] == [0, 7, 14]
    first = seat.asked["inform"][0]
    assert seat.asked["inform"] == list(range(first, 20, 7))
    assert not m.requester.informed
    assert not m.requester.mobilised


@pytest.mark.parametrize("sector", SECTORS)
def test_a_contingent_stands_in_the_sector_that_was_named(tmp_path: Path, sector: str) -> None:
    """A contingent sent to a sector goes to one of its stretches, of which it has four of twelve, and to no other."""
    band = unit("band", "TLB", "local", 5, 4, 60, home="d0")  # so that need is greatest in the middle
    ally = unit("ally", "KAZ", "contingent", 6, 9, 300, status="on_paper")
    m = still(tmp_path, [band, ally], days=2, detachments=3)
    m.step()
    row = m.forces.row["ally"]
    m.send(0.0, Battalions((row,), "KAZ", sector=sector))
    m.step()
    assert m.forces.columns.status[row] == FIELD
    assert int(m.forces.columns.segment[row]) in SECTORS[sector]


@pytest.mark.parametrize("sector", SECTORS)
def test_battalions_gather_where_the_border_command_makes_its_main_effort(tmp_path: Path, sector: str) -> None:
    """Told to make its main effort in a sector, the border command has half of its four battalions there in time."""
    band = unit("band", "TLB", "local", 5, 4, 60, home="d0")
    allies = [unit(f"ally-{k}", "KAZ", "contingent", 6, 9, 300, status="on_paper") for k in range(4)]
    m = still(tmp_path, [band, *allies], days=14, detachments=3)
    m.step()
    m.send(0.0, Battalions(tuple(m.forces.row[f"ally-{k}"] for k in range(4)), "KAZ"))
    m.chairs["border-command"].take(ScriptSeat([(0, "effort", sector)] * 3))
    play(m)
    stand = [int(m.forces.columns.segment[m.forces.row[f"ally-{k}"]]) for k in range(4)]
    assert sum(s in SECTORS[sector] for s in stand) >= 2


def test_an_exercise_is_seen_in_its_sector_alone(tmp_path: Path) -> None:
    """2,400 men in a sector of four stretches are seen as 2,400 / 4 at each, three times over, since those beside count
    too; at the stretches of the other two sectors nothing is seen."""
    inject = {"date": dt.date(2021, 6, 1), "kind": "exercise", "who": "RUS", "what": "", "amount": 2400, "note": ""}
    m = play(still(tmp_path, [], days=2, detachments=3, injects=[inject]))
    place = m.events.of("exercise")[0].place
    shown = m.theatre.show.tolist()
    assert shown == [1800.0 if s in SECTORS[place] else 0.0 for s in range(12)]


def test_the_joint_staff_counts_who_can_stand_at_one_stretch(tmp_path: Path) -> None:
    """120 militants lie opposite a sector of twelve cells, one in ten expected to come: 12. Of the 40 men of the sector
    those of three cells of twelve can stand where they come: 10. That is 1.20 per man. With all that allies see, the
    Joint Staff counts without error."""
    units = [unit("band", "TLB", "local", 5, 4, 120, home="d0"), unit("post", "TJK", "post", 1, 5, 30, home="k0")]
    m = still(tmp_path, units, days=2)
    m.step()
    m.alliance.agree_to_share(1.0)
    (reason, *_) = m.alliance.joint_staff.inspect().reasons
    assert re.findall(r"([\d.]+) expected per man", reason) == ["1.20"]
