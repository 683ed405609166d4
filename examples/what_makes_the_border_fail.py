"""What makes the border fail? Every parameter of the ground is moved within its range; ranks say which of them matter.

    python examples/what_makes_the_border_fail.py [GAMES]

A Latin hypercube over all parameters, one game a point, Spearman's rank correlation with the mean stability index.
With n games a correlation below about 2 / sqrt(n) may be chance; with this many parameters, a few above it, too.
"""

import sys

import numpy as np
from scipy.stats import qmc, spearmanr

from panj.model import BorderModel
from panj.scenarios.load import load_scenario

games = int(sys.argv[1]) if sys.argv[1:] else 300
known = load_scenario("tajikistan-2021-incursion").file.parameters
moved = {name: p for name, p in known.items() if p.low < p.high}

points = qmc.LatinHypercube(len(moved), rng=np.random.default_rng(1)).random(games)
low, high = np.array([p.low for p in moved.values()]), np.array([p.high for p in moved.values()])
stability = np.empty(games)
for number, point in enumerate(low + points * (high - low)):
    values = dict(zip(moved, point.tolist(), strict=True))
    game = BorderModel("tajikistan-2021-incursion", "csto-2010", seed=number, days=60, parameters=values).run()
    stability[number] = game.outcomes()["stability_mean"]

ranks = {name: spearmanr(points[:, k], stability).statistic for k, name in enumerate(moved)}
print(f"mean stability {stability.mean():.1f}, from {stability.min():.1f} to {stability.max():.1f}; {games} games")
print(f"chance alone reaches {2 / games**0.5:.2f} in one parameter of twenty")
for name, rank in sorted(ranks.items(), key=lambda item: -abs(item[1]))[:10]:
    print(f"  {rank:+.2f}  {name} [{moved[name].unit}]")
