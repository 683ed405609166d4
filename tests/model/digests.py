"""The digests that a few wars have with this version's rules, on every Python and every machine.

Whoever changes a rule changes them: `python -m panj.tests.model.digests` prints the new ones for digests.txt.
"""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).with_name("digests.txt")
WARS = (
    ("tajikistan-2021", "csto-2010", 1, None),
    ("tajikistan-2021", "lead-state", 2, 45),
    ("tajikistan-2021-incursion", "automatic", 3, None),
    ("tajikistan-2021-incursion", "cst-1992", 2**40 + 5, 45),
    ("intro", "majority", 5, None),
)


def lines() -> list[str]:
    """A line for each war: scenario, regime, seed, days, digest."""
    from panj.model import BorderModel

    out = []
    for scenario, regime, seed, days in WARS:
        model = BorderModel(scenario, regime, seed, days).run()
        out.append(f"{scenario} {regime} {seed} {model.days} {model.digest}")
    return out


if __name__ == "__main__":
    print("\n".join(lines()))
