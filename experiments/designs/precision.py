"""How sure a sweep is to be: which outcome, how narrow its paired intervals, and what that may cost at most."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from panj.model.record.outcomes import GAME, NUMBERS, OUTCOMES
from panj.treaty.refusal import wrong

FEWEST = 10  # pairs of a first batch: with fewer the spread of differences is hardly known
BY_REGIME = "regime"


class Precision(BaseModel):
    """Seeds are added until the paired interval of every comparison is at most `half_width` either way, or until
    `budget` games have been played in all. Where everything uncertain is drawn, draws are added in place of seeds, each
    with seeds of its own, until the mean effect over draws is known as well.

    `baseline` is the side that others are set against, by its name, or, with `every_pair`, each is set against each;
    `by` what sides are: regimes or, of draws, the levels of a factor, or `option`; `batch` how many seeds or draws are
    added at a time, as many as the design begins with if left out; `confidence` of each interval.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    outcome: str
    half_width: Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
    budget: int = Field(ge=1, le=1_000_000_000)
    baseline: str = "none"
    every_pair: bool = False
    by: str = BY_REGIME
    batch: int | None = Field(default=None, ge=1, le=100_000)
    confidence: float = Field(default=0.95, gt=0.5, lt=1.0)

    def check(self, regimes: list[str], seeds: Any, draws: int | None = None) -> None:
        """Raise InputError for what does not fit the rest of a design. draws: at how many points it draws everything
        uncertain; None where it does not."""
        known = [name for name in NUMBERS if OUTCOMES[name].origin is not GAME]
        if self.outcome not in known:
            raise wrong("precision.outcome", self.outcome, f"one of {', '.join(known)}")
        if self.by == BY_REGIME and len(regimes) < 2:
            raise wrong("regimes", ", ".join(regimes), "at least two where precision compares them")
        if draws is None:
            if self.by != BY_REGIME:
                raise wrong("precision.by", self.by, f'{BY_REGIME}, or a factor together with uncertain = "assumed"')
            if not isinstance(seeds, int) or seeds < FEWEST:
                what = f"how many to begin with, at least {FEWEST}, where precision adds to them"
                raise wrong("seeds", seeds, what)
        elif draws < FEWEST:
            raise wrong("samples", draws, f"how many to begin with, at least {FEWEST}, where precision adds to them")
        elif not isinstance(seeds, int):
            raise wrong("seeds", seeds, "how many for each draw, where precision adds draws")
