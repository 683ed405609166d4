"""`panj gates`: chances with intervals, and the gate at which the courses of two regimes part."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from panj.experiments.analysis.gates import GATES, Step, chances, gate, partings, wilson, worlds
from panj.tests.experiments.command import panj

APPEAL: Step = (10, "appeal", "TJK", "TJK", 7.0, "")
REQUEST: Step = (10, "request", "TJK", "TJK", 2.0, "obliged")
BALLOT: Step = (30, "ballot", "KAZ", "object", 7.0, "")


@pytest.mark.parametrize(
    ("ours", "theirs", "where"),
    [
        ([APPEAL, REQUEST], [APPEAL, REQUEST], None),
        ([APPEAL, REQUEST], [APPEAL, (*REQUEST[:5], "")], "trigger"),
        ([APPEAL], [(10, "appeal", "TJK", "TJK", 5.0, "")], "request"),
        ([APPEAL, REQUEST], [(12, "no_request", "TJK", "", 0.0, "")], "request"),
        ([(20, "text", "ministers", "TJK", 7.0, "")], [(20, "text", "ministers", "TJK", 5.0, "")], "draft"),
        (
            [BALLOT, (30, "adopted", "council", "TJK", 3.0, "")],
            [BALLOT, (30, "adopted", "council", "TJK", 7.0, "")],
            "vote",
        ),
        ([(11, "session", "council", "TJK", 3.0, "obliged")], [(11, "mission_sent", "staff", "TJK", 3.0, "")], "vote"),
        (
            [(40, "contribution", "RUS", "TJK", 900.0, "FORCES")],
            [(40, "contribution", "RUS", "TJK", 0.0, "FORCES")],
            "giving",
        ),
        ([(40, "adopted", "council", "TJK", 7.0, "FORCES")], [(41, "deployment", "council", "TJK", 7.0, "")], "forces"),
    ],
)
def test_the_first_difference_names_the_gate(ours: list[Step], theirs: list[Step], where: str | None) -> None:
    """Trigger, request, draft, vote, giving, forces: whichever comes first in time."""
    assert gate(ours, theirs) == where
    assert gate(theirs, ours) == where


def test_wilson_is_that_of_the_books() -> None:
    """10 of 100: 5.5 to 17.4 %; none of 400: 0 to 0.95 % (worked by hand from the formula)."""
    assert wilson(10, 100) == pytest.approx((0.0552, 0.1744), abs=1e-4)
    assert wilson(0, 400) == pytest.approx((0.0, 0.0095), abs=1e-4)


def test_worlds_are_kept_and_every_pair_is_accounted_for(tmp_path: Path) -> None:
    """A second call plays nothing again, even after a line that was cut off; gates of a pair add up to its partings,
    and a regime does not part from itself in name only."""
    keep = tmp_path / "worlds.jsonl"
    regimes = ["csto-2010", "lead-state", "none"]
    first = worlds("intro", regimes, range(1, 4), 1.0, keep, quiet=True)
    size = keep.stat().st_size
    with keep.open("a", encoding="utf-8") as stream:
        stream.write('{"scenario": "in')
    again = worlds("intro", regimes, range(1, 4), 1.0, keep, quiet=True)
    assert keep.stat().st_size == size + len('{"scenario": "in')
    assert json.dumps(first) == json.dumps(again)
    for row in partings(again):
        assert row["part"] == sum(row[g] for g in GATES)
        assert row["over force"] <= row["part"] <= 3
    (chance, *_) = chances(again, [])
    assert chance["adopted low"] <= chance["force adopted"] <= chance["adopted high"]


def test_the_command_prints_both_tables_as_json() -> None:
    """Scripts get, for each scenario, the chances with the single point beside them and the partings of every pair."""
    done = panj("gates", "intro", "-r", "csto-2010", "-r", "automatic", "--seeds", "2", "--json")
    out = json.loads(done.stdout)["intro"]
    assert {"regime", "force adopted", "adopted low", "adopted high", "adopted, single point"} <= set(out["chance"][0])
    (pair,) = out["partings"]
    assert set(GATES) <= set(pair)
