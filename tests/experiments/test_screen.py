"""The screen of parameters and the tables of help: what they count, and that they can be written into the page."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from panj.scenarios.errors import InputError
from panj.scenarios.load import load_scenario
from panj.tools.kinds_of_help import gaps
from panj.tools.screen import BEGIN, END, change, screened, table, write_into


def test_a_change_is_the_mean_of_paired_differences() -> None:
    """Mean and t value by hand; pairs that do not differ say nothing at all."""
    moved = change([1.0, 2.0, 3.0], [2.0, 4.0, 6.0])
    assert moved is not None
    assert moved.mean == 2.0
    assert moved.t == pytest.approx(2.0 / (1.0 / math.sqrt(3.0)))
    assert change([1.0, 2.0], [1.0, 2.0]) is None
    assert gaps([{"x": 1}, {"x": 2}], [{"x": 2}, {"x": 4}], "x") == (1.5, pytest.approx(0.5))


def test_a_parameter_is_screened_and_the_table_names_those_that_move_nothing() -> None:
    """The militants' clock moves every game; what moves nothing is named under the title."""
    scenario, seeds = load_scenario("intro"), (1, 2)
    lines = [screened(scenario, name, seeds) for name in ("preparation_days", "equipment_days")]
    text = table(lines, scenario, seeds)
    assert lines[0].differ == 2
    assert f"| `preparation_days` | {lines[0].low:g} | {lines[0].high:g} | 2 of 2 |" in text
    assert lines[1].differ == 0
    assert "No outcome moves with: `equipment_days`." in text


def test_the_table_is_put_between_its_marks(tmp_path: Path) -> None:
    """What stands around the marks stays; a page without marks is refused and left alone."""
    page = tmp_path / "odd.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write_into(page, "new")
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(InputError):
        write_into(page, "new")
    assert page.read_text(encoding="utf-8") == "nothing"
