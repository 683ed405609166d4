"""What options of help cost: money, man-days and days of notice, from the prices of scenarios/prices.toml.

What is bought by an inject is known before the war: men times days to its end, posts times the share that is given.
What is used in the war is read off its games: reservists called, men of the alliance who came; it counts as far as it
is more than where nothing is bought, so that help which spares the reserves is cheaper by what it spares.

A price is uncertain like any assumed number: it is drawn by PERT from low, typical and high, the same draw for all
options of a point.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from panj.experiments.designs.design import DesignInject
from panj.model.record.outcomes import NUMBERS
from panj.scenarios.errors import InputError
from panj.scenarios.injects import SENTENCES
from panj.scenarios.load import HOME, Scenario
from panj.treaty.course.clocks import pert
from panj.treaty.refusal import read_form, wrong

PRICES = HOME / "prices.toml"
CURRENCIES = {"money": "US$ of 2021", "men": "man-days", "notice": "days of notice"}  # what options cost, with units
SINCE = {"delivered_men": "first_arrival_day"}  # what is used from a day on -> that day


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Amount(_Form):
    """A number that is paid: its range, unit and source."""

    low: float = Field(ge=0.0)
    typical: float
    high: float
    unit: str
    source: str = Field(min_length=3)

    @model_validator(mode="after")
    def _in_order(self) -> Amount:
        if not self.low <= self.typical <= self.high:
            raise wrong("", f"{self.low:g}, {self.typical:g}, {self.high:g}", "low <= typical <= high")
        return self

    def drawn(self, u: np.ndarray) -> np.ndarray:
        """The amount at uniform draws."""
        return np.array([pert(self.low, self.typical, self.high, float(at)) for at in u])


class Price(Amount):
    """What one kind of help costs in money; see scenarios/prices.toml."""

    of: str
    what: str = ""
    per: Literal["man", "man-day", "post", "day", "once", "used"]
    days: int | None = Field(default=None, ge=1, le=3650)
    counts: bool = False

    @model_validator(mode="after")
    def _of_what_there_is(self) -> Price:
        known = NUMBERS if self.per == "used" else SENTENCES
        if self.of not in known:
            raise wrong("of", self.of, f"one of {', '.join(known)}")
        return self

    def pays_for(self, inject: DesignInject) -> bool:
        """Whether an inject is paid for by this price."""
        return self.per != "used" and self.of == inject.kind and self.what in ("", inject.what)

    def units(self, inject: DesignInject, days: int, posts: int) -> float:
        """How many units of it an inject takes, in a war of `days` days at `posts` posts."""
        left = self.days or max(0, days - inject.day)
        each: dict[str, float] = {"man": 1.0, "man-day": left, "post": posts, "day": left}
        return inject.amount * each[self.per] if self.per in each else 1.0


class Prices(_Form):
    """All prices, by name: money of whatever is bought, days of notice by kind of inject."""

    money: dict[str, Price]
    notice: dict[str, Amount]


@lru_cache(maxsize=4)
def prices(path: Path = PRICES) -> Prices:
    """The prices of a file. Raises InputError with file, key, what was found and what is allowed."""
    return read_form(path, Prices)


def costs(
    scenario: Scenario,
    days: int,
    bought: Mapping[str, Iterable[DesignInject]],
    used: Mapping[str, pd.DataFrame],
    known: Prices,
    unit: Mapping[str, np.ndarray],
) -> dict[str, dict[str, np.ndarray]]:
    """What options cost by currency and option, an entry a draw.

    bought: option -> its injects. used: option -> what its games used, a row a draw and a column for each column of
    the outcomes that is paid for, less what the baseline used. unit: price -> uniform draws, as `price_names` has them.
    Raises InputError for an inject that has no price.
    """
    posts = sum(u.role == "post" and u.owner == scenario.file.requester for u in scenario.units)
    drawn = {name: price.drawn(unit[f"money.{name}"]) for name, price in known.money.items()}
    notice = {name: amount.drawn(unit[f"notice.{name}"]) for name, amount in known.notice.items()}
    count = len(next(iter(unit.values())))
    out: dict[str, dict[str, np.ndarray]] = {currency: {} for currency in CURRENCIES}
    for option, injects in bought.items():
        money, men, wait = np.zeros(count), np.zeros(count), np.zeros(count)
        for inject in injects:
            paid = [name for name, price in known.money.items() if price.pays_for(inject)]
            counted = inject.kind == "mobilise"  # paid for by the day that reservists are there
            if not (paid or counted) or inject.kind not in notice:
                raise InputError("options", option, f"a {inject.kind} {inject.what}".strip(), "what has a price")
            wait = np.maximum(wait, notice[inject.kind])
            for name in paid:
                units = known.money[name].units(inject, days, posts)
                money = money + drawn[name] * units
                men = men + (units if known.money[name].counts else 0.0)
        for name, price in known.money.items():
            if price.per == "used" and option in used:
                units_used = used[option][price.of].to_numpy(float)
                money = money + drawn[name] * units_used
                men = men + (units_used if price.counts else 0.0)
        out["money"][option], out["men"][option], out["notice"][option] = money, men, wait
    return out


def price_names(known: Prices) -> list[str]:
    """Every price and notice by its name, in the order of the file."""
    return [f"money.{name}" for name in known.money] + [f"notice.{name}" for name in known.notice]


def used_in(runs: pd.DataFrame, known: Prices) -> pd.DataFrame:
    """What games used of whatever is paid for by use, a column each, men with the days that they were there."""
    out = {}
    for price in known.money.values():
        if price.per == "used":
            values = runs[price.of].astype(float)
            if price.of in SINCE:
                values = values * (runs["days"].astype(float) - runs[SINCE[price.of]].astype(float)).fillna(0.0)
            out[price.of] = values
    return pd.DataFrame(out, index=runs.index)
