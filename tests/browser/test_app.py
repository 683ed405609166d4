"""The live game in a real browser, against a real server, with nothing fetched from elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 60_000  # ms; a loaded machine may take its time, the promise is that it comes

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install Debian's package chromium"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A game served by the real command."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "experiments.cli", "app", "--port", str(port)]
    log = tmp_path_factory.mktemp("app") / "log"
    root = Path(__file__).parents[2]
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=root, stdout=out, stderr=out, start_new_session=True)
    url = f"http://localhost:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(url, timeout=5)
                break
            except OSError:
                assert server.poll() is None, log.read_text()
                time.sleep(0.5)
        yield url
    finally:
        os.killpg(server.pid, 15)
        server.wait(30)


@pytest.fixture
def game(address: str) -> Iterator[tuple[Page, list[str]]]:
    """The game opened in Chromium, and the addresses it asked for."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        page = browser.new_page(viewport={"width": 1500, "height": 1300})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.wait_for_selector(".panj-map img", timeout=PATIENCE)
        yield page, asked
        browser.close()


def steps(page: Page) -> int:
    """Steps played, as the page says."""
    found = re.search(r"step (\d+) of", page.locator(".panj-standing").inner_text(timeout=PATIENCE))
    assert found is not None
    return int(found[1])


def map_words(page: Page) -> str:
    """What the map says of itself to who cannot see it."""
    return page.locator(".panj-map img").get_attribute("alt", timeout=PATIENCE) or ""


def test_step_play_pause_and_reset(game: tuple[Page, list[str]]) -> None:
    """Who presses step, play, pause and reset sees the war go on, stand still and begin again."""
    view, _ = game
    picture = view.locator(".panj-map img")
    first = picture.get_attribute("src")
    assert "01 June 2021" in map_words(view)
    view.get_by_role("button", name="Step", exact=True).click()
    expect(view.locator(".panj-standing")).to_contain_text("step 1 of", timeout=PATIENCE)
    view.get_by_role("button", name="▶").click()
    view.wait_for_function("() => !document.querySelector('.panj-map img').alt.includes(' 0% of')", timeout=PATIENCE)
    view.get_by_role("button", name="❚❚").click()
    expect(view.get_by_role("button", name="▶")).to_be_visible(timeout=PATIENCE)
    view.wait_for_timeout(1500)
    stood = steps(view)
    assert stood > 8
    assert "01 June 2021" not in map_words(view)
    assert picture.get_attribute("src") != first
    view.wait_for_timeout(1500)
    assert steps(view) == stood
    view.get_by_role("button", name="Reset", exact=True).click()
    expect(view.locator(".panj-standing")).to_contain_text("step 0 of", timeout=PATIENCE)
    assert "01 June 2021" in map_words(view)


def test_the_picture_is_drawn(game: tuple[Page, list[str]]) -> None:
    """The map is a picture with content, as wide as the page's middle, not a broken image."""
    view, _ = game
    size = view.evaluate(
        "() => { const i = document.querySelector('.panj-map img'); return [i.naturalWidth, i.naturalHeight,"
        " i.getBoundingClientRect().width] }"
    )
    assert size[0] > 1000
    assert size[1] > 500
    assert size[2] > 800


def test_another_regime_and_scenario_are_played_after_a_reset(game: tuple[Page, list[str]]) -> None:
    """The regime and the scenario chosen from the lists are played from the next reset, as their labels say."""
    view, _ = game
    standing = view.locator(".panj-standing")
    for number, choice, seen in ((1, "majority", "(majority)"), (0, "intro", "day 0 of 10")):
        view.locator(".v-select").nth(number).click()
        view.get_by_role("option", name=choice, exact=True).click()
        view.get_by_role("button", name="Reset", exact=True).click()
        expect(standing).to_contain_text(seen, timeout=PATIENCE)
    expect(standing).to_contain_text("(majority)")
    view.get_by_role("button", name="Step", exact=True).click()
    expect(view.locator(".panj-standing")).to_contain_text("step 1 of", timeout=PATIENCE)


def test_nothing_leaves_the_machine(game: tuple[Page, list[str]]) -> None:
    """The game needs no internet: every request of the page goes to its own server."""
    view, asked = game
    view.get_by_role("button", name="Step", exact=True).click()
    expect(view.locator(".panj-standing")).to_contain_text("step 1 of", timeout=PATIENCE)
    outside = [url for url in asked if not url.startswith(("http://localhost:", "data:", "blob:"))]
    assert asked
    assert outside == []


def test_two_tabs_play_two_games(game: tuple[Page, list[str]], address: str) -> None:
    """What one visitor does is not done to the game of another."""
    view, _ = game
    other = view.context.browser.new_context().new_page()
    other.goto(address)
    other.wait_for_selector(".panj-map img", timeout=PATIENCE)
    view.get_by_role("button", name="Step", exact=True).click()
    expect(view.locator(".panj-standing")).to_contain_text("step 1 of", timeout=PATIENCE)
    other.get_by_role("button", name="Step", exact=True).click()
    expect(other.locator(".panj-standing")).to_contain_text("step 1 of", timeout=PATIENCE)
    view.get_by_role("button", name="Step", exact=True).click()
    expect(view.locator(".panj-standing")).to_contain_text("step 2 of", timeout=PATIENCE)
    assert steps(other) == 1
