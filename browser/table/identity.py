"""Who looks: the browser by its cookie, and the window by a name that lasts as long as its tab."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from solara.server.kernel_context import get_current_context


class Identity(NamedTuple):
    """A window, as it is known again. Both are hashes: whoever reads a table's file cannot pass for the browser."""

    browser: str
    window: str


def here() -> Identity:
    """The window that is being served.

    The cookie is the secret. The name of the window, which return.js puts before a dot in the name of its kernel, only
    tells the windows of one browser apart, so a link that is passed on leads nobody to somebody else's seat.
    """
    kernel = get_current_context()
    return known_by(kernel.session_id, kernel.id.partition(".")[0])


def known_by(cookie: str, tab: str) -> Identity:
    """The identity that a cookie and the name of a tab give."""
    return Identity(_hash("browser", cookie), _hash("window", cookie, tab))


def _hash(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
