"""Questions other than which regime, put to a sweep by the commands: levels of an inject, of a standing order, of a
number; and what `panj sweep` advises is never refused."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

from panj.tests.experiments.command import panj, refused

INJECT = """
[injects.call]
kind = "equipment"
who = "RUS"
day = 2
amount = 1.0
[factors]
injects.call.day = [2, 5, "never"]
"""
DESIGNS = {
    "regimes": 'regimes = ["csto-2010", "none"]',
    "one regime": 'regimes = ["none"]',
    "day of an inject": f'regimes = ["none"]{INJECT}',
    "a standing order": 'regimes = ["csto-2010"]\n[factors]\nseats.KAZ.vote = ["support", "object"]',
    "one at a time": 'regimes = ["none"]\ndesign = "one-at-a-time"\n[factors]\npatrol_kmh = [2, 6]\npatrol_men = [10]',
    "drawn": 'regimes = ["none"]\ndesign = "lhs"\nsamples = 3\n[factors]\npatrol_kmh = { low = 2, high = 6 }\n'
    "patrol_men = { low = 9, high = 20 }",
}


def written(folder: Path, what: str, seeds: int = 3) -> Path:
    """A design file on the smallest war."""
    path = folder / "design.toml"
    path.write_text(f'scenario = "intro"\nseeds = {seeds}\n{DESIGNS[what]}\n', encoding="utf-8")
    return path


@pytest.mark.parametrize("what", DESIGNS)
def test_what_a_sweep_advises_is_not_refused(tmp_path: Path, what: str) -> None:
    """Whatever a sweep varies, the command that it prints at its end can be copied and runs."""
    said = panj("sweep", written(tmp_path, what), "--out", tmp_path / "out of it", "--workers", "1").stdout
    (advised,) = re.findall(r"next: panj (.*)", said)
    words = shlex.split(advised)
    panj(*words)
    assert words[0] == ("report" if what in ("one regime", "drawn") else "compare")
    if what == "day of an inject":
        assert words[-4:] == ["--by", "injects.call.day", "--baseline", "never"]


def test_report_and_map_take_the_same_question_as_compare(tmp_path: Path) -> None:
    """The report compares the days of an inject, its words and tables by day; the map of a third factor has its levels
    in the fields; a level that there is not is refused with those that there are."""
    out, page = tmp_path / "out", tmp_path / "page.html"
    panj("sweep", written(tmp_path, "day of an inject"), "--out", out, "--workers", "1")
    panj("report", out, "--by", "injects.call.day", "--baseline", "never", "--out", page)
    text = " ".join(page.read_text(encoding="utf-8").split())
    assert "Do levels of injects.call.day differ, and in what?" in text
    assert "3 pairs a level of injects.call.day against never" in text
    assert 'scope="col">5</th>' in text
    assert "one of: never, 2, 5" in refused("report", out, "--by", "injects.call.day", "--baseline", "6")
    design = tmp_path / "map.toml"
    design.write_text(
        'scenario = "intro"\nseeds = 3\nregimes = ["csto-2010"]\n[factors]\npreparation_days = [1, 3]\n'
        'patrol_kmh = [2, 4]\nseats.KAZ.vote = ["support", "object"]\n',
        encoding="utf-8",
    )
    asked = ("map", design, "--out", tmp_path / "map", "--workers", "1", "--outcome", "posts_lost")
    said = panj(*asked, "--by", "seats.KAZ.vote", "--baseline", "object").stdout
    assert "no level of seats.KAZ.vote can be told from object" in said
    table = pd.read_csv(tmp_path / "map" / "map.csv")
    assert {"mean_support", "mean_object", "could_see"} <= set(table)
    assert "one regime, and x as a third factor" in refused(*asked[:2], "--out", tmp_path / "no", "--by", "x")
