"""Injects: what the controller lets happen on a date."""

from __future__ import annotations

from scenarios.load import Scenario
from scenarios.schema import InjectRow


def injects_by_day(scenario: Scenario) -> dict[int, list[InjectRow]]:
    """Injects by days since the start, those of a day in file order."""
    days: dict[int, list[InjectRow]] = {}
    for inject in scenario.injects:
        days.setdefault((inject.date - scenario.file.start).days, []).append(inject)
    return days
