"""What the server of the page lets in and out, tried with a visitor that says what no page would."""

from __future__ import annotations

import asyncio
import itertools
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from websockets.exceptions import InvalidStatus

from panj.benchmarks.visitor import Visitor
from panj.browser.serve import listen
from panj.scenarios.load import scenario_names
from panj.tests.browser.conftest import ROOT, Served, free_port, serving
from panj.tests.browser.window import CHROMIUM, PATIENCE, QUIET, press, stands_at

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


# A server that says, for each line it is given, how many windows it holds in memory.
COUNTED = """
import gc, sys, threading
from panj.browser.serve import main
from panj.browser.table.window import Window
def count():
    for _ in sys.stdin:
        gc.collect()
        print("windows", sum(type(thing) is Window for thing in gc.get_objects()), flush=True)
threading.Thread(target=count, daemon=True).start()
main()
"""


def status(address: str, **headers: str) -> int:
    """Status of a plain request."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_the_server_asks_nothing_of_anybody(served: Served) -> None:
    """`panj app` looks up no name and opens no connection beyond this machine, with a visitor there."""
    visitor = Visitor(served.address)
    visitor.wait_for("Reset")
    visitor.close()
    assert served.asked_beyond() == []


def test_neither_does_solara_run(tmp_path: Path) -> None:
    """So it is with `solara run app.py --no-check-version`, its makers' hidden frame included; the look for a newer
    version comes before anything of ours is loaded, so the documents name the option."""
    solara = Path(sys.executable).with_name("solara")
    with serving(tmp_path, str(solara), "run", str(ROOT / "app.py"), "--no-check-version") as page:
        first = urllib.request.urlopen(page.address, timeout=30).read().decode()
        visitor = Visitor(page.address)
        visitor.wait_for("Reset")
        visitor.close()
    assert "<iframe" not in first
    assert page.asked_beyond() == []


def test_a_window_that_was_closed_is_kept_by_nothing(tmp_path: Path) -> None:
    """After visitors have come, played a step and left, none of their windows is left in the server's memory."""
    port = free_port()
    command = [sys.executable, "-c", COUNTED, "--port", str(port), "--no-open", "--games", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdout.readline()  # where it listens
        for _ in range(3):
            visitor = Visitor(f"http://localhost:{port}")
            visitor.press("1 step")
            visitor.wait_for('"data-step": "1"')
            visitor.close()
        left = -1
        for _ in range(50):  # a moment until the last one is gone
            server.stdin.write("\n")
            server.stdin.flush()
            left = int(server.stdout.readline().split()[1])
            if left == 0:
                break
            time.sleep(0.2)
        server.terminate()
    assert left == 0


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_server_leaves_with_the_status_of_what_ended_it(tmp_path: Path, number: signal.Signals, status: int) -> None:
    """`panj app` ends with 130 after Ctrl-C and with 143 after a request to end, as every other command does."""
    command = [sys.executable, "-P", "-m", "panj", "app", "--port", "0", "--no-open", "--games", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        address = re.search(r"http://\S+", server.stdout.readline())
        assert address is not None
        assert urllib.request.urlopen(address[0], timeout=60).status == 200
        server.send_signal(number)
        assert server.wait(60) == status


def test_a_page_of_another_site_may_not_open_the_websocket(served: Served) -> None:
    """A page from elsewhere that knows our address gets no answer, whichever name of ours it borrows."""
    for origin in ("http://elsewhere.example", served.address + "0", "null"):
        with pytest.raises(InvalidStatus, match="403"):
            Visitor(served.address, origin=origin)


def test_small_messages_leave_at_once() -> None:
    """A window's connection does not hold small messages back until the last one is acknowledged."""

    async def delays() -> bool:
        held: list[int] = []

        async def look(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            held.append(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listening = listen("localhost", 0)
        async with await asyncio.start_server(look, sock=listening):
            reader, writer = await asyncio.open_connection(*listening.getsockname()[:2])
            await reader.read()
            writer.close()
        return not held[0]

    assert not asyncio.run(delays())


def test_other_names_and_files_that_are_not_here_are_refused(served: Served) -> None:
    """A foreign name that leads here, the server's inside, and libraries that would have to be fetched: refused."""
    assert status(served.address) == 200
    assert status(served.address, Host="elsewhere.example") == 403
    assert status(served.address + "/_solara/cdn/vega@99/build/vega.js") == 404
    assert status(served.address + "/_solara/cdn/vuetify@2.2.26") == 404
    assert status(served.address + "/resourcez?verbose") == 404
    assert served.asked_beyond() == []


def test_a_choice_that_was_not_offered_is_refused_in_one_line(served: Served) -> None:
    """A window that sends a path for a scenario is told what it may choose; nothing of the path is read or shown."""
    visitor = Visitor(served.address)
    visitor.wait_for("Reset")
    visitor.listen(0.5)
    (scenario,) = visitor.having(label="Scenario, after a reset")
    visitor.set(scenario, v_model="/etc/passwd")
    visitor.press("Reset")
    visitor.wait_for("panj-error")
    assert f"Choose one of: {', '.join(scenario_names()[:2])}" in visitor.shown()
    assert not [frame for frame in visitor.said if "Traceback" in frame or "root:" in frame]
    visitor.press("Go on")
    visitor.wait_for("data-step")
    visitor.close()


def test_whatever_a_window_sends_no_page_shows_a_traceback(served: Served) -> None:
    """Two hundred senseless values and events (seed 8) for whatever is on the page: lines at most, and it goes on."""
    dice = random.Random(8)
    junk = [None, -1, 1e308, "x" * 5000, "../..", [], [1], {}, {"a": []}, True, "<b>", "\x00"]
    visitor = Visitor(served.address)
    visitor.wait_for("Reset")
    visitor.listen(0.5)
    for _ in range(200):
        widget, state = dice.choice(sorted(visitor.widgets.items()))
        named = [name for name in state if not name.startswith("_")]
        if named and dice.random() < 0.7:
            visitor.set(widget, **{dice.choice(named): dice.choice(junk)})
        else:
            visitor.event(widget, dice.choice(["click", "change", "input", "no-such"]), dice.choice(junk))
    visitor.listen(2.0)
    assert not [frame[:500] for frame in visitor.said if "Traceback" in frame]
    again = Visitor(served.address)
    again.wait_for("Reset")
    again.close()
    visitor.close()


def answer(served: Served, request: str) -> int:
    """Status of a request written by hand, byte by byte."""
    host, port = served.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as wire:
        wire.sendall(request.encode("latin-1"))
        return int(wire.makefile("rb").readline().split()[1])


ODD_HOSTS = (
    "",
    "[::1",
    "::1",
    "[]",
    "[zz]",
    "localhost:x",
    "localhost:99999",
    "localhost:1; script-src *",
    "a b",
    "a" * 300,
)
FOLDERS = (
    "",
    "static/",
    "static/public/",
    "static/assets/",
    "_solara/cdn/",
    "jupyter/nbextensions/",
    "jupyter/api/kernels/",
)
ODD_NAMES = ("%00", "%ff%00", "a" * 300, "a" * 5000, "..%2f..%2fetc", "%5c..%5cx", "%ed%a0%80", "%0d%0a")
WEBSOCKET = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAA\r\n"


def test_a_malformed_request_is_never_an_error_of_the_server(served: Served) -> None:
    """Hosts that no page of ours sends get 400 or 403; odd paths, for whatever the server has to offer, no 500."""
    here = served.address.removeprefix("http://")
    for host in ODD_HOSTS:
        assert answer(served, f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n") in (400, 403), host
    assert answer(served, "GET / HTTP/1.0\r\n\r\n") == 400
    for folder, name, more in itertools.product(FOLDERS, ODD_NAMES, ("", WEBSOCKET)):
        asked = f"GET /{folder}{name} HTTP/1.1\r\nHost: {here}\r\nOrigin: http://{here}\r\n{more}\r\n"
        assert answer(served, asked) < 500, (folder, name)
    assert answer(served, f"GET /static/%00 HTTP/1.1\r\nHost: {here}\r\n\r\n") == 404
    closing = f"Host: {here}\r\nOrigin: http://{here}\r\nContent-Length: 0\r\n\r\n"
    assert answer(served, f"POST /_solara/api/close/x HTTP/1.1\r\n{closing}") == 400


@pytest.mark.parametrize(
    ("host", "link"),
    [
        ("::1", r"http://\[::1\]:\d+ "),
        ("127.0.0.1", r"http://127\.0\.0\.1:\d+ "),
        ("0.0.0.0", r"http://(?!0\.0\.0\.0)\S+:\d+; on this machine also on http://localhost:\d+ "),
    ],
)
def test_the_link_that_is_printed_opens_in_a_browser(tmp_path: Path, host: str, link: str) -> None:
    """Version 6 stands in brackets, and all addresses are printed as one that players can use."""
    panj = str(Path(sys.executable).with_name("panj"))
    with serving(
        tmp_path, panj, "app", "--host", host, address=f"http://{'[::1]' if ':' in host else 'localhost'}"
    ) as page:
        assert re.search(f"the game is on {link}", page.log.read_text())
        assert status(page.address) == 200


def test_behind_a_proxy_the_page_answers_to_its_name_below_its_path(tmp_path: Path) -> None:
    """With --allow-host and --root-path the page is played under another name and below a path, charts included,
    whether or not the proxy takes the path away; other names are refused, and told what to do."""
    panj, name = str(Path(sys.executable).with_name("panj")), "games.example.org"
    options = ["--allow-host", name, "--root-path", "/panj/"]
    with serving(tmp_path, panj, "app", *options) as page, sync_playwright() as driver:
        rule = f"--host-resolver-rules=MAP {name} 127.0.0.1"
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, rule])
        for path in ("/panj", "/"):
            view = browser.new_page()
            wrong: list[str] = []
            view.on("response", lambda r, wrong=wrong: wrong.append(r.url) if r.status >= 400 else None)
            view.goto(page.address.replace("localhost", name) + path)
            press(view, "1 step")
            stands_at(view, 1)
            view.get_by_role("tab", name="Outcomes", exact=True).click()
            expect(view.locator(".js-plotly-plot").first).to_be_visible(timeout=PATIENCE)
            assert wrong == []
        browser.close()
        assert status(page.address + "/panj/", Host=name) == 200
        assert status(page.address, Host="elsewhere.example") == 403


@pytest.mark.parametrize(
    ("options", "said", "code"),
    [
        (["--port", "{taken}"], "cannot be used", 1),
        (["--host", "no.such.invalid"], "no such address", 1),
        (["--port", "99999"], "--port is '99999'. Allowed: a whole number from 0 to 65,535", 2),
        (["--allow-host", "http://games.example.org"], "without http://", 2),
        (["--root-path", "panj?"], "like /panj", 2),
        (["--games", "/proc/games"], "/proc/games: ", 1),
    ],
)
def test_what_hinders_the_server_is_one_line(served: Served, options: list[str], said: str, code: int) -> None:
    """A taken port, an unknown address, a senseless number: what it is and what to do, no traceback."""
    taken = served.address.rsplit(":", 1)[1]
    command = [str(Path(sys.executable).with_name("panj")), "app", "--no-open"]
    done = subprocess.run(
        [*command, *(o.format(taken=taken) for o in options)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
