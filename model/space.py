"""The ground as a Mesa grid whose property layers share their arrays with the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from mesa.discrete_space import OrthogonalMooreGrid

if TYPE_CHECKING:
    from panj.model.border_model import BorderModel

STATIC = ("country", "terrain", "district", "depth_km")


def make_grid(model: BorderModel) -> OrthogonalMooreGrid:
    """A grid of the scenario's size with static layers (read only) and the living ones.

    The living layers (effective men of government, militants, attackers, defenders) become the kernel's own arrays.
    """
    g = model.ground
    grid = OrthogonalMooreGrid((g.width, g.height), torus=False, random=model.random)
    for name in STATIC:
        values = getattr(g, name).reshape(g.width, g.height)
        layer = grid.create_property_layer(name, default_value=values.dtype.type(0), dtype=values.dtype.type)
        np.copyto(layer.data, values)
    shared = {}
    for name, values in model.layers.items():
        layer = grid.create_property_layer(name, default_value=0.0, dtype=float)
        np.copyto(layer.data, values)
        model.layers[name] = layer.data
        shared[name] = layer.data.reshape(-1)
    model.theatre = model.theatre._replace(**shared)
    return grid
