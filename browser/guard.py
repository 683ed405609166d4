"""Who may talk to the server, and what it says to all: an ASGI application around Solara's.

Solara answers any page of any site that opens its websocket, fetches what it lacks from a content network and empties
folders of its cache on the way. Here only names of this machine (or of the address it was told to listen on, or that it
was allowed) are answered, a websocket must come from a page of ours, and a file that is not here does not exist.
"""

from __future__ import annotations

import os
import socket
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from starlette.responses import FileResponse, RedirectResponse, Response

from panj.browser import scripts
from panj.browser.address import allowed, hostname, is_address, is_loopback, root_path

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CDN = "/_solara/cdn/"
PLOTLY = "/_panj/plotly.js"  # the script of Plotly's figures
OURS = {"/nbextensions/anywidget/index.js": scripts.anywidget, "/static/main-vuetify.js": scripts.connection}
PRIVATE = ("/resourcez", "/_solara/api/evict")  # the server's inside is nobody's business
LONGEST_PATH = 1000  # characters
LARGEST_MESSAGE = 4_000_000  # bytes; a saved game has some ten thousand

# Everything a page loads, it loads from here; the browser itself sees to it.
POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;"
    " style-src 'self' 'unsafe-inline'; connect-src 'self' {sockets} data: blob:;"
    " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


class Guard:
    """Lets through what comes from a page of this server; refuses the rest with 400, 403, 404 or 413, never with 500.

    Args:
        inner: the application to guard.
        assets: folder of the libraries' files that the application serves under /_solara/cdn/.
    """

    def __init__(self, inner: ASGIApp, assets: Path) -> None:
        self.inner = inner
        self.assets = assets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.inner(scope, receive, send)
            return
        asked_for = scope["path"]
        scope = _below_root(scope)
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        host, path = headers.get("host", ""), scope["path"]
        if (name := hostname(host)) is None or _lacks_session(scope):
            await _refuse(scope, send, 400, "This is no request that a page of this server makes.")
        elif not answers_to(name) or not _same_origin(scope, headers, host):
            await _refuse(scope, send, 403, _not_here(name))
        elif (
            not _is_path(path)
            or path.startswith(PRIVATE)
            or (path.startswith(CDN) and not self._have(path[len(CDN) :]))
        ):
            await _refuse(scope, send, 404, "There is no such file here.")
        elif scope["type"] == "http" and asked_for == root_path() != "":
            await RedirectResponse(f"{asked_for}/")(scope, receive, send)
        elif path == PLOTLY and scope["type"] == "http":
            await FileResponse(_plotly(), headers={"cache-control": "max-age=86400"})(scope, receive, send)
        elif scope["type"] == "http" and (script := next((OURS[end] for end in OURS if path.endswith(end)), None)):
            fresh = {"cache-control": "no-cache"}
            await Response(script(), media_type="text/javascript", headers=fresh)(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.inner(scope, _bounded(receive), send)
        else:
            await self.inner(scope, receive, _with_policy(send, host))

    def _have(self, path: str) -> bool:
        """A file of the libraries that lies in their folder. A folder is none: Solara would delete it."""
        try:
            file = (self.assets / unquote(path)).resolve()
            return file.is_relative_to(self.assets.resolve()) and file.is_file()
        except OSError:  # a name that no file can have
            return False


def _plotly() -> str:
    return str(files("plotly") / "package_data" / "widgetbundle.js")


def _below_root(scope: Scope) -> Scope:
    """The request as it reads below `--root-path`, whether or not the proxy has taken that away."""
    root, path = root_path(), scope["path"]
    if not root or not (path == root or path.startswith(f"{root}/")):
        return scope
    return {**scope, "path": path[len(root) :] or "/", "raw_path": scope.get("raw_path", b"")[len(root) :] or b"/"}


def _is_path(path: str) -> bool:
    """Whether a file or page could have this path: no sign that no file's name holds, and not too long."""
    return len(path) <= LONGEST_PATH and path.isprintable() and "\\" not in path


def _lacks_session(scope: Scope) -> bool:
    """Whether it speaks of a window but does not say which, as no page of ours does."""
    of_window = scope["type"] == "websocket" or scope["path"].startswith("/_solara/api/close/")
    return of_window and not parse_qs(scope.get("query_string", b"").decode("latin-1")).get("session_id")


def answers_to(name: str) -> bool:
    """Whether a name is this server's. Another name that leads here is somebody else's (DNS rebinding)."""
    listening = os.environ.get("SERVER_NAME", "localhost")  # Solara and `panj app` both set it
    if is_loopback(name) or name == listening.lower() or name in allowed():
        return True
    if is_loopback(listening):
        return False
    return is_address(name) or name in {socket.gethostname().lower(), socket.getfqdn().lower()}


def _not_here(name: str) -> str:
    return (
        "This page is served to its own windows only."
        if answers_to(name)
        else f"This server does not answer to the name {name}. Start it with: panj app --allow-host {name}"
    )


def _same_origin(scope: Scope, headers: dict[str, str], host: str) -> bool:
    """A websocket and whatever changes something must come from a page of this very address, or of a name allowed: a
    proxy may ask under another one than the browser did."""
    if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
        return True
    _, _, origin = headers.get("origin", "").lower().partition("://")
    return origin == host.lower() != "" or hostname(origin) in allowed()


async def _refuse(scope: Scope, send: Send, status: int, text: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": text})  # before it was accepted: HTTP 403
        return
    head = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": text.encode()})


def _bounded(receive: Receive) -> Receive:
    """Hang up on a message that no page of ours would send."""

    async def bounded() -> Message:
        message = await receive()
        size = len(message.get("text") or message.get("bytes") or "")
        return {"type": "websocket.disconnect", "code": 1009} if size > LARGEST_MESSAGE else message

    return bounded


def _with_policy(send: Send, host: str) -> Send:
    """Send what the browser may load along with every answer."""
    sockets = " ".join(f"ws://{name} wss://{name}" for name in (host, *sorted(allowed())))
    own = [
        (b"content-security-policy", POLICY.format(sockets=sockets).encode("latin-1")),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
    ]

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *own]}
        await send(message)

    return answer
