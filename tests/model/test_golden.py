"""Nothing that happens in small wars changes in silence, on either Python: events, reasons, outcomes, pictures."""

from __future__ import annotations

import pytest

from panj.tests.model.golden import FILE, PARTS, lines


@pytest.mark.parametrize("part", PARTS)
def test_what_happens_in_small_wars_is_what_is_written_down(part: str) -> None:
    """Wars by rule, by chairs that answer and bargain by dice, and by people come to what golden.txt says;
    `python -m panj.tests.model.golden` writes it anew where a change is meant."""
    written = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith(f"{part}: ")]
    assert len(written) >= 3
    assert [line for line in lines(part) if line not in written] == []
