"""What help changes inside the border: the same wars with it and without, on the same seeds."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from dataclasses import replace

import pytest

from panj.model import BorderModel
from panj.scenarios.load import load_scenario
from panj.scenarios.schema import InjectRow

SEEDS = range(900, 924)
SENT = dt.date(2021, 6, 21)


def outcomes(weeks: int | None, seed: int) -> dict[str, float]:
    """A war without treaty, reserves or bilateral help, with 5,000 men who may fight sent after some weeks, or not."""
    scenario = load_scenario("tajikistan-2021-incursion")
    if weeks is not None:
        day = SENT + dt.timedelta(weeks=weeks)
        send = InjectRow(date=day, kind="send", who="RUS", what="combat", amount=5000, note="")
        scenario = replace(scenario, injects=(send,))
    return BorderModel(scenario, "none", seed, parameters={"mobilise_at": 1.0, "bilateral_at": 1.0}).run().outcomes()


@pytest.mark.slow
@pytest.mark.wars
def test_an_early_force_with_the_right_to_fight_spares_villages() -> None:
    """Sent in June it spares people days in the hands of bands, and bands their days inside; over 24 pairs each.

    Without an effect a gap of 3.1 standard errors would come up once in 1,000 changes of the code, for either outcome.
    """
    pairs = [(outcomes(None, seed), outcomes(0, seed)) for seed in SEEDS]
    for name in ("people_held_days", "band_days_inside"):
        spared = [without[name] - helped[name] for without, helped in pairs]
        error = statistics.stdev(spared) / math.sqrt(len(spared))
        assert statistics.fmean(spared) > 3.1 * error, (name, statistics.fmean(spared), error)
