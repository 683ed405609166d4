"""Options by effect and cost: which are on the frontier, how sure that is, and what the wrong choice costs.

Under one set of assumptions an option is dominated where another does at least as much and costs no more, and is better
in one of the two; what is not dominated is on the frontier (Pareto). Assumptions are draws: the share of them in which
an option is on the frontier says how far that hangs on what is assumed.

Regret is how much more the best option would have done under the same assumptions. The regret that is left holds an
option against those that cost no more; Savage's looks at the worst assumptions, whatever the cost, and prefers the
option whose worst regret is least (Savage, The theory of statistical decision, JASA 46 (1951) 55-67).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

SLACK = 1e-9  # of the largest gain or cost: a smaller difference is none
SPREAD = (0.05, 0.5, 0.95)


def undominated(gain: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """Whether each option (columns) is on the frontier under each set of assumptions (rows): no other gains at least as
    much at no more cost, and is better in one of the two."""
    more = gain[:, :, None] - gain[:, None, :]  # of option i than of option j
    dearer = cost[:, :, None] - cost[:, None, :]
    g, c = (SLACK * max(1.0, float(np.abs(table).max(initial=0.0))) for table in (gain, cost))
    beaten = (more <= g) & (dearer >= -c) & ((more < -g) | (dearer > c))
    out: np.ndarray = ~beaten.any(axis=2)
    return out


def regret(gain: np.ndarray) -> np.ndarray:
    """How much more the best option of each row would have gained, by row and option."""
    out: np.ndarray = gain.max(axis=1, keepdims=True) - gain
    return out


def regret_at_cost(gain: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """The same against the options that cost no more than this one."""
    c = SLACK * max(1.0, float(np.abs(cost).max(initial=0.0)))
    within = cost[:, :, None] >= cost[:, None, :] - c  # option j costs no more than option i
    best = np.where(within, gain[:, None, :], -np.inf).max(axis=2)
    out: np.ndarray = best - gain
    return out


def weigh(options: Sequence[str], gain: np.ndarray, cost: np.ndarray) -> pd.DataFrame:
    """Options from the cheapest to the dearest, a row each.

    gain, cost: a row for each set of assumptions, a column an option; more gain is better. Columns: option; gain, cost
    and their 5, 50 and 95 % points over assumptions (gain_p5 ...); same_sign, the share of assumptions where the gain
    has the sign of its mean; frontier (of the means) and frontier_share (of assumptions); regret_left (mean, against
    what costs no more), regret (mean, against all), worst_regret (Savage's); minimax, whether that is the least of all;
    chance_best, the share of assumptions in which it gains most, ties shared.
    """
    behind, left = regret(gain), regret_at_cost(gain, cost)
    slack = SLACK * max(1.0, float(np.abs(gain).max(initial=0.0)))
    first = behind <= slack
    worst = behind.max(axis=0)
    mean_gain, mean_cost = gain.mean(axis=0), cost.mean(axis=0)
    table = pd.DataFrame(
        {
            "option": list(options),
            "gain": mean_gain,
            **{f"gain_p{100 * q:.0f}": np.quantile(gain, q, axis=0) for q in SPREAD},
            "same_sign": np.where(mean_gain != 0.0, (np.sign(gain) == np.sign(mean_gain)).mean(axis=0), 1.0),
            "cost": mean_cost,
            **{f"cost_p{100 * q:.0f}": np.quantile(cost, q, axis=0) for q in SPREAD},
            "frontier": undominated(mean_gain[None], mean_cost[None])[0],
            "frontier_share": undominated(gain, cost).mean(axis=0),
            "regret_left": left.mean(axis=0),
            "regret": behind.mean(axis=0),
            "worst_regret": worst,
            "minimax": worst <= worst.min() + slack,
            "chance_best": (first / first.sum(axis=1, keepdims=True)).mean(axis=0),
        }
    )
    return table.sort_values(["cost", "gain"], ascending=[True, False], kind="stable").reset_index(drop=True)
