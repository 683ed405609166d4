"""What a visitor who left keeps of the server's memory: `python -m panj.benchmarks.visits`.

Opens the page a hundred times, plays a step, leaves as a closed window does, and reads the server's resident memory
after the first ten visits (libraries are loaded by then) and after the last.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from panj.benchmarks.visitor import Visitor

ROOT = Path(__file__).parents[1]
WARM = 10  # visits before the first reading
PATIENCE = 900.0  # seconds: the first page waits until the rules are compiled, on a busy machine for minutes


@contextmanager
def served(*options: str) -> Iterator[tuple[str, int]]:
    """Address and process of a page served by the real command, on a free port."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "panj.browser", "--port", str(port), "--no-open", *options]
    games = tempfile.TemporaryDirectory()
    env = os.environ | {"PYTHONPATH": str(ROOT), "PANJ_GAMES": games.name}
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=env)
    address = f"http://localhost:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(address, timeout=5).read()
                break
            except OSError:
                time.sleep(0.25)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(30)
        games.cleanup()


def visit(address: str) -> None:
    """Come, see the map, play one step, go."""
    visitor = Visitor(address, patience=PATIENCE)
    visitor.press("1 step")
    visitor.wait_for('"data-step": "1"')
    visitor.close()


def memory(pid: int) -> float:
    """Resident memory of a process [MB]."""
    time.sleep(1.0)
    return float(psutil.Process(pid).memory_info().rss / 1e6)


def main() -> None:
    """Print megabytes before, after, and for each visitor who left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=100)
    visits = parser.parse_args().visits
    with served() as (address, pid):
        for number in range(WARM):
            visit(address)
            print(f"{number + 1} of {WARM} visits before the first reading", file=sys.stderr, flush=True)
        before = memory(pid)
        for number in range(visits):
            visit(address)
            if (number + 1) % 10 == 0:
                print(f"{number + 1} of {visits} visits", file=sys.stderr, flush=True)
        after = memory(pid)
    print(f"{before:.0f} MB after {WARM} visits, {after:.0f} MB after {visits} more: {after - before:+.1f} MB")
    print(f"{(after - before) / visits:.2f} MB kept for each visitor who left")


if __name__ == "__main__":
    main()
