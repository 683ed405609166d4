"""A window of the page in a real browser, as the tests use it: what it sent, what it was told, how it is clicked."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
IN_CHROMIUM = [  # marks of a file of tests that need one
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install Debian's package chromium"),
]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60_000  # ms; a loaded machine may take its time, the promise is that it comes

PHONE = 700  # pixels up to which a window is a phone's
MOMENT = 300  # ms without a change after which a page is taken to stand as it stands


def stands_at(page: Page, step: int) -> None:
    """Wait until the page says that so many steps are played."""
    expect(page.locator(".panj-date")).to_have_attribute("data-step", str(step), timeout=PATIENCE)


def steps(page: Page) -> int:
    """Steps played, as the page says."""
    return int(page.locator(".panj-date").get_attribute("data-step", timeout=PATIENCE) or "")


def press(page: Page, name: str) -> None:
    """Click a button."""
    page.get_by_role("button", name=name, exact=True).first.click()


class Window:
    """A window of the game, with what the server sent it; nothing may be asked of elsewhere or said on the console."""

    def __init__(self, browser: Browser, address: str, context: BrowserContext | None = None) -> None:
        context = context or browser.new_context(viewport={"width": 1500, "height": 900})
        self.page: Page = context.new_page()
        self.frames: list[str] = []
        self.wrong: list[str] = []
        self.page.on("websocket", lambda s: s.on("framereceived", self._received))
        self.page.on("request", lambda r: self._asked(r.url))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda m: self.wrong.append(m.text) if m.type == "error" else None)
        self.page.goto(address)
        self.page.wait_for_selector(".panj-map canvas", timeout=PATIENCE)

    def _received(self, payload: str | bytes) -> None:
        self.frames.append(payload if isinstance(payload, str) else payload.decode("latin-1"))

    def _asked(self, url: str) -> None:
        if not url.startswith(("http://localhost:", "ws://localhost:", "data:", "blob:")):
            self.wrong.append(url)

    def turn(self, page: str) -> None:
        """Open one of the pages over the map, or close them: seat and question lie beside the map."""
        name = "War" if page == "Seat" else page
        sheet = self.page.locator(".panj-sheets button").last
        phone = (self.page.viewport_size or {"width": PHONE})["width"] <= PHONE  # there the pages are a sheet
        if phone and sheet.get_attribute("aria-expanded") == "false":
            sheet.click()
        self.page.get_by_role("tab", name=name, exact=True).click()
        self.settle()
        if phone and sheet.get_attribute("aria-expanded") == "true":  # the page that is open was chosen again
            sheet.click()
        expect(self.page.locator(".panj-page")).to_have_count(int(page not in ("War", "Seat")), timeout=PATIENCE)

    def begin(self) -> None:
        """The guided game, in the chair of the state that is attacked."""
        self.turn("Start")
        press(self.page, "Begin the guided game")
        expect(self.date).to_contain_text("of 10", timeout=PATIENCE)
        self.turn("Seat")

    def on(self, button: str) -> bool:
        """Let time go on; whether somebody has to answer then."""
        before = self.date.inner_text(timeout=PATIENCE)
        press(self.page, button)
        expect(self.date).not_to_have_text(before, timeout=PATIENCE)
        self.settle()
        return "waits for" in self.date.inner_text()

    def settle(self) -> None:
        """Wait until what the server sends has come: nothing of it changes for a moment."""
        before, now = None, ""
        while now != before:
            before = now
            self.page.wait_for_timeout(MOMENT)
            now = self.page.evaluate("() => document.querySelector('.panj-game').innerText")

    def for_good(self) -> None:
        """Say that what is asked is to be answered so from now on."""
        box = self.page.locator(".panj-question").get_by_label("Answer so from now on without asking me")
        box.click(force=True)
        expect(box).to_be_checked(timeout=PATIENCE)

    def answer(self, option: str = "") -> str:
        """Answer what is asked, as the staff advises if left out; returns the question."""
        card = self.page.locator(".panj-question")
        asked = card.locator(".v-card__title").inner_text(timeout=PATIENCE)
        before = self.page.locator(".panj-orders li b").count()
        button = card.get_by_role("button", name=option, exact=True) if option else card.locator(".panj-advised button")
        button.first.click()
        expect(self.page.locator(".panj-orders li b")).to_have_count(before + 1, timeout=PATIENCE)
        self.settle()
        return asked

    def save(self, path: Path) -> dict[str, Any]:
        """Keep the game as a file; returns what is in it."""
        self.turn("Start")
        with self.page.expect_download(timeout=PATIENCE) as kept:
            self.page.get_by_role("button", name="Save this game").click()
        kept.value.save_as(path)
        return json.loads(path.read_text(encoding="utf-8"))

    def close(self) -> None:
        """Leave the game; by then nothing may have gone wrong."""
        self.page.context.close()
        assert self.wrong == []

    @property
    def date(self) -> Locator:
        """Date, step, and for whom the game waits."""
        return self.page.locator(".panj-date")

    def choose(self, label: str, option: re.Pattern[str]) -> None:
        """Choose from the list with this label."""
        self.page.locator(".v-select").filter(has_text=label).click()
        self.page.locator(".menuable__content__active").get_by_role("option", name=option).click()

    def choose_also(self, label: str, option: re.Pattern[str]) -> None:
        """Choose from the list with this label, of which several can be chosen, and close it by a click beside it."""
        field, menu = (
            self.page.locator(".v-select").filter(has_text=label),
            self.page.locator(".menuable__content__active"),
        )
        field.click()
        chosen = menu.get_by_role("option", name=option)
        chosen.click()
        expect(chosen).to_have_attribute("aria-selected", "true", timeout=PATIENCE)
        self.date.click()  # outside the list, which may open over all of the card
        expect(menu).to_have_count(0, timeout=PATIENCE)

    def see(self, text: str) -> None:
        """Wait until the page shows a text."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)

    def give(self, label: str, file: Path) -> None:
        """Choose a file in the field with this label."""
        self.page.get_by_label(label).set_input_files(file)


Opener = Callable[..., Window]
