"""What a seat wants and what became of it: shown to that seat alone while the game is on, and to all at its end."""

from __future__ import annotations

import pytest

from panj.browser.pages.end import end_html
from panj.browser.pages.seat import LATER, aims_html
from panj.browser.table.table import SPECTATOR, UMPIRE, Table
from panj.experiments.stakes.reckoning import counts
from panj.experiments.stakes.words import value_said
from panj.scenarios.aims import load_aims
from panj.scenarios.load import load_scenario, scenario_names
from panj.tests.browser.plain import faults


@pytest.mark.parametrize("scenario", scenario_names())
def test_the_aims_of_every_scenario_are_told_in_plain_figures(scenario: str) -> None:
    """What counts for an aim and against it, and where it stands, is written as people write numbers."""
    played = load_scenario(scenario)
    for wants in load_aims(played).seats.values():
        for aim in wants.aims:
            for value in (aim.best, aim.worst, 1_300_000.0, 1234.5678, None):
                said = f"{wants.wants} {counts(aim)} {value_said(value, aim.unit)} {aim.title}"
                assert faults(said, played.file) == []


def test_a_seat_is_shown_its_own_aims_and_nobody_elses() -> None:
    """Its window holds what it wants and what counts; of the others' aims, and of what it does not know, not a word."""
    table = Table("intro", "csto-2010", 1)
    wants = load_aims(table.game.scenario).seats
    table.take("TJK")
    html = aims_html(table, "TJK")
    assert wants["TJK"].wants in html
    assert LATER in html
    assert not any(other.wants in html for seat, other in wants.items() if seat != "TJK")
    assert aims_html(table, UMPIRE) == aims_html(table, SPECTATOR) == ""


def test_the_end_shows_the_own_seat_in_full_and_what_the_others_got() -> None:
    """Own points, aims and decisions first; of the others points and what they wanted."""
    table = Table("intro", "csto-2010", 1)
    rules = {"median": 40.0, "low": 10.0, "high": 70.0, "there": 100, "of": 100}
    told = {"person": False, "points": 50.0, "same_dice": 40.0, "rules": rules, "better_than": 60, "as_good_as": 0}
    aim = {"aim": "Few die", "for": "none", "value": 3.0, "unit": "men", "points": 5.0, "of": 10.0, "rules": rules}
    told |= {"aims": [aim], "decided": [], "sure": None}
    seats = [told | {"seat": seat, "wants": f"{seat} <wants>"} for seat in ("TJK", "RUS")]
    html = end_html(
        {"seats": seats, "names": {"TJK": "Tajikistan", "RUS": "Russia"}, "over": True, "method": "m"},
        table.game.scenario.file,
        "TJK",
    )
    own, others, wanted = (html.index(t) for t in ("Tajikistan: 50 of 100", "What the others got", "RUS &lt;wants&gt;"))
    assert own < others < wanted
    assert "Few die: 3 men, 5 of 10 points" in html
