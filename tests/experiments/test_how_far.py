"""How far data moved what was not known: one measure for the members' weights and the parameters of the ground."""

from __future__ import annotations

import numpy as np
import pytest

from panj.experiments.moved import importance, moved, of_points
from panj.tools.moved_page import of_ground, of_weights


def test_draws_of_the_prior_are_not_moved_and_a_point_is_moved_far() -> None:
    """What is as open as before is called not moved; what is known exactly, or stands elsewhere, is called moved."""
    even = np.linspace(0.0, 1.0, 2001)
    assert moved("x", even, even).word == "not moved"
    assert moved("x", even, even).ratio == pytest.approx(1.0, abs=1e-3)
    assert moved("x", 0.5 + 0.1 * even, even).word == "moved far"
    assert moved("x", 0.3 + 0.7 * even, even).word == "moved"


def test_a_closer_look_in_one_place_does_not_pass_for_knowledge() -> None:
    """Points that a second design put into a box count for less, so that all points together are the prior again."""
    rng = np.random.default_rng(1)
    ranges, box = {"x": (0.0, 10.0)}, {"x": (2.0, 4.0)}
    points = [{"x": float(v)} for v in (*rng.uniform(0, 10, 20_000), *rng.uniform(2, 4, 20_000))]
    weights = importance(points, box, ranges)
    assert weights.min() < weights.max()
    (row,) = of_points(points, box, ranges)
    assert row.ratio == pytest.approx(1.0, abs=0.02)
    assert row.shift == pytest.approx(0.0, abs=0.03)
    assert row.word == "not moved"


@pytest.mark.parametrize("scenario", ["tajikistan-2021", "batken-1999"])
def test_ground_and_members_go_through_the_same_door(scenario: str) -> None:
    """Each free parameter of a calibration and each weight of the members has a word by the same measure."""
    for row in (*of_ground(scenario), *of_weights()):
        assert row.word in ("not moved", "moved", "moved far")
        assert row.low <= row.median <= row.high
