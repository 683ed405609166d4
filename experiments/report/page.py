"""The report of a sweep: one HTML page that opens offline, with what was played, what was found, and figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pandas as pd

from experiments.analysis.comparison import alike, summary
from experiments.analysis.shake import ranking_warning
from experiments.designs.inputs import program_stamp
from experiments.designs.plan import Plan
from experiments.designs.worlds import Worlds, reopen
from experiments.files import write_text
from experiments.report import figures
from experiments.report.findings import findings
from experiments.runs.store import Store
from experiments.tables import number
from experiments.warmap import draw_map, frame_of, png
from model.outcomes import OUTCOMES
from scenarios.errors import InputError
from treaty.ladder import RUNG_NAMES

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
    store = Store(folder)
    notes = store.about()
    plan: Plan = notes["plan"]
    runs = store.runs()
    runs = runs[runs.status == "ok"]
    if runs.empty:
        raise InputError(folder, "", "no game that ended well", "a sweep with at least one")
    worlds = reopen(plan)
    series = store.series() if (store.folder / "series").is_dir() else None
    again = plan.rules == program_stamp()  # whether a game played now is the game that was played then
    sections = [_section(about, mine, worlds, series, again) for about, mine in alike(runs)]
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    env.filters["number"] = number
    page = env.get_template("report.html.j2").render(
        title="Panj: " + "; ".join(dict.fromkeys(s["title"] for s in sections)),
        sections=sections,
        notes=notes,
        regimes=[worlds.regimes[r.name] for r in plan.regimes],
        columns=OUTCOMES,
    )
    write_text(out, page)
    return out


def _section(
    about: dict[str, Any], runs: pd.DataFrame, worlds: Worlds, series: pd.DataFrame | None, again: bool
) -> dict[str, Any]:
    """What the page says of the runs of one scenario at one level of the factors."""
    scenario = worlds.scenarios[about["scenario"]]
    regimes = sorted(runs.regime.unique())
    table = summary(runs, TABLE)
    typical = typical_run(runs, scenario.file.regime if scenario.file.regime in regimes else regimes[0])
    share = series[series.run_id.isin(runs.run_id)] if series is not None else None
    units = {o: OUTCOMES[o].unit for o in PANELS}
    return {
        "name": ", ".join(f"{k} {v}" if k == "days" else str(v) for k, v in about.items()),
        "title": scenario.title,
        "summary": scenario.file.summary.strip(),
        "seeds": int(runs.seed.nunique()),
        "regimes": regimes,
        "found": findings(runs),
        "ranking": ranking_warning(runs, scenario),
        "table": {r: table[table.regime == r].set_index("outcome").to_dict("index") for r in regimes},
        "rows": TABLE,
        "share": None
        if share is None or share.empty
        else figures.as_image(figures.share_over_time(share, scenario.file.start)),
        "rungs": figures.as_image(figures.adopted_rungs(runs, list(RUNG_NAMES))),
        "intervals": figures.as_image(figures.outcome_intervals(table[table.outcome.isin(PANELS)], units)),
        "typical": typical,
        "cell_km": f"{scenario.file.grid.cell_km:g}",
    } | (_course(typical, worlds) if again else {"map": None, "events": []})


def _course(typical: dict[str, Any], worlds: Worlds) -> dict[str, Any]:
    """Map and timeline of a run, played once more."""
    from model import BorderModel

    scenario = worlds.scenarios[typical["scenario"]]
    model = BorderModel(
        scenario, worlds.regimes[typical["regime"]], int(typical["seed"]), int(typical["days"]),
        dict(json.loads(typical["changes"])),
    ).run()  # fmt: skip
    picture = figures.as_source(png(draw_map(scenario, frame_of(model), _map_title(model))), "image/png")
    return {"map": picture, "events": model.events.of(*KEY_EVENTS)[:60]}


def _map_title(model: BorderModel) -> str:
    return f"{model.setting.title}: {model.date:%d %B %Y}, regime {model.regime.name}, seed {model.seed}"


def typical_run(runs: pd.DataFrame, regime: str) -> dict[str, Any]:
    """The run of a regime whose mean stability lies nearest to the median of all its runs."""
    mine = runs[runs.regime == regime]
    gap = (mine.stability_mean - mine.stability_mean.median()).abs()
    return {str(k): v for k, v in mine.iloc[int(gap.to_numpy().argmin())].to_dict().items()}
