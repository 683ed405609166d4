"""The trace of a case in the page: folded, nested as the norms are, with the words of each clause."""

from __future__ import annotations

from html import escape
from pathlib import Path

from panj.browser.cases import folded
from panj.browser.words import short
from panj.treaty.desk.desk import adjudicate
from panj.treaty.law.shelf import book

CASE = Path(__file__).parents[1] / "catalogue" / "t08.toml"


def test_what_failed_is_unfolded_and_has_the_clauses_words_beside_it() -> None:
    """A step that does not hold stands open, the condition that failed inside it, with the quoted article."""
    law = book("cst")
    html = folded(adjudicate(CASE).findings, law)
    named = {name: f"<b>{escape(short(law.by_id[name].article))}</b>" for name in ("CST-4", "TRIGGER", "TERRITORY")}
    assert html.count("<details") == html.count("</details>")
    four = html[html.index(named["CST-4"]) :]
    assert "does not apply, because" in four[: four.index("</summary>")]
    assert four.index(named["TRIGGER"]) < four.index(named["TERRITORY"])
    assert "an armed attack threatening security" in html
    assert f"<details open><summary>✕ {named['TERRITORY']}" in html
