"""A visitor without a browser: speaks what the page speaks over its websocket, and may say what no page would."""

from __future__ import annotations

import http.cookiejar
import json
import time
import urllib.request
import uuid
from contextlib import ExitStack
from typing import Any

from websockets.sync.client import connect

PATIENCE = 60.0  # seconds that a page may take to show what is waited for


class Visitor:
    """One window: `said` holds every text frame that the server sent, `widgets` the state of what it shows."""

    def __init__(self, address: str, path: str = "/", origin: str | None = None, patience: float = PATIENCE) -> None:
        self.patience = patience
        jar = http.cookiejar.CookieJar()
        urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open(address + path, timeout=60).read()
        cookie = "; ".join(f"{c.name}={c.value}" for c in jar)
        self.address, self.kernel, self.session = address, uuid.uuid4().hex, uuid.uuid4().hex
        url = f"{address.replace('http', 'ws', 1)}/jupyter/api/kernels/{self.kernel}/channels?session_id={self.session}"
        headers = {"Origin": origin or address, "Cookie": cookie}
        self.end = ExitStack()
        waiting = connect(
            url,
            additional_headers=headers,
            max_size=None,
            open_timeout=60,
            close_timeout=0.1,  # the server of a page does not answer a farewell
        )
        self.wire = self.end.enter_context(waiting)
        self.said: list[str] = []
        self.bytes_in = 0
        self.widgets: dict[str, dict[str, Any]] = {}
        self.path = path
        control = self._send("comm_open", {"comm_id": uuid.uuid4().hex, "target_name": "solara.control", "data": {}})
        run = {
            "method": "run",
            "args": {"path": path, "appName": None, "themes": {"light": {}, "dark": {}}, "dark": False},
        }
        self._send("comm_msg", {"comm_id": control["comm_id"], "data": run})

    def _send(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "username": "",
            "session": self.session,
            "date": "2026-01-01T00:00:00Z",
            "version": "5.2",
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self.wire.send(json.dumps(message | {"buffers": []}))
        return content

    def listen(self, seconds: float) -> None:
        """Take in what comes until nothing has come for `seconds`."""
        while True:
            try:
                frame = self.wire.recv(timeout=seconds)
            except TimeoutError:
                return
            self.bytes_in += len(frame)
            if isinstance(frame, bytes):
                frame = frame.decode("latin-1")
                start = frame.find("{")
                self.said.append(frame)
                message = json.JSONDecoder().raw_decode(frame[start:])[0] if start >= 0 else {}
            else:
                self.said.append(frame)
                message = json.loads(frame)
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        content = message.get("content", {})
        match message.get("header", {}).get("msg_type"):
            case "comm_open":
                self.widgets[content["comm_id"]] = content["data"].get("state", {})
            case "comm_msg" if content["data"].get("method") == "update":
                self.widgets.setdefault(content["comm_id"], {}).update(content["data"]["state"])
            case "comm_close":
                self.widgets.pop(content["comm_id"], None)

    def wait_for(self, text: str) -> None:
        """Listen until some shown widget holds the text."""
        end = time.monotonic() + self.patience
        while text not in self.shown():
            assert time.monotonic() < end, f"{text!r} never came"
            self.listen(0.2)

    def shown(self) -> str:
        """The state of all that is shown, as text."""
        return json.dumps(self.widgets)

    def having(self, **state: Any) -> list[str]:
        """Ids of the widgets whose state holds these."""
        return [k for k, w in self.widgets.items() if all(w.get(name) == value for name, value in state.items())]

    def buttons(self, label: str) -> list[str]:
        """Ids of the buttons with this text."""
        buttons = self.having(_model_name="BtnModel")
        return [k for k in buttons if label in json.dumps(self.widgets[k].get("children"))]

    def press(self, label: str) -> None:
        """Click the button with this text, once it is there and takes clicks."""
        end = time.monotonic() + self.patience
        while not (found := self.buttons(label)):
            assert time.monotonic() < end, f"no button {label!r} came"
            self.listen(0.2)
        self.listen(0.5)
        self.event(found[0])

    def set(self, widget: str, **state: Any) -> None:
        """Claim that the person at this window has set these."""
        self._send("comm_msg", {"comm_id": widget, "data": {"method": "update", "state": state, "buffer_paths": []}})

    def event(self, widget: str, name: str = "click", data: Any = None) -> None:
        """Claim that the person at this window has done something to a widget."""
        content = {"event": name, "data": {} if data is None else data}
        self._send("comm_msg", {"comm_id": widget, "data": {"method": "custom", "content": content}})

    def close(self) -> None:
        """Leave as a browser does that closes its window: by a last word, then silence."""
        url = f"{self.address}/_solara/api/close/{self.kernel}?session_id={self.session}"
        leave = urllib.request.Request(url, data=b"", headers={"Origin": self.address}, method="POST")
        urllib.request.urlopen(leave, timeout=30).read()
        self.end.close()
