"""Regimes compared: does another voting rule change what happens at the border? Paired seeds, 95 % intervals.

    python examples/regimes_compared.py [SEEDS] [FOLDER]

The folder keeps the games: a second call plays only what is missing. With 200 seeds, about half a minute on two cores.
"""

import sys

from panj.experiments import Sweep, compare

seeds = int(sys.argv[1]) if sys.argv[1:] else 200
folder = sys.argv[2] if sys.argv[2:] else "out/regimes"

sweep = Sweep("tajikistan-2021-incursion", regimes=["none", "csto-2010", "majority", "automatic"], seeds=seeds)
runs = sweep.run(out=folder)
for outcome in ("incursions_through", "losses_member", "stability_mean"):
    table = compare(runs, outcome=outcome, baseline="none")
    print(f"\n{outcome}, against no treaty at all")
    for row in table.to_dict("records"):
        told = "differs" if row["told"] else f"cannot be told apart ({row['could_see']:.2g} would have been)"
        print(f"  {row['regime']:10} {row['difference']:+8.2f} [{row['low']:+.2f}, {row['high']:+.2f}]  {told}")
