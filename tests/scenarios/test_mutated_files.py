"""A thousand mutated files, the first of those that tests/fuzz.py can make."""

from __future__ import annotations

import pytest

from panj.tests.fuzz import fuzz


@pytest.mark.slow
def test_a_thousand_mutated_files_are_refused_clearly_or_make_sense() -> None:
    """Files of every kind with faults in them: no traceback, no hang, nothing senseless accepted."""
    counts, bad = fuzz(range(1000), seed=1)
    assert bad == []
    assert sum(n for (_, end), n in counts.items() if end == "accepted") > 50
