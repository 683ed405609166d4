"""The ordered logit with a ridge, by statsmodels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from panj.scenarios.errors import InputError, InWords

Floats = NDArray[np.float64]

try:
    from statsmodels.miscmodels.ordinal_model import OrderedModel
except ImportError:
    raise InputError("--rivals", "", InWords("statsmodels is not installed"), 'it: pip install "panj[fit]"') from None


class RidgeOrdered(OrderedModel):
    """statsmodels' ordered logit, its slopes held back by a ridge, with the gradient of the logit worked out."""

    ridge: float

    def loglike(self, params: Floats, *args: Any) -> float:
        """Log likelihood less the penalty."""
        slopes = params[: self.k_vars]
        return float(super().loglike(params) - 0.5 * self.ridge * slopes @ slopes)

    def score(self, params: Floats, *args: Any) -> Floats:
        """Gradient of the penalised log likelihood by slopes and by statsmodels' form of the cuts: the first, then
        logarithms of the steps between them."""
        slopes, cuts = params[: self.k_vars], self.transform_threshold_params(params)
        at = self.exog @ slopes
        upper, lower = cuts[self.endog + 1] - at, cuts[self.endog] - at
        high, low = expit(upper), expit(lower)
        chance = np.maximum(high - low, 1e-300)
        by_upper, by_lower = high * (1.0 - high) / chance, -low * (1.0 - low) / chance
        by_cut = np.zeros(len(cuts))
        np.add.at(by_cut, self.endog + 1, by_upper)
        np.add.at(by_cut, self.endog, by_lower)
        inner = by_cut[1:-1]
        above = np.cumsum(inner[::-1])[::-1]  # a step moves its own cut and all above it
        by_steps = above * np.concatenate([[1.0], np.exp(params[self.k_vars + 1 :])])
        return np.concatenate([-self.exog.T @ (by_upper + by_lower) - self.ridge * slopes, by_steps])


def fitted(
    columns: Floats, outcomes: NDArray[np.int64], ridge: float
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[int, ...]]:
    """Slopes, cuts, and the rungs that were seen, which the cuts part; columns that are all alike get no slope."""
    rungs = np.unique(outcomes)
    moves = np.ptp(columns, axis=0) > 0.0
    model = RidgeOrdered(np.searchsorted(rungs, outcomes), columns[:, moves], distr="logit")
    model.ridge = ridge
    found = model.fit(method="bfgs", disp=0, maxiter=500, skip_hessian=True).params
    slopes = np.zeros(columns.shape[1])
    slopes[moves] = found[: model.k_vars]
    cuts = model.transform_threshold_params(found)[1:-1]
    return tuple(slopes.tolist()), tuple(cuts.tolist()), tuple(int(r) for r in rungs)
