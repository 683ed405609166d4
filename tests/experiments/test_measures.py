"""Targets on how a whole war came out: read as they stand, met by the median, missed when it lies outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from panj.experiments.validation.measures import Kept, Measure, measure_verdicts, play_keeping, read_measures, value
from panj.model import BorderModel
from panj.scenarios.errors import InputError
from panj.scenarios.load import load_scenario

LOSSES = Measure("W4", "losses", "25", "outcome", "losses_member", None, 15.0, 45.0)
OUT = Measure("W3", "the last is out", "day 64", "outcome", "last_band_out_day", None, 50.0, 75.0)
WEEK = Measure("W2", "villages", "4", "peak", "villages_held", 2, 4.0, 12.0)
RUN = Kept({"losses_member": 20, "last_band_out_day": None}, {"villages_held": (0, 3, 5, 9), "adopted_rung": (0, 2, 2)})


def test_a_measure_is_met_by_the_median_and_can_be_missed() -> None:
    """Two of three wars inside the range meet it, two outside miss it, and the share of runs is told."""
    runs = [Kept({"losses_member": n}) for n in (20, 30, 300)]
    (met,) = measure_verdicts(runs, [LOSSES], 80)
    assert (met.met, met.value, met.runs_met) == (True, 30.0, pytest.approx(2 / 3))
    (missed,) = measure_verdicts([Kept({"losses_member": n}) for n in (20, 200, 300)], [LOSSES], 80)
    assert (missed.met, missed.value) == (False, 200.0)


def test_what_never_happened_counts_as_the_day_after_the_end() -> None:
    """A band that never leaves is no missing number."""
    assert value(RUN, OUT, 80) == 80.0
    assert (
        value(Kept({}, {"adopted_rung": (0, 0)}), Measure("W6", "", "", "peak_day", "adopted_rung", None, 0, 9), 80)
        == 80
    )


def test_a_peak_counts_up_to_its_last_day() -> None:
    """What comes after `until` is no part of it; the day of a peak is the first."""
    assert value(RUN, WEEK, 80) == 5.0
    assert value(RUN, Measure("W6", "", "", "peak_day", "adopted_rung", None, 0, 9), 80) == 1.0


def test_daily_counts_agree_with_the_outcomes() -> None:
    """Men and villages are counted at the end of each day of a war that is played; its row is that of any run."""
    model = BorderModel("batken-1999", seed=4, days=12)
    kept = play_keeping(model)
    assert {len(counts) for counts in kept.daily.values()} == {12}
    assert kept.outcomes == BorderModel("batken-1999", seed=4, days=12).run().outcomes()
    assert 0 < max(kept.daily["militants_inside"]) <= sum(u.men for u in model.setting.units if u.kind == "band")
    assert max(kept.daily["villages_held"]) <= kept.outcomes["villages_taken"]


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ('target = "W1"', "measure 1"),
        ('outcome = "losses_member"\npeak = "villages_held"', "measure 1"),
        ('outcome = "weather"', "measure 1, outcome"),
        ('peak = "losses_member"', "measure 1, peak"),
        ('outcome = "losses_member"\nwhat = "x"\nseen = 1\naccept = [1, 2]', "measure 1, target"),
        ('outcome = "losses_member"\nwhat = "x"\nseen = 1\ntarget = "W4"\naccept = 3', "measure 1, accept"),
    ],
)
def test_a_measure_that_does_not_fit_is_refused_by_its_row(tmp_path: Path, rows: str, where: str) -> None:
    """No or two things measured, an unknown one, a missing key, no range: each named with what is allowed."""
    (tmp_path / "scenario.toml").write_text('extends = "intro"\n', encoding="utf-8")
    (tmp_path / "observed.toml").write_text(f"[[measure]]\n{rows}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_measures(load_scenario(tmp_path))
    assert error.value.where == where
