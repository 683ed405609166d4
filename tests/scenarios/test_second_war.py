"""What a user may rely on in the second war: it plays by the same program, which knows nothing of it."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from panj.border.forces import GOVERNMENT
from panj.experiments.validation.goal import goal_of
from panj.experiments.validation.validate import validate, write_documents
from panj.model import BorderModel
from panj.model.border_model import snow_line_m
from panj.scenarios.errors import InputError
from panj.scenarios.load import load_scenario
from panj.treaty.desk.desk import adjudicate

ROOT = Path(__file__).parents[2]
NAME = "batken-1999"
CODE = ("agents", "benchmarks", "border", "browser", "examples", "experiments", "model", "treaty")


def test_no_code_knows_the_second_war() -> None:
    """No file of the program names the war, its region or its band: all of it is data."""
    found = [ROOT / "app.py", ROOT / "pyproject.toml", *(p for folder in CODE for p in (ROOT / folder).rglob("*.*"))]
    files = [p for p in found if p.is_file() and "__pycache__" not in p.parts]
    assert len(files) > 100
    assert [p for p in files if re.search(rb"(?i)batken|\bIMU\b|jirgatal", p.read_bytes())] == []


def test_the_ground_where_bands_lie_is_theirs_and_nobody_loses_it() -> None:
    """With no garrison opposite no district falls on the first day, and the bands can come over from where they lie."""
    model = BorderModel(NAME, seed=3, days=2).run()
    assert not (model.forces.columns.side == GOVERNMENT).any()
    assert not model.events.of("district_fell")
    homes = {u.home for u in model.setting.units if u.kind == "band"}
    fallen = {d.district for d, f in zip(model.setting.districts, model.theatre.fallen, strict=True) if f}
    assert fallen == homes
    assert model.outcomes()["incursions_attempted"] > 0


def test_it_is_played_to_the_end_under_the_law_of_its_day() -> None:
    """A whole war runs under the law in force, with who was bound in August 1999 and not with who had left."""
    model = BorderModel(NAME, seed=1).run()
    row = model.outcomes()
    assert row["days"] == model.setting.file.days
    assert row["regime"] == "in-force"
    assert model.alliance.members == ["ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"]
    assert row["incursions_through"] > 0


def test_settings_of_another_scenario_are_taken_as_far_as_named() -> None:
    """`extends_only` brings the parameters along and neither states, powers nor commands of the other war."""
    ours, theirs = load_scenario(NAME).file, load_scenario("tajikistan-2021").file
    assert set(ours.parameters) == set(theirs.parameters)
    assert not set(ours.commands) & set(theirs.commands)
    assert "AFG" not in ours.powers


@pytest.mark.parametrize("line", ['extends_only = ["weather"]', "extends_only = []", 'extends_only = "parameters"'])
def test_a_wrong_extends_only_is_refused_in_one_line(tmp_path: Path, line: str) -> None:
    """A part that is none, no part, or no list is refused with the file and the key."""
    (tmp_path / "scenario.toml").write_text(f'extends = "intro"\n{line}\n', encoding="utf-8")
    with pytest.raises(InputError, match="extends_only") as caught:
        load_scenario(tmp_path)
    assert "\n" not in str(caught.value)


def test_every_target_has_its_verdict_and_no_other_wars_targets(tmp_path: Path) -> None:
    """W1 to W7 are judged, each met or missed by the median; what the other war is held against is not asked."""
    played = validate(NAME, seeds=3, quiet=True)
    table = played.table()
    assert {v.target for v in table} == {f"W{n}" for n in range(1, 8)}
    assert played.null_table() == []
    (page,) = write_documents(played, tmp_path)
    assert page.name == "validation-batken.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    for verdict in table:
        row = next(line for line in lines if line.startswith(f"| {verdict.target} | {verdict.measure} |"))
        assert ("| met |" in row) == verdict.met
        assert ("| **missed** |" in row) != verdict.met


def test_at_most_three_parameters_were_fitted_and_the_page_names_them() -> None:
    """The record, the scenario and the page say the same; what the alliance does was not fitted."""
    scenario = load_scenario(NAME)
    goal = goal_of(scenario)
    record = json.loads((scenario.folder / "calibration.json").read_text(encoding="utf-8"))
    found = record["result"]["parameters"]
    assert set(found) == set(goal.free)
    assert len(found) <= 3
    assert not {"W6", "W7"} & set(record["targets"].split("+"))
    page = (ROOT / "docs" / "validation-batken.md").read_text(encoding="utf-8")
    for name, value in found.items():
        assert scenario.file.parameters[name].typical == pytest.approx(value)
        assert f"| `{name}`" in page
    fitted = {name for name, p in scenario.file.parameters.items() if NAME in p.source}
    assert fitted == set(found)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_snow_ends_the_war(seed: int) -> None:
    """Once all passes are closed, or soon will be, nobody sets out; in the end no band is inside."""
    model = BorderModel(NAME, seed=seed).run()
    lowest = float(model.land.height_m[model.ground.s_near].min())
    margin = dt.timedelta(days=model.values["winter_margin_days"])
    tried = [e.date for e in model.events.of("incursion_attempt")]
    assert all(snow_line_m(model.setting.file.snow, day + margin) >= lowest for day in tried)
    assert model.outcomes()["last_band_out_day"] is not None


def test_the_desk_finds_consultations_and_equipment_but_no_duty() -> None:
    """By the text of 1992 bands are no aggressor, nor is the party whose soil they come from; aid is by consent."""
    folder = load_scenario(NAME).folder
    ruling = adjudicate(folder / "case.toml")
    assert not ruling.obligation
    assert not ruling.collective_force
    assert "mil_tech" in {measure.name for measure in ruling.measures}
    assert ruling.finding("ATTACKER").holds
    assert not ruling.finding("CST-4-1992").holds
    assert "UZB" not in ruling.contributors
