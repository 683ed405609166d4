"""Models can be copied and pickled at any step; the copy plays the same war and leaves the original alone."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panj.model import BorderModel

WAYS = {
    "copied": copy.deepcopy,
    "copied shallowly": copy.copy,  # half a war would be shared, so it is a whole copy
    "pickled": lambda model: pickle.loads(pickle.dumps(model)),
}
ROOT = Path(__file__).parents[2]
PLAY_ON = "import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb')).run().digest)"


def war(seed: int = 3, days: int = 12) -> BorderModel:
    return BorderModel("tajikistan-2021-incursion", "automatic", seed, days)


def at(model: BorderModel, step: int) -> BorderModel:
    while model.steps < step:
        model.step()
    return model


@settings(max_examples=12, deadline=None)
@given(step=st.integers(0, 48), seed=st.integers(0, 2**32), how=st.sampled_from(sorted(WAYS)))
def test_a_copy_plays_to_the_same_digest(step: int, seed: int, how: str) -> None:
    """Copied, be it shallowly, or pickled before any step, original and copy go on, in turns, to the digest of an
    undisturbed war."""
    whole = war(seed).run().digest
    model = at(war(seed), step)
    twin = WAYS[how](model)
    assert twin.digest == model.digest
    while model.running:
        model.step()
        twin.step()
    assert model.digest == twin.digest == whole
    assert model.outcomes() == twin.outcomes()
    assert model.series().equals(twin.series())


def test_a_pickle_plays_on_in_another_process(tmp_path: Path) -> None:
    """Half a war played here and the other half elsewhere is the same war."""
    model = at(war(), 22)
    (tmp_path / "half").write_bytes(pickle.dumps(model))
    done = subprocess.run(
        [sys.executable, "-c", PLAY_ON, tmp_path / "half"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == model.run().digest


@pytest.mark.parametrize("how", WAYS)
def test_a_copy_goes_its_own_way(how: str) -> None:
    """What happens to the copy does not happen to the original, map included."""
    model = at(war(), 20)
    assert model.grid.government.data.sum() == model.theatre.government.sum()
    twin = WAYS[how](model)
    twin.forces.columns.men[:] = 1
    twin.step()
    assert twin.grid.government.data.sum() == pytest.approx(twin.theatre.government.sum())
    assert model.forces.columns.men.max() > 1
    assert model.run().digest == war().run().digest


def test_a_step_past_the_end_does_nothing() -> None:
    """Who steps on after the last day changes neither the step, nor the date, nor the digest."""
    model = war(days=2).run()
    before = model.steps, model.date, model.digest, len(model.series())
    model.step()
    model.step()
    assert (model.steps, model.date, model.digest, len(model.series())) == before


def test_added_reporters_are_collected() -> None:
    """Reporters added by name, by function and for agents have their columns, from the step they were added on."""
    model = at(war(days=4), 4)
    model.datacollector.model_reporters["fallen_twice"] = lambda m: 2 * m.districts_fallen
    model.datacollector.model_reporters["units"] = [len, [model.units]]
    model.datacollector.model_reporters["at"] = lambda m: m.steps
    model.datacollector.model_reporters["room"] = "steps_per_day"
    model.datacollector.agent_reporters["kind"] = lambda agent: type(agent).__name__
    frame = model.run().series()
    assert frame["fallen_twice"].isna().tolist() == [True, False, False, False]
    assert (frame.fallen_twice[1:] == 2 * frame.districts_fallen[1:]).all()
    assert frame["at"].tolist()[1:] == frame.step.tolist()[1:]
    assert frame.units.tolist()[1:] == [len(model.units)] * 3
    assert frame.room.tolist()[1:] == [4.0] * 3
    agents = model.datacollector.get_agent_vars_dataframe()
    assert set(agents.index.get_level_values("Step")) == set(range(5, 17))
    assert len(model.datacollector.get_model_vars_dataframe()) == 4
