"""Five windows play a whole game with amendments, a trade and a broken promise, and read how it came out for each."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError, expect

from panj.model.game import Game, load, save
from panj.scenarios.aims import load_aims
from panj.tests.browser.plain import faults
from panj.tests.browser.window import IN_CHROMIUM, PATIENCE, Opener, Window, press

pytestmark = [*IN_CHROMIUM, pytest.mark.slow]

SCENARIO = "forty-five-days"
SEATS = {"TJK": "Tajikistan", "RUS": "Russia", "border-command": "Border Command", "taliban": "Taliban"}
VOTE = "How does the member vote on the text?"
ONCE = ("amendment?", "trade", "the text?")  # questions that are answered each time anew
SECRET, HEARD = "we never meant to vote for it", "will you carry the force with us"


def joined(umpire: Window, open_window: Opener) -> dict[str, Window]:
    """A window in each seat, by the codes of the umpire; from here on their frames count."""
    umpire.turn("Umpire")
    press(umpire.page, "Show the codes by which others join")
    windows = {}
    for seat, name in SEATS.items():
        code = umpire.page.locator(".panj-codes tr").filter(has_text=name).locator("code").first
        expect(code).to_have_text(re.compile(".{12}"), timeout=PATIENCE)
        windows[seat] = window = open_window()
        window.turn("Start")
        window.page.get_by_label("Code").fill(code.inner_text())
        window.page.get_by_label("Code").press("Tab")
        window.frames.clear()
        press(window.page, "Join")
        expect(window.date).to_contain_text("of 45", timeout=PATIENCE)
        window.turn("War")
        press(window.page, "Let my staff see to routine, as it would")
    umpire.turn("War")
    return windows


def reply(window: Window, option: str = "") -> None:
    """Answer what is asked, for good where that makes sense; as the staff advises if nothing is named."""
    card, orders = window.page.locator(".panj-question"), window.page.locator(".panj-orders li b")
    asked, before = card.locator(".v-card__title").inner_text(timeout=PATIENCE), orders.count()
    always = card.get_by_label("Answer so from now on without asking me")
    if not any(word in asked for word in ONCE) and always.count():
        window.for_good()
    button = card.get_by_role("button", name=option, exact=True) if option else card.locator(".panj-advised button")
    button.first.click()
    expect(orders).not_to_have_count(before, timeout=PATIENCE)


def bargain(member: Window, lead: Window) -> None:
    """The lead state supports the text if it says a number of men; the member moves a place, offers its vote in another
    matter for support, and both talk; each reads what the other has moved as sentences."""
    press(lead.page, "Support it if it says ...")
    lead.page.get_by_label(re.compile("Men of a force")).fill("4000")
    lead.page.get_by_label(re.compile("Men of a force")).press("Tab")
    press(lead.page, "Move it")
    draft = member.page.locator(".panj-draft")
    expect(draft).to_contain_text("Russia moves instead", timeout=PATIENCE)
    expect(draft).to_contain_text("The force is of 4,000 men.")
    expect(draft).to_contain_text("It supports the text if it says so.")
    press(member.page, "Amend it")
    member.choose("Where does a force stand?", re.compile("^Panj"))
    press(member.page, "Move it")
    expect(lead.page.locator(".panj-draft")).to_contain_text("It stands in the Panj sector.", timeout=PATIENCE)
    press(member.page, "Trade on it")
    member.choose("To whom?", re.compile("Russia"))
    member.choose("What do you give?", re.compile("its vote in another matter"))
    member.choose("What do you want for it?", re.compile("^support"))
    press(member.page, "Offer it")
    for window, words, to in ((lead, SECRET, "Kazakhstan"), (member, HEARD, "Russia")):
        window.choose("What would you do?", re.compile("Say something"))
        expect(window.page.get_by_label("What do you say?")).to_be_visible(timeout=PATIENCE)
        window.choose_also("To whom?", re.compile(to))
        press(window.page, "Say it")
        expect(window.page.locator(".panj-acts")).to_contain_text("Fill in first: What do you say?", timeout=PATIENCE)
        window.page.get_by_label("What do you say?").fill(words)
        press(window.page, "Say it")
        expect(window.page.locator(".panj-heard")).to_contain_text(words, timeout=PATIENCE)


def test_five_windows_bargain_a_whole_game_and_each_reads_its_end(open_window: Opener, tmp_path: Path) -> None:
    """An umpire and four seats play forty-five days: two amendments, a trade that the lead state takes and breaks. No
    seat's window is sent another's talk, aims or code before the end; all that they read is in plain words; each reads
    what it wanted and what came. The saved game comes back to its digest and is explained."""
    save(Game(SCENARIO, "csto-2010", 1), tmp_path / "begin.json")
    umpire = open_window()
    umpire.turn("Start")
    umpire.give("Open a saved game", tmp_path / "begin.json")
    expect(umpire.date).to_contain_text("of 45", timeout=PATIENCE)
    windows = joined(umpire, open_window)
    scenario = Game(SCENARIO).scenario
    bargained, shown = False, list[str]()
    while "is over" not in (now := umpire.date.inner_text(timeout=PATIENCE)):
        seat = next((s for s, name in SEATS.items() if re.search(f"waits for .*{name}", now)), "")
        if not seat:
            press(umpire.page, "To the end")
            expect(umpire.date).not_to_have_text(now, timeout=PATIENCE)
            umpire.settle()
            continue
        window = windows[seat]
        title = window.page.locator(".panj-question .v-card__title")
        try:
            asked = title.inner_text(timeout=5_000)
        except TimeoutError:  # answered meanwhile: what the umpire reads is a moment old
            umpire.settle()
            continue
        if asked == VOTE and not bargained:
            for member in ("TJK", "RUS"):
                expect(windows[member].page.locator(".panj-draft")).to_contain_text("The text", timeout=PATIENCE)
            bargain(windows["TJK"], windows["RUS"])
            bargained = True
            shown = [w.page.locator(".panj-game").inner_text() for w in windows.values()]
        elif "amendment?" in asked:
            reply(window, "support")
        elif "trade" in asked:
            reply(window, "accept")
        elif asked == VOTE:
            reply(window, "abstain" if seat == "RUS" else "support")
        else:
            reply(window)
        umpire.settle()
    assert bargained
    assert [fault for text in shown for fault in faults(text, scenario.file)] == []

    frames = {seat: before_the_end(window) for seat, window in windows.items()}
    wants = {seat: aims.wants for seat, aims in load_aims(scenario).seats.items()}
    for seat, heard in frames.items():
        assert [s for s in SEATS if wants[s] in heard] == [seat]
        assert (SECRET in heard) == (seat == "RUS")
        assert (HEARD in heard) == (seat in ("TJK", "RUS"))
        assert ("its vote in another matter of" in heard) == (seat in ("TJK", "RUS"))

    for seat, window in windows.items():
        window.turn("End")
        if seat == "TJK":
            press(window.page, "See how it came out")
        end = window.page.locator(".panj-end")
        expect(end).to_contain_text(f"{SEATS[seat]}: ", timeout=6 * PATIENCE)
        for part in ("What it wanted", "What came", "What decided it", "a hundred games", "What the others got"):
            expect(end).to_contain_text(re.compile(part, re.IGNORECASE))
        assert faults(end.inner_text(), scenario.file) == []
    umpire.turn("End")
    expect(umpire.page.locator(".panj-end section")).to_have_count(len(wants), timeout=PATIENCE)

    file = tmp_path / "game.json"
    saved, game = umpire.save(file), load(file)
    assert saved["digest"] == game.digest
    kinds = [e.kind for e in game.model.events.of("amendment", "trade", "promise_broken")]
    assert kinds.count("amendment") == 2
    assert set(kinds) == {"amendment", "trade", "promise_broken"}
    panj = Path(sys.executable).with_name("panj")
    told = subprocess.run([panj, "explain", file, "--json"], capture_output=True, text=True, check=True).stdout
    assert {"amendment", "trade", "promise broken"} <= {entry["kind"] for entry in json.loads(told)["happened"]}


def before_the_end(window: Window) -> str:
    """What a window was sent while the game was on."""
    last = next((i for i, frame in enumerate(window.frames) if "the game is over" in frame), len(window.frames))
    return "".join(window.frames[:last])
