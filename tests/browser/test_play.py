"""The game played in a real browser, by clicking: votes, seats, injects, branches, saved games, the report."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from panj.model.game import Game, save
from panj.tests.browser.conftest import serving
from panj.tests.browser.window import IN_CHROMIUM, PATIENCE, Opener, Window, press, stands_at, steps

pytestmark = IN_CHROMIUM


def played_through(window: Window) -> None:
    """To the end, answering whatever is asked as the staff advises."""
    while "is over" not in (now := window.date.inner_text(timeout=PATIENCE)):
        if window.page.locator(".panj-question").count():
            window.answer()
        elif "waits for you" in now:  # the question is on its way
            window.settle()
        else:
            window.on("To the end")


@pytest.mark.both
def test_a_whole_game_is_played_saved_and_comes_back_after_a_restart(
    open_window: Opener, tmp_path: Path, chromium: Browser
) -> None:
    """The guided game by clicking; who answers as advised has played the war of the rules. Another server opens the
    file and comes to the same digest, and refuses it once it was edited, naming the order."""
    window = open_window()
    window.begin()
    played_through(window)
    window.turn("Outcomes")
    expect(window.page.locator(".js-plotly-plot").first).to_be_visible(timeout=PATIENCE)
    file = tmp_path / "game.json"
    saved = window.save(file)
    rules = Game("intro", "csto-2010", 1)
    rules.advance("end")
    assert (saved["digest"], saved["step"], saved["seats"]) == (rules.digest, 40, ["TJK"])
    assert len(saved["orders"]) > 5

    (tmp_path / "again").mkdir()
    panj = Path(sys.executable).with_name("panj")
    with serving(tmp_path / "again", str(panj), "app") as restarted:
        other = open_window(restarted.address)
        other.turn("Start")
        other.give("Open a saved game", file)
        expect(other.date).to_contain_text("day 10 of 10", timeout=PATIENCE)
        assert other.save(tmp_path / "back.json") == saved
        edited = json.loads(file.read_text(encoding="utf-8"))
        answered = next(o for o in edited["orders"] if o["kind"] == "refuge")
        answered["answer"] = "nobody"
        file.write_text(json.dumps(edited), encoding="utf-8")
        other.give("Open a saved game", file)
        expect(other.page.locator(".panj-error")).to_contain_text("TJK answers refuge with nobody", timeout=PATIENCE)
        press(other.page, "Go on")
        expect(other.date).to_contain_text("day 10 of 10", timeout=PATIENCE)
        other.close()
        assert restarted.asked_beyond() == []


def test_a_game_saved_while_it_waits_comes_back_to_the_same_question(open_window: Opener, tmp_path: Path) -> None:
    """Saved with a question open and opened in another window, the game waits for the same chair with the same
    question before anything is pressed, and the file it gives back is the same."""
    window, other = open_window(), open_window()
    window.begin()
    assert window.on("1 step")
    window.answer()
    asked, date = window.page.locator(".panj-question").inner_text(), window.date.inner_text()
    saved = window.save(tmp_path / "game.json")
    assert saved["waits"] == "TJK"
    other.turn("Start")
    other.give("Open a saved game", tmp_path / "game.json")
    expect(other.date).to_have_text(date, timeout=PATIENCE)
    other.turn("Seat")
    other.settle()
    assert other.page.locator(".panj-question").inner_text() == asked
    assert other.save(tmp_path / "back.json") == saved


def test_replay_opens_a_saved_game_where_it_stood(open_window: Opener, tmp_path: Path) -> None:
    """`panj replay FILE` shows the last day of the game in Chromium and gives the same file back; nobody is asked
    beyond this machine, by the browser or by the server."""
    game = Game("intro", "csto-2010", 3, seats=["KAZ"])
    while not game.over:
        game.advance("end")
        if game.question is not None:
            game.answer(game.question.usual)
    save(game, tmp_path / "game.json")
    (tmp_path / "server").mkdir()
    panj = Path(sys.executable).with_name("panj")
    with serving(tmp_path / "server", str(panj), "replay", str(tmp_path / "game.json")) as served:
        window = open_window(served.address)
        expect(window.date).to_contain_text(f"{game.model.date:%-d %B %Y}", timeout=PATIENCE)
        window.turn("Outcomes")
        expect(window.page.locator(".js-plotly-plot").first).to_be_visible(timeout=PATIENCE)
        assert window.save(tmp_path / "back.json") == json.loads((tmp_path / "game.json").read_text(encoding="utf-8"))
        window.close()
        assert served.asked_beyond() == []


def before_a_vote(seat: str) -> Game:
    """A war as it stands before the first vote that a seat has, the first seed in which there is one."""
    for seed in range(1, 101):
        game = Game("intro", "csto-2010", seed, seats=[seat])
        while (question := game.advance("end")) is not None and question.kind != "vote":
            game.answer(question.usual)
        if question is not None:
            return game
    raise AssertionError("no vote in a hundred wars")


def test_one_vote_blocks_and_the_block_is_seen(open_window: Opener, tmp_path: Path) -> None:
    """Kazakhstan, asked for its vote on the text, objects; the page Alliance then says who blocked it."""
    save(before_a_vote("KAZ"), tmp_path / "vote.json")
    window = open_window()
    window.turn("Start")
    window.give("Open a saved game", tmp_path / "vote.json")
    window.turn("Seat")
    expect(window.date).to_contain_text("waits for you", timeout=PATIENCE)
    while "vote" not in window.answer("object"):
        pass
    while window.page.locator(".panj-question").count():
        window.answer()
    window.turn("Alliance")
    expect(window.page.locator(".panj-path").first).to_contain_text("by Kazakhstan", timeout=PATIENCE)
    assert not window.page.get_by_role("tab", name="Umpire", exact=True).count()


def test_the_umpire_lets_things_happen_by_hand_and_from_a_file(open_window: Opener, tmp_path: Path) -> None:
    """What the umpire puts in happens on its day and is in the log; a file with a senseless row is refused whole."""
    head, good = "date,kind,who,what,amount,note\n", "2021-06-02,intent,TLB,,1.0,from <b>a file</b>\n"
    (tmp_path / "bad.csv").write_text(head + good + "2021-06-02,intent,ATLANTIS,,1.0,\n")
    (tmp_path / "good.csv").write_text(head + good)
    window = open_window()
    window.begin()
    window.choose("I sit in the chair of", re.compile("^nobody"))
    window.turn("Umpire")
    window.give("Or a CSV", tmp_path / "bad.csv")
    expect(window.page.locator(".panj-error")).to_contain_text(
        "bad.csv: row 3, who: unknown value 'ATLANTIS'", timeout=PATIENCE
    )
    press(window.page, "Go on")
    window.turn("Umpire")
    window.give("Or a CSV", tmp_path / "good.csv")
    expect(window.page.locator(".panj-injects li")).to_have_count(1, timeout=PATIENCE)
    press(window.page, "Let it happen")
    expect(window.page.locator(".panj-injects li")).to_have_count(2, timeout=PATIENCE)
    window.on("1 day")
    window.on("1 day")
    window.turn("Story")
    expect(window.page.locator(".panj-standing").filter(has_text="from <b>a file</b>").first).to_be_visible(
        timeout=PATIENCE
    )


def test_back_and_another_course(open_window: Opener) -> None:
    """Back to the first morning and the orders forgotten, the same question comes again and is answered otherwise."""
    window = open_window()
    window.begin()
    assert window.on("1 step")
    while window.page.locator(".panj-question").count():
        window.answer()
    stands_at(window.page, 1)
    asked = window.page.locator(".panj-orders li").all_inner_texts()
    window.page.keyboard.press("b")
    stands_at(window.page, 0)
    press(window.page, f"Forget the {len(asked)} orders from today on")
    expect(window.page.locator(".panj-orders li b")).to_have_count(0, timeout=PATIENCE)
    assert window.on("1 step")
    while window.page.locator(".panj-question").count():
        window.answer("nobody" if window.page.get_by_role("button", name="nobody", exact=True).count() else "")
    again = window.page.locator(".panj-orders li").all_inner_texts()
    assert len(again) == len(asked)
    assert [text for text in again if text not in asked] == [text for text in again if "nobody" in text] != []


def test_the_report_is_written_on_the_page(open_window: Opener) -> None:
    """After action: a button, progress, and the report with what happened and what would have happened otherwise."""
    window = open_window()
    window.begin()
    window.choose("I sit in the chair of", re.compile("^nobody"))
    window.on("1 day")
    stands_at(window.page, 4)
    window.turn("After action")
    press(window.page, "Write the report")
    expect(window.page.locator(".panj-making")).to_contain_text("wars played", timeout=PATIENCE)
    expect(window.page.locator(".panj-after")).to_contain_text("could have been taken otherwise", timeout=4 * PATIENCE)
    assert steps(window.page) == 4
