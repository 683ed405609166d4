"""`panj backtest --rivals`: the rules and simple rivals on the same folds and scores, with differences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from panj.experiments.backtest.cases import CodedCase, conventions, load_crises
from panj.experiments.backtest.fit import recorded
from panj.experiments.backtest.folds import SCHEMES, SCORES, differences, forecasts, interval, scored
from panj.experiments.backtest.forecast import rungs
from panj.experiments.backtest.rivals import RIVALS
from panj.experiments.progress import progress
from panj.experiments.tables import print_rows

Floats = NDArray[np.float64]

RULES = "rules"
LABELS = {RULES: "the rules"} | {name: label for name, (label, _) in RIVALS.items()}


def run(named: Sequence[CodedCase] | None, as_json: bool, seed: int) -> None:
    """Print the contest over the crises of the program, or over a file's."""
    result = over_folds(load_crises(), seed, as_json) if named is None else of_file(named, seed, as_json)
    if as_json:
        print(json.dumps(result, indent=1))
    else:
        show(result)


def over_folds(cases: Sequence[CodedCase], seed: int, quiet: bool) -> dict[str, Any]:
    """The rules, as the fit recorded them, and every rival in every scheme: each case forecast by what learnt from the
    others."""
    schemes: dict[str, Any] = {}
    with progress(len(SCHEMES) * len(RIVALS), f"{len(RIVALS)} rivals, {len(cases)} crises", quiet) as advance:
        for scheme in SCHEMES:
            said = {RULES: recorded().of(cases, scheme)}
            for name, (_, rival) in RIVALS.items():
                said[name] = forecasts(cases, scheme, rival)
                advance(1)
            schemes[scheme] = _table(cases, said, seed)
    return {"schemes": schemes, "crises": len(cases), "seed": seed, "fitted": recorded().command}


def of_file(cases: Sequence[CodedCase], seed: int, quiet: bool) -> dict[str, Any]:
    """Forecasts of other crises by the rules and by rivals that learnt from those of the program, scored where the file
    says what came. A case of the file that is one of the program's is forecast by what was learnt without it."""
    known = load_crises()
    ours = {c.id for c in known if c in cases}
    said = {}
    with progress(len(RIVALS) + 1, f"{len(RIVALS)} rivals, {len(cases)} crises", quiet) as advance:
        said[RULES] = np.array([recorded().of([c], "case")[0] if c.id in ours else rungs(c, seed)[0] for c in cases])
        advance(1)
        for name, (_, rival) in RIVALS.items():
            whole = rival([k for k in known if k.id not in ours])
            said[name] = np.array(
                [rival([k for k in known if k.id != c.id])(c) if c.id in ours else whole(c) for c in cases]
            )
            advance(1)
    rows = [
        {
            "id": c.id,
            "name": c.name,
            "p_rung": {n: np.round(p[i], 4).tolist() for n, p in said.items()},
            "observed": c.observed(),
        }
        for i, c in enumerate(cases)
    ]
    return {"cases": rows, "schemes": {"file": _table(cases, said, seed)}, "crises": len(cases), "seed": seed}


def _table(cases: Sequence[CodedCase], said: Mapping[str, Floats], seed: int) -> dict[str, Any]:
    each = {name: scored(cases, p) for name, p in said.items()}
    return {
        name: {
            "label": LABELS[name],
            "scores": {score: interval(values, seed) for score, values in own.items()},
            "rules_less_this": differences(each[RULES], own, seed),
        }
        for name, own in each.items()
    }


def show(result: dict[str, Any]) -> None:
    """One table a scheme: means with 95 % intervals, and by how much the rules' ranked score differs from a rival's."""
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
            line = {"forecast": row["label"]}
            line |= {SCORES[k]: _said(v, 2 if k == "rung" else 3) for k, v in row["scores"].items()}
            line["ranked score of the rules less this"] = (
                "" if name == RULES else _said(row["rules_less_this"]["rps"], 3)
            )
            rows.append(line)
        print_rows(rows, False)


def _said(value: dict[str, float], digits: int) -> str:
    if "value" not in value:
        return "-"
    return f"{value['value']:.{digits}f} [{value['low']:.{digits}f}, {value['high']:.{digits}f}]"
