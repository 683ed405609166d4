"""What to do after `panj scenario check`: at a check that fails, and once all fit together."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from panj.scenarios.aims import load_aims
from panj.scenarios.errors import InputError

if TYPE_CHECKING:
    from panj.scenarios.load import Scenario

# By file, then by what `where` of the error says, the first that fits. A file's last line fits all that is left.
STEPS: dict[str, tuple[tuple[str, str], ...]] = {
    "cells.csv": (
        (
            r"lon and lat",
            "Count x from the west and y from the south, and set cell_km of [grid] in scenario.toml to the distance"
            " between the middles of neighbouring cells.",
        ),
        (r"country", "Use the country's three-letter code (ISO 3166), or add the state to [states] in scenario.toml."),
        (
            r"crossing",
            "Write the same name into the stretch of segments.csv that the crossing is on, or clear it here.",
        ),
        (r"^district", "Add a row of that name to districts.csv, or give those cells another district."),
        (
            r"^cell",
            "Write one row for each x below width and each y below height of [grid] in scenario.toml, or change those"
            " two numbers.",
        ),
    ),
    "districts.csv": (
        (r"neighbours", "Neighbours go both ways: name each other in both rows, separated by semicolons."),
        (r"crossing", "Give a stretch of this district in segments.csv that crossing, or clear it here."),
        (
            r"^district",
            "Look at this row beside cells.csv (the cell of its seat: country and district) and segments.csv (border_km"
            " is the sum of its stretches). A district without border has kind interior.",
        ),
        (r"^$", "Write a row for each district beyond the border, one of them of kind provincial_centre."),
    ),
    "segments.csv": (
        (r"crossing", "Give one of the two cells of this stretch that crossing in cells.csv, or clear it here."),
        (
            r"^segment",
            "Stretches are numbered from 0, west to east. The two cells of each touch one another and those of the"
            " stretch before; look up countries in cells.csv, names in districts.csv and units.csv.",
        ),
        (r"^km$", "Set border_km in scenario.toml to the sum of the column km, or correct the lengths."),
        (r"^$", "Write a row for each stretch of the border."),
    ),
    "units.csv": (
        (r"^$", "Add at least one band of a militant power: kind band, role main or local, home a district."),
        (
            r"^unit",
            "Owner, kind and role must go together, and the unit must stand on its side's land: look up [powers] in"
            " scenario.toml and the country of the cell in cells.csv.",
        ),
    ),
    "villages.csv": ((r".", "Name an inhabited cell of the member, with people in cells.csv, each name once."),),
    "injects.csv": ((r".", "Kinds of inject, who may do them and their amounts stand in docs/odd.md, section 6."),),
    "aims.toml": ((r".", "Aims name a column of the outcomes (docs/outcomes.md) or a kind of event, and a seat."),),
    "scenario.toml": (
        (
            r"^parameters\.",
            "Write a table for it: [parameters.NAME] with low, typical, high, unit and source. If you build on another"
            " scenario, only the keys that differ.",
        ),
        (r"^temper", "The weights and their ranges stand in scenarios/treaty/temper.toml; delete the line to draw it."),
        (r"^states|^beyond", "[states] needs an entry for each state at the table; one has the role requester."),
        (r"^observers", "Write a table [observers.CODE] with bias, lag_days, noise, empty_counts and source."),
        (r"^powers", "[powers] needs at least one power of each side: government, militant and member."),
        (r"^commands", "A command's owner is a power of side militant; transit_to is a country on the map."),
        (r"^border_km", "border_km is the sum of the column km of segments.csv."),
        (r"^grid", "cell_km is the distance between the middles of neighbouring cells in cells.csv, in km."),
        (r"^snow", "Write the dates of [[snow]] in order, each once."),
        (r"^extends|^regime", "Write a name that `panj scenario list` or `panj regime list` shows, or a path."),
        (r".", "docs/reference/files.md lists every key with its meaning; the schema lets editors check."),
    ),
}
FORM = (
    (r"^row 1$", "The first row names the columns, all of them and in that order; copy it from a scenario that ships."),
    (r"^row \d+", "Correct that row; docs/reference/files.md lists the columns."),
)
BROKEN = "Save the file as UTF-8 text with commas, or copy it again from the scenario that you build on."


def next_step(error: InputError) -> str:
    """What to do about a scenario that does not fit, in a sentence or two."""
    lines = (*FORM, *STEPS.get(Path(error.file).name, ()))
    return next((said for pattern, said in lines if re.search(pattern, error.where)), BROKEN)


def onward(scenario: Scenario, named: str) -> list[str]:
    """What is worth doing with a scenario that fits, and what it does not have yet."""
    f = scenario.file
    assumed = sum(p.assumed for p in f.parameters.values())
    out = [
        f"Play it: panj run {named} --seed 1",
        f"{assumed} of {len(f.parameters)} parameters are assumed: panj sweep --uncertain draws them all.",
    ]
    if not (scenario.folder / "observed.toml").is_file():
        out.append(
            "No observed.toml: it is held against nothing that happened there, so its numbers are a guess. Write"
            " targets (docs/validation.md), then: panj validate " + named
        )
    if not load_aims(scenario).seats:  # its own, or those of the scenario that it extends
        out.append("No aims.toml: in the browser its seats have no aims and games no score (docs/browser.md).")
    return out
