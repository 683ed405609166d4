"""Scenarios of one's own: begun on top of another, or drawn from a map and a list of places."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from panj.experiments.files import whole_folder
from panj.scenarios.errors import InputError
from panj.scenarios.meant import SCENARIO, meant

if TYPE_CHECKING:
    from panj.scenarios.drawn import Drawing
    from panj.scenarios.load import Scenario

COLOURS = ("#d9822b", "#1b8a4b", "#1a1a1a", "#7a3e9d", "#b3202c", "#2aa7b8", "#7d9b3a", "#c46a8d", "#5b7fa6", "#8a6d3b")
# What the states of a border that nobody has coded are given: the middle of each scale, as unsure as it can be.
STANDING = "{ low = 0.2, typical = 0.5, high = 0.8 }"


def begin(folder: Path, extends: str) -> None:
    """Write a folder with a scenario.toml that builds on another scenario."""
    from panj.scenarios.load import load_scenario

    _refuse_taken(folder)
    base = load_scenario(extends)
    command, traits = next(iter(base.file.commands.items()))
    name, number = next(iter(base.file.parameters.items()))
    text = (
        f"extends = {_text(_named(extends, base))}\n"
        f"title = {_text(f'{folder.name}, on top of {base.name}')}\n"
        "# Change what differs: a parameter, a command, a table row (same unit id replaces, a new one adds).\n"
        f"# [commands.{command}]\n# intent_to_cross = {traits.intent_to_cross:g}\n"
        f"# [parameters.{name}]\n# typical = {number.typical:g}\n"
    )
    with whole_folder(folder) as fresh:
        (fresh / "scenario.toml").write_text(text, encoding="utf-8")
    print(f"{folder}/scenario.toml written; check it with: panj scenario check {folder}")


def begin_drawn(folder: Path, extends: str, land: Path, places: Path, regime: str | None, cell_km: float) -> None:
    """Write a folder with a scenario drawn from a map of countries and a list of places.

    Raises InputError for what does not fit in either file; then no folder is left.
    """
    from panj.scenarios.drawn import draw
    from panj.scenarios.load import load_scenario
    from panj.scenarios.mapfile import Map, read_places
    from panj.treaty.law.regime import load_regime
    from panj.treaty.law.shelf import find_book

    _refuse_taken(folder)
    base = load_scenario(extends)
    law = load_regime(regime or base.file.regime)
    drawing = draw(Map(land), places, read_places(places), cell_km, base)
    alliance = find_book(law.law).treaty.title
    text = scenario_text(folder.name, _named(extends, base), base, drawing, regime or law.name, alliance, cell_km)
    with whole_folder(folder) as fresh:
        (fresh / "scenario.toml").write_text(text, encoding="utf-8")
        for name, rows in drawing.tables.items():
            with (fresh / name).open("w", encoding="utf-8", newline="") as stream:
                out = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
                out.writeheader()
                out.writerows(rows)
        load_scenario(fresh)
    print(
        f"{folder} written: {drawing.width} x {drawing.height} cells of {cell_km:g} km,"
        f" {len(drawing.tables['segments.csv'])} stretches of border ({drawing.border_km:g} km),"
        f" {len(drawing.tables['districts.csv'])} districts, {len(drawing.tables['units.csv'])} units."
    )
    for note in drawing.notes:
        print(f"- {note}")
    print(f"Every judgement of a state in {folder}/scenario.toml is a middle value and assumed: set your own.")
    print(f"Check it with: panj scenario check {folder}")


def scenario_text(
    name: str, extends: str, base: Scenario, drawing: Drawing, regime: str, alliance: str, cell_km: float
) -> str:
    """The scenario.toml of a drawn border: the numbers of another scenario, and states as nobody has coded them."""
    codes = [drawing.requester, *drawing.allies]
    outside = {u["owner"] for u in drawing.tables["units.csv"] if u["role"] == "partner"}
    allies = [code for code in drawing.allies if code not in outside]
    sides = [(drawing.requester, "member"), (drawing.beyond, "government")]
    sides += [(code, "militant") for code in drawing.militants] + [
        (code, "partner" if code in outside else "ally") for code in drawing.allies
    ]
    parts = [
        f"extends = {_text(extends)}\n"
        'extends_only = ["parameters"]  # its numbers of the ground, fitted elsewhere; nothing of its border\n'
        f"title = {_text(name)}\n"
        f"summary = {_text('A border drawn from a map and a list of places. All else is assumed.')}\n"
        f"start = {base.file.start}\ndays = {base.file.days}\n"
        f"alliance = {_text(alliance)}\n"
        f"requester = {_text(drawing.requester)}\nbeyond = {_text(drawing.beyond)}\nregime = {_text(regime)}\n"
        f"border_km = {drawing.border_km:.1f}\n\n"
        f"[grid]\nwidth = {drawing.width}\nheight = {drawing.height}\ncell_km = {cell_km:g}\n"
    ]
    parts.append("\n# Who has units on the map. Put names in the place of codes.\n")
    for (code, side), colour in zip(sides, COLOURS * len(sides), strict=False):
        parts.append(f"[powers.{code}]\nname = {_text(code)}\nside = {_text(side)}\ncolour = {_text(colour)}\n")
    parts.append("\n# How each state stands in the affair, 0..1: see judgement in docs/glossary.md. All assumed.\n")
    for code in codes:
        role = "requester" if code == drawing.requester else "partner" if code in outside else "member"
        role = "lead" if code in allies[:1] else role
        keys = ("stake", "means", "caution", "credibility", "outside_options")
        lines = "".join(f"{key} = {STANDING}\n" for key in keys)
        parts.append(f'[states.{code}]\nname = {_text(code)}\nrole = "{role}"\n{lines}source = "assumed"\n')
    parts.append("\n# How each state sees the share of the border that militants hold. All assumed.\n")
    for code in codes:
        lag = "1.0" if code == drawing.requester else "3.0"
        parts.append(
            f'[observers.{code}]\nbias = 0.0\nlag_days = {lag}\nnoise = 0.1\nempty_counts = 0.3\nsource = "assumed"\n'
        )
    parts.append("\n# What each militant command wants. All assumed.\n")
    known = next(iter(base.file.commands.values())).model_dump(exclude={"name", "owner", "source", "transit_to"})
    for code in drawing.militants:
        lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in known.items())
        parts.append(
            f"[commands.{code.lower()}]\nname = {_text(f'Command of {code}')}\nowner = {_text(code)}\n"
            f'{lines}source = "assumed; as in {base.name}"\n'
        )
    text = "".join(parts)
    tomllib.loads(text)
    return text


def _refuse_taken(folder: Path) -> None:
    if folder.exists() or folder.is_symlink():
        raise InputError("folder", "", str(folder), "a folder that does not exist yet")


def _named(extends: str, base: Scenario) -> str:
    """How a scenario names the one it extends: its name if it ships, else the whole path."""
    return extends if meant(SCENARIO, extends).parent == SCENARIO.home else str(base.folder)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
