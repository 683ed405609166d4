"""The map of where treaty rules matter: two factors as axes, each field in the colour of the sides that lead there.

A field in which none can be told from another is grey, and says how large a difference would have been told. SVG and
PNG of the same picture; the table beside them says every number that is drawn.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.patches import Patch, Rectangle

from panj.experiments.analysis.leading import Field, seeds_needed
from panj.experiments.analysis.pairs import at_most_differ
from panj.experiments.report.answers import and_
from panj.experiments.tables import Scale, measured, number, percent, scale_of, span

GREY = "#d0d0d0"
COLOURS = (
    "#4477aa",
    "#ee6677",
    "#228833",
    "#ccbb44",
    "#66ccee",
    "#aa3377",
)  # Tol's bright scheme, for all kinds of eyes
LEGEND = "who leads; those named together\ncannot be told apart"
MOST_LEGEND = 46  # characters of a line of the legend


@dataclass(frozen=True)
class Labels:
    """Words of the picture: axes, outcome with its unit, title; what a side is, and the one that all are held against,
    if they are."""

    x: str
    y: str
    outcome: str
    title: str = ""
    side: str = "regime"
    baseline: str = ""
    unit: str = ""

    @property
    def gap(self) -> Scale:
        """How differences are said: of shares in percentage points."""
        return scale_of(self.unit, difference=True)


def draw(found: Sequence[Field], labels: Labels) -> plt.Figure:
    """The picture."""
    xs, ys = sorted({f.x for f in found}), sorted({f.y for f in found})
    colours = legend_colours(found)
    figure, ax = plt.subplots(figsize=(1.25 * len(xs) + 1.6, 0.8 * len(ys) + 1.4))
    for f in found:
        i, j = xs.index(f.x), ys.index(f.y)
        colour = colours[f.leading] if f.told else GREY
        ax.add_patch(Rectangle((i - 0.5, j - 0.5), 1, 1, facecolor=colour, edgecolor="white", lw=1.5, alpha=0.85))
        if f.told:
            ends = sorted((abs(f.low), abs(f.high))) if f.low * f.high > 0 else (f.low, f.high)
            middle, least, most = measured(abs(f.difference), ends[0], ends[1], "", labels.gap)
            ax.text(i, j + 0.12, middle, ha="center", va="center", fontsize=9, weight="bold")
            ax.text(i, j - 0.2, f"{least} to {most}", ha="center", va="center", fontsize=6.5)
        else:
            ax.text(i, j, f"({_seen(f, labels)})", ha="center", va="center", fontsize=7.5, color="#444444")
    ax.set_xlim(-0.5, len(xs) - 0.5)
    ax.set_ylim(-0.5, len(ys) - 0.5)
    ax.set_xticks(range(len(xs)), [f"{v:g}" for v in xs])
    ax.set_yticks(range(len(ys)), [f"{v:g}" for v in ys])
    ax.tick_params(length=0)
    ax.set_xlabel(labels.x, fontsize=9)
    ax.set_ylabel(labels.y, fontsize=9)
    for side in ax.spines.values():
        side.set_visible(False)
    patches = [Patch(color=c, alpha=0.85, label=_wrapped(together(s, found[0].means))) for s, c in colours.items()]
    if any(not f.told for f in found):
        against = labels.baseline or "another"
        patches.append(Patch(color=GREY, label=f"none can be told from {against}\n(what would have been)"))
    ax.legend(
        handles=patches,
        fontsize=7.5,
        loc="upper left",
        bbox_to_anchor=(1.02, 1.0),
        frameon=False,
        title=f"better than {labels.baseline}" if labels.baseline else LEGEND,
        title_fontsize=7.5,
        alignment="left",
    )
    ax.set_title(labels.title or "Where treaty rules matter", fontsize=10, loc="left")
    ax.annotate(
        f"Numbers: {labels.outcome}, the best of those that lead against the best of the others;\n"
        "paired by seed, with the 95 % interval of each field. In brackets: the smallest\n"
        "difference that would have been told in 80 % of such maps.",
        (0.0, 0.0),
        (0, -38),
        "axes fraction",
        "offset points",
        fontsize=7,
        color="#444444",
        va="top",
    )
    return figure


def legend_colours(found: Sequence[Field]) -> dict[tuple[str, ...], str]:
    """A colour for each set of leading regimes, the commonest first; sets past the colours share the last."""
    sets: dict[tuple[str, ...], int] = {}
    for f in found:
        if f.told:
            sets[f.leading] = sets.get(f.leading, 0) + 1
    ranked = sorted(sets, key=lambda s: (-sets[s], s))
    return {s: COLOURS[min(i, len(COLOURS) - 1)] for i, s in enumerate(ranked)}


def together(leading: Sequence[str], regimes: Iterable[str]) -> str:
    """Those who lead, as a legend names them: `every regime but "none"` where one only is behind."""
    behind = sorted(set(regimes) - set(leading))
    return f'every regime but "{behind[0]}"' if len(behind) == 1 and len(leading) > 2 else " = ".join(leading)


def _wrapped(text: str) -> str:
    lines = [""]
    for word in text.split(" = "):
        if lines[-1] and len(lines[-1]) + len(word) > MOST_LEGEND:
            lines.append("")
        lines[-1] += f"{' = ' if lines[-1] or len(lines) > 1 else ''}{word}"
    return "\n".join(lines)


def pictures(figure: plt.Figure, name: str) -> dict[str, bytes]:
    """File name -> picture, as SVG and as PNG, the same bytes for the same figure; closes it."""
    drawn = {}
    with plt.rc_context({"svg.hashsalt": name}):
        for ending, about in (("svg", {"Date": None}), ("png", {"Software": None})):
            stream = io.BytesIO()
            figure.savefig(stream, format=ending, bbox_inches="tight", dpi=160, metadata=about)
            drawn[f"{name}.{ending}"] = stream.getvalue()
    plt.close(figure)
    return drawn


def as_csv(found: Sequence[Field], x: str, y: str) -> str:
    """The fields as CSV."""
    import pandas as pd

    return pd.DataFrame([f.row(x, y) for f in found]).to_csv(index=False, float_format="%.6g")


def sentences(found: Sequence[Field], labels: Labels) -> list[str]:
    """What the map says, in words."""
    told = [f for f in found if f.told]
    against = labels.baseline or "another"
    grey = [f for f in found if not f.told]
    said = [
        f"In {len(grey)} of {len(found)} fields no {labels.side} can be told from {against} on {labels.outcome}."
        f"{_could_see(grey, labels)}"
    ]
    for leading in legend_colours(found):
        mine = [f for f in told if f.leading == leading]
        ahead = _span_of([abs(f.difference) for f in mine], min((f.high - f.low) / 2.0 for f in mine), labels.gap)
        others = sorted({r for f in mine for r in f.means} - set(leading))
        said.append(
            f"{and_(leading)} lead{'s' if len(leading) == 1 else ''} in {len(mine)}"
            f" ({labels.x} {_span([f.x for f in mine])}, {labels.y} {_span([f.y for f in mine])}), ahead of the best of"
            f" {and_(others)} by {ahead}."
        )
    if found[0].came:
        often = {side: [f.came[side] for f in found] for side in found[0].came}
        each = "; ".join(f"{_shares(shares)} under {side}" for side, shares in often.items())
        said.append(f"A day that never came counts as the end of the war. Share of the games in which it came: {each}.")
    sides = len(found[0].means)
    comparisons = len(found) * (sides - 1 if labels.baseline else sides * (sides - 1) // 2)
    said.append(f"All {comparisons} comparisons of the map together keep an error of 5 % (Holm).")
    if (least := seeds_needed(comparisons)) > min(f.n for f in found):
        said.append(f"With fewer than {least} seeds a field that cannot tell anything apart: grey says nothing here.")
    return said


def _seen(field: Field, labels: Labels) -> str:
    """What a grey field would have told, as short as it goes."""
    if math.isinf(field.sees):
        return "too few seeds"
    return "all the same" if math.isnan(field.sees) else number(field.sees, labels.gap)


def _could_see(grey: Sequence[Field], labels: Labels) -> str:
    """How large a difference would have been told in the fields in which none was."""
    seen = [f.sees for f in grey if math.isfinite(f.sees)]
    said = ""
    if seen:
        least, most = number(min(seen), labels.gap), number(max(seen), labels.gap)
        which = f"of {least}" if least == most else f"of {least} (in the surest field) to {most} (in the least sure)"
        said = f" A difference {which} would have been told there in 80 % of such maps; smaller ones may be there."
    if same := [f for f in grey if math.isnan(f.sees)]:
        share = percent(at_most_differ(min(f.n for f in same)))
        said += f" In {len(same)} of them no pair differs, so that at most {share} of worlds do (95 %)."
    return said


def _shares(shares: Sequence[float]) -> str:
    least, most = percent(min(shares)), percent(max(shares))
    return least if least == most else f"{least} to {most}"


def _span_of(values: Sequence[float], half: float, scale: Scale) -> str:
    return span([scale.times * v for v in values], scale.times * half) + scale.ending


def _span(values: Sequence[float]) -> str:
    return f"{min(values):g}" if min(values) == max(values) else f"{min(values):g} to {max(values):g}"
