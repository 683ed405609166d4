"""docs/findings.md says what its stored tables say, and nothing else."""

from __future__ import annotations

import pytest

from panj.experiments.designs.design import read_design
from panj.scenarios.load import HOME
from panj.tools.findings import DESIGN, REGIMES, SEEDS, WARS
from panj.tools.findings_page import AMONG, BUSY, OUTCOMES, PUSH, Tables, page

DOCS = HOME.parent / "docs"


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The tables as they are committed."""
    return Tables.read(DOCS / "findings")


def test_the_page_is_made_from_its_tables(tables: Tables) -> None:
    """Every number and sentence of the page follows from the tables beside it."""
    assert page(tables) == (DOCS / "findings.md").read_text(encoding="utf-8")


def test_the_tables_are_of_the_design_that_is_shipped(tables: Tables) -> None:
    """Fields, seeds and regimes are those of examples/where_rules_matter.toml; the games are all counted."""
    design = read_design(DESIGN)
    for name in (*OUTCOMES, AMONG):
        table = tables.maps[name]
        assert {PUSH: sorted(set(table[PUSH])), BUSY: sorted(set(table[BUSY]))} == design.factors
        assert set(table.n) == {design.seeds}
    games = len(WARS) * len(REGIMES) * SEEDS + len(tables.maps[AMONG]) * len(design.regimes) * int(str(design.seeds))
    assert int(tables.notes["games"]) == games
    assert set(tables.wars.regime) == set(REGIMES) - {"none"}


def test_leads_are_what_means_and_intervals_say(tables: Tables) -> None:
    """Where a regime leads, its mean is the better, the gap is that of the means, and the interval holds it."""
    for table in tables.maps.values():
        for field in table[table.leading != ""].to_dict("records"):
            gap = field[f"mean_{field['best']}"] - field[f"mean_{field['next']}"]
            assert field["difference"] == pytest.approx(gap, rel=1e-3, abs=1e-3)
            assert field["low"] <= field["difference"] <= field["high"] <= 0.0


def test_the_readme_says_what_the_tables_say(tables: Tables) -> None:
    """Its sentence under the picture: an alliance or none can be told apart, rules among alliances cannot."""
    said = (HOME.parent / "README.md").read_text(encoding="utf-8")
    assert "which rules it has cannot be told apart there" in said
    assert (tables.maps[AMONG].leading == "").all()
    assert (tables.maps[OUTCOMES[0]].leading != "").any()


def test_the_pictures_are_there() -> None:
    """Both maps lie in docs/figures as SVG and as PNG."""
    for name in (OUTCOMES[0], AMONG):
        assert (DOCS / "figures" / f"where_{name}.svg").is_file()
        assert (DOCS / "figures" / f"where_{name}.png").stat().st_size < 300_000
