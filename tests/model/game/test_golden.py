"""Nothing that a game is told of itself changes in silence, on either Python: other courses, what lies ahead, files."""

from __future__ import annotations

import pytest

from panj.tests.model.game.golden import FILE, PARTS, lines


@pytest.mark.parametrize("part", PARTS)
def test_what_a_game_is_told_of_itself_is_what_is_written_down(part: str) -> None:
    """Decisions taken otherwise, what lies ahead, routine, points and refused files come to what golden.txt says;
    `python -m panj.tests.model.game.golden` writes it anew where a change is meant."""
    written = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith(f"{part}: ")]
    assert len(written) >= 5
    assert [line for line in lines(part) if line not in written] == []
