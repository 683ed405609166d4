"""The guided game as a newcomer plays it: by what the page says, from Start to its end."""

from __future__ import annotations

from playwright.sync_api import expect

from panj.tests.browser.window import IN_CHROMIUM, PATIENCE, Opener, press, steps

pytestmark = IN_CHROMIUM


def test_the_guided_game_goes_on_by_itself_from_start_to_its_end(open_window: Opener) -> None:
    """Play is pressed once, on the page that the guide sends newcomers to; every question is answered where the bar
    leads, the game goes on after it, and the page says that it is over."""
    window = open_window()
    window.turn("Start")
    press(window.page, "Begin the guided game")
    expect(window.date).to_contain_text("of 10", timeout=PATIENCE)
    press(window.page, "Play")
    window.turn("Alliance")
    bar, card = "You are asked something: answer it", window.page.locator(".panj-question")
    answered = 0
    while "is over" not in (now := window.date.inner_text(timeout=PATIENCE)):
        if window.page.get_by_role("button", name=bar).count():
            press(window.page, bar)
            window.answer()
            while card.count():
                window.answer()
            answered += 1
            window.turn("Alliance")
        elif "waits for" not in now:
            window.page.wait_for_function(
                "now => document.querySelector('.panj-date').innerText !== now", arg=now, timeout=PATIENCE
            )
    assert answered > 1
    assert steps(window.page) == 40
    expect(window.page.locator(".panj-diagram svg")).to_be_visible(timeout=PATIENCE)
