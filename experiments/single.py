"""One game from the shell, and what `panj scenario show` says."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from panj.experiments.files import check_file, check_folder, holds_only_ours, whole_folder
from panj.experiments.tables import clean, console, number, print_rows, scale_of
from panj.experiments.words import dated
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.reading import number_of

if TYPE_CHECKING:
    from panj.model import BorderModel
    from panj.model.game import Game

ENDLESS = ("nan", "inf", "-inf")  # numbers that no range allows: whoever knows the range says so
FILE = ".json"  # an --out that ends so is the saved game alone
LAST = "run.json"  # of a run's folder: what was played, and what came of it; it stands where all files are there
TABLES = ("outcomes.csv", "series.csv", "events.csv", "game.json", LAST)


def changes(pairs: list[str]) -> dict[str, float]:
    """KEY=VALUE options as numbers."""
    out = {}
    for pair in pairs:
        name, _, text = (part.strip() for part in pair.partition("="))
        value = float(text) if text in ENDLESS else number_of(text)
        if value is None:
            found = pair if text else InWords("no value")
            raise InputError("--set", name, found, "KEY=VALUE with a number, for example patrol_kmh=4")
        if name in out:
            raise InputError("--set", name, InWords(f"{name} twice"), "each once")
        out[name] = value
    return out


def run_one(
    scenario: str, regime: str | None, seed: int, days: int | None, pairs: list[str], out: Path | None, as_json: bool
) -> None:
    """Play one game, write its tables if asked to, and print its outcomes."""
    from panj.experiments.progress import progress
    from panj.experiments.runs.play import compile_first
    from panj.model.game import Game, save

    if out is not None:
        _check_out(out)
    game = Game(scenario, regime, seed, days, changes(pairs))
    compile_first()
    with progress(game.days, f"{game.scenario.name}, {game.regime.name}, seed {seed}", as_json) as advance:
        while not game.over:
            game.advance("day")
            advance(1)
    model = game.model
    if out is not None and out.suffix == FILE:
        save(game, out)
    elif out is not None:
        write_run(game, out)
    if as_json:
        print(json.dumps(clean(model.outcomes())))
    else:
        print_run(model, out)


def _check_out(out: Path) -> None:
    """Whether a run's folder, or the file of a saved game, can be written there."""
    if out.suffix == FILE:
        check_file(out)
        return
    check_folder(out, *TABLES)
    if out.exists() and not (out / LAST).is_file() and not holds_only_ours(out):
        raise InputError("--out", "", str(out), "a new or empty folder, or one that an earlier run has written")


