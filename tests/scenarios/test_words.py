"""What people read of a scenario and of a regime before they choose one."""

from __future__ import annotations

import re

import pytest

from panj.scenarios.load import load_scenario, scenario_names
from panj.treaty.law.regime import load_regime, regime_names

# A file, a path, a name of the program, a mark of a list of sources, or markup.
FOR_THE_PROGRAM = re.compile(
    r"\b\w+\.(?:md|toml|csv|py)\b|\w+_\w+|\b[A-Z]-numbers?\b|\b[SB]\d+\b|[`#|<>]|\w/\w+/|\bthis file\b"
)


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_is_told_to_people(name: str) -> None:
    """Title and summary of every scenario that ships are sentences for players, without files and lists of sources."""
    scenario = load_scenario(name)
    assert len(scenario.file.summary.split()) > 20
    assert scenario.file.summary.strip().endswith((".", "?"))
    assert not FOR_THE_PROGRAM.findall(f"{scenario.title} {scenario.file.summary}")


@pytest.mark.parametrize("name", regime_names())
def test_a_regime_is_told_to_people(name: str) -> None:
    """The title of every regime that ships is words for players."""
    title = load_regime(name).title
    assert len(title.split()) > 5
    assert not FOR_THE_PROGRAM.findall(title)
