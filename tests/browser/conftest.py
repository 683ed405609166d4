"""A server of the page for the tests: started as a user starts it, from a folder of his own, and watched."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, sync_playwright

from panj.tests.browser.window import CHROMIUM, QUIET, Opener, Window

ROOT = Path(__file__).parents[2]

# Runs at the start of every Python below a server: writes down whatever is asked for beyond this machine.
WATCH = """
import os, sys
def watch(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple): host = str(args[1][0])
    elif event == "socket.getaddrinfo": host = str(args[0])
    else: return
    if host not in ("localhost", "127.0.0.1", "::1", "None", "0.0.0.0", "::"):
        with open(os.environ["PANJ_WATCH"], "a") as log: log.write(host + "\\n")
sys.addaudithook(watch)
"""


class Served(NamedTuple):
    """A page that is being served."""

    address: str
    log: Path  # what the server prints
    watch: Path  # hosts beyond this machine that it asked for

    def asked_beyond(self) -> list[str]:
        """Names and addresses beyond this machine that the server looked up or connected to."""
        return self.watch.read_text().split() if self.watch.exists() else []


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, *command: str) -> Iterator[Served]:
    """The command plus `--port`, run in a folder that holds a model.py and an agents.py of the user's own."""
    for name in ("model", "agents", "browser"):
        (folder / f"{name}.py").write_text("raise SystemExit('a file of the user was taken for one of ours')\n")
    site = folder / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(WATCH)
    port = free_port()
    served = Served(f"http://localhost:{port}", folder / "log", folder / "watch")
    path = os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH")])])
    env = os.environ | {"PYTHONPATH": path, "PANJ_WATCH": str(served.watch)}
    with served.log.open("w") as out:
        line = [*command, "--port", str(port), "--no-open"]
        server = subprocess.Popen(line, cwd=folder, stdout=out, stderr=out, env=env, start_new_session=True)
    try:
        for _ in range(1200):
            try:
                urllib.request.urlopen(served.address, timeout=5).read()
                break
            except OSError:
                assert server.poll() is None, served.log.read_text()
                time.sleep(0.25)
        yield served
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGINT)
            server.wait(60)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The page as `panj app` serves it."""
    panj = Path(sys.executable).with_name("panj")
    with serving(tmp_path_factory.mktemp("panj-app"), str(panj), "app") as page:
        yield page


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each opens windows of its own."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def open_window(chromium: Browser, served: Served) -> Iterator[Opener]:
    """Opens windows; at the end none may have complained or asked elsewhere."""
    windows: list[Window] = []

    def opened(address: str = "") -> Window:
        windows.append(Window(chromium, address or served.address))
        return windows[-1]

    yield opened
    for window in windows:
        window.close()
