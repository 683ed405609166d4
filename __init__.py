"""Panj: a wargame of an alliance under pressure. Treaty law, a border war, and what help changes.

from panj import BorderModel, Sweep, compare

model = BorderModel(scenario="tajikistan-2021", regime="csto-2010", seed=1)
runs = Sweep("tajikistan-2021-incursion", regimes=["csto-2010", "none"], seeds=200).run(out="out/regimes")
print(compare(runs, outcome="incursions_through", baseline="none"))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from panj.experiments import Sweep, compare, open_relation, open_runs
    from panj.model import BorderModel
    from panj.model.game import Game
    from panj.scenarios.errors import InputError, MachineError
    from panj.scenarios.load import Scenario, load_scenario
    from panj.treaty.desk.desk import adjudicate
    from panj.treaty.law.regime import Regime, load_regime

__version__ = "0.3.0"

__all__ = [
    "BorderModel",
    "Game",
    "InputError",
    "MachineError",
    "Regime",
    "Scenario",
    "Sweep",
    "adjudicate",
    "compare",
    "load_regime",
    "load_scenario",
    "open_relation",
    "open_runs",
]

# Each public name and the module that has it; loaded when asked for, so that `panj --help` answers at once.
_HOME = {
    "BorderModel": "panj.model",
    "Game": "panj.model.game",
    "InputError": "panj.scenarios.errors",
    "MachineError": "panj.scenarios.errors",
    "Regime": "panj.treaty.law.regime",
    "Scenario": "panj.scenarios.load",
    "Sweep": "panj.experiments",
    "adjudicate": "panj.treaty.desk.desk",
    "compare": "panj.experiments",
    "load_regime": "panj.treaty.law.regime",
    "load_scenario": "panj.scenarios.load",
    "open_relation": "panj.experiments",
    "open_runs": "panj.experiments",
}


def __getattr__(name: str) -> Any:
    """The public name `name`. Raises AttributeError for any other."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'panj' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
