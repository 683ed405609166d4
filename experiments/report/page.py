"""The report of a sweep: one HTML page that opens offline, with what was played, what was found, and figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pandas as pd

from experiments.analysis.comparison import summary
from experiments.analysis.shake import ranking_warning
from experiments.files import write_text
from experiments.report import figures
from experiments.report.findings import findings
from experiments.runs.store import manifest, open_runs, open_series
from experiments.tables import number
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
    env.filters["number"] = number
    page = env.get_template("report.html.j2").render(
        title="Panj: " + "; ".join(s["title"] for s in sections),
        sections=sections,
        notes=notes,
        regimes=[load_regime(r) for r in sorted(runs.regime.unique())],
        columns=OUTCOMES,
    )
    write_text(out, page)
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
        "found": findings(runs),
        "ranking": ranking_warning(runs),
        "table": {r: table[table.regime == r].set_index("outcome").to_dict("index") for r in regimes},
        "rows": TABLE,
        "map": figures.as_source(png(draw_map(scenario, frame_of(model), _map_title(model))), "image/png"),
        "share": None
        if share is None or share.empty
        else figures.as_image(figures.share_over_time(share, scenario.file.start)),
        "rungs": figures.as_image(figures.adopted_rungs(runs, list(RUNG_NAMES))),
        "intervals": figures.as_image(figures.outcome_intervals(table[table.outcome.isin(PANELS)], units)),
        "typical": typical,
        "cell_km": f"{scenario.file.grid.cell_km:g}",
        "events": model.events.of(*KEY_EVENTS)[:60],
    }


def _map_title(model: BorderModel) -> str:
    return f"{model.setting.title}: {model.date:%d %B %Y}, regime {model.regime.name}, seed {model.seed}"


def typical_run(runs: pd.DataFrame, regime: str) -> dict[str, Any]:
    """The run of a regime whose mean stability lies nearest to the median of all its runs."""
    mine = runs[runs.regime == regime]
    gap = (mine.stability_mean - mine.stability_mean.median()).abs()
    return {str(k): v for k, v in mine.iloc[int(gap.to_numpy().argmin())].to_dict().items()}
