"""`panj treaty CASE.toml`: one case put to the rules, as a page of plain English or as one JSON object."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from panj import __version__
from panj.experiments.backtest.caution import caution
from panj.experiments.designs.inputs import program_stamp
from panj.experiments.dice import dice
from panj.experiments.tables import print_rows
from panj.scenarios.errors import InputError
from panj.scenarios.meant import HOME
from panj.scenarios.reading import read_toml
from panj.treaty.desk.case import Case, load_case
from panj.treaty.desk.desk import adjudicate, tally
from panj.treaty.desk.ruling import Ruling
from panj.treaty.desk.tables import keys
from panj.treaty.law.clauses import Finding


def sample(case: Case, runs: int, seed: int, quiet: bool = False) -> dict[str, Any]:
    """Shares over `runs` sampled rulings: what the case leaves out, the members decide with their noise, with weights
    and standings drawn anew each time; beside it, under `single_point`, the same with the typical ones."""
    from panj.experiments.progress import progress

    with progress(2 * runs, f"{runs} sampled rulings, twice", quiet) as advance:

        def shares(spread: float) -> dict[str, Any]:
            rulings = []
            for run in range(runs):
                rulings.append(adjudicate(case, dice(seed, run), spread=spread))
                advance(1)
            return tally(rulings)

        return shares(1.0) | {"single_point": shares(0.0)}


@cache
def _names() -> dict[str, str]:
    """What states are called, scenarios/treaty/states.toml."""
    return dict(read_toml(HOME / "treaty" / "states.toml")["names"])


def _named(text: str) -> str:
    """A text with states by their names."""
    names = re.sub(r"\b[A-Z]{3}\b(?!-)", lambda found: _names().get(found[0], found[0]), text)
    return names[:1].upper() + names[1:]


def worded(ruling: Ruling) -> Ruling:
    """A ruling as people are shown it: states by their names. Its JSON keeps the codes."""

    def finding(found: Finding) -> Finding:
        return replace(found, reason=_named(found.reason), conditions=tuple(map(finding, found.conditions)))

    def each(codes: Iterable[str]) -> list[str]:
        return [_name(code) for code in codes]

    return replace(
        ruling,
        bilateral={_name(code): done for code, done in ruling.bilateral.items()},
        blocked_by=each(ruling.blocked_by),
        contributors=each(ruling.contributors),
        findings=[finding(f) for f in ruling.findings],
        path=[replace(t, reason=_named(t.reason)) for t in ruling.path],
        votes={_name(code): position for code, position in ruling.votes.items()},
        consignments=[replace(c, contributor=_name(c.contributor)) for c in ruling.consignments],
        bound=each(ruling.bound),
        beside=[worded(r) for r in ruling.beside],
    )


def _name(code: str) -> str:
    return _names().get(code, code)


def print_keys(as_json: bool = False) -> None:
    """Every key of a case file, with its values and what it says."""
    rows = [{"key": key, "values": values, "says": says} for key, values, says in keys(Case)]
    print_rows(rows, as_json, "Keys of a case file (TOML): table.key; docs/treaty-desk.md has examples")


def treaty(case: Path, as_json: bool = False, runs: int = 0, seed: int = 1, trace: bool = False) -> None:
    """Print the ruling on a case, with `trace` step by step; with `runs`, also the shares over that many rulings."""
    if runs < 0:
        raise InputError("--runs", "", runs, "0 or more")
    read = load_case(case)
    ruling = adjudicate(read)
    sampled = sample(read, runs, seed, as_json) if runs else None
    if as_json:
        more = {"trace": ruling.trace()} if trace else {}
        program = {"name": "panj", "version": __version__, "rules": program_stamp()}
        said = ruling.to_json() | {"program": program} | more | ({"sampled": sampled} if sampled else {})
        print(json.dumps(said, indent=2))
        return
    shown = worded(ruling)
    print(shown.tree() if trace else shown.explain())
    if sampled:
        for said, what in ((sampled, "drawn from the cloud"), (sampled["single_point"], "as the single best point")):
            print(f"\nOver {runs} sampled rulings (seed {seed}), weights and standings {what}")
            print(f"  force in {said['p_force']:.1%}; " + "; ".join(f"{k} {p:.1%}" for k, p in said["p_rung"].items()))
        if warning := caution():
            print(warning)
        print("\nVotes, drawn from the cloud")
        for code, said in sampled["p_vote"].items():
            print(f"  {_name(code)}: " + ", ".join(f"{k} {p:.0%}" for k, p in said.items()))
