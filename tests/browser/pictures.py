"""Takes the pictures of the page for docs/ anew; look at them then: `python -m panj.tests.browser.pictures`.

Games are those of the what-if, seed 1, with every chair as its rule has it, so that the same pages come again.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from panj.browser.fog import eyes_of
from panj.browser.map.frame import seen
from panj.model.game import Game, save
from panj.tests.browser.conftest import ROOT, serving
from panj.tests.browser.window import CHROMIUM, PATIENCE, QUIET, press

FIGURES = ROOT / "docs" / "figures"
WIDE, HIGH, SMALLER = 1500, 900, 0.8  # size of the window, and of the picture in it
MOMENT = 1500  # ms until the map and the fonts are there


def main() -> None:
    """All pictures, or those named on the command line."""
    with tempfile.TemporaryDirectory() as folder, shown(Path(folder)) as page:
        for name in sys.argv[1:] or PICTURES:
            PICTURES[name](page, Path(folder) / f"{name}.json")
            page.wait_for_timeout(MOMENT)
            page.mouse.move(WIDE / 2, 4)  # off whatever was pressed
            page.wait_for_timeout(MOMENT)
            of_map = name in ("browser", "browser-seat")
            _keep(page, FIGURES / f"{name}.png", Image.Quantize.FASTOCTREE if of_map else Image.Quantize.MEDIANCUT)
            page.set_viewport_size({"width": WIDE, "height": HIGH})


@contextmanager
def shown(folder: Path) -> Iterator[Page]:
    """The page as `panj app` serves it, in a window."""
    panj = Path(sys.executable).with_name("panj")
    with serving(folder, str(panj), "app") as served, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        page = browser.new_page(viewport={"width": WIDE, "height": HIGH})
        page.goto(served.address)
        page.wait_for_selector(".panj-map canvas", timeout=PATIENCE)
        yield page
        browser.close()


def _keep(page: Page, path: Path, colours: Image.Quantize) -> None:
    """The window as a small picture of 256 colours: spread, for the small signs of a map, or those there is most of."""
    whole = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    size = (round(whole.width * SMALLER), round(whole.height * SMALLER))
    whole.resize(size, Image.Resampling.LANCZOS).quantize(256, colours).save(path, optimize=True)
    print(path)


def played(
    seats: tuple[str, ...] = (), asked: str = "", step: int = 10_000, until: Callable[[Game], bool] = lambda _: False
) -> Game:
    """The what-if up to a step, to the first question of a kind, or until something is so; whoever is asked before
    answers as usual."""
    game = Game("tajikistan-2021-incursion", "csto-2010", 1, seats=seats)
    while game.step < step and not game.over and not until(game):
        if game.question is None:
            game.advance("step")
        elif game.question.kind == asked:
            break
        else:
            game.answer(game.question.usual)
    return game


def _open(page: Page, game: Game, file: Path, tab: str) -> None:
    save(game, file)
    page.get_by_role("tab", name="Start", exact=True).click()
    page.get_by_label("Open a saved game").set_input_files(file)
    page.wait_for_function(
        f"() => document.querySelector('.panj-date').dataset.step === '{game.step}'", timeout=PATIENCE
    )
    page.get_by_role("tab", name=tab, exact=True).click()


def war(page: Page, file: Path) -> None:
    """The map as Tajikistan sees it, with allies there and a band inside that was found in the village it holds; the
    card of the seat folded away."""

    def found(game: Game) -> bool:
        bands = seen(game.model, eyes_of(game.model, "TJK"))[2]
        return game.model.allied_men > 0 and any(band.village for band in bands)

    _open(page, played(("TJK",), until=found), file, "War")
    press(page, "Fold away: Seat")


def seat(page: Page, file: Path) -> None:
    """The question what to appeal for."""
    _open(page, played(("TJK",), asked="request"), file, "War")


def alliance(page: Page, file: Path) -> None:
    """A case that went through, as the umpire sees it."""
    _open(page, played(step=196), file, "Alliance")


def umpire(page: Page, file: Path) -> None:
    """Who sits where, for whom the game waits, and what can be let happen."""
    _open(page, played(("KAZ", "RUS", "TJK"), asked="vote"), file, "Umpire")
    press(page, "Show the codes by which others join")
    page.locator(".v-select").filter(has_text="what happens").click()
    page.get_by_role("option", name="Militants mean to cross").click()


def after(page: Page, file: Path) -> None:
    """The report of a whole war, on a longer page."""
    page.set_viewport_size({"width": WIDE, "height": 1250})
    _open(page, played(), file, "After action")
    press(page, "Write the report")
    page.wait_for_selector(".panj-after", timeout=6 * PATIENCE)


PICTURES = {
    "browser-seat": seat,
    "browser-alliance": alliance,
    "browser-umpire": umpire,
    "browser-after": after,
    "browser": war,  # the last, since it folds a card away
}

if __name__ == "__main__":
    main()
