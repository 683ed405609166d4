"""Everything uncertain at once: what is drawn, from where, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from panj.experiments.designs.design import make_design
from panj.experiments.designs.uncertain import ASSUMED, accepted, draws, unsure
from panj.experiments.designs.worlds import resolve
from panj.model import BorderModel
from panj.scenarios.errors import InputError
from panj.scenarios.load import load_scenario
from panj.treaty.council.cloud import posterior
from panj.treaty.council.member import TEMPER_NAMES

WHAT_IF = "tajikistan-2021-incursion"


def test_every_assumed_number_is_drawn_from_its_range_and_no_other_parameter() -> None:
    """Whoever varies what is assumed varies all of it, and nothing that has a source of its own."""
    scenario = load_scenario(WHAT_IF)
    known = scenario.file.parameters
    drawn = draws(scenario, 50, 1)
    fitted = {
        p
        for part in scenario.file.fits
        for name in scenario.file.fits[part].sets
        if name != ASSUMED
        for point in accepted(scenario, name, part)
        for p in point
    }
    for name, p in known.items():
        varies = len({row.get(name) for row in drawn.rows}) > 1
        assert varies == ((p.assumed and p.low < p.high) or name in fitted), name
        if p.assumed and name not in fitted:
            assert all(p.low <= float(row[name]) <= p.high for row in drawn.rows), name


def test_numbers_of_a_calibration_come_together_as_it_accepted_them() -> None:
    """A point of a fit is drawn whole: no number of it is mixed with one of another point."""
    scenario = load_scenario(WHAT_IF)
    drawn = draws(scenario, 40, 2)
    assert set(drawn.sets["inside"]) == {ASSUMED, "batken-1999"}
    points = accepted(scenario, "batken-1999", "inside")
    for row, name in zip(drawn.rows, drawn.sets["inside"], strict=True):
        here = {path: row[path] for path in points[0]}
        assert (here in points) == (name != ASSUMED)
    ground = accepted(scenario, "tajikistan-2021", "ground")
    assert all({path: row[path] for path in ground[0]} in ground for row in drawn.rows)


def test_weights_of_the_members_come_together_as_the_crises_left_them() -> None:
    """A draw of the members' rule is one draw of its posterior, so that weights go along with each other as fitted."""
    left = posterior()
    free = [name for name in left.names if name in TEMPER_NAMES]
    at = [left.names.index(name) for name in free]
    known = {tuple(row[k] for k in at) for row in left.draws}
    drawn = draws(load_scenario(WHAT_IF), 200, 3)
    rows = [tuple(float(row[f"temper.{name}"]) for name in free) for row in drawn.rows]
    assert set(rows) <= known
    assert len(set(rows)) > 100
    # of every pair of weights that clearly go along in the posterior, the draws go along likewise
    there, here = (np.corrcoef(np.array(table), rowvar=False) for table in ([*known], rows))
    clear = np.abs(there) > 0.5
    assert clear.sum() > len(free)
    assert (np.sign(here[clear]) == np.sign(there[clear])).all()


def test_what_is_drawn_is_what_a_game_plays() -> None:
    """The members of a game decide by the weights of its point, to the last figure."""
    design = make_design("design", scenario=WHAT_IF, regimes=["csto-2010"], seeds=1, uncertain="assumed", samples=2)
    plan, worlds = resolve(design)
    for scenario, _, changes in plan.groups():
        made = worlds.changed(scenario, "csto-2010", changes)
        war = BorderModel(made.scenario, made.regime, seed=1, days=1)
        for path, value in changes:
            if path.startswith("temper."):
                assert getattr(war.alliance.temper, path.removeprefix("temper.")) == value


def test_a_war_without_fits_is_drawn_all_the_same() -> None:
    """A scenario that names no fits says that everything was drawn, too."""
    assert draws(load_scenario("intro"), 3, 1).sets


def test_what_a_design_sets_itself_is_left_alone() -> None:
    """A factor or a fixed number of the design is not drawn as well."""
    scenario = load_scenario(WHAT_IF)
    drawn = draws(scenario, 20, 1, besides={"patrol_kmh", "temper.burden", "states.KAZ.stake", "slip_chance"})
    for path in ("patrol_kmh", "states.KAZ.stake", "slip_chance"):
        assert not any(path in row for row in drawn.rows)
    assert not any(path.startswith("temper.") for path in drawn.rows[0])
    assert "states.RUS.stake" in drawn.rows[0]


def test_the_same_design_seed_gives_the_same_points() -> None:
    """A design that is resolved again anywhere plays the same points; another seed gives others."""
    scenario = load_scenario(WHAT_IF)
    assert draws(scenario, 10, 7) == draws(scenario, 10, 7)
    assert draws(scenario, 10, 7) != draws(scenario, 10, 8)


def test_a_design_crosses_draws_with_its_factors_and_names_them_by_number() -> None:
    """Every level of a factor is played at the same draws, and a draw is called by its number."""
    design = make_design(
        "design",
        scenario=WHAT_IF,
        regimes=["none"],
        seeds=1,
        uncertain="assumed",
        samples=3,
        factors={"patrol_kmh": [2.0, 6.0]},
    )
    plan, _ = resolve(design)
    labels = [plan.label(dict(changes)) for _, _, changes in plan.groups()]
    assert labels == [f"draw={k}, patrol_kmh={v}" for k in (1, 2, 3) for v in (2, 6)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"uncertain": "assumed"}, "samples"),
        ({"uncertain": "all", "samples": 5}, "uncertain"),
        ({"uncertain": "assumed", "samples": 5, "design": "lhs", "factors": {"patrol_kmh": {}}}, "uncertain"),
    ],
)
def test_what_does_not_go_together_is_refused(given: dict[str, object], said: str) -> None:
    """One line that names the key, before the first game."""
    with pytest.raises(InputError, match=said):
        make_design("design", scenario="intro", regimes=["none"], seeds=1, **given)


def test_a_fit_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A set that names a scenario without a calibration is named, with what is allowed."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "scenario.toml").write_text(
        'extends = "intro"\ntitle = "mine"\n[fits.inside]\nsets = ["intro"]\nsource = "assumed"\n'
    )
    with pytest.raises(InputError, match=r"calibration\.json"):
        draws(load_scenario(folder), 4, 1)


def test_only_numbers_with_a_range_are_drawn() -> None:
    """A number whose low and high are the same is sure."""
    assert all(u.low < u.high for u in unsure(load_scenario(WHAT_IF)))
