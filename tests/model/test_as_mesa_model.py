"""BorderModel among Mesa's own tools: the grid shares the kernel's memory, batch_run plays it, and models are freed."""

from __future__ import annotations

import gc
import importlib.metadata
import subprocess
import sys
import weakref

import mesa
import numpy as np
import pytest

from panj.model import BorderModel

MESA_NAMES_SEEDS = tuple(map(int, importlib.metadata.version("mesa").split(".")[:2])) >= (3, 5)


def batch(**parameters: object) -> list[dict]:
    """Play the intro scenario, two days, once for each of the seeds 1 and 2, the way the Mesa at hand offers it."""
    given = {"scenario": "intro", "days": 2, **parameters}
    if MESA_NAMES_SEEDS:
        return mesa.batch_run(
            BorderModel, given, number_processes=1, rng=[1, 2], data_collection_period=1, display_progress=False
        )
    given["seed"] = [1, 2]
    return mesa.batch_run(BorderModel, given, number_processes=1, data_collection_period=1, display_progress=False)


def test_batch_run_plays_each_seed_to_its_end() -> None:
    """Mesa's batch_run gives a row for every step of every seed, with the counts that the model itself shows."""
    rows = batch(regime=["none"])
    assert sorted({row["seed"] for row in rows}) == [1, 2]
    for seed in (1, 2):
        own = [row for row in rows if row["seed"] == seed]
        model = BorderModel("intro", "none", seed, days=2).run()
        assert [row["step"] for row in own] == list(range(1, model.steps + 1))
        assert own[-1]["losses_garrisons"] == model.losses_garrisons
        assert own[-1]["border_share"] == model.border_share


def test_batch_run_crosses_parameters_with_seeds() -> None:
    """Two regimes and two seeds make four runs."""
    rows = batch(regime=["none", "csto-2010"])
    assert {(row["regime"], row["seed"]) for row in rows} == {
        (regime, seed) for regime in ("none", "csto-2010") for seed in (1, 2)
    }


def test_property_layers_are_the_arrays_of_the_kernel() -> None:
    """What the kernel writes is in Mesa's property layers at once, and what a user writes there the kernel reads."""
    model = BorderModel("intro", seed=1, days=4)
    model.step()
    grid = model.grid
    for name in model.layers:
        layer = getattr(grid, name).data
        assert np.shares_memory(layer, getattr(model.theatre, name)), name
        assert np.shares_memory(layer, model.layers[name]), name
    before = {name: values.copy() for name, values in model.layers.items()}
    model.run()
    assert any((getattr(grid, name).data != before[name]).any() for name in model.layers)
    x, y = np.argwhere(grid.government.data > 0.0)[0]
    assert grid[int(x), int(y)].government == model.theatre.government[x * model.ground.height + y]


def test_asking_for_the_grid_changes_nothing() -> None:
    """A game that is looked at on the map goes on exactly as one that is not."""
    seen, unseen = (BorderModel("intro", seed=3, days=4) for _ in range(2))
    seen.step()
    unseen.step()
    assert seen.grid.dimensions == (seen.ground.width, seen.ground.height)
    assert seen.run().outcomes() == unseen.run().outcomes()


@pytest.mark.parametrize("look", [False, True], ids=["unseen", "with the grid"])
def test_a_model_that_nobody_holds_is_freed(look: bool) -> None:
    """A script may play any number of models one after the other: none of them stays in memory."""
    model = BorderModel("intro", seed=1, days=1).run()
    if look:
        assert model.grid is not None
    held = weakref.ref(model)
    agent = weakref.ref(next(iter(model.agents)))
    del model
    gc.collect()
    assert held() is None
    assert agent() is None


def test_agents_are_numbered_from_one_in_each_model() -> None:
    """Every agent has its own number in its model, also one that a user adds later, and models do not share them."""
    for _ in range(2):
        model = BorderModel("intro", seed=1, days=1)
        late = mesa.Agent(model)
        assert sorted(agent.unique_id for agent in model.agents) == list(range(1, len(model.agents) + 1))
        assert late.unique_id == len(model.agents)


def test_playing_a_game_loads_nothing_heavy_besides_mesa() -> None:
    """`panj run` starts without plotting, sweeps, statistics or the browser being loaded."""
    code = (
        "import sys; from panj.experiments.single import run_one\n"
        "run_one('intro', None, 1, 1, [], None, True)\n"
        "heavy = {'matplotlib', 'distributed', 'dask', 'solara', 'scipy.stats', 'SALib', 'mesa.visualization'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
