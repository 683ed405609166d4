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


class Server:
    """The page as a command serves it on a port, from a folder that holds a model.py and an agents.py of the user's."""

    def __init__(self, folder: Path, *command: str, address: str = "http://localhost") -> None:
        for name in ("model", "agents", "browser"):
            (folder / f"{name}.py").write_text("raise SystemExit('a file of the user was taken for one of ours')\n")
        (folder / "site").mkdir()
        (folder / "site" / "sitecustomize.py").write_text(WATCH)
        self.folder, self.port = folder, free_port()
        self.line = [*command, "--port", str(self.port), "--no-open"]
        self.served = Served(f"{address}:{self.port}", folder / "log", folder / "watch")

    def start(self) -> None:
        """Start it and wait until it answers."""
        path = os.pathsep.join([str(self.folder / "site"), *filter(None, [os.environ.get("PYTHONPATH")])])
        more = {"PYTHONPATH": path, "PANJ_WATCH": str(self.served.watch), "PANJ_GAMES": str(self.folder / "games")}
        with self.served.log.open("a") as out:
            self.process = subprocess.Popen(
                self.line, cwd=self.folder, stdout=out, stderr=out, env=os.environ | more, start_new_session=True
            )
        for _ in range(1200):
            try:
                urllib.request.urlopen(self.served.address, timeout=5).read()
                return
            except OSError:
                assert self.process.poll() is None, self.served.log.read_text()
                time.sleep(0.25)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it by a signal."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)


@contextmanager
def serving(folder: Path, *command: str, address: str = "http://localhost") -> Iterator[Served]:
    """The command plus `--port`, run in a folder."""
    server = Server(folder, *command, address=address)
    try:
        server.start()
        yield server.served
    finally:
        server.stop()


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
