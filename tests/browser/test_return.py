"""The same browser comes back to the same seat of the same game: after a reload, Back, a cut line, another server."""

from __future__ import annotations

import re
import signal
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from panj.tests.browser.conftest import Served, Server
from panj.tests.browser.proxy import line
from panj.tests.browser.window import IN_CHROMIUM, PATIENCE, Opener, Window, press, stands_at

pytestmark = IN_CHROMIUM


def joined(window: Window, code: str) -> Window:
    """A window that has joined by a code."""
    window.turn("Start")
    window.page.get_by_label("Code").fill(code)
    window.page.get_by_label("Code").press("Tab")
    press(window.page, "Join")
    expect(window.date).to_contain_text("of 10", timeout=PATIENCE)
    return window


def codes_of(umpire: Window) -> dict[str, str]:
    """The codes that the umpire's page shows, by the beginning of the row."""
    umpire.turn("Umpire")
    press(umpire.page, "Show the codes by which others join")
    rows = umpire.page.locator(".panj-codes tr")
    expect(rows.first.locator("code")).not_to_be_empty(timeout=PATIENCE)
    return {row.split("\t")[0]: row.split("\t")[-1] for row in rows.all_inner_texts()}


def seen(page: Page) -> tuple[str, str, list[str]]:
    """What a window is asked and where it stands: date line, question, pages that it may open."""
    expect(page.locator(".panj-date")).to_have_attribute("data-step", re.compile("[0-9]"), timeout=PATIENCE)
    expect(page.locator(".panj-left h2").first).not_to_be_empty(timeout=PATIENCE)
    card = page.locator(".panj-question")
    asked = card.inner_text() if card.count() else ""
    return page.locator(".panj-date").inner_text(), asked, page.get_by_role("tab").all_inner_texts()


def test_a_reload_and_back_lead_to_the_same_seat_and_question(open_window: Opener, served: Served) -> None:
    """In mid-game the umpire and a player load the page again, and leave it and come Back: same seat, same date, same
    question, and a new window of the same browser has a game of its own."""
    umpire = open_window()
    umpire.begin()
    umpire.choose("I sit in the chair of", re.compile("^nobody"))
    player = joined(open_window(), codes_of(umpire)["Kazakhstan"])
    assert umpire.on("1 step")
    expect(player.date).to_contain_text("waits for you", timeout=PATIENCE)
    umpire.settle()
    player.settle()
    before = {w: seen(w.page) for w in (umpire, player)}
    assert before[player][1]
    for window in (umpire, player):
        window.page.reload()
        assert seen(window.page) == before[window]
        window.page.goto("about:blank")
        window.page.go_back()
        assert seen(window.page) == before[window]
    other = player.page.context.new_page()
    other.goto(served.address)
    stands_at(other, 0)
    assert "Umpire" in other.get_by_role("tab").all_inner_texts()
    player.answer()


def test_a_slow_line_that_is_cut_twice_loses_nothing(chromium: Browser, served: Served) -> None:
    """Over a line of 0.7 s each way that breaks twice, once while the game is played, the page says that it comes back
    and does, without a dialog: the same game goes on."""
    with line(served.address, 0.7) as slow:
        window = Window(chromium, slow.address)
        press(window.page, "1 day")
        stands_at(window.page, 4)
        slow.cut()
        expect(window.page.get_by_text("this page comes back by itself").first).to_be_visible(timeout=PATIENCE)
        expect(window.page.get_by_text("this page comes back by itself").first).to_be_hidden(timeout=PATIENCE)
        press(window.page, "1 step")
        stands_at(window.page, 5)
        press(window.page, "Play")
        window.page.wait_for_timeout(2000)
        slow.cut()
        expect(window.page.get_by_text("this page comes back by itself").first).to_be_hidden(timeout=PATIENCE)
        window.page.wait_for_function(
            "() => +document.querySelector('.panj-date')?.dataset.step > 12", timeout=PATIENCE
        )
        press(window.page, "Pause")
        expect(window.page.get_by_role("button", name="Play", exact=True).first).to_be_enabled(timeout=PATIENCE)
        assert not window.page.get_by_text("Please refresh").count()
        window.page.context.close()


def test_a_server_that_is_killed_and_started_again_has_all_windows_back(chromium: Browser, tmp_path: Path) -> None:
    """Five windows, two of them of one browser, when the server is killed: with the next one on the same port all are
    back at their seats by themselves, with the same question, which is answered, and with the same codes."""
    server = Server(tmp_path, str(Path(sys.executable).with_name("panj")), "app")
    server.start()
    try:
        umpire = Window(chromium, server.served.address)
        umpire.begin()
        umpire.choose("I sit in the chair of", re.compile("^nobody"))
        codes = codes_of(umpire)
        windows = [umpire]
        for name in ("Tajikistan", "Kazakhstan", "Spectator"):
            windows.append(joined(Window(chromium, server.served.address), codes[name]))
        same = Window(chromium, server.served.address, windows[1].page.context)
        windows.append(joined(same, codes["Russia"]))
        assert umpire.on("1 step")
        for window in windows:
            window.settle()
        before = [seen(w.page) for w in windows if w is not windows[3]]
        step = umpire.date.get_attribute("data-step") or ""
        server.stop(signal.SIGKILL)
        for window in windows:
            expect(window.page.get_by_text("this page comes back by itself").first).to_be_visible(timeout=PATIENCE)
        server.start()
        for window in windows:
            expect(window.page.get_by_text("this page comes back by itself").first).to_be_hidden(timeout=PATIENCE)
            expect(window.date).to_have_attribute("data-step", step, timeout=PATIENCE)
            expect(window.date).to_contain_text("waits for", timeout=PATIENCE)
            window.settle()
        assert [seen(w.page) for w in windows if w is not windows[3]] == before
        assert codes_of(umpire) == codes
        asked = next(w for w in windows[1:] if w.page.locator(".panj-question").count())
        question = asked.page.locator(".panj-question").inner_text()
        asked.answer()
        expect(asked.page.locator(".panj-question").filter(has_text=question)).to_have_count(0, timeout=PATIENCE)
        for window in {w.page.context: w for w in windows}.values():
            window.page.context.close()
    finally:
        server.stop()
