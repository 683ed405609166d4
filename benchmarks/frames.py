"""Rendered steps a second and bytes a step on the page, in Chromium: `python -m panj.benchmarks.frames --windows 10`.

Each window plays a game of its own as fast as it goes. A step counts when the browser has painted it, since the next
one is asked for only then; its latency is the time from one such message to the next. Bytes are all that the websocket
brings: the map's frame and the words beside it. Rates depend on the machine and on what else it does; the processor
time that a step takes, of the server and of the browser, less so. No war may end while it is measured.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import psutil

from panj.benchmarks.visits import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATIENCE = 120_000  # ms
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
]

# Notes in the window when the map says that a step was drawn.
NOTE_DRAWN = """
window.drawnAt = [];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  const text = typeof data === "string" ? data : new TextDecoder("latin1").decode(data);
  if (text.includes('"drawn":')) window.drawnAt.push(performance.now());
  return send.call(this, data);
};
"""


class Played(NamedTuple):
    """What was measured: seconds, when each window drew [ms], bytes received, processor seconds of both programs."""

    seconds: float
    drawn: list[list[float]]
    received: int
    server: float
    browser: float

    def __str__(self) -> str:
        rates = [1000.0 * (len(at) - 1) / (at[-1] - at[0]) if len(at) > 1 else 0.0 for at in self.drawn]
        steps = max(1, sum(map(len, self.drawn)))
        waits = sorted(b - a for at in self.drawn for a, b in pairwise(at)) or [float("nan")]
        late = waits[int(0.95 * (len(waits) - 1))]
        server, browser = (1000 * used / steps for used in (self.server, self.browser))
        return "\n".join(
            (
                f"{len(rates)} windows, {self.seconds:.1f} s",
                f"rendered steps a second in each: {min(rates):.1f} to {max(rates):.1f}",
                f"latency of a step: median {statistics.median(waits):.0f} ms, 95 % below {late:.0f} ms",
                f"received: {self.received / steps:.0f} bytes a step",
                f"processor time a step: server {server:.1f} ms, browser {browser:.1f} ms",
                f"cores used by both: {(self.server + self.browser) / self.seconds:.2f}",
            )
        )


def processor(processes: list[psutil.Process]) -> float:
    """Processor seconds that processes have used."""
    return sum(times.user + times.system for times in (process.cpu_times() for process in processes))


def opened(browser: Browser, address: str, sizes: list[int]) -> Page:
    """A window of a game of its own that has played a day and is ready to play as fast as it goes."""
    page = browser.new_context(viewport={"width": 1500, "height": 900}).new_page()
    page.add_init_script(NOTE_DRAWN)
    page.on("websocket", lambda socket: socket.on("framereceived", lambda payload: sizes.append(len(payload))))
    page.goto(address)
    page.wait_for_selector(".panj-map canvas", timeout=PATIENCE)
    page.locator(".panj-speed").click()
    page.get_by_role("option", name="as fast as it goes").click()
    page.get_by_role("button", name="1 day", exact=True).click()
    page.wait_for_selector(".panj-date[data-step='4']", timeout=PATIENCE)
    page.get_by_role("button", name="Close", exact=True).click()  # the first page, which lies over the map
    page.wait_for_selector(".panj-page", state="detached", timeout=PATIENCE)
    return page


def play(windows: int, seconds: float) -> Played:
    """Open so many windows and let all of them play for some seconds."""
    from playwright.sync_api import sync_playwright

    with served() as (address, server), sync_playwright() as driver:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = driver.chromium.launch(executable_path=chromium, args=OPTIONS)
        sizes: list[int] = []
        pages = []
        for number in range(windows):
            pages.append(opened(browser, address, sizes))
            print(f"{number + 1} of {windows} windows open", file=sys.stderr, flush=True)
        for page in pages:
            page.get_by_role("button", name="Play", exact=True).first.click()
        of_server = [psutil.Process(server)]
        of_browser = [p for p in psutil.Process().children(recursive=True) if "chrom" in p.name()]
        for page in pages:
            page.evaluate("() => { window.drawnAt.length = 0 }")
        sizes.clear()
        start, before = time.monotonic(), [processor(p) for p in (of_server, of_browser)]
        pages[0].wait_for_timeout(1000 * seconds)
        took, after = time.monotonic() - start, [processor(p) for p in (of_server, of_browser)]
        received, drawn = sum(sizes), [page.evaluate("() => window.drawnAt") for page in pages]
        browser.close()
    return Played(took, drawn, received, after[0] - before[0], after[1] - before[1])


def main() -> None:
    """Open the windows, let them play, print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--windows", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=2.0)
    given = parser.parse_args()
    print(play(given.windows, given.seconds))


if __name__ == "__main__":
    main()
