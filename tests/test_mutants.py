"""Faults put into the code on purpose: where they are put, and which tests are asked about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from panj.tools import mutants
from panj.tools.mutants import Mutant, Quick

SOURCE = '''"""A rule."""


def last(days: int | None = 3) -> bool | None:
    return days - 1 > 7
'''


def test_faults_are_put_where_code_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers, operators and comparisons are changed, annotations are not, and an operator becomes one of its kind."""
    pytest.importorskip("cosmic_ray")
    path = tmp_path / "rule.py"
    path.write_text(SOURCE, encoding="utf-8")
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    found = mutants.sites([path])
    assert {(line, family) for _, line, _, family in found} == {
        (4, "NumberReplacer"),
        (5, "NumberReplacer"),
        (5, "ReplaceBinaryOperator"),
        (5, "ReplaceComparisonOperator"),
    }
    changed = {m.changed(SOURCE) for ways in found.values() for m in ways}
    assert SOURCE.replace("days - 1 > 7", "days - 1 >= 7") in changed
    assert SOURCE.replace("days - 1 > 7", "days + 1 > 7") in changed
    assert SOURCE.replace("days - 1 > 7", "days | 1 > 7") not in changed
    minus = next(m for ways in found.values() for m in ways if m.operator.endswith("Sub_Add"))
    assert mutants.difference(minus, SOURCE) == ["-    return days - 1 > 7", "+    return days + 1 > 7"]


def test_the_fastest_tests_that_come_by_a_line_are_asked() -> None:
    """Tests of that line, the fastest first, within a minute; of one that runs on import, those of the whole file."""
    seconds = {"a": 0.1, "b": 5.0, "c": 50.0, "d": 20.0}
    tests = Quick(seconds, {"x.py": {3: {"c", "b", "d"}, 4: {"a"}}})
    assert tests.of("x.py", 3) == ["b", "d"]
    assert tests.of("x.py", 1) == ["a", "b", "d"]
    assert tests.of("y.py", 1) == []
    assert tests.rest("x.py", 3) == ["c"]


def test_cases_of_one_test_do_not_crowd_out_other_tests() -> None:
    """Of a test with many fast cases one is asked after one of each other test, however many there are."""
    cases = {f"many[{k}]": 0.001 for k in range(mutants.MOST_TESTS)}
    tests = Quick({**cases, "slow": 4.0}, {"x.py": {3: {*cases, "slow"}}})
    assert tests.of("x.py", 3)[:2] == ["many[0]", "slow"]


def test_what_a_mutant_is_called() -> None:
    """All replacements of one operator by others are one kind of change."""
    assert Mutant("x.py", "core/ReplaceBinaryOperator_Add_Sub", 0, 1, 0).family == "ReplaceBinaryOperator"
