"""What is compared of an outcome: numbers that every game has, also where something never came.

A day that did not come by the end is not missing: it is later than the end (censored). Left out, a treaty that decides
seldom reads as quick, since only its quick games count. So the mean of a day is restricted to the length of the war: a
game in which it never came counts with the days played (the restricted mean survival time: Royston and Parmar, BMC
Medical Research Methodology 13 (2013) 152; all games are followed to one end, where it is this mean). How often it came
by the end is an outcome of its own, `decision_day:came`, and is tested like any other.
"""

from __future__ import annotations

import pandas as pd

from panj.model.record.column import DAY, SHARE, Kind
from panj.model.record.outcomes import NUMBERS, OUTCOMES
from panj.scenarios.errors import InputError

CAME = ":came"  # behind the name of a day: whether it came by the end


def with_shares(outcomes: list[str]) -> list[str]:
    """Outcomes, and behind each day whether it came."""
    return list(dict.fromkeys(name for one in outcomes for name in ((one, one + CAME) if _is_day(one) else (one,))))


def kind_of(name: str) -> Kind:
    """How the values of an outcome are to be read. Raises InputError for what is no outcome with numbers."""
    base = name.removesuffix(CAME)
    if base not in NUMBERS or (base != name and not _is_day(base)):
        raise InputError("outcome", "", name, f"one of {', '.join(NUMBERS)}, or a day with {CAME} behind it")
    return SHARE if base != name else OUTCOMES[base].kind


def values_of(runs: pd.DataFrame, name: str) -> pd.Series:
    """An outcome of runs as numbers: a day that never came as the days played, whether one came as 1 or 0; what else
    has no value stays without. `runs` has the column, and `days` where it is a day."""
    base = name.removesuffix(CAME)
    if base != name:
        return runs[base].notna().astype(float)
    values = runs[base].astype(float)
    return values.fillna(runs["days"].astype(float)) if _is_day(base) else values


def filled(runs: pd.DataFrame, name: str) -> pd.Series:
    """The same, with 0 for what else has no value."""
    return values_of(runs, name).fillna(0.0)


def _is_day(name: str) -> bool:
    return name in OUTCOMES and OUTCOMES[name].kind is DAY
