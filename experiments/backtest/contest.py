"""`panj backtest --rivals`: simple rivals on the same folds and scores, and forecasts of a file's crises by each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from panj.experiments.backtest.cases import CodedCase, conventions, load_cases, load_crises
from panj.experiments.backtest.folds import SCHEMES, SCORES, differences, forecasts, interval, scored
from panj.experiments.backtest.rivals import RIVALS
from panj.experiments.progress import progress
from panj.experiments.tables import print_rows

BEST = "logit_steps"  # the rival that the others are measured against


def run(path: Path | None, as_json: bool, seed: int) -> None:
    """Print the contest over the crises of the program, or the rivals' forecasts of a file's."""
    result = over_folds(load_crises(), seed, as_json) if path is None else of_file(load_cases(path), seed, as_json)
    if as_json:
        print(json.dumps(result, indent=1))
    else:
        show(result)


def over_folds(cases: Sequence[CodedCase], seed: int, quiet: bool) -> dict[str, Any]:
    """Every rival in every scheme: each case forecast by what learnt from the others."""
    schemes: dict[str, Any] = {}
    with progress(len(SCHEMES) * len(RIVALS), f"{len(RIVALS)} rivals, {len(cases)} crises", quiet) as advance:
        for scheme in SCHEMES:
            said = {}
            for name, (_, rival) in RIVALS.items():
                said[name] = forecasts(cases, scheme, rival)
                advance(1)
            schemes[scheme] = _table(cases, said, seed)
    return {"schemes": schemes, "crises": len(cases), "seed": seed}


def of_file(cases: Sequence[CodedCase], seed: int, quiet: bool) -> dict[str, Any]:
    """Forecasts of other crises by rivals that learnt from those of the program, scored where the file says what came.
    A case of the file that is one of the program's is learnt from without it."""
    known = load_crises()
    said = {}
    with progress(len(RIVALS), f"{len(RIVALS)} rivals, {len(cases)} crises", quiet) as advance:
        for name, (_, rival) in RIVALS.items():
            rest = rival([k for k in known if k.id not in {c.id for c in cases}])
            said[name] = np.array([rest(c) for c in cases])
            advance(1)
    rows = [
        {"id": c.id, "name": c.name, "p_rung": {n: np.round(p[i], 4).tolist() for n, p in said.items()},
         "observed": c.observed()}
        for i, c in enumerate(cases)
    ]  # fmt: skip
    return {"cases": rows, "schemes": {"file": _table(cases, said, seed)}, "crises": len(cases), "seed": seed}


def _table(cases: Sequence[CodedCase], said: dict[str, Any], seed: int) -> dict[str, Any]:
    each = {name: scored(cases, p) for name, p in said.items()}
    return {
        name: {
            "label": RIVALS[name][0],
            "scores": {score: interval(values, seed) for score, values in own.items()},
            "less_best": differences(own, each[BEST], seed),
        }
        for name, own in each.items()
    }


def show(result: dict[str, Any]) -> None:
    """One table a scheme: means with 95 % intervals, and the ranked probability score less the best rival's."""
    split = conventions()["rivals"]["forecast_from"]
    titles = {
        **SCHEMES,
        "forwards": f"forwards in time: learnt from crises before {split}, the later ones forecast",
        "file": "the file's crises, forecast by what learnt from the program's",
    }
    for scheme, table in result["schemes"].items():
        (n,) = {row["scores"]["rps"]["cases"] for row in table.values()}
        print(f"\n{titles[scheme][0].upper()}{titles[scheme][1:]}; {n} crises scored; mean [95 % of resamples]")
        rows = []
        for name, row in table.items():
            line = {"forecast": row["label"]} | {
                SCORES[k]: _said(v, 3 if k != "rung" else 2) for k, v in row["scores"].items()
            }
            line[f"ranked score less {RIVALS[BEST][0]}"] = "" if name == BEST else _said(row["less_best"]["rps"], 3)
            rows.append(line)
        print_rows(rows, False)


def _said(value: dict[str, float], digits: int) -> str:
    if "value" not in value:
        return "-"
    return f"{value['value']:.{digits}f} [{value['low']:.{digits}f}, {value['high']:.{digits}f}]"
