"""A regime of your own: a file that extends another and changes a norm, each change with a sentence that says why.

    python examples/regime_of_your_own.py [SEEDS]

The file could lie anywhere; a name with a slash or an ending is a path. `panj regime show FILE` prints all its norms.
"""

import sys
import tempfile
from pathlib import Path

from panj.experiments import Sweep, compare
from panj.treaty.law.regime import load_regime

REFORM = """
name = "two-thirds"
title = "Two thirds of the members decide, and abstentions do not block"
extends = "csto-2010"
vote_rule = "two_thirds"
abstention_blocks = false
source = "what-if"

[because]
vote_rule = "One objection should not bind all others, but a bare majority should not bind a third."
abstention_blocks = "Who abstains stands aside."
"""

seeds = int(sys.argv[1]) if sys.argv[1:] else 50
with tempfile.TemporaryDirectory() as place:
    path = Path(place) / "two-thirds.toml"
    path.write_text(REFORM, encoding="utf-8")
    print(f"{load_regime(path).title}: {load_regime(path).vote_rule}")
    runs = Sweep("tajikistan-2021-incursion", regimes=[path, "csto-2010"], seeds=seeds).run(Path(place) / "games")
    print(compare(runs, outcome="adopted_rung", baseline="csto-2010").T.to_string())
