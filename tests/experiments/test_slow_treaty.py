"""A treaty whose drafts run out decides later and less often, and is told so: by compare, by the report, on the map."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from panj.tests.experiments.command import panj

SLOW = """
name = "slow"
title = "Drafts that are not done in five days are left to the next session"
extends = "csto-2010"
deadlines = { DRAFT = 5.0 }
source = "what-if"
"""
DESIGN = 'scenario = "tajikistan-2021"\nregimes = ["csto-2010", "slow.toml"]\nseeds = 14\n'

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default war under both, in a folder with the design."""
    folder = tmp_path_factory.mktemp("slow")
    (folder / "slow.toml").write_text(SLOW, encoding="utf-8")
    (folder / "design.toml").write_text(DESIGN, encoding="utf-8")
    panj("sweep", folder / "design.toml", "--out", folder / "out", "--workers", "1")
    return folder


def test_compare_tells_it_later_and_less_often(played: Path) -> None:
    """A day that never came counts as the end of the war, so that few decisions are not read as quick ones."""
    shown = panj("compare", played / "out", "--outcome", "decision_day", "--baseline", "csto-2010", "--json").stdout
    day, came = json.loads(shown)
    assert (day["outcome"], came["outcome"]) == ("decision_day", "decision_day:came")
    assert day["told"]
    assert day["low"] > 0.0
    assert came["told"]
    assert came["high"] < 0.0


def test_the_report_tells_it_later_and_less_often(played: Path) -> None:
    """In its first lines, with both days and both shares of the games."""
    page = played / "page.html"
    panj("report", played / "out", "--baseline", "csto-2010", "--out", page)
    text = " ".join(page.read_text(encoding="utf-8").replace("\u00a0", " ").split())
    assert re.search(
        r"Under slow the alliance decides later \(on day [\d.]+ instead of [\d.]+, where never counts as the end of the"
        r" war\)"
        r" and less often \(in \d+ % of the games instead of \d+ %\)\.",
        text,
    )


def test_the_map_tells_it_later_and_less_often(played: Path) -> None:
    """The other treaty leads in every field, earlier by days, and the share of games in which a decision came stands
    beside it; asked for that share alone, the same treaty leads."""
    design = played / "map.toml"
    factors = "[factors]\ninspect_at = [0.5, 0.9]\npatrol_kmh = [2, 4]\n"
    design.write_text(DESIGN + factors, encoding="utf-8")
    asked = ("map", design, "--out", played / "map", "--workers", "1", "--outcome")
    said = " ".join(panj(*asked, "decision_day").stdout.split())
    assert "csto-2010 leads in 4" in said
    assert re.search(r"Share of the games in which it came: .* under csto-2010; .* under slow\.", said)
    table = pd.read_csv(played / "map" / "map.csv")
    assert (table["came_csto-2010"] > table.came_slow).all()
    assert "csto-2010 leads in 4" in " ".join(panj(*asked, "decision_day:came").stdout.split())
