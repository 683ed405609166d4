"""docs/findings.md says what its stored tables say, and nothing else; no headline hangs on one war alone."""

from __future__ import annotations

import re

import pytest

from panj.experiments.designs.design import read_design
from panj.scenarios.load import HOME
from panj.tools.findings import ASK, BUY, REGIMES, SPOT_REGIMES
from panj.tools.findings_page import MARKS, SETS, WAR, WHAT_IF, Tables, page, readme
from panj.tools.findings_tables import BOTH, GROUND
from panj.tools.findings_words import AGREE, effect, one_sign, survives

DOCS = HOME.parent / "docs"
README = HOME.parent / "README.md"


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The tables as they are committed."""
    return Tables.read(DOCS / "findings")


def test_the_page_is_made_from_its_tables(tables: Tables) -> None:
    """Every number and sentence of the page follows from the tables beside it."""
    assert page(tables) == (DOCS / "findings.md").read_text(encoding="utf-8")


def test_the_readme_says_what_the_tables_say(tables: Tables) -> None:
    """Its sentence under the picture is made from the same tables."""
    said = README.read_text(encoding="utf-8")
    assert readme(said, tables) == said
    assert len(said.split(MARKS[0])[1].split(MARKS[1])[0]) > 100


def test_the_tables_are_of_the_designs_that_are_shipped(tables: Tables) -> None:
    """Regimes, days and options are those of the tool and of examples/; the games of all sweeps are counted."""
    ask, buy = read_design(ASK), read_design(BUY)
    days, options = len(list(ask.factors["injects.appeal.day"])), len(buy.options) + 1  # type: ignore[arg-type]
    sides = {
        "what-if": len(REGIMES),
        "war": len(REGIMES),
        "ask": days * len(ask.regimes),
        "buy": options * len(buy.regimes),
    }
    known = {name: [int(tables.notes[f"{what} of {name}"]) for what in ("points", "seeds")] for name in sides}
    games = sum(n * seeds * points for name, n in sides.items() for points, seeds in [known[name]])
    seeds_at = {r["point"]: r["n"] for r in tables.spots}  # seeds were added where they were needed
    games += sum(seeds_at.values()) * len(SPOT_REGIMES)
    assert int(tables.notes["games"]) == games
    assert {r["regime"] for r in tables.of(WAR, BOTH, "none")} == set(REGIMES) - {"none"}


def test_no_headline_rests_on_one_war_inside(tables: Tables) -> None:
    """What is said to survive has its sign under nine tenths of the assumptions of either war inside alone."""
    for row in tables.of(WHAT_IF, BOTH, "none"):
        if survives(row):
            for name in SETS:
                (one,) = [r for r in tables.of(WHAT_IF, name, "none") if (r["outcome"], r["regime"]) == _key(row)]
                assert one["mean"] * row["mean"] > 0.0
                assert one_sign(one) >= AGREE


def _key(row: dict[str, str]) -> tuple[str, str]:
    return row["outcome"], row["regime"]


def test_every_effect_says_on_its_line_how_sure_it_is_and_what_it_hangs_on(tables: Tables) -> None:
    """Error, spread over assumptions and the number that moves it most stand beside each effect on the ground."""
    text = page(tables)
    for row in tables.of(WHAT_IF, BOTH, "none"):
        if row["outcome"] in GROUND and row["mean"] != 0.0:
            said = effect(row)
            assert "standard error" in said
            assert "assumptions" in said
            assert "most moved by" in said or "no single assumed number" in said
            assert said.split(";")[0] in text
    order = [text.index(f"## {title}") for title in ("What survives", "What hangs on", "What cannot be said")]
    assert order == sorted(order)


def test_both_questions_are_answered(tables: Tables) -> None:
    """The page says when one must ask and what one would buy, from the tables of the two examples."""
    text = page(tables)
    assert "## When must we ask?" in text
    assert "## What would we buy instead?" in text
    assert {r["day"] for r in tables.appeals} >= {"0", "30", "60"}
    assert {r["option"] for r in tables.options} == {
        name if regime == "none" else regime if name == "nothing" else f"{regime} and {name}"
        for name in ("nothing", *read_design(BUY).options)
        for regime in read_design(BUY).regimes
    }
    assert re.search(r"on the frontier under \d", text)


def test_the_pictures_are_there() -> None:
    """Both pictures lie in docs/figures as SVG and as PNG, and the page and the README show them."""
    for name in ("findings_effects", "findings_options"):
        assert (DOCS / "figures" / f"{name}.svg").is_file()
        assert (DOCS / "figures" / f"{name}.png").stat().st_size < 400_000
    assert "figures/findings_effects.png" in README.read_text(encoding="utf-8")
