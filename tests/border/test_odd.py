"""The page that describes the model keeps up with it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from panj.model.record.outcomes import OUTCOMES
from panj.scenarios.load import load_scenario
from panj.scenarios.schema import Command, Observer, State
from panj.treaty.ladder import ENTRIES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([a-z_]+)`", PAGE))


@pytest.mark.parametrize("name", sorted(load_scenario("tajikistan-2021").file.parameters))
def test_every_parameter_is_explained(name: str) -> None:
    """Each parameter of the model stands in docs/odd.md by its name."""
    assert name in NAMED


def test_no_parameter_is_explained_that_is_gone() -> None:
    """What looks like a parameter on the page is one, or a rule, a status or another name of the program."""
    known = set(load_scenario("tajikistan-2021").file.parameters) | set(OUTCOMES) | set(ENTRIES)
    prefixes = {name.split("_")[0] + "_" for name in known}
    assert {n for n in NAMED - known - rules() if any(n.startswith(p) for p in prefixes) and "_" in n} == set()


def rules() -> set[str]:
    """Names of the scalar ground rules."""
    tree = ast.parse((ROOT / "border" / "rules.py").read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_ground_rule_is_described() -> None:
    """Each rule of border/rules.py stands on the page."""
    assert rules() - NAMED == set()


@pytest.mark.parametrize("form", [State, Observer, Command], ids=lambda form: form.__name__)
def test_every_trait_of_states_and_commands_is_explained(form: type[BaseModel]) -> None:
    """What a scenario says of a state, an observer or a command stands on the page, names and sources aside."""
    assert set(form.model_fields) - NAMED - {"name", "owner", "source"} == set()


def test_links_lead_somewhere() -> None:
    """Pages that the description points to exist."""
    for target in re.findall(r"\]\(([a-z-]+\.md)\)", PAGE):
        assert (ROOT / "docs" / target).is_file(), target
