"""Nothing that treaty and council come to changes in silence, on either Python: outcomes, reasons, and numbers."""

from __future__ import annotations

import pytest

from panj.tests.treaty.golden import FILE, PARTS, lines


@pytest.mark.parametrize("part", PARTS)
def test_what_treaty_and_council_come_to_is_what_is_written_down(part: str) -> None:
    """Every case of the catalogue, the usual case under every regime, councils drawn at random and how regimes differ
    come to what golden.txt says; `python -m panj.tests.treaty.golden` writes it anew where a change is meant."""
    written = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith(f"{part} ")]
    assert len(written) >= 20
    assert [line for line in lines(part) if line not in written] == []
