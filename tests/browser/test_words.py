"""The page speaks in words: outcomes, measures, chairs and the law's trace, without names of the program."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from panj.browser import words
from panj.browser.cases import folded
from panj.browser.pages.ahead import sentence
from panj.browser.pages.foot import chip
from panj.browser.story import told
from panj.browser.table.table import Table
from panj.model import BorderModel
from panj.model.record.outcomes import OUTCOMES
from panj.scenarios.load import load_scenario, scenario_names


def test_every_outcome_of_a_war_reads_as_words() -> None:
    """A whole war's outcomes, and those of a war that has not begun, show no name of the program, sum or fraction."""
    start = dt.date(2021, 6, 1)
    for war in (BorderModel("tajikistan-2021-incursion", "csto-2010", 1).run(), BorderModel("intro", "none", 1)):
        read = {name: words.outcome(OUTCOMES[name], value, start) for name, value in war.outcomes().items()}
        assert not [text for text in read.values() if "_" in text or "+" in text or not text]
        assert re.fullmatch(r"\d+%", read["border_share_end"])
    assert words.outcome(OUTCOMES["inform_day"], 25, start) == "26 June (day 25)"
    assert words.outcome(OUTCOMES["ask_rung"], 6, start) == "a force that does not fight"
    assert words.outcome(OUTCOMES["request_day"], None, start) == "never"


@pytest.mark.parametrize("name", scenario_names())
def test_chairs_have_names(name: str) -> None:
    """Every chair of every scenario that ships is called by a name that begins with a capital, and no two alike."""
    file = load_scenario(name).file
    named = [words.chair(file, chair) for chair in BorderModel(name).chairs]
    assert len(set(named)) == len(named)
    assert not [text for text in named if text[:1].islower() or "-" in text]


@pytest.mark.parametrize("seat", ["TJK", "KAZ", "spectator"])
def test_what_the_lead_state_gives_alone_is_told_to_its_allies(seat: str) -> None:
    """Allies hear which measure the lead state gives and to whom, not what it thinks of the threat."""
    table = Table("tajikistan-2021-incursion", "csto-2010", 1)
    while not table.model.events.of("bilateral"):
        table.step()
    (given,) = table.model.events.of("bilateral")
    assert told(given, table.fog(seat)).endswith("gives Tajikistan political support")


def test_the_trace_of_the_law_reads_as_words() -> None:
    """What the clauses say of a case shows facts as words: no name of the program outside the quoted sources."""
    war = BorderModel("tajikistan-2021-incursion", "csto-2010", 1).run()
    case = war.alliance.procedures[-1]
    facts = re.findall(r"<div><small>(.*?)</small></div>", folded(case.findings, case.regime.book))
    assert len(facts) > 5
    assert not [text for text in facts if re.search(r"[_=\[{]|True|False", text)]


def test_what_is_likely_to_follow_reads_as_people_say_it() -> None:
    """Men to the fifty with "about" once, the first day beside them and only where some came; an article as one."""
    men = {"what": "men who reach the border", "adds": True, "median": 3012.0, "low": 0.0, "high": 4490.0}
    posts = {"what": "posts lost", "adds": False, "median": 2.0, "low": 1.0, "high": 3.0}
    answer = {"measures": [men, posts], "wars": 8, "first": "2021-07-20", "first_in": 7}
    said = "men who reach the border about 3,000 (0 to 4,500), the first about 20 July; posts lost 2 (1 to 3)."
    assert sentence(answer) == said
    assert "first" not in sentence(answer | {"measures": [men | {"median": 0.0}, posts]})
    assert words.option("4", kind="article") == "Article 4"


def test_an_event_in_a_word_says_which_unit_it_befell() -> None:
    """Beside the buttons stands who was hit or fell back, by the name on the map; the whole reason is its title."""
    table = Table("intro", "csto-2010", 1)
    table.game.advance("end")
    told = {e.kind: chip(e, table.fog()) for e in table.model.events}
    lost, title = next(
        (told[e.kind], table.model.forces.titles[table.model.forces.row[e.subject]])
        for e in reversed(list(table.model.events))
        if e.kind == "destroyed"
    )
    assert f"{title}: destroyed</span>" in lost
    assert f"title='{title} has nobody left.'" in lost
    assert ": appeal" not in told["appeal"]
