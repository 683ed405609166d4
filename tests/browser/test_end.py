"""In a real browser: a seat's aims stand beside it while it plays, and the end tells what became of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from panj.tests.browser.test_play import played_through
from panj.tests.browser.window import IN_CHROMIUM, PATIENCE, Opener, press

pytestmark = [*IN_CHROMIUM, pytest.mark.slow]


def test_whoever_played_reads_what_became_of_his_aims(open_window: Opener) -> None:
    """The card stands on Seat; at the end a page tells what came, what decided it and what rules alone come to."""
    window = open_window()
    window.begin()
    window.turn("Seat")
    expect(window.page.locator(".panj-aims")).to_contain_text("What you want", timeout=PATIENCE)
    played_through(window)
    window.turn("End")
    press(window.page, "See how it came out")
    expect(window.page.locator(".panj-end")).to_contain_text("What decided it", timeout=6 * PATIENCE)
    window.close()
