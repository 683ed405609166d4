"""Serves the page: `panj app` runs this module. Whatever hinders it is said in one line."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import signal
import socket
import sys
import threading
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import uvicorn

from panj.browser.address import for_players, is_any, is_loopback, link
from panj.experiments.files import check_folder
from panj.scenarios.arguments import below, machine
from panj.scenarios.errors import InputError, MachineError

if TYPE_CHECKING:
    from types import FrameType

APP = Path(__file__).parent.parent / "app.py"
PATIENCE = 2  # seconds that open windows get to close when the server ends


def main() -> int:
    """Listen until Ctrl-C (status 130) or a request to end (143), or return 1 when the machine does not let us."""
    parser = _Parser(prog="panj app")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--host", default="localhost")
    parser.add_argument("--no-open", action="store_true")
    parser.add_argument("--game", type=Path, help="a saved game that every window opens with")
    parser.add_argument("--games", type=Path, help="folder where games are written down as they are played")
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME")
    parser.add_argument("--root-path", default="", metavar="/PATH")
    options = parser.parse_args()
    try:
        names = [machine("--allow-host", name) for name in options.allow_host]
        root = below("--root-path", options.root_path) if options.root_path else ""
    except InputError as error:
        parser.error(str(error))
    try:
        listening = listen(options.host, options.port)
    except OSError as error:
        print(f"panj: {_why_not(options.host, options.port, error)}", file=sys.stderr)
        return 1
    port = listening.getsockname()[1]
    here = "localhost" if is_any(options.host) else options.host
    url = link(for_players(options.host), port, root)
    if not is_loopback(options.host):
        print(
            f"panj: {options.host} can be reached from other machines: anybody who opens it can play", file=sys.stderr
        )
    if options.game is not None:
        os.environ["PANJ_GAME"] = str(options.game.resolve())
    if options.games is not None:
        try:
            check_folder(options.games)
        except MachineError as error:
            print(f"panj: --games {error}", file=sys.stderr)
            return 1
        os.environ["PANJ_GAMES"] = str(options.games.resolve())
    if names:
        os.environ["PANJ_ALLOW_HOSTS"] = ",".join(names)
    if root:
        os.environ["SOLARA_ROOT_PATH"] = root
    os.environ["SOLARA_APP"], os.environ["SERVER_NAME"], os.environ["SERVER_PORT"] = str(APP), options.host, str(port)
    server = _Server(_config())
    if not options.no_open:
        threading.Thread(target=_open_when_ready, args=(server, link(here, port, root)), daemon=True).start()
    also = f"; on this machine also on {link(here, port, root)}" if is_any(options.host) else ""
    print(f"panj: the game is on {url}{also} (Ctrl-C ends it)", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    _good_bye(server.status)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """Print the line; exit status 2."""
        print(f"panj: {message}", file=sys.stderr)
        raise SystemExit(2)


class _Server(uvicorn.Server):
    """Ends when it is told to, even while a step is being worked out in some window."""

    status = 128 + signal.SIGINT

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Windows get a moment to close; then the process ends."""
        self.status = 128 + sig
        late = threading.Timer(2 * PATIENCE, _good_bye, [self.status])
        late.daemon = True
        late.start()
        super().handle_exit(sig, frame)


def _good_bye(status: int) -> NoReturn:
    if (begun := sys.modules.get("panj.browser.table.tables")) is not None:
        last = threading.Thread(target=begun.tables().keep_all, daemon=True)
        last.start()
        last.join(PATIENCE)
    print("panj: the server is closed; its games go on when you start it again", file=sys.stderr, flush=True)
    os._exit(status)


def _config() -> uvicorn.Config:
    from solara.server.starlette import app

    logging.getLogger("uvicorn.error").addFilter(lambda said: "graceful shutdown" not in said.getMessage())
    return uvicorn.Config(
        app, log_config=None, access_log=False, loop="asyncio", timeout_graceful_shutdown=PATIENCE, lifespan="on"
    )


def listen(host: str, port: int) -> socket.socket:
    """A socket of the first address that a name stands for; taken before anything heavy is loaded."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    # Named as TCP, so that asyncio sends small messages at once: else each waits up to 40 ms for an acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def _why_not(host: str, port: int, error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return f"--host {host}: no such address. Allowed: localhost, or an address of this machine"
    reason = error.strerror or str(error)
    return f"port {port} of {host} cannot be used ({reason.lower()}); try another: panj app --port {port + 1}"


def _open_when_ready(server: uvicorn.Server, url: str) -> None:
    while not server.started:
        time.sleep(0.1)
    webbrowser.open(url)