def write_run(game: Game, out: Path) -> None:
    """The files of TABLES; they appear together or not at all, and nothing else in the folder is touched."""
    import pandas as pd

    from panj.model.game import save

    model = game.model
    with whole_folder(out, LAST) as fresh:
        row = {"step": model.steps, "date": model.date, **model.outcomes()}
        pd.DataFrame([row]).to_csv(fresh / "outcomes.csv", index=False)
        model.series().to_csv(fresh / "series.csv", index=False)
        model.events.frame().to_csv(fresh / "events.csv", index=False)
        manifest = {
            "scenario": model.setting.name,
            "regime": model.regime.name,
            "seed": model.seed,
            "days": model.days,
            "parameters": game.parameters,
            # What this seed drew, as it stands at the end: an inject may have changed it.
            "weights": dataclasses.asdict(model.alliance.temper),
            "standings": {code: dict(state.stands) for code, state in model.alliance.states.items()},
            "digest": model.digest,
            "versions": {name: version(name) for name in ("panj", "mesa", "numpy", "numba", "scipy")},
        }
        (fresh / LAST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        save(game, fresh / "game.json", home=Path(os.path.realpath(out)))


TOLD = (
    "offensive",
    "informed",
    "consultation",
    "mobilisation",
    "appeal",
    "no_request",
    "recommendation",
    "ballot",
    "adopted",
    "blocked",
    "deferred",
    "deployment",
    "arrival",
    "delivery",
    "exercise",
    "bilateral",
    "incursion_through",
    "post_lost",
    "inject",
)
MOST_TOLD = 60  # entries of the story of a game


def print_run(model: BorderModel, out: Path | None) -> None:
    """A page about one game: how it went, and the row of outcomes."""
    from rich.table import Table

    from panj.experiments.words import listed, plain
    from panj.model.record.column import DAY, SET
    from panj.model.record.outcomes import OUTCOMES

    page, file = console(), model.setting.file
    page.print(f"{model.setting.title}, regime {model.regime.name}, seed {model.seed}\n")
    entries = story(model)
    for entry in entries[:MOST_TOLD]:
        page.print(entry)
    if len(entries) > MOST_TOLD:
        page.print(f"... and {len(entries) - MOST_TOLD:,} more; --out FOLDER writes all events, with their reasons.")
    table = Table("outcome", "value", "unit", "meaning", title="What came of it")
    for name, value in model.outcomes().items():
        column = OUTCOMES[name]
        shown = number(value, scale_of(column.unit)) if isinstance(value, int | float) else str(value)
        if column.kind is SET:
            shown = plain(listed(shown), file)
        if value is None:
            shown = "never" if column.kind is DAY else "-"
        elif column.kind is DAY and name != "days":
            shown += f" ({dated(file.start + dt.timedelta(days=int(value)), '%b')})"
        table.add_row(name, shown, column.unit, column.meaning)
    page.print(table)
    if out is not None:
        saved = "Saved game" if out.suffix == FILE else "Tables and saved game"
        page.print(f"{saved}: {out}. See what mattered: panj explain {out}; open it in the browser: panj replay {out}")


def story(model: BorderModel) -> list[str]:
    """A game in entries of plain words: date, who acted, and why. The ballots on one text are one entry: each vote with
    its voters, and below it what each of them weighed."""
    from panj.experiments.words import chair, reason_of, weighed

    file = model.setting.file
    entries: list[str] = []
    votes: dict[str, list[str]] = {}
    sums: list[str] = []
    events = model.events.of(*TOLD)
    for place, event in enumerate(events):
        who, date = chair(file, event.actor), f"{dated(event.date, '%b'):>6}"
        if event.kind != "ballot":
            entries.append(f"{date}  {who}: {reason_of(event, file)}")
            continue
        votes.setdefault(event.subject, []).append(who)
        sums += [f"\n          {who}: {said}." for said in weighed(event.reason)]
        onward = events[place + 1] if place + 1 < len(events) else None
        if onward is None or (onward.kind, onward.date) != (event.kind, event.date):
            said = "; ".join(f"{vote}: {', '.join(states)}" for vote, states in sorted(votes.items()))
            entries.append(f"{date}  Vote: {said}.{''.join(sums)}")
            votes, sums = {}, []
    return entries


def show_scenario(name: str, as_json: bool) -> None:
    """Title, dates, states, commands, injects, and every parameter with its range, unit and source."""
    from panj.scenarios.injects import in_words
    from panj.scenarios.load import load_scenario, sources_of

    s = load_scenario(name)
    rows = [{"parameter": k, **p.model_dump()} for k, p in s.file.parameters.items()]
    if not as_json:
        print(
            f"{s.title}\n{s.file.summary.strip()}\n{s.file.start}, {s.file.days} days, regime {s.file.regime},"
            f" {len(s.units)} units, border {s.file.border_km:g} km"
        )
        print("states: " + ", ".join(f"{c} {state.name} ({state.role})" for c, state in s.file.states.items()))
        for key, c in s.file.commands.items():
            print(
                f"command {key}: {c.name}, of {c.owner}; a band tries to cross with chance {c.intent_to_cross:g} a day,"
                f" aim {c.aim}"
            )
        for row in s.injects:
            print(f"inject of {row.date}: {in_words(s, row)}")
        for page in sources_of(s.folder):
            print(f"sources: {page}")
    print_rows(rows, as_json)
