"""Alliance: where each case stands, what each clause says of it, who voted how and why, what was promised and came."""

from __future__ import annotations

import solara
from mesa.visualization.utils import update_counter

from panj.browser.cases import folded, help_html, path_html, row, votes_html
from panj.browser.draft import draft_html
from panj.browser.fog import HOLDINGS, NEWS
from panj.browser.pages.diagram import draw, on
from panj.browser.story import told
from panj.browser.table.window import Window


@solara.component
def AlliancePage(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """What lies before the alliance, for whoever belongs to it; for others what it makes public."""
    update_counter.get()
    window.pulse.get()
    if window.fog.within:
        Cases(window)
    else:
        Published(window)


@solara.component
def Published(window: Window) -> None:  # noqa: N802
    """What a chair outside the alliance hears of it."""
    update_counter.get()
    window.pulse.get()
    fog = window.fog
    solara.Info(
        "This chair is no party to the treaty. It hears what is made public, and of no draft, report or ballot."
    )
    heard = [e for e in fog.model.events.of(*(NEWS - HOLDINGS)) if fog.knows(e)]
    _html("Made public, the latest first", "".join(row(told(e, fog)) for e in reversed(heard)) or row("Nothing yet."))


@solara.component
def Cases(window: Window) -> None:  # noqa: N802
    """The last case drawn large with its findings and votes; the earlier ones can be chosen."""
    update_counter.get()
    window.pulse.get()
    model = window.model.value
    cases = model.alliance.procedures
    chosen, choose = solara.use_state(-1)
    if not cases:
        solara.Info("Nothing lies before the alliance: the member has not informed it of anything yet.")
        return
    number = chosen if isinstance(chosen, int) and 0 <= chosen < len(cases) else len(cases) - 1
    if len(cases) > 1:
        with solara.Row(gap="6px"):
            for i, case in enumerate(cases):
                label = f"Case {i + 1}, {on(model.setting.file.start, case.path[1].day)}"
                solara.Button(label, on_click=lambda i=i: choose(i), small=True, outlined=i != number)
    case = cases[number]
    floor = model.alliance.floor
    if floor.case is not None and floor.case.procedure is case:
        html = draft_html(floor.case, window.fog, window.table.value.state_of)
        solara.HTML(tag="div", unsafe_innerHTML=html, classes=["panj-draft"])
    start = model.setting.file.start
    solara.HTML(tag="div", unsafe_innerHTML=draw(case.path, start), classes=["panj-diagram", "panj-lying"])
    upright = draw(case.path, start, upright=True)
    solara.HTML(tag="div", unsafe_innerHTML=upright, classes=["panj-upright"])
    with solara.Div(classes=["panj-two"]):
        with solara.Column(gap="4px"):
            _html("Votes", votes_html(case, window.fog))
            _html("Promised and arrived", help_html(window.fog))
        with solara.Column(gap="4px"):
            _html("The path so far", path_html(case, start, model.setting.file))
            trace = folded(case.findings, case.regime.book, model.setting.file) or "No clause has been looked at yet."
            solara.HTML(tag="h4", unsafe_innerHTML="What the clauses say, step by step")
            solara.HTML(tag="div", unsafe_innerHTML=trace, classes=["panj-trace"])


def _html(title: str, rows: str) -> None:
    solara.HTML(tag="h4", unsafe_innerHTML=title)
    solara.HTML(tag="table", unsafe_innerHTML=rows, classes=["panj-path"])
