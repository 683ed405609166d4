"""The picture of the backtest: what was expected of each crisis without it, and what came; one line a crisis.

python -m panj.tools.crises_figure --out docs/figures/crises.png
"""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path

import numpy as np

from panj.experiments.backtest.cases import load_crises
from panj.experiments.backtest.fit import recorded
from panj.experiments.backtest.rivals import asked_of, outcome_of
from panj.experiments.edge import edge
from panj.treaty.ladder import RUNG_NAMES

WORDS = ("nothing", "words", "talks", "mission", "exercise", "arms", "guard", "combat")
HIT, MISSED, SHADE = "#1a7f37", "#b42318", "Blues"


def draw(out: Path) -> None:
    """Draw the crises in the order of what was expected of them."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    cases = load_crises()
    p = recorded().of(cases, "case")
    expected = p @ np.arange(p.shape[1])
    order = np.argsort(expected, kind="stable")
    seen = np.array([outcome_of(c) for c in cases])[order]
    hit = p[order].argmax(axis=1) == seen
    near = (np.abs(p[order].argmax(axis=1) - seen) <= 1).sum()
    fig, ax = plt.subplots(figsize=(8.5, 13), layout="constrained")
    shade = ax.imshow(p[order], aspect="auto", cmap=SHADE, vmin=0.0, vmax=1.0)
    rows = np.arange(len(cases))
    asked = np.array([asked_of(c) for c in cases])[order]
    ax.plot(asked, rows, "|", color="#444444", markersize=9, label="what was asked for at most")
    for mask, colour, said in ((hit, HIT, "what came: the likeliest"), (~hit, MISSED, "what came: another")):
        label = f"{said} ({mask.sum()} of {len(cases)})"
        ax.plot(seen[mask], rows[mask], "o", color=colour, markersize=5, label=label)
    names = [textwrap.shorten(cases[k].name, 52, placeholder=" ...") for k in order]
    ax.set_yticks(rows, [f"{name}  {cases[k].id}" for name, k in zip(names, order, strict=True)], fontsize=6)
    ax.set_xticks(range(len(RUNG_NAMES)), WORDS, fontsize=8)
    ax.xaxis.tick_top()
    fig.suptitle(
        f"{len(cases)} crises, each forecast by what was learnt from the others: what came was the likeliest rung\n"
        f"in {hit.sum()} and within one of it in {near}. Shade: the chance of each rung. Dot: what came.",
        fontsize=9,
        ha="left",
        x=0.02,
    )
    ax.legend(loc="lower left", bbox_to_anchor=(-0.47, 1.012), ncols=3, fontsize=7, frameon=False)
    bar = fig.colorbar(shade, ax=ax, location="bottom", shrink=0.4, pad=0.01, aspect=30)
    bar.set_label("chance of each rung", fontsize=7)
    bar.ax.tick_params(labelsize=7)
    out.parent.mkdir(parents=True, exist_ok=True)
    fig.savefig(out, dpi=110, metadata={"Software": None})
    plt.close(fig)


def main() -> None:
    """Read the options and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("docs/figures/crises.png"))
    draw(parser.parse_args().out)


if __name__ == "__main__":
    edge(main)
