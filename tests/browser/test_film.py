"""A game in one file opens from disk without a network, plays back by keyboard and thumb, and ends as the game did."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from panj.experiments.film import as_page, film
from panj.experiments.tables import percent
from panj.model.game import Game
from panj.tests.browser.window import CHROMIUM, IN_CHROMIUM, QUIET

pytestmark = IN_CHROMIUM
WAR = "tajikistan-2021-incursion"


@pytest.fixture(scope="module")
def game() -> Game:
    """A whole what-if by rules."""
    game = Game(WAR, "csto-2010", 1)
    game.advance("end")
    return game


@pytest.fixture(scope="module")
def file(game: Game, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its page on disk."""
    path = tmp_path_factory.mktemp("film") / "war.html"
    path.write_text(as_page(film(game)), encoding="utf-8")
    return path


@pytest.fixture
def page(file: Path) -> Iterator[Page]:
    """The page in a browser that has no network and notes whatever is asked of one."""
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        window = browser.new_context(offline=True, viewport={"width": 390, "height": 844}, has_touch=True).new_page()
        asked: list[str] = []
        window.on("request", lambda r: asked.append(r.url))
        window.on("pageerror", lambda e: asked.append(str(e)))
        window.goto(file.as_uri())
        yield window
        assert [a for a in asked if not a.startswith(("file:", "data:"))] == []
        browser.close()


def test_a_war_is_under_three_megabytes(file: Path) -> None:
    """It can be sent by mail."""
    assert file.stat().st_size < 3_000_000


def test_the_last_frame_is_how_the_game_ended(page: Page, game: Game) -> None:
    """By keyboard to the end: date, outcomes, digest and units on the map are those of the game."""
    page.keyboard.press("End")
    out = game.model.outcomes()
    assert page.locator("#date").inner_text() == f"{game.model.date:%-d %B %Y} (day {game.days} of {game.days})"
    page.get_by_role("tab", name="What came of it").click()
    told = page.locator("#end").inner_text()
    assert re.search(rf"Border share end\s+{re.escape(percent(out['border_share_end']))}", told)
    assert re.search(rf"Losses member\s+{out['losses_member']}\b", told)
    assert page.locator("#digest").inner_text() == game.digest
    data = json.loads(page.locator("#film").text_content() or "")
    assert len(data["frames"]) == game.days + 1
    alive = sum(u[4] for u in data["frames"][-1]["u"])
    forces = game.model.forces.columns
    assert alive == int(forces.men[[u[0] for u in data["frames"][-1]["u"]]].sum())
    held = sum(s.km for s, h in zip(game.scenario.segments, data["frames"][-1]["h"], strict=True) if h == "1")
    assert held / sum(s.km for s in game.scenario.segments) == pytest.approx(out["border_share_end"])


def test_it_is_played_by_keys_and_fits_a_phone(page: Page) -> None:
    """Arrow keys go a day on, Space plays, nothing is wider than the phone, buttons are as wide as a thumb."""
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert "(day 2 of" in page.locator("#date").inner_text()
    page.keyboard.press("Space")
    expect(page.locator("#date")).to_contain_text(re.compile(r"\(day ([4-9]|[1-9][0-9]) of"))
    page.keyboard.press("Space")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    boxes = [b.bounding_box() for b in page.locator("button:visible").all()]
    assert all(b is not None and b["height"] >= 44 and b["width"] >= 44 for b in boxes)


def test_reasons_clauses_and_votes_are_told(page: Page) -> None:
    """An event says why, by which clause, and after what; a vote who voted how."""
    page.keyboard.press("End")
    page.locator("#events li", has_text="Adopted").locator("summary").first.click()
    assert "Article" in page.locator("#events details[open]").inner_text()
    page.get_by_role("tab", name="Votes").click()
    assert "support" in page.locator("#votes").inner_text()


def test_the_command_writes_it_and_replaces_nothing_of_the_users(tmp_path: Path) -> None:
    """`panj replay GAME --html FILE` of a run; a file that is not ours is refused."""
    panj = [sys.executable, "-m", "panj"]
    subprocess.run([*panj, "run", "intro", "--out", "game.json"], cwd=tmp_path, check=True, capture_output=True)
    subprocess.run([*panj, "replay", "game.json", "--html", "a.html"], cwd=tmp_path, check=True, capture_output=True)
    assert "Ten days at a small border" in (tmp_path / "a.html").read_text(encoding="utf-8")
    (tmp_path / "mine.html").write_text("mine")
    done = subprocess.run(
        [*panj, "replay", "game.json", "--html", "mine.html"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert (tmp_path / "mine.html").read_text() == "mine"
