"""What makes the border fail? Every parameter of the ground is moved within its range; ranks say which of them matter.

    python examples/what_makes_the_border_fail.py [GAMES]

A Latin hypercube over all parameters, one game a point, rank correlation with the mean stability index. All parameters
are tested at once: where none does anything, one is told apart in 5 % of such sweeps.
"""

import sys

import numpy as np
from scipy.stats import qmc

from panj.experiments.analysis.familywise import standard_ranks, together
from panj.experiments.analysis.pairs import ERROR
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

(ranks,), (chances,) = together(standard_ranks(points), standard_ranks(stability[:, None]))
print(f"mean stability {stability.mean():.1f}, from {stability.min():.1f} to {stability.max():.1f}; {games} games")
for name, rank, chance in sorted(zip(moved, ranks, chances, strict=True), key=lambda found: -abs(found[1]))[:10]:
    told = "told apart" if chance <= ERROR else "cannot be told from one that does nothing"
    print(f"  {rank:+.2f}  {name} [{moved[name].unit}]: {told}")
