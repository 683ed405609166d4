"""What a chair does of its own accord, on the page: a verb is chosen, its form filled in, and it is done."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from panj.tests.browser.window import IN_CHROMIUM, PATIENCE, Opener, press

pytestmark = IN_CHROMIUM


def test_a_player_speaks_and_offers_a_trade(open_window: Opener) -> None:
    """What is said to a seat is listed; what is closed says why; who is offered too little says what it lacks; an offer
    is told to the one who made it."""
    window = open_window()
    window.begin()
    act = window.page.locator(".panj-acts")
    window.choose_also("To whom?", re.compile("Russia"))
    act.get_by_label("What do you say?").fill("Will you help us?")
    press(window.page, "Say it")
    expect(window.page.locator(".panj-heard")).to_contain_text("Will you help us?", timeout=PATIENCE)
    window.choose("What would you do?", re.compile("Propose a text"))
    expect(act).to_contain_text("Not now: no case waits", timeout=PATIENCE)
    window.choose("What would you do?", re.compile("Offer another member a trade"))
    window.choose("What do you give?", re.compile("its vote in another matter"))
    press(window.page, "What would they say?")
    expect(act.locator(".panj-sounding")).to_contain_text("refuse; lacks", timeout=PATIENCE)
    press(window.page, "Offer it")
    window.turn("War")
    window.see("offers Armenia a trade")
