"""The live game in a real browser, against a real server, with nothing fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from panj.tests.browser.conftest import Served
from panj.tests.browser.window import CHROMIUM, IN_CHROMIUM, PATIENCE, QUIET, press, stands_at, steps

pytestmark = IN_CHROMIUM


@pytest.fixture
def game(served: Served) -> Iterator[tuple[Page, list[str]]]:
    """The game opened in Chromium, and the addresses it asked for; no error may show on the browser's console."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        page = browser.new_page(viewport={"width": 1500, "height": 900})
        asked: list[str] = []
        wrong: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(served.address)
        page.wait_for_selector(".panj-map canvas", timeout=PATIENCE)
        yield page, asked
        browser.close()
        assert wrong == []


def map_words(page: Page) -> str:
    """What the map says of itself to who cannot see it."""
    return page.locator(".panj-map canvas").get_attribute("aria-label", timeout=PATIENCE) or ""


def painted(page: Page) -> str:
    """The picture that the map shows now."""
    return str(page.evaluate("() => document.querySelector('.panj-map canvas').toDataURL()"))


def test_step_play_pause_and_back(game: tuple[Page, list[str]]) -> None:
    """Who presses step, play and pause sees the war go on and stand still; a key takes it back by a day."""
    view, _ = game
    assert "1 June 2021" in map_words(view)
    press(view, "1 step")
    stands_at(view, 1)
    press(view, "Play")
    view.wait_for_function("() => +document.querySelector('.panj-date').dataset.step > 8", timeout=PATIENCE)
    press(view, "Pause")
    expect(view.get_by_role("button", name="Play", exact=True).first).to_be_visible(timeout=PATIENCE)
    view.wait_for_timeout(1500)
    stood = steps(view)
    view.wait_for_timeout(1000)
    assert steps(view) == stood
    assert "1 June 2021" not in map_words(view)
    view.keyboard.press("b")
    stands_at(view, stood - 4)


def test_the_map_is_drawn_and_tells_what_is_under_the_pointer(game: tuple[Page, list[str]]) -> None:
    """The map is a picture of many colours; a point of it tells a name and who holds it, a click tells its story."""
    view, _ = game
    view.wait_for_timeout(1000)
    colours = view.evaluate(
        "() => { const c = document.querySelector('.panj-map canvas'), d = c.getContext('2d')"
        ".getImageData(0, 0, c.width, c.height).data, seen = new Set();"
        " for (let i = 0; i < d.length; i += 4001 * 4) seen.add(d[i] + ',' + d[i + 1] + ',' + d[i + 2]);"
        " return seen.size }"
    )
    assert colours > 40
    press(view, "Close")  # Start lies over it
    canvas = view.locator(".panj-map canvas")
    canvas.focus()
    view.keyboard.press(".")
    expect(view.locator(".panj-tip")).to_contain_text("held by government", timeout=PATIENCE)
    name = view.locator(".panj-tip").inner_text().split(" (")[0]
    view.keyboard.press("Enter")
    place = view.locator(".panj-place")
    expect(place).to_contain_text(name, timeout=PATIENCE)
    expect(place).to_contain_text("What happened here")
    view.keyboard.press("Escape")
    expect(place).to_be_hidden()


def test_keys_alone_play_a_day(game: tuple[Page, list[str]]) -> None:
    """Without a mouse: d plays a day, s a step, b goes back a day."""
    view, _ = game
    for key, step in (("d", 4), ("s", 5), ("b", 1)):
        view.keyboard.press(key)
        stands_at(view, step)


def test_every_page_opens(game: tuple[Page, list[str]]) -> None:
    """The map moves; Alliance, Outcomes and Story show what has happened, and nothing leaves the machine."""
    view, asked = game
    before = painted(view)
    press(view, "To the end")
    expect(view.locator(".panj-date")).to_contain_text("the game is over", timeout=3 * PATIENCE)
    assert painted(view) != before  # units have moved
    for tab, seen in (
        ("Alliance", ".panj-diagram svg"),
        ("Outcomes", ".js-plotly-plot"),
        ("Story", "text=What led to it"),
        ("After action", "text=Write the report"),
    ):
        view.get_by_role("tab", name=tab, exact=True).click()
        if tab == "Story":
            view.get_by_role("button", name="Follow event", exact=False).first.click()
        expect(view.locator(seen).first).to_be_visible(timeout=PATIENCE)
    press(view, "Close")
    expect(view.locator(".panj-page")).to_have_count(0, timeout=PATIENCE)
    expect(view.locator(".panj-map canvas")).to_be_visible()
    outside = [url for url in asked if not url.startswith(("http://localhost:", "data:", "blob:"))]
    assert asked
    assert outside == []


def test_another_regime_and_scenario_are_played_after_a_reset(game: tuple[Page, list[str]]) -> None:
    """Mesa's controls behind the menu: regime and scenario chosen from the lists are played from the next reset."""
    view, _ = game
    view.locator("header button").first.click()
    standing = view.locator(".panj-standing").first
    for label, choice, seen in (
        ("Treaty regime, after a reset", "majority", "(majority)"),
        ("Scenario, after a reset", "intro", "0 of 10"),
    ):
        view.get_by_label(label).locator("xpath=ancestor::div[contains(@class,'v-select')]").first.click()
        view.get_by_role("option", name=choice, exact=True).click()
        press(view, "Reset")
        expect(standing).to_contain_text(seen, timeout=PATIENCE)


def test_two_tabs_play_two_games(game: tuple[Page, list[str]], served: Served) -> None:
    """What one visitor does is not done to the game of another."""
    view, _ = game
    other = view.context.browser.new_context().new_page()
    other.goto(served.address)
    other.wait_for_selector(".panj-map canvas", timeout=PATIENCE)
    press(view, "1 day")
    stands_at(view, 4)
    press(other, "1 step")
    stands_at(other, 1)
    assert steps(view) == 4
