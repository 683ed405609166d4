"""The live game: `panj app`, or `solara run app.py`. Time above, pages below, Mesa's own controls behind the menu."""

from panj.browser.offline import stay_here

stay_here()  # before Mesa's page is loaded

import solara

from panj.browser.boundary import Boundary
from panj.browser.pages.frame import Frame
from panj.browser.table.window import Window

here = solara.reactive(None)  # the window; it outlives an error of what shows it


@solara.component
def Layout(children: list[solara.Element]) -> None:  # noqa: N802 - Solara looks for this name
    """Title, side and middle; errors of any of them end here."""
    Boundary(lambda: solara.AppLayout(children=children, sidebar_open=False))


@solara.component
def Page() -> None:  # noqa: N802 - a Solara page is named so
    """One game for each browser tab."""
    solara.use_memo(lambda: here.set(here.peek() or Window()), [])
    solara.use_effect(lambda: here.peek().attend() or here.peek().leave, [])
    Frame(here.value)
