"""Sentences made of parts read well in all their forms."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from panj.experiments.after_action.report import _summary
from panj.experiments.words import chair, count, dated, measure, plain, times, weighed
from panj.scenarios.load import load_scenario

FILE = load_scenario("intro").file


@pytest.mark.parametrize(
    ("number", "one", "said"),
    [
        (0, "post", "no posts"),
        (1, "post", "1 post"),
        (2, "post", "2 posts"),
        (1200, "soldier", "1,200 soldiers"),
        (0, "man", "no men"),
        (1, "man", "1 man"),
        (3, "man", "3 men"),
    ],
)
def test_a_count_reads_well_for_none_one_and_many(number: int, one: str, said: str) -> None:
    """None and many are plural, one is not, and thousands have a comma."""
    assert count(number, one) == said


def test_how_often_reads_well_for_never_once_twice_and_more() -> None:
    """Small numbers are words."""
    assert [times(n) for n in (0, 1, 2, 3, 1000)] == ["never", "once", "twice", "3 times", "1,000 times"]


def test_a_reason_is_told_by_names_and_without_the_figures_of_a_rule() -> None:
    """No code of a state, no brackets of weights, no name of the program."""
    assert (
        plain("TJK asks for force_noncombat [worth 0.42, price 0.13].", FILE) == "Tajikistan asks for force noncombat."
    )
    assert weighed("TJK asks [worth 0.42, price 0.13]; KAZ does not [by 0.1].") == ["worth 0.42, price 0.13", "by 0.1"]
    assert measure("1642") == "1,642"
    assert [chair(FILE, who) for who in ("TJK", "TLB", "permanent-council")] == [
        "Tajikistan",
        "Taliban",
        "Permanent Council",
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"incursions_attempted": 0}, "No band tried to cross."),
        ({"incursions_attempted": 1}, "Bands tried to cross once and never got through."),
        ({"incursions_attempted": 5, "incursions_through": 2}, "Bands tried to cross 5 times and got through twice."),
        ({"posts_lost": 1, "losses_member": 1}, "lost 1 post and 1 man; no soldiers and no civilians sought refuge."),
        ({"request_day": None}, "Tajikistan did not ask the alliance for help."),
        ({"decision_day": None, "measures": ""}, "the alliance never decided and adopted nothing."),
        ({"promised_men": 1000}, "Of 1,000 men promised, none arrived."),
        ({"promised_men": 1000, "delivered_men": 1000}, "Of 1,000 men promised, 1,000 arrived."),
    ],
)
def test_the_summary_of_a_war_reads_well_in_every_form(changed: dict[str, object], said: str) -> None:
    """Never, once, several; asked or not, decided or not, arrived or not."""
    quiet = {
        "border_share_end": 0.5,
        "stability_state_end": "stable",
        "stability_end": 80.0,
        "stability_mean": 90.0,
        "incursions_attempted": 0,
        "incursions_through": 0,
        "posts_lost": 0,
        "losses_member": 0,
        "soldiers_refuge": 0,
        "civilians_refuge": 0,
        "request_day": 3,
        "decision_day": 5,
        "measures": "political",
        "promised_men": 0,
        "delivered_men": 0,
    }
    assert said in _summary(quiet | changed, FILE)


def test_dates_are_written_without_what_some_systems_lack() -> None:
    """The day of a month has no leading nought, and no code in the program asks the system's own calendar for that."""
    assert dated(dt.date(2021, 6, 8), "%B %Y") == "8 June 2021"
    root = Path(__file__).parents[2]
    parts = ("agents", "border", "browser", "experiments", "model", "scenarios", "tools", "treaty")
    assert [p.name for part in parts for p in (root / part).rglob("*.py") if "%-d" in p.read_text("utf-8")] == []
