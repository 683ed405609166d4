"""What a Mesa model needs here beyond Mesa: copies, pickles, an end, and the same ways on Mesa 3.3 and 3.5."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np
from mesa import Agent, Model
from mesa.discrete_space import OrthogonalMooreGrid

if TYPE_CHECKING:
    from panj.model.border_model import BorderModel

STATIC = ("country", "terrain", "district", "depth_km")


class MesaBase(Model):
    """A mesa.Model that ends, can be copied and pickled at any step, and shows its counts as attributes."""

    SHARED: tuple[str, ...] = ()  # attributes that never change: copies share them

    @property
    def over(self) -> bool:
        """Whether the last step has been played."""
        return False

    def count(self, name: str) -> Any:
        """A count as it stands. Raises AttributeError for a name that is none."""
        raise AttributeError(name)

    def _wrapped_step(self, *args: Any, **kwargs: Any) -> None:
        """Mesa calls this for `step`, to count steps and time. Past the end it does nothing, and nothing is counted."""
        if not self.over:
            super()._wrapped_step(*args, **kwargs)

    def register_agent(self, agent: Agent) -> None:
        """Take in an agent, which Mesa asks for when one is made.

        Mesa 3.3 numbers agents by a table of its own that holds each model, and so would keep every model alive; here
        the model numbers them itself. Mesa 3.5 does the same.
        """
        table = getattr(Agent, "_ids", None)
        if table is not None:
            table.pop(self, None)
            self._agents_made = self.__dict__.get("_agents_made", 0) + 1
            agent.unique_id = self._agents_made
        super().register_agent(agent)

    @property
    def scenario(self) -> None:
        """Nothing: Mesa 3.5 owns this name, for scenario objects of its own. The scenario played is `setting`."""

    @scenario.setter
    def scenario(self, _: object) -> None:
        """Mesa 3.5 hands every model an object of its own here and, were it kept, its page would pass it on a reset."""

    def __getattr__(self, name: str) -> Any:
        """Counts as they stand, by the names of the daily series: `model.border_share`, `model.posts_lost`."""
        if not name.startswith("_") and "account" in self.__dict__:
            return self.count(name)
        raise AttributeError(name)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """A model that stands where this one stands and goes its own way from here; what never changes is shared."""
        for name in self.SHARED:
            memo[id(self.__dict__[name])] = self.__dict__[name]
        twin = type(self).__new__(type(self))
        memo[id(self)] = twin
        twin.__setstate__({name: copy.deepcopy(value, memo) for name, value in self.__getstate__().items()})
        return twin

    def __copy__(self) -> Any:
        """The same as a deep one: a shallow copy would share half of the war."""
        return copy.deepcopy(self)

    def __getstate__(self) -> dict[str, Any]:
        """What a copy or a pickle keeps."""
        return self.__dict__.copy()

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Stand where the copied or pickled model stood."""
        self.__dict__.update(state)


# -- the ground as Mesa has it -----------------------------------------------------------------------------------------


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
