"""Injects: what the controller lets happen on a date."""

from __future__ import annotations

import datetime as dt

from scenarios.load import Scenario
from scenarios.schema import InjectRow


def due_injects(scenario: Scenario, date: dt.date) -> list[InjectRow]:
    """Injects of a day, in file order."""
    return [inject for inject in scenario.injects if inject.date == date]
