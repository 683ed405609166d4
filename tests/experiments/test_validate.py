"""Validation writes what it measured and nothing else; the null model is the same laws without space."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from panj.experiments.validation.meanfield import MeanField, play_meanfield
from panj.experiments.validation.validate import BEGIN, END, Validation, validate, write_documents
from panj.scenarios.errors import InputError
from panj.scenarios.load import Scenario, load_scenario
from panj.tests.experiments.command import panj

QUIET = {"collapse_base": -12.0, "collapse_news": 0.0, "collapse_effort": 0.0, "collapse_isolation": 0.0}


@pytest.fixture(scope="module")
def war() -> Scenario:
    """The default war."""
    return load_scenario("tajikistan-2021")


@pytest.fixture(scope="module")
def played() -> Validation:
    """Three wars and their counterparts without space."""
    return validate("tajikistan-2021", seeds=3, quiet=True)


def test_the_page_outside_the_marks_is_left_alone(played: Validation, tmp_path: Path):
    """Text by hand stays byte for byte; the part between the marks is replaced, and the figure is there."""
    page = tmp_path / "validation.md"
    page.write_text(f"# By hand\n\nabove\n{BEGIN}\nstale words\n{END}\nbelow\n")
    written, picture = write_documents(played, tmp_path)
    text = written.read_text()
    assert text.startswith(f"# By hand\n\nabove\n{BEGIN}\n")
    assert text.endswith(f"{END}\nbelow\n")
    assert "stale words" not in text
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_page_states_every_target_and_verdict(played: Validation, tmp_path: Path):
    """One row a measure of K1, K2, K3, K5 and K6, each met or missed, and the null model beside it."""
    text = write_documents(played, tmp_path)[0].read_text()
    for verdict in played.table():
        row = next(line for line in text.splitlines() if line.startswith(f"| {verdict.target} | {verdict.measure} |"))
        assert ("| met |" in row) == verdict.met
        assert ("| **missed** |" in row) != verdict.met
    assert {v.target for v in played.table()} == {"K1", "K2", "K3", "K5", "K6"}
    assert "### Without space" in text


def test_a_page_without_marks_is_refused_and_kept(played: Validation, tmp_path: Path):
    """Nothing is written over a page that has no place for it."""
    page = tmp_path / "validation.md"
    page.write_text("mine\n")
    with pytest.raises(InputError, match="marks"):
        write_documents(played, tmp_path)
    assert page.read_text() == "mine\n"


def test_the_command_prints_the_table_as_json(tmp_path: Path):
    """`panj validate --json` gives targets with values and verdicts, and those of the null model."""
    said = json.loads(panj("validate", "--seeds", "2", "--json").stdout)
    assert {"target", "value", "low", "high", "met", "runs_met"} <= set(said["targets"][0])
    null, targets = ({(row["target"], row["measure"]) for row in said[name]} for name in ("null", "targets"))
    assert null < targets
    assert {target for target, _ in null} == {"K1", "K2", "K3"}  # no deployment and no alliance there


def test_without_space_the_same_seed_gives_the_same_war(war: Scenario):
    """The null model draws from the same addressed dice."""
    assert play_meanfield(war, 5, days=25) == play_meanfield(war, 5, days=25)
    assert play_meanfield(war, 5, days=25) != play_meanfield(war, 6, days=25)


def test_without_space_nobody_gives_up_without_a_reason(war: Scenario):
    """With nothing that presses, no district falls and nobody seeks refuge."""
    trace = play_meanfield(war, 5, QUIET, days=25)
    assert trace.captures == {}
    assert sum(trace.refuge) == 0
    assert set(trace.share) == {0.0}


def test_without_space_it_does_not_matter_where_a_band_stands(war: Scenario):
    """Moving every local band to another district of its front changes nothing."""
    fronts = {d.district: d.front for d in war.districts}
    seat = {d.district: (d.x, d.y) for d in war.districts}
    first = {front: district for district, front in reversed(fronts.items())}
    moved = tuple(
        u.model_copy(
            update={
                "home": first[fronts[u.home]],
                "x": seat[first[fronts[u.home]]][0],
                "y": seat[first[fronts[u.home]]][1],
            }
        )
        if u.role == "local"
        else u
        for u in war.units
    )
    assert play_meanfield(replace(war, units=moved), 5, days=25) == play_meanfield(war, 5, days=25)


def test_without_space_no_more_men_seek_refuge_than_there_were(war: Scenario):
    """Inflow never exceeds the garrisons, and the share of the border only grows."""
    game = MeanField(war, 5, None, 37)
    men = sum(int(game.model.forces.columns.start[i]) for i in game.garrisons)
    trace = game.run()
    assert 0 < sum(trace.refuge) <= men
    assert list(trace.share) == sorted(trace.share)


def test_the_shipped_page_was_made_with_the_shipped_parameters():
    """docs/validation.md reports at least 100 wars of the default scenario."""
    page = Path(__file__).parents[2] / "docs" / "validation.md"
    text = page.read_text()
    said = next(line for line in text.splitlines() if "wars of `tajikistan-2021`" in line)
    assert int(said.split()[0]) >= 100
