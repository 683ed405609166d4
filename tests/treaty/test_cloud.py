"""Weights and standings as uncertain as they are: what is drawn, from where, and that regimes share it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from panj.model import BorderModel
from panj.scenarios.errors import InputError
from panj.scenarios.load import load_scenario
from panj.scenarios.schema import STANDING, Range
from panj.treaty.council.cloud import Cloud, cloud
from panj.treaty.council.member import temper
from panj.treaty.council.standing import default_standing, drawn, usual_members
from panj.treaty.desk.desk import adjudicate

POINT = temper()
TWO = Cloud(POINT, (replace(POINT, burden=1.0), replace(POINT, burden=3.0)))


def test_a_spread_of_nought_is_the_typical_point_and_of_one_a_vector_of_the_set() -> None:
    """0 the typical point, 1 a vector of the accepted set, half-way in between."""
    assert TWO.spreading(0.0).drawn(0.9) == POINT
    assert TWO.drawn(0.1).burden == 1.0
    assert TWO.drawn(0.9).burden == 3.0
    assert TWO.spreading(0.5).drawn(0.9).burden == pytest.approx((POINT.burden + 3.0) / 2)


def test_a_judgement_is_drawn_between_its_low_and_its_high() -> None:
    """Quantiles 0 and 1 are low and high, a plain number is sure, a spread of 0 is the typical number."""
    j = Range(low=0.2, typical=0.4, high=0.9)
    assert drawn(j, 1.0, 0.0) == pytest.approx(0.2)
    assert drawn(j, 1.0, 1.0) == pytest.approx(0.9)
    assert drawn(j, 0.0, 0.99) == 0.4
    assert drawn(Range(low=0.3, typical=0.3, high=0.3), 1.0, 0.99) == 0.3
    assert default_standing("KAZ")["caution"].low < default_standing("KAZ")["caution"].high


def test_every_regime_plays_the_same_world() -> None:
    """One vector and one standing a state for each seed, whatever the treaty: pairs stay pairs. Another seed, another
    world; a spread of 0, the typical one."""
    csto, none, other = (
        BorderModel("intro", regime, seed=seed, days=1) for regime, seed in (("csto-2010", 4), ("none", 4), ("none", 5))
    )
    assert csto.alliance.temper == none.alliance.temper != other.alliance.temper
    for code, state in csto.alliance.states.items():
        assert state.stands == none.alliance.states[code].stands
        assert state.stands != other.alliance.states[code].stands
        assert set(state.stands) == set(STANDING)
    single = BorderModel("intro", seed=4, days=1, parameters={"politics_spread": 0.0})
    assert single.alliance.temper == POINT
    assert single.alliance.states["RUS"].stands["stake"] == load_scenario("intro").file.states["RUS"].stake.typical


def test_the_desk_draws_only_where_it_samples() -> None:
    """Without dice the desk takes the typical members; with dice each ruling has its own, by address."""
    case = "tests/catalogue/left-open.toml"
    assert adjudicate(case).votes == adjudicate(case, spread=0.0).votes
    threat = type("T", (), {"by": "nonstate", "of": "AFG", "on": "TJK"})()
    one, two = (usual_members(["KAZ"], threat, lambda who, which, u=u: u)["KAZ"] for u in (0.1, 0.9))
    assert one.caution < two.caution
    assert len(cloud().vectors) > 1


@pytest.mark.parametrize("stake", ["{ low = 0.5, typical = 0.4, high = 0.6 }", "1.2", '"much"'])
def test_a_standing_out_of_order_is_refused(tmp_path, stake: str) -> None:
    """Who writes a range that contradicts itself, or a number beyond 1, is told the key."""
    (tmp_path / "scenario.toml").write_text(f'extends = "intro"\n[states.KAZ]\nstake = {stake}\n', encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_scenario(tmp_path)
    assert "states.KAZ.stake" in error.value.where
