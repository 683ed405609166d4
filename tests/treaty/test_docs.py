"""What docs/treaty-desk.md shows is what the program does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from panj.experiments.desk import worded
from panj.experiments.lawbook import difference_page
from panj.scenarios.meant import HOME
from panj.treaty.desk.desk import adjudicate
from panj.treaty.law.reform import differences
from panj.treaty.law.regime import load_regime

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "treaty-desk.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Code blocks of a language, as they stand."""
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


def test_the_case_and_the_page_shown_are_the_real_ones() -> None:
    """The example file and the page it prints, as documented, are those of the catalogue and of the desk."""
    path = ROOT / "tests" / "catalogue" / "t03.toml"
    assert path.read_text(encoding="utf-8").strip() in [b.strip() for b in blocks("toml")]
    assert worded(adjudicate(path)).explain() in TEXT


def test_the_trace_and_the_difference_shown_are_the_real_ones() -> None:
    """The tree of a case and the difference of two regimes, as documented, are what the program prints."""
    assert worded(adjudicate(ROOT / "tests" / "catalogue" / "t08.toml")).tree() in TEXT
    one, other = load_regime("csto-2010"), load_regime("cst-1992")
    assert "\n".join(difference_page(one, other, differences(one, other))) in TEXT


def test_the_regime_shown_can_be_played(tmp_path: Path) -> None:
    """The documented regime of one's own is accepted as it stands."""
    (shown,) = [b for b in blocks("toml") if "vote_rule" in b]
    path = tmp_path / "my-regime.toml"
    path.write_text(shown, encoding="utf-8")
    assert load_regime(path).vote_rule == "two_thirds"


def test_a_reader_meets_states_by_name_and_a_program_by_code() -> None:
    """Every member, now or once, of an alliance whose law is here has a name; the page shows it, the JSON the code."""
    names = tomllib.loads((HOME / "treaty" / "states.toml").read_text(encoding="utf-8"))["names"]
    members = {
        row["state"]
        for path in (HOME / "law").rglob("membership.toml")
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["membership"]
    }
    assert len(members) > 50
    assert members <= set(names)
    ruling = adjudicate(ROOT / "tests" / "catalogue" / "t03.toml")
    page = worded(ruling).explain().split("What it rests on")[0]
    assert "object: Kazakhstan" in page
    assert [code for code in members if re.search(rf"\b{code}\b(?!-)", page)] == []
    assert ruling.to_json()["blocked_by"] == ["KAZ"]
