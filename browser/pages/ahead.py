"""What is likely to follow: below a question, on demand, each answer in men, bands and days, from no secret."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Collection
from html import escape
from typing import TYPE_CHECKING, Any

import solara

from panj.agents.seats.questions import Question
from panj.browser import words
from panj.browser.boundary import in_one_line, write_down
from panj.browser.table.window import Window
from panj.experiments.words import dated
from panj.model.game.ahead import look_ahead

if TYPE_CHECKING:
    from panj.scenarios.schema import ScenarioFile

SAID = (
    "From wars with other dice that look alike to you at this point, the other seats by their rules. Nothing is used"
    " that you do not know: what bands, states and the umpire have in store is drawn anew or left out."
)
ROUNDED = 200  # men from which a number is told to the fifty
_turn = threading.Semaphore(1)  # looks of all windows of this server are made one after the other


class Look:
    """A look ahead for one question of one window, made in a thread of its own."""

    def __init__(self, window: Window, question: Question) -> None:
        self.question, self.window = question, window
        self.found: dict[str, Any] | None = None
        self.error = ""
        table = window.table.peek()
        with table.lock:
            game, seen = table.game.branch(), dict(table.game.sees(question.seat)["facts"])
        threading.Thread(target=self._make, args=(game, seen), daemon=True).start()

    def _make(self, game: Any, seen: dict[str, Any]) -> None:
        try:
            with _turn:
                self.found = look_ahead(game, self.question, seen)
        except Exception as error:
            write_down(error)
            self.error = in_one_line(error)
        self.window.tell()


@solara.component
def LookAhead(window: Window, question: Question) -> None:  # noqa: N802 - a Solara component is named like a class
    """A button; then what is likely to follow from each answer. It stays in this window."""
    window.pulse.get()
    nothing: Look | None = None
    look, start = solara.use_state(nothing)
    mine = look if look is not None and look.question == question else None
    if mine is None:
        solara.Button(
            "What is likely to follow?", on_click=lambda: start(Look(window, question)), small=True, outlined=True
        )
    elif mine.error:
        solara.Error(mine.error)
    elif mine.found is None:
        solara.Text("Wars that look like yours are being played; you may answer meanwhile.", classes=["panj-making"])
    else:
        places = words.places(window.model.peek())
        html = ahead_html(mine.found, places, window.model.peek().setting.file)
        solara.HTML(tag="div", unsafe_innerHTML=html, classes=["panj-ahead"])


def ahead_html(found: dict[str, Any], places: Collection[str], file: ScenarioFile | None = None) -> str:
    """A look ahead as HTML."""
    if not found["answers"]:
        return (
            f"<p>Nothing can be said: such a question came in {found['met']} of {found['looked_at']} wars with other"
            " dice.</p>"
        )
    until = dated(dt.date.fromisoformat(found["until"]), "%B")
    rows = "".join(
        f"<li><b>{escape(words.option(str(a['answer']), places, file, found['kind']))}</b>: {escape(sentence(a))}</li>"
        for a in found["answers"]
    )
    apart = escape(told_apart(found["answers"], places, found["kind"]))
    return (
        f"<h4>What is likely to follow by {until}</h4><ul class='panj-list'>{rows}</ul><p>{apart}</p>"
        f"<p class='panj-note'>{found['wars']} of {found['looked_at']} wars. {escape(SAID)}</p>"
    )


def sentence(answer: dict[str, Any]) -> str:
    """What follows from one answer: medians, and the range of six wars in eight."""
    parts = []
    for m in answer["measures"]:
        median, low, high = (_round(m[end]) for end in ("median", "low", "high"))
        about = "about " if m["median"] >= ROUNDED else ""
        when = ""
        if m["adds"] and m["median"] > 0 and answer["first"] is not None and 2 * answer["first_in"] > answer["wars"]:
            when = f", the first about {dated(dt.date.fromisoformat(answer['first']), '%B')}"
        parts.append(f"{m['what']} {about}{median} ({low} to {high}){when}")
    return f"{'; '.join(parts)}."


def told_apart(answers: list[dict[str, Any]], places: Collection[str], kind: str = "") -> str:
    """Which differences between the answers hold in nearly all of the wars, pair by pair with the same dice."""
    found = []
    for i, one in enumerate(answers):
        for other in answers[i + 1 :]:
            for m, n in zip(one["measures"], other["measures"], strict=True):
                if len(m["by_war"]) != len(n["by_war"]):
                    continue
                more = sum(a > b for a, b in zip(m["by_war"], n["by_war"], strict=True))
                less = sum(a < b for a, b in zip(m["by_war"], n["by_war"], strict=True))
                of = len(m["by_war"])
                if max(more, less) >= of - 1:
                    high, low = (one, other) if more > less else (other, one)
                    names = [words.option(str(a["answer"]), places, kind=kind) for a in (high, low)]
                    found.append(f"{m['what']}, more with {names[0]} than with {names[1]} ({max(more, less)} of {of})")
    if not found:
        return "The answers cannot be told apart by these numbers."
    return f"Told apart in nearly all of these wars: {'; '.join(found)}."


def _round(value: float) -> str:
    """A number as people say it: men to the fifty, small counts as they are."""
    return f"{50 * round(value / 50):,}" if value >= ROUNDED else f"{value:.0f}"
