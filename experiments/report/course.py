"""The course of a typical game for a report: played once more, its map at the end and the timeline of its events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panj.experiments.designs.worlds import Worlds
from panj.experiments.files import write_own
from panj.experiments.film import as_page, film_of
from panj.experiments.report.figures import as_source
from panj.experiments.runs.play import model_of
from panj.experiments.warmap import draw_map, frame_of, small_png
from panj.experiments.words import chair, dated, reason_of, spaced

if TYPE_CHECKING:
    from panj.model import BorderModel
    from panj.model.record.events import Event
    from panj.scenarios.schema import ScenarioFile

KEY_EVENTS = (
    "offensive",
    "regroup",
    "informed",
    "consultation",
    "mobilisation",
    "appeal",
    "no_request",
    "mission_sent",
    "recommendation",
    "text",
    "adopted",
    "deferred",
    "blocked",
    "deployment",
    "arrival",
    "delivery",
    "exercise",
    "bilateral",
    "base_moves",
)
MOST_EVENTS = 60


def course_of(typical: dict[str, Any], worlds: Worlds, film: Path) -> dict[str, Any]:
    """Map and timeline of a run; a page that plays it back is written to `film`."""
    played = json.loads(typical.get("played_changes", typical["changes"]))
    changes = tuple((str(name), value) for name, value in played)
    regime = typical.get("played_regime", typical["regime"])
    model = model_of(worlds, typical["scenario"], regime, int(typical["seed"]), int(typical["days"]), changes)
    write_own(film, as_page(film_of(model)))
    picture = as_source(small_png(draw_map(model.setting, frame_of(model), _title(model))), "image/png")
    events = model.events.of(*KEY_EVENTS)[:MOST_EVENTS]
    return {"map": picture, "events": [_told(e, model.setting.file) for e in events], "film": film.name}


def _told(event: Event, file: ScenarioFile) -> dict[str, str]:
    """A line of the timeline, in the words of people."""
    return {
        "date": dated(event.date, "%B"),
        "who": chair(file, event.actor),
        "what": spaced(event.kind),
        "why": reason_of(event, file),
        "clause": event.clause,
    }


def _title(model: BorderModel) -> str:
    return f"{model.setting.title}: {dated(model.date, '%B %Y')}, regime {model.regime.name}, seed {model.seed}"
