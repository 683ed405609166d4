"""Who may talk to the server, and what it says to all: an ASGI application around Solara's.

Solara answers any page of any site that opens its websocket, fetches what it lacks from a content network and empties
folders of its cache on the way. Here only names of this machine (or of the address it was told to listen on) are
answered, a websocket must come from a page of ours, and a file that is not here does not exist.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from starlette.responses import FileResponse, Response

from panj.browser import scripts

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CDN = "/_solara/cdn/"
PLOTLY = "/panj/plotly.js"  # the script of Plotly's figures
OURS = {"/nbextensions/anywidget/index.js": scripts.anywidget, "/static/main-vuetify.js": scripts.connection}
PRIVATE = ("/resourcez", "/_solara/api/evict")  # the server's inside is nobody's business
LARGEST_MESSAGE = 4_000_000  # bytes; a saved game has some ten thousand

# Everything a page loads, it loads from here; the browser itself sees to it.
POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;"
    " style-src 'self' 'unsafe-inline'; connect-src 'self' ws://{host} wss://{host} data: blob:;"
    " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


class Guard:
    """Lets through what comes from a page of this server and refuses the rest with 403, 404 or 413.

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
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        host, path = headers.get("host", ""), scope["path"]
        if not answers_to(host) or not _same_origin(scope, headers, host):
            await _refuse(scope, send, 403, "This page is served to its own windows only.")
        elif path.startswith(PRIVATE) or (path.startswith(CDN) and not self._have(path[len(CDN) :])):
            await _refuse(scope, send, 404, "There is no such file here.")
        elif path == PLOTLY and scope["type"] == "http":
            await FileResponse(_plotly(), headers={"cache-control": "max-age=86400"})(scope, receive, send)
        elif scope["type"] == "http" and (script := next((OURS[end] for end in OURS if path.endswith(end)), None)):
            await Response(script(), media_type="text/javascript")(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.inner(scope, _bounded(receive), send)
        else:
            await self.inner(scope, receive, _with_policy(send, host))

    def _have(self, path: str) -> bool:
        """A file of the libraries that lies in their folder. A folder is none: Solara would delete it."""
        file = (self.assets / unquote(path)).resolve()
        return file.is_relative_to(self.assets.resolve()) and file.is_file()


def _plotly() -> str:
    return str(files("plotly") / "package_data" / "widgetbundle.js")


def answers_to(host: str) -> bool:
    """Whether a Host header names this server. Another name that leads here is somebody else's (DNS rebinding)."""
    name = urlsplit(f"//{host}").hostname or ""
    listening = os.environ.get("SERVER_NAME", "localhost")  # Solara and `panj app` both set it
    if is_loopback(name) or name == listening.lower():
        return True
    if is_loopback(listening):
        return False
    return _is_address(name) or name in {socket.gethostname().lower(), socket.getfqdn().lower()}


def is_loopback(name: str) -> bool:
    """Whether a name or address stays within this machine."""
    return name == "localhost" or (_is_address(name) and ipaddress.ip_address(name).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _same_origin(scope: Scope, headers: dict[str, str], host: str) -> bool:
    """A websocket and whatever changes something must come from a page of this very address."""
    if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
        return True
    return urlsplit(headers.get("origin", "")).netloc.lower() == host.lower() != ""


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
    own = [
        (b"content-security-policy", POLICY.format(host=host).encode("latin-1")),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
    ]

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *own]}
        await send(message)

    return answer
