"""A sweep on a cluster: give it the address of a dask scheduler, and it plays on that scheduler's workers.

    python examples/sweep_on_a_cluster.py [SEEDS] [FOLDER] [ADDRESS]

Without an address a small cluster is started here, so that the script can be tried. On a real one, start
`dask scheduler` and `dask worker tcp://HOST:8786` with the same version of Panj installed, and name that address.
Workers send what they played to this machine, which alone writes the folder; workers with another version are refused.
Run the script again to resume a sweep that was stopped.
"""

import sys

from distributed import LocalCluster

from panj.experiments import Sweep, compare

if __name__ == "__main__":  # dask starts its workers by loading this file again
    seeds = int(sys.argv[1]) if sys.argv[1:] else 50
    folder = sys.argv[2] if sys.argv[2:] else "out/cluster"
    sweep = Sweep("tajikistan-2021-incursion", regimes=["none", "csto-2010", "automatic"], seeds=seeds)
    if sys.argv[3:]:
        runs = sweep.run(folder, scheduler=sys.argv[3])
    else:
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
            runs = sweep.run(folder, scheduler=cluster.scheduler_address)
    columns = ["regime", "n", "difference", "low", "high", "told", "could_see"]
    print(compare(runs, outcome="incursions_through", baseline="none")[columns].to_string(index=False))
