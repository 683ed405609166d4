"""Whoever looks, and on whatever: another keyboard, no mouse, no colours, a phone, a dark page, many windows."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from panj.tests.browser.conftest import Served
from panj.tests.browser.window import IN_CHROMIUM, PATIENCE, Opener, Window, press, stands_at

pytestmark = IN_CHROMIUM

# What a person can use on the page as it stands, if it is shown; of each its name and where it lies.
# Buttons that lie over a figure of the top.
OVER_FIGURES = """() => {
  const boxes = (found) =>
    [...document.querySelectorAll(found)].map((e) => e.getBoundingClientRect()).filter((b) => b.width);
  return boxes(".panj-sheets .v-btn").filter((b) => boxes(".panj-figures span").some((f) =>
    b.left < f.right && f.left < b.right && b.top < f.bottom - 1 && f.top < b.bottom - 1)).length;
}"""
CONTROLS = """() => [...document.querySelectorAll(
  "button, input, select, textarea, a[href], canvas, summary, [role=button], [role=tab], [role=slider]")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length)
  .filter((e) => !e.closest(".v-navigation-drawer"))
  .map((e) => {
    const named = (id) => document.getElementById(id)?.innerText || "";
    const by = (e.getAttribute("aria-labelledby") || "").split(" ").map(named);
    const labels = [...(e.labels || [])].map((l) => l.innerText);
    const name = [e.getAttribute("aria-label"), ...by, ...labels, e.innerText, e.title].join("");
    const at = e.getBoundingClientRect();
    return [name.trim(), at.left, at.right, e.outerHTML.slice(0, 120)];
  })"""
BRIGHTNESS = """() => {
  const c = document.querySelector(".panj-map canvas");
  const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
  let sum = 0, n = 0;
  for (let i = 0; i < d.length; i += 4 * 997) { sum += d[i] + d[i + 1] + d[i + 2]; n += 3; }
  return sum / n;
}"""


def key(page: Page, code: str, printed: str) -> None:
    """Press a key by its place, as a keyboard does that prints something else there."""
    wire = page.context.new_cdp_session(page)
    for kind in ("keyDown", "keyUp"):
        wire.send("Input.dispatchKeyEvent", {"type": kind, "code": code, "key": printed})


def test_keys_go_by_their_place_on_any_keyboard(open_window: Opener) -> None:
    """On a Cyrillic keyboard, with CapsLock, and where a Latin one prints another letter, the keys do the same, and the
    list of keys shows what is printed on them."""
    window = open_window()
    for number, printed in enumerate(("ы", "S", "ß", "s"), 1):
        key(window.page, "KeyS", printed)
        stands_at(window.page, number)
    key(window.page, "KeyB", "и")
    stands_at(window.page, 0)
    key(window.page, "KeyX", "s")
    window.settle()
    stands_at(window.page, 0)
    window.page.get_by_text("Keys", exact=True).click()
    key(window.page, "KeyD", "в")
    stands_at(window.page, 4)
    expect(window.page.locator(".panj-keys tr").filter(has_text="a day").first).to_contain_text("В")
    window.page.locator(".panj-map canvas").focus()
    before = window.page.locator(".panj-tools button").first.get_attribute("aria-pressed")
    key(window.page, "Digit1", "&")
    expect(window.page.locator(".panj-tools button").first).not_to_have_attribute("aria-pressed", str(before))
    key(window.page, "Period", "ю")
    expect(window.page.locator(".panj-tip")).to_contain_text("held by government", timeout=PATIENCE)


def test_who_answers_without_a_mouse_keeps_the_focus(open_window: Opener) -> None:
    """After each answer the focus is on the next question or where it was asked, never lost to the whole page; the
    name of the window says that one is asked, the seat, the date and the game."""
    window = open_window()
    window.begin()
    assert window.on("1 step")
    expect(window.page).to_have_title("You are asked: Tajikistan, 1 June 2021, Ten days at a small border - Panj")
    card, answered = window.page.locator(".panj-question"), 0
    while card.count():
        card.locator(".panj-advised button").first.focus()
        count = window.page.locator(".panj-orders li b").count()
        window.page.keyboard.press("Enter")
        expect(window.page.locator(".panj-orders li b")).to_have_count(count + 1, timeout=PATIENCE)
        window.settle()
        assert window.page.evaluate("() => Boolean(document.activeElement.closest('.panj-game'))")
        answered += 1
    assert answered > 1
    expect(window.page).to_have_title("Tajikistan, 1 June 2021, Ten days at a small border - Panj")
    assert window.page.evaluate("() => document.documentElement.lang") == "en"


@pytest.mark.parametrize(("wide", "theme"), [(1500, "light"), (390, "dark")])
def test_on_a_phone_and_a_dark_page_everything_can_be_reached_and_read(
    chromium: Browser, served: Served, wide: int, theme: str
) -> None:
    """Every control of every page has a name and lies within the window; the map is as dark as the page, its signs
    differ by more than colour, the diagram's words are as large as other words, and no button lies over the figures at
    the top."""
    context = chromium.new_context(viewport={"width": wide, "height": 900}, color_scheme="light")
    context.add_init_script(f"localStorage.setItem(':solara:theme.variant', '\"{theme}\"')")
    window = Window(chromium, served.address, context)
    window.turn("War")
    press(window.page, "Next decision")
    window.settle()
    for name in window.page.get_by_role("tab", include_hidden=True).all_text_contents():
        window.turn(name)
        window.settle()
        controls = window.page.evaluate(CONTROLS)
        assert len(controls) > 15
        assert not [c for c in controls if not c[0]]
        if wide == 390:
            assert not [c for c in controls if c[1] < -1 or c[2] > wide + 1], name
        if name == "War":
            assert (window.page.evaluate(BRIGHTNESS) < 110) == (theme == "dark")
            signs = window.page.locator(".panj-legend svg").evaluate_all("all => all.map((e) => e.innerHTML)")
            forms = [re.sub(r'(fill|stroke)="#?\w+"', "", sign) for sign in signs]
            assert len(set(forms[6:])) == len(forms[6:]) > 6
        if name == "Alliance":
            drawn = window.page.locator(":is(.panj-diagram, .panj-upright):visible svg text").first.bounding_box()
            assert drawn is not None
            assert drawn["height"] > 10
    window.page.set_viewport_size({"width": min(wide, 1024), "height": 768})
    assert not window.page.evaluate(OVER_FIGURES)
    window.close()


def test_on_a_phone_time_moves_beside_the_open_card(chromium: Browser, served: Served) -> None:
    """While nothing is asked, what moves time lies beside the card of decisions, not under it, on one line."""
    window = Window(chromium, served.address, chromium.new_context(viewport={"width": 390, "height": 844}))
    window.begin()
    window.page.locator(".panj-sheets button", has_text="Decide").click()
    while window.page.locator(".panj-question").count():
        window.answer()
    card, foot = (window.page.locator(where).bounding_box() for where in (".panj-right", ".panj-foot"))
    assert card is not None
    assert foot is not None
    assert card["y"] + card["height"] <= foot["y"]
    tops = {button.bounding_box()["y"] for button in window.page.locator(".panj-time-buttons .v-btn:visible").all()}
    assert len(tops) == 1
    window.on("1 day")
    window.close()


@pytest.mark.parametrize(("wide", "theme"), [(1500, "light"), (390, "dark")])
def test_axe_finds_nothing_serious_on_any_page(chromium: Browser, served: Served, wide: int, theme: str) -> None:
    """On every page, on a light wide one and on a dark phone, with a question open and without, axe-core has no
    finding that is serious or worse."""
    context = chromium.new_context(viewport={"width": wide, "height": 844})
    context.add_init_script(f"localStorage.setItem(':solara:theme.variant', '\"{theme}\"')")
    window, axe = Window(chromium, served.address, context), Axe()

    def grave() -> list[str]:
        window.settle()
        found = axe.run(window.page).response["violations"]
        return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found if v["impact"] in ("serious", "critical")]

    for name in window.page.get_by_role("tab", include_hidden=True).all_text_contents():
        window.turn(name)
        assert grave() == [], name
    window.begin()
    assert window.on("1 step")
    assert grave() == []
    window.close()
