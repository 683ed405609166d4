"""Compiled or plain Python, the ground rules play the same war."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DIGEST = """
from panj.model import BorderModel
print(BorderModel("tajikistan-2021-incursion", "automatic", 3, days=28).run().digest)
"""


@pytest.mark.slow
def test_without_compilation_the_digest_is_the_same() -> None:
    """With NUMBA_DISABLE_JIT=1 a war of four weeks, crossings among them, ends with the digest of the compiled one."""
    digests = [
        subprocess.run(
            [sys.executable, "-c", DIGEST], cwd=ROOT, env=os.environ | more, capture_output=True, text=True, check=True
        ).stdout
        for more in ({}, {"NUMBA_DISABLE_JIT": "1"})
    ]
    assert digests[0] == digests[1]
    assert len(digests[0].strip()) == 32
