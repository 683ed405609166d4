"""Nothing that the statistics say changes in silence, on either Python: numbers, chances, sentences, refusals."""

from __future__ import annotations

import pytest

from panj.tests.experiments.golden import FILE, PARTS, lines


@pytest.mark.parametrize("part", PARTS)
def test_what_the_statistics_say_of_made_up_tables_is_what_is_written_down(part: str) -> None:
    """Sides, pairs, causes, boxes, rounds and politics come to what golden.txt says; `python -m
    panj.tests.experiments.golden` writes it anew where a change is meant."""
    written = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith(f"{part}: ")]
    assert len(written) >= 5
    assert [line for line in lines(part) if line not in written] == []
