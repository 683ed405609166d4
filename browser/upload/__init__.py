"""A file from the visitor: its text, up to a size, told to Python. What it may hold is checked by whoever reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import solara
import traitlets

from panj.scenarios.errors import InputError, InWords

LONGEST_NAME = 80


class UploadWidget(anywidget.AnyWidget):
    """A field for one file. `picked` holds its name, its text and a running number."""

    _esm = Path(__file__).parent / "upload.js"

    label = traitlets.Unicode("").tag(sync=True)
    accept = traitlets.Unicode("").tag(sync=True)
    most = traitlets.Int(0).tag(sync=True)  # bytes
    picked = traitlets.Dict({}).tag(sync=True)


@solara.component
def Upload(label: str, accept: str, most: int, on_text: Callable[[str, str], None]) -> None:  # noqa: N802
    """A field that takes a text file of up to `most` bytes; `on_text(text, name)` may raise InputError."""

    def take(picked: Any) -> None:
        name, text = (picked.get("name"), picked.get("text")) if isinstance(picked, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(text, str):
            raise InputError("page", "file", InWords("nothing"), "a text file")
        if len(text.encode("utf-8", "replace")) > most:
            raise InputError("page", "file", InWords(f"more than {most:,} bytes"), f"a file of up to {most:,} bytes")
        on_text(text, name[:LONGEST_NAME] or "the file")

    UploadWidget.element(label=label, accept=accept, most=most, on_picked=take)
