"""After action: what happened, the decisions that mattered, and what would have happened otherwise; made on demand."""

from __future__ import annotations

import re

import solara

from panj.browser import words
from panj.browser.pages.making import Making, Report
from panj.browser.table.window import Window
from panj.experiments.after_action import as_html, as_part, report, wars
from panj.experiments.film import as_page, film
from panj.scenarios.schema import ScenarioFile

BEFORE = (
    "Some three hundred wars are played for it: decisions are taken otherwise with the same dice, and those that"
    " mattered are measured over forty other seeds. It takes about twenty seconds on two cores."
)


@solara.component
def AfterPage(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """A button, then how far it has come, then the report and a way to keep it."""
    window.pulse.get()
    table = window.table.value
    made: Making | None = table.after

    def make() -> None:
        table.after = Making(table, table.tell, report, wars)
        window.show()

    def keep() -> None:
        if made is not None and made.report is not None:
            page = as_html(made.report)
            solara.FileDownload(page, "after-action.html", mime_type="text/html", label="Keep it as a page that prints")
        if table.steps:
            solara.FileDownload(
                lambda: as_page(film(table.game)).encode(),
                "panj-played-back.html",
                mime_type="text/html",
                label="Keep the whole game as a page that plays it back",
            )

    Report(window, made, "Write the report", BEFORE, make, keep)
    if made is not None and made.report is not None:
        part, style = as_part(made.report)
        solara.Style(style)
        html = plainly(part, table.game.scenario.file)
        solara.HTML(tag="div", unsafe_innerHTML=html, classes=["panj-after"])


def plainly(html: str, file: ScenarioFile) -> str:
    """A page with its words as people read them, see words.plain; its tags stay as they are."""
    return re.sub(r"(?<=>)[^<>]+(?=<)", lambda found: words.plain(found[0], file), html)
