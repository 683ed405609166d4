"""K6: the acts of the alliance held against history, on runs made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from panj.experiments.validation.acts import Act, Deeds, act_verdicts, deeds_of, read_acts
from panj.model import BorderModel
from panj.scenarios.errors import InputError
from panj.scenarios.load import load_scenario

NOTICE = Act("K6", "informed", "the notice", "day 27", 23.0, 31.0)


def test_a_target_is_met_by_the_median_and_can_be_missed() -> None:
    """The median day decides; an act that never came counts as the day after the end; one war with force is one too
    many."""
    runs = [Deeds({"informed": day}, False) for day in (25, 27, 40)]
    notice, force = act_verdicts(runs, [NOTICE], 92)
    assert (notice.met, notice.value, notice.runs_met) == (True, 27.0, pytest.approx(2 / 3))
    assert (force.met, force.value) == (True, 0.0)
    late = [Deeds({"informed": 27}, False), Deeds({}, False), Deeds({}, True)]
    notice, force = act_verdicts(late, [NOTICE], 92)
    assert (notice.met, notice.value) == (False, 92.0)
    assert not force.met


def test_the_acts_of_2021_are_read_with_their_tolerance() -> None:
    """Eight acts with a date each; an exercise that lasted from one date to another is met by any day between."""
    acts = {a.event: a for a in read_acts(load_scenario("tajikistan-2021"))}
    assert (acts["informed"].low, acts["informed"].high) == (23.0, 31.0)
    assert (acts["mission_sent"].low, acts["mission_sent"].high) == (33.0, 39.0)
    assert (acts["exercise with a partner"].low, acts["exercise with a partner"].high) == (54.0, 77.0)
    assert len(acts) == 8


def test_an_act_without_a_date_is_refused(tmp_path: Path) -> None:
    """Who writes an act without its date is told which row lacks what."""
    (tmp_path / "scenario.toml").write_text('extends = "intro"\n', encoding="utf-8")
    (tmp_path / "observed.toml").write_text('[[act]]\ntarget = "K6"\nevent = "talks"\n', encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_acts(load_scenario(tmp_path))
    assert "act 1, date" in error.value.where


def test_the_first_day_of_each_act_is_read_off_the_log() -> None:
    """The days are those of the events; an exercise counts as one with a partner only where a partner joined it."""
    model = BorderModel("tajikistan-2021", seed=2).run()
    deeds = deeds_of(model)
    for event in model.events.of("informed", "talks", "mobilisation"):
        assert deeds.first[event.kind] <= (event.date - model.setting.file.start).days
    joined = {c for e in model.events.of("joins") for c in e.causes}
    shared = [e for e in model.events.of("exercise") if joined.intersection(e.causes)]
    assert ("exercise with a partner" in deeds.first) == bool(shared)
    assert not deeds.force


def test_what_the_lead_state_gives_alone_is_told_from_what_the_alliance_gives() -> None:
    """The first delivery that follows from the bilateral track is an act of its own."""
    model = BorderModel("tajikistan-2021", seed=2).run()
    deeds = deeds_of(model)
    alone = {e.id for e in model.events.of("bilateral")}
    exercises = [e for e in model.events.of("exercise") if alone.intersection(e.causes)]
    assert ("exercise alone" in deeds.first) == bool(exercises)
    assert "bilateral alone" not in deeds.first
