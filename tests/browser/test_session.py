"""Several windows at one table, as in a session: codes, secrets of seats, who is called, and the umpire's way back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from panj.model.game import Game
from panj.tests.browser.window import IN_CHROMIUM, PATIENCE, Opener, press, stands_at

pytestmark = IN_CHROMIUM


def test_two_seats_of_one_game_do_not_hear_each_others_secrets(open_window: Opener) -> None:
    """Two windows with codes of one umpire: what is asked of one, why, and what it orders is in no frame to the other;
    neither is sent the militants' units, nor the other's code, nor what the umpire lets happen or noted about it, nor a
    page to inject on."""
    umpire = open_window()
    umpire.begin()
    umpire.choose("I sit in the chair of", re.compile("^nobody"))
    umpire.turn("Umpire")
    press(umpire.page, "Show the codes by which others join")
    codes, names = {}, {"TJK": "Tajikistan", "KAZ": "Kazakhstan"}
    for seat in ("TJK", "KAZ"):
        row = umpire.page.locator(".panj-codes tr").filter(has_text=names[seat])
        expect(row.locator("code")).to_have_text(re.compile(".{12}"), timeout=PATIENCE)
        codes[seat] = row.locator("code").inner_text()
    seats = {}
    for seat, code in codes.items():
        seats[seat] = window = open_window()
        window.turn("Start")
        window.page.get_by_label("Code").fill(code)
        window.page.get_by_label("Code").press("Tab")
        window.frames.clear()
        press(window.page, "Join")
        expect(window.date).to_contain_text("of 10", timeout=PATIENCE)
        window.turn("War")
    umpire.choose("what happens", re.compile("Militants mean to cross"))
    umpire.page.get_by_label("note for the log").fill("because the class sleeps")
    umpire.page.get_by_label("note for the log").press("Tab")
    press(umpire.page, "Let it happen")
    expect(umpire.page.locator(".panj-injects li")).to_contain_text("the class sleeps", timeout=PATIENCE)
    umpire.turn("War")
    umpire.see("because the class sleeps")
    for window in seats.values():
        window.settle()
        window.turn("Seat")
    umpire.on("1 step")
    for _ in range(12):  # both are asked several things on the first day
        umpire.settle()
        seat = next((s for s, name in names.items() if f"waits for {name}" in umpire.date.inner_text()), "")
        if seat:
            seats[seat].settle()
            bold = seats[seat].page.get_by_role("button", name="nobody", exact=True).count()
            seats[seat].answer("nobody" if bold else "")
    stands_at(umpire.page, 1)
    heard = {seat: "".join(window.frames) for seat, window in seats.items()}
    assert "let in while there is room" in heard["TJK"]
    for secret in (
        "let in while there is room",
        "TJK decides so by order",
        codes["TJK"],
        "Whom does the member let in",
    ):
        assert secret not in heard["KAZ"]
    for secret in (codes["KAZ"], "KAZ decides so by order"):
        assert secret not in heard["TJK"]
    assert not [seat for seat in seats if "class sleeps" in heard[seat] or "tries to cross" in heard[seat]]
    bands = [unit.name for unit in Game("intro").scenario.units if unit.owner == "TLB"]
    for window in seats.values():
        assert not [b for b in bands if b in "".join(window.frames)]
        for page in ("Umpire", "Story", "After action"):
            assert not window.page.get_by_role("tab", name=page, exact=True).count()


def test_a_chair_at_a_table_is_called_answers_for_good_and_is_left_to_its_rule(open_window: Opener) -> None:
    """Who is asked while on another page is told so; what he answers for good stops the game no more; when he is gone
    the umpire leaves his chair to its rule, and after a look back has the orders forgotten."""
    umpire, player = open_window(), open_window()
    umpire.begin()
    umpire.choose("I sit in the chair of", re.compile("^nobody"))
    umpire.turn("Umpire")
    press(umpire.page, "Show the codes by which others join")
    code = umpire.page.locator(".panj-codes tr").filter(has_text="Kazakhstan").locator("code")
    expect(code).to_have_text(re.compile(".{12}"), timeout=PATIENCE)
    player.turn("Start")
    player.page.get_by_label("Code").fill(code.inner_text())
    player.page.get_by_label("Code").press("Tab")
    press(player.page, "Join")
    expect(player.date).to_contain_text("of 10", timeout=PATIENCE)
    assert umpire.on("1 step")
    player.turn("Alliance")
    press(player.page, "You are asked something: answer it")
    player.see("You sit in the chair of Kazakhstan.")
    while player.page.locator(".panj-question").count():
        player.for_good()
        player.settle()
        player.answer()
    stands_at(umpire.page, 1)
    for _ in range(2):
        umpire.on("1 week")
        leave = umpire.page.get_by_role(
            "button", name="Leave the chair to its rule until somebody joins it", exact=True
        )
        umpire.settle()  # what was answered for good is answered by then
        while "waits for Kazakhstan" in umpire.date.inner_text():
            leave.first.click()
            umpire.settle()
    routine = player.page.locator(".panj-orders li").filter(has_text="8 Jun")
    expect(routine).to_have_count(2, timeout=PATIENCE)
    umpire.page.keyboard.press("b")
    umpire.settle()
    for _ in range(9):
        umpire.page.keyboard.press("b")
        umpire.settle()
    press(umpire.page, "Forget the 4 orders from today on")
    expect(player.page.locator(".panj-orders li b")).to_have_count(0, timeout=PATIENCE)
