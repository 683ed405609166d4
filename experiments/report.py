"""The report of a sweep: one HTML page that opens offline, with what was played, what was found, and figures."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pandas as pd

from experiments import figures
from experiments.compare import compare, summary
from experiments.store import manifest, open_runs, open_series
from experiments.warmap import draw_map, frame_of, png
from model.outcomes import OUTCOMES
from scenarios.load import load_scenario
from treaty.ladder import RUNG_NAMES
from treaty.regime import load_regime

if TYPE_CHECKING:
    from model import BorderModel

KEY_EVENTS = (
    "offensive", "regroup", "informed", "consultation", "mobilisation", "appeal", "no_request", "mission_sent",
    "recommendation", "text", "adopted", "deferred", "blocked", "deployment", "arrival", "delivery", "exercise",
    "bilateral", "base_moves",
)  # fmt: skip
TABLE = (
    "border_share_end", "soldiers_refuge", "incursions_attempted", "incursions_through", "posts_lost", "losses_member",
    "request_day", "decision_day", "adopted_rung", "delivered_men", "first_arrival_day", "stability_mean",
    "stability_end",
)  # fmt: skip
PANELS = ("adopted_rung", "incursions_through", "losses_member", "stability_mean")


def write_report(folder: Path, out: Path) -> Path:
    """Write the page and return its path."""
    notes = manifest(folder)
    runs = open_runs(folder)
    runs = runs[runs.status == "ok"]
    series = open_series(folder) if (folder / "series").is_dir() else None
    sections = [_section(name, runs[runs.scenario == name], series) for name in dict.fromkeys(runs.scenario)]
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    page = env.get_template("report.html.j2").render(
        title="Panj: " + "; ".join(s["title"] for s in sections),
        sections=sections,
        notes=notes,
        regimes=[load_regime(r) for r in sorted(runs.regime.unique())],
        columns=OUTCOMES,
    )
    fresh = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    fresh.parent.mkdir(parents=True, exist_ok=True)
    fresh.write_text(page, encoding="utf-8")
    os.replace(fresh, out)
    return out


def _section(name: str, runs: pd.DataFrame, series: pd.DataFrame | None) -> dict[str, Any]:
    from model import BorderModel

    scenario = load_scenario(name)
    regimes = sorted(runs.regime.unique())
    table = summary(runs, TABLE)
    typical = typical_run(runs, scenario.file.regime if scenario.file.regime in regimes else regimes[0])
    model = BorderModel(name, typical["regime"], int(typical["seed"]), int(typical["days"])).run()
    share = series[(series.scenario == name)] if series is not None else None
    units = {o: OUTCOMES[o].unit for o in PANELS}
    return {
        "name": name,
        "title": scenario.title,
        "summary": scenario.file.summary.strip(),
        "seeds": int(runs.seed.nunique()),
        "regimes": regimes,
        "found": findings(runs, table),
        "table": {r: table[table.regime == r].set_index("outcome").to_dict("index") for r in regimes},
        "rows": TABLE,
        "map": figures.as_source(png(draw_map(scenario, frame_of(model), _map_title(model))), "image/png"),
        "share": None
        if share is None or share.empty
        else figures.as_image(figures.share_over_time(share, scenario.file.start)),
        "rungs": figures.as_image(figures.adopted_rungs(runs, list(RUNG_NAMES))),
        "intervals": figures.as_image(figures.outcome_intervals(table[table.outcome.isin(PANELS)], units)),
        "typical": typical,
        "events": model.events.of(*KEY_EVENTS)[:60],
    }


def _map_title(model: BorderModel) -> str:
    return f"{model.scenario.title}: {model.date:%d %B %Y}, regime {model.regime.name}, seed {model.seed}"


def typical_run(runs: pd.DataFrame, regime: str) -> dict[str, Any]:
    """The run of a regime whose mean stability lies nearest to the median of all its runs."""
    mine = runs[runs.regime == regime]
    gap = (mine.stability_mean - mine.stability_mean.median()).abs()
    return {str(k): v for k, v in mine.iloc[int(gap.to_numpy().argmin())].to_dict().items()}


def findings(runs: pd.DataFrame, table: pd.DataFrame) -> str:
    """One paragraph in plain English, computed from the runs; what does not differ is said as plainly as what does."""
    regimes = sorted(runs.regime.unique())
    n = int(runs.seed.nunique())
    parts = []
    share = runs.border_share_end.mean()
    parts.append(f"Over {n} seeds a regime, militants hold {share:.0%} of the far bank at the end on average.")
    through = runs.groupby("regime").incursions_through.mean()
    if through.max() == 0:
        parts.append("No band got away into the country under any regime.")
    else:
        parts.append(
            f"Bands that got away into the country: from {through.min():.1f} ({through.idxmin()}) to"
            f" {through.max():.1f} ({through.idxmax()}) a run."
        )
    for regime in regimes:
        mine = runs[runs.regime == regime]
        mode = int(mine.adopted_rung.mode().iloc[0])
        force = (mine.adopted_rung >= 6).mean()
        asked = mine.request_day.notna().mean()
        parts.append(
            f"Under {regime} the member appealed in {asked:.0%} of the runs, the alliance most often went as far as"
            f" {RUNG_NAMES[mode]}, and adopted force in {force:.0%}."
        )
    if "none" in regimes and len(regimes) > 1:
        pairs = compare(runs, baseline="none")
        clear = pairs[
            pairs.beyond & pairs.outcome.isin(["incursions_through", "losses_member", "stability_mean", "posts_lost"])
        ]
        if clear.empty:
            parts.append(
                "Against no treaty at all, no regime changed incursions, posts lost, losses or stability beyond the"
                " 95 % interval of its paired difference."
            )
        for row in clear.itertuples():
            parts.append(
                f"Against no treaty, {row.regime} changed {row.outcome} by {row.difference:+.2f}"
                f" (95 % interval {row.low:+.2f} to {row.high:+.2f}, {row.n} pairs)."
            )
    return " ".join(parts)
