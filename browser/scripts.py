"""The page and the scripts of Solara and anywidget as this game needs them: changed as they are served, not on disk.

Solara takes a connection for lost for good when the server's answer takes half a second, shows a dialog and ends the
game's window. Here it waits, and a page that cannot go on is loaded again: its seat comes back, see table.tables.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

SCRIPTS = ("return.js", "focus.js", "access.js", "signal.js")
OWN = "\n".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in SCRIPTS)

# What is changed in a file: each text, and what stands in its place.
CHANGES: dict[str, tuple[tuple[str, str], ...]] = {
    "page": (
        ("<html>", '<html lang="en">'),
        ("<head>", f"<head>\n    <script>\n{OWN}</script>"),
        (", maximum-scale=1, user-scalable=no, minimal-ui", ""),  # who needs large letters may zoom
        (
            '<v-progress-circular indeterminate size="128" style="text-align: center;">Server\n'
            "                disconnected.</v-progress-circular>",
            '<div role="status" style="text-align: center;"><v-progress-circular indeterminate size="96">'
            "</v-progress-circular><p>The connection is lost. The game is kept;<br>this page comes back by itself.</p>"
            "</div>",
        ),
    ),
    "main-vuetify.js": (
        # The name of the window goes before the name of its kernel, see table.identity.
        (
            "searchParams.get('kernelid') || generateUuid()",
            "searchParams.get('kernelid') || (window.panjWindow ? `${window.panjWindow}.` : '') + generateUuid()",
        ),
        # A slow answer is waited for; one to a connection that was lost meanwhile means nothing.
        (
            "setTimeout(() => reject(new Error('app-status timeout')), 500)",
            "setTimeout(() => reject(new Error('app-status timeout')), 60000)",
        ),
        (
            "let reply;\n                try {\n                    reply = await solaraAppStatus(kernel);"
            "\n                } catch (e) {",
            "let reply;\n                const nth = solara.debug.reconnectCount;\n                try {"
            "\n                    reply = await solaraAppStatus(kernel);\n                } catch (e) {"
            "\n                    if (nth !== solara.debug.reconnectCount) return;",
        ),
        # Cut off while it was loading: what was asked for may be lost, so the page is loaded again.
        (
            "solara.debug.connectionStatus = s.connectionStatus;",
            "solara.debug.connectionStatus = s.connectionStatus;\n        if (s.connectionStatus == 'connected'"
            " && skipReconnectedCheck && (solara.debug.met = (solara.debug.met || 0) + 1) > 1) location.reload();",
        ),
    ),
    # It gives up on a slow machine after two seconds.
    "anywidget.js": (("AbortSignal.timeout(2e3)", "AbortSignal.timeout(6e4)"),),
}


def changed(name: str, text: str) -> str:
    """A text as this game needs it.

    Raises:
        LookupError: when it does not hold what is to be changed: another version than the pinned one.
    """
    for old, new in CHANGES[name]:
        if old not in text:
            raise LookupError(f"{name} of Solara {old!r} is not there: another version than the one that is pinned")
        text = text.replace(old, new)
    return text


@lru_cache(maxsize=1)
def anywidget() -> str:
    """The library that starts our own scripts."""
    return changed("anywidget.js", (files("anywidget") / "nbextension" / "index.js").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def connection() -> str:
    """The script that connects the page to the server."""
    script = files("solara.server") / "static" / "main-vuetify.js"
    return changed("main-vuetify.js", script.read_text(encoding="utf-8"))
