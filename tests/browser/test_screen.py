"""The one screen as a player meets it: Start, orders on the map, a look back, a vote that is turned."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from panj.model.game import Game, save
from panj.scenarios.load import load_scenario
from panj.tests.browser.window import IN_CHROMIUM, PATIENCE, Opener, Window, press, stands_at, steps

pytestmark = IN_CHROMIUM


def opened(open_window: Opener, game: Game, file: Path) -> Window:
    """A window that has opened a game from a file."""
    save(game, file)
    window = open_window()
    window.turn("Start")
    window.give("Open a saved game", file)
    stands_at(window.page, game.step)
    window.turn("War")
    return window


@pytest.mark.both
def test_from_start_it_is_one_press_to_the_first_decision_and_one_to_take_it(open_window: Opener) -> None:
    """The page opens on Start; Play now on a scenario's card leads to the first decision from the day on which people
    take their seats, which is taken by one press, and taken back by another."""
    window = open_window()
    scenario = load_scenario("tajikistan-2021-incursion")
    window.page.get_by_role("button", name=f"Play now: {scenario.title}").click()
    card = window.page.locator(".panj-question")
    expect(card).to_be_visible(timeout=PATIENCE)
    first = scenario.file.start + dt.timedelta(days=scenario.file.begin - 1)
    expect(window.date).to_contain_text(f"{first:%-d %B %Y}", timeout=PATIENCE)
    asked = card.locator(".v-card__title").inner_text()
    window.answer()
    press(window.page, "Undo")
    expect(window.page.locator(".panj-orders li b")).to_have_count(0, timeout=PATIENCE)
    expect(card.locator(".v-card__title")).to_have_text(asked, timeout=PATIENCE)


def pointed_at(window: Window) -> dict[str, float]:
    """Where on the map the words lie that are shown beside a place."""
    box = window.page.locator(".panj-tip").bounding_box()
    assert box is not None
    return {"x": box["x"] - 14, "y": box["y"] + box["height"] + 8}


def test_an_order_is_given_on_the_map_after_a_look_at_what_follows(open_window: Opener, tmp_path: Path) -> None:
    """The border command, asked where battalions gather, finds a sector on the map, sees who is there and who could
    come in how many hours, looks at what would follow, gives the order there, and takes it back."""
    game = Game("intro", "csto-2010", 1, seats=["border-command"])
    while game.advance("step").kind != "effort":
        game.answer(game.question.usual)
    window = opened(open_window, game, tmp_path / "effort.json")
    canvas, place = window.page.locator(".panj-map canvas"), window.page.locator(".panj-place")
    give = place.get_by_role("button", name="Gather battalions here")
    canvas.focus()
    window.page.keyboard.press("Period")  # to the first place that answers what is asked
    canvas.click(position=pointed_at(window))
    expect(place).to_contain_text("sector", timeout=PATIENCE)
    expect(place).to_contain_text("Far bank: militants hold")
    give.click()
    expect(place.locator(".panj-preview")).to_contain_text("One battalion a day", timeout=PATIENCE)
    assert window.page.locator(".panj-orders li b").count() == 0
    place.get_by_role("button", name="Give the order").click()
    expect(window.page.locator(".panj-orders li b")).to_have_count(1, timeout=PATIENCE)
    press(window.page, "Undo")
    expect(window.page.locator(".panj-orders li b")).to_have_count(0, timeout=PATIENCE)


def test_a_look_back_shows_an_earlier_day_and_moves_nothing(open_window: Opener) -> None:
    """The handle of the course of time further left shows the map of that day; the game stands where it stood, and
    Back to today shows it again."""
    window = open_window()
    window.turn("War")
    press(window.page, "1 week")
    stands_at(window.page, 28)
    canvas = window.page.locator(".panj-map canvas")
    window.page.get_by_role("slider").first.focus()
    for _ in range(3):
        window.page.keyboard.press("ArrowLeft")
    expect(window.page.locator(".panj-looking")).to_contain_text("as it was known then", timeout=PATIENCE)
    expect(canvas).to_have_attribute("aria-label", re.compile("June 2021"), timeout=PATIENCE)
    assert "8 June" not in (canvas.get_attribute("aria-label") or "")
    assert steps(window.page) == 28
    press(window.page, "Back to today")
    expect(window.page.locator(".panj-looking")).to_have_count(0, timeout=PATIENCE)
    expect(canvas).to_have_attribute("aria-label", re.compile("7 June 2021|8 June 2021"), timeout=PATIENCE)


@pytest.mark.parametrize(("answer", "said"), [("support", "adopted"), ("object", "by Tajikistan")])
def test_the_player_turns_the_vote_of_the_guided_game(open_window: Opener, answer: str, said: str) -> None:
    """Who follows the advice of the guided game comes to a vote; the page says that an objection makes the text fall,
    and so it does, while a vote for it has it adopted."""
    window = open_window()
    window.begin()
    card, voted = window.page.locator(".panj-question"), False
    while "is over" not in window.date.inner_text(timeout=PATIENCE):
        window.on("To the end")
        while card.count():
            if card.get_by_role("button", name="object", exact=True).count():
                expect(card).to_contain_text("Under this regime the text falls.")
                window.answer(answer)
                voted = True
            else:
                window.answer()
    assert voted
    window.turn("Alliance")
    expect(window.page.locator(".panj-page")).to_contain_text(said, timeout=PATIENCE)
