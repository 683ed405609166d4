"""The world of the agents: what the protocol names is there; that they reach for nothing else is mypy's to check."""

from __future__ import annotations

import re
from pathlib import Path

from panj.agents.world import World
from panj.model import BorderModel

AGENTS = Path(__file__).parents[2] / "agents"


def test_the_model_offers_all_that_agents_need() -> None:
    """Every look and verb of the protocol is there on a game that has not begun, and there are few of them."""
    model = BorderModel("intro", seed=1)
    names = {name for name in vars(World) if not name.startswith("_")}
    assert {name for name in names if not hasattr(model, name)} == set()
    assert len(names) < 40


def test_no_agent_calls_its_world_any() -> None:
    """A type checker sees what each agent needs: none takes its model as Any."""
    for path in sorted(AGENTS.glob("*.py")):
        assert not re.search(r"\b(model|world|m|w): Any", path.read_text(encoding="utf-8")), path.name
