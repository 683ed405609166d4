"""Rendered steps a second and bytes a step on the page, in Chromium: `python -m benchmarks.frames --windows 10`.

Each window plays a game of its own as fast as it goes; a step counts when the browser has painted it, since the next
one is asked for only then. Bytes are all that the websocket brings: the map's frame and the words beside it.
"""

from __future__ import annotations

import argparse
import re
import shutil
import time
from typing import TYPE_CHECKING

from benchmarks.visits import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE = 120_000  # ms
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-renderer-backgrounding", "--disable-background-timer-throttling",
           "--disable-backgrounding-occluded-windows"]  # fmt: skip


def steps(page: Page) -> int:
    """Steps played, as the page says."""
    found = re.search(r"step (\d+) of", page.locator(".panj-date").inner_text())
    return int(found[1]) if found else 0


def main() -> None:
    """Open the windows, let them play, print steps a second for each and bytes a step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--windows", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=8.0)
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with served() as (address, _), sync_playwright() as driver:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = driver.chromium.launch(executable_path=chromium, args=OPTIONS)
        pages, sizes = [], []

        def count(payload: str | bytes) -> None:
            sizes.append(len(payload))

        for _ in range(given.windows):
            page = browser.new_context(viewport={"width": 1500, "height": 900}).new_page()
            page.on("websocket", lambda socket: socket.on("framereceived", count))
            page.goto(address)
            page.wait_for_selector(".panj-map canvas", timeout=PATIENCE)
            page.locator(".panj-speed").click()
            page.get_by_role("option", name="as fast as it goes").click()
            page.get_by_role("button", name="1 day", exact=True).click()
            page.wait_for_function("() => document.querySelector('.panj-date').innerText.includes('step 4 ')",
                                   timeout=PATIENCE)  # fmt: skip
            pages.append(page)
        for page in pages:
            page.get_by_role("button", name="Play", exact=True).first.click()
        before, start = [steps(page) for page in pages], time.monotonic()
        sizes.clear()
        pages[0].wait_for_timeout(1000 * given.seconds)
        after, seconds, received = [steps(page) for page in pages], time.monotonic() - start, sum(sizes)
        browser.close()
    played = [b - a for a, b in zip(before, after, strict=True)]
    rates = f"{min(played) / seconds:.1f} to {max(played) / seconds:.1f} steps a second in each"
    print(f"{given.windows} windows, {seconds:.1f} s: {rates}, {received / max(1, sum(played)):.0f} bytes a step")


if __name__ == "__main__":
    main()
