"""A slow line between a browser and the server, which can be cut: every byte takes its time, each way."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Line:
    """Carries what comes to a port of its own to the server's, `delay` seconds late each way."""

    def __init__(self, address: str, delay: float) -> None:
        self.server, self.delay = urlsplit(address), delay
        self.open: set[asyncio.StreamWriter] = set()
        self.port = 0
        self.ready = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    @property
    def address(self) -> str:
        """Where the page is reached through this line."""
        return f"http://localhost:{self.port}"

    def cut(self) -> None:
        """Break every connection that stands; new ones can be made at once."""
        self.loop.call_soon_threadsafe(lambda: [writer.transport.abort() for writer in list(self.open)])

    async def _serve(self) -> None:
        self.loop, self.over = asyncio.get_running_loop(), asyncio.Event()
        async with await asyncio.start_server(self._carry, "localhost", 0) as listening:
            self.port = listening.sockets[0].getsockname()[1]
            self.ready.set()
            await self.over.wait()
            for writer in self.open:
                writer.transport.abort()
            await asyncio.sleep(2 * self.delay)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self.server.hostname, self.server.port)
        ends = {writer, back}
        self.open |= ends
        try:
            await asyncio.gather(self._one_way(reader, back), self._one_way(there, writer))
        finally:
            self.open -= ends
            for end in ends:
                end.close()

    async def _one_way(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                due, data = await under_way.get()
                await asyncio.sleep(max(0.0, due - self.loop.time()))
                if not data:
                    writer.close()
                    return
                writer.write(data)

        task = asyncio.ensure_future(deliver())
        with suppress(OSError):
            while data := await reader.read(65536):
                under_way.put_nowait((self.loop.time() + self.delay, data))
        under_way.put_nowait((self.loop.time() + self.delay, b""))
        await task


@contextmanager
def line(address: str, delay: float) -> Iterator[Line]:
    """A line to a server, for as long as the block lasts."""
    made = Line(address, delay)
    made.thread.start()
    made.ready.wait()
    try:
        yield made
    finally:
        made.loop.call_soon_threadsafe(made.over.set)
        made.thread.join(30)
