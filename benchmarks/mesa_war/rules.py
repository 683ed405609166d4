"""The scalar ground rules as plain Python functions, without compilation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from panj.border import rules


def plain(function: Any) -> Callable[..., Any]:
    """The Python function behind a compiled rule."""
    return getattr(function, "py_func", function)


alarm = plain(rules.alarm)
attempt_chance = plain(rules.attempt_chance)
attrition = plain(rules.attrition)
caught_share = plain(rules.caught_share)
detection_chance = plain(rules.detection_chance)
exposure = plain(rules.exposure)
menace = plain(rules.menace)
mustered = plain(rules.mustered)
leg_hours = plain(rules.leg_hours)
per_step = plain(rules.per_step)
surrender_hazard = plain(rules.surrender_hazard)
tired = plain(rules.tired)
