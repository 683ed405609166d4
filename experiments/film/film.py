"""What the page of a game in one file holds, as plain data: one frame a day, events with reasons, votes, series, end.

The whole truth is in it, what every side did and why; it is for after the game.
"""

from __future__ import annotations

import base64
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2

from panj.experiments.tables import number, scale_of
from panj.experiments.warmap.backdrop import land
from panj.experiments.warmap.frame import frame_of, stretch_lines
from panj.experiments.warmap.names import names_of
from panj.experiments.warmap.picture import small_png
from panj.experiments.words import QUIET, listed, spaced
from panj.model.border_model import BorderModel
from panj.model.game.game import Game
from panj.model.record.column import DAY, RUNG
from panj.model.record.events import Event
from panj.model.record.outcomes import OUTCOMES, shown_first
from panj.scenarios.load import Scenario
from panj.treaty.ladder import Rung

Film = dict[str, Any]
SCALE = 14  # pixels a cell of the ground
# Kinds of event that would drown the others; they are told when the reader asks for all.
SERIES = ("border_share", "stability_index", "men_at_border", "losses_member")
TURNS = ("appeal", "request", "adopted", "blocked", "arrival", "incursion_through", "post_lost", "promise_broken")


def film(game: Game) -> Film:
    """A game from its first day to where it stands, played once more for it.

    Returns:
        Plain data for JSON: `frames` by day (units as row, x, y, owner, men, inside), `events`, `votes`,
        `series`, `outcomes`, `clauses`, and the ground as a picture.
    """
    seen: list[Any] = []
    again = Game(game.scenario, game.regime, game.seed, game.days, game.parameters, orders=list(game.played))
    again.watch = lambda model: _note(model, seen)
    _note(again.model, seen)
    again.play_to(game.step)
    return _told(again.model, seen)


def film_of(model: BorderModel) -> Film:
    """The same of a war at its start: it is played to its end."""
    seen: list[Any] = []
    _note(model, seen)
    while model.running:
        model.step()
        _note(model, seen)
    return _told(model, seen)


def as_page(told: Film) -> str:
    """The page of a game in one file, as text: it holds all it needs and opens from disk, without a network."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    data = json.dumps(told, separators=(",", ":"), ensure_ascii=False).replace("</", "<\\/")
    return env.get_template("film.html.j2").render(t=told, data=data)


@lru_cache(maxsize=4)
def _ground(scenario: Scenario) -> str:
    """The land as a picture, as a data address."""
    return "data:image/png;base64," + base64.b64encode(small_png(land(scenario, SCALE))).decode()


def _told(model: BorderModel, seen: list[Any]) -> Film:
    scenario = model.setting
    told = [e for e in model.events if e.kind != "trust"]
    return {
        "title": scenario.title,
        "scenario": scenario.name,
        "regime": model.law.title,
        "seed": model.seed,
        "digest": model.events.digest,
        "start": scenario.file.start.isoformat(),
        "days": len(seen),
        "ground": _ground(scenario),
        "grid": [scenario.file.grid.width, scenario.file.grid.height],
        "names": [[n.text, n.x + 0.5, n.y + 0.5, n.gap, n.size] for n in names_of(scenario)],
        "powers": [[code, power.name, power.colour] for code, power in scenario.file.powers.items()],
        "border": _border(scenario),
        "districts": [[d.x + 0.5, d.y + 0.5, int(d.kind == "provincial_centre"), d.name] for d in scenario.districts],
        "frames": seen,
        "events": [_event(e) for e in told],
        "votes": _votes(told),
        "series": _series(model),
        "clauses": _clauses(model, told),
        "outcomes": [_outcome(name, value) for name, value in model.outcomes().items() if name in OUTCOMES],
        "headline": [_outcome(name, model.outcomes()[name]) for name in shown_first("result")],
    }


def _note(model: BorderModel, seen: list[Any]) -> None:
    """A frame at the end of each day; what is played again after an answer takes the place of what stood."""
    day = -(-model.steps // model.steps_per_day)
    f = frame_of(model)
    units = [list(map(int, u)) for u in zip(f.row, f.x, f.y, f.owner, f.men, f.inside, strict=True)]
    frame = {
        "u": units,
        "h": "".join("1" if h else "0" for h in f.held),
        "f": "".join("1" if h else "0" for h in f.fallen),
        "t": f.taken,
        "r": f.rings,
    }
    del seen[day:]
    seen.append(frame)


def _border(scenario: Scenario) -> list[list[Any]]:
    """Stretches of border: line and kind."""
    lines = stretch_lines(scenario)
    return [
        [[[round(x, 2), round(y, 2)] for x, y in line], s.kind]
        for s, line in zip(scenario.segments, lines, strict=True)
    ]


def _event(event: Event) -> dict[str, Any]:
    said: dict[str, Any] = {
        "i": event.id,
        "s": event.step,
        "d": event.date.isoformat(),
        "k": spaced(event.kind),
        "a": event.actor,
        "w": event.reason,
    }
    if event.clause:
        said["c"] = event.clause
    if event.causes:
        said["b"] = list(event.causes)
    if event.kind in QUIET or event.kind == "trust":
        said["q"] = 1
    if event.kind in TURNS:
        said["m"] = 1
    return said


def _votes(events: list[Event]) -> list[dict[str, Any]]:
    """Each sitting that came to a vote: day, text, who voted how, and why."""
    out: list[dict[str, Any]] = []
    for e in events:
        if e.kind != "ballot":
            continue
        text = Rung(int(e.amount)).title if e.amount else "a text"
        if (
            not out
            or out[-1]["step"] != e.step
            or out[-1]["text"] != text
            or any(b[0] == e.actor for b in out[-1]["ballots"])
        ):
            out.append({"step": e.step, "date": e.date.isoformat(), "text": text, "ballots": []})
        out[-1]["ballots"].append([e.actor, e.subject, e.reason])
    return out


def _series(model: BorderModel) -> list[dict[str, Any]]:
    table = model.series()
    known = [name for name in SERIES if name in table]
    return [
        {
            "name": spaced(name).capitalize(),
            "values": [round(float(v), 4) for v in table[name]],
            "share": int(name.endswith("share")),
        }
        for name in known
    ]


def _clauses(model: BorderModel, events: list[Event]) -> dict[str, str]:
    """Article and gist of each clause that an event rests on."""
    law = model.law.book
    found = {e.clause: law.by_id.get(e.clause) for e in events if e.clause}
    return {name: f"{clause.article}: {clause.gist}" for name, clause in found.items() if clause is not None}


def _outcome(name: str, value: Any) -> list[str]:
    column = OUTCOMES[name]
    if value is None or value == "":
        shown = "never" if column.kind is DAY else "none"
    elif column.kind is RUNG:
        shown = Rung(int(value)).title
    elif isinstance(value, str):
        shown = listed(value)
    else:
        shown = number(float(value), scale_of(column.unit))
    return [spaced(name).capitalize(), shown, column.meaning]
