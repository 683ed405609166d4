"""The list of columns: an entry holds all that is known of a column, and whatever tells of columns takes it from it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from panj.experiments.report.mapping import Wanted
from panj.model.record.outcomes import OUTCOMES, SERIES, WORDS
from panj.scenarios.errors import InputError
from panj.tests.model import digests
from panj.tools import columns_page

ROOT = Path(__file__).parents[3]


def test_the_page_says_what_the_list_says() -> None:
    """docs/outcomes.md explains every column as it is; `python -m panj.tools.columns_page` writes it anew."""
    assert columns_page.PAGE.read_text(encoding="utf-8") == columns_page.page()


@pytest.mark.parametrize("name", [*OUTCOMES, *SERIES])
def test_a_column_says_which_module_keeps_it(name: str) -> None:
    """Whoever wonders where a column comes from finds the module that its entry names."""
    assert (ROOT / (OUTCOMES | SERIES)[name].origin.module).is_file()


def test_the_outcomes_of_a_few_games_are_as_written_down() -> None:
    """Whole rows of small and whole wars are those of this version's rules, on every Python and machine."""
    assert digests.table(map(digests.played, digests.WARS + digests.MORE)) == digests.TABLE.read_text(encoding="utf-8")


def test_a_report_tells_of_villages_first() -> None:
    """Of the outcomes that regimes may change a report tells in an order of its own, each place given once."""
    assert next(iter(WORDS)) == "people_held_days"
    places = [c.said.place for c in OUTCOMES.values() if c.said is not None]
    assert sorted(places) == list(range(1, len(places) + 1))


def test_a_map_asks_which_way_is_better_where_no_one_can_say() -> None:
    """`panj map` knows for most outcomes whether more or less is better, and asks for `--better` for the others."""
    assert Wanted("days_to_half").more
    assert not Wanted("losses_member").more
    with pytest.raises(InputError, match="--better"):
        Wanted("losses_militants").check()
    Wanted("losses_militants", "more").check()


def test_a_meaning_reads_as_part_of_a_sentence() -> None:
    """Meanings stand in tables and sentences: they begin small, end without a stop and fit a line."""
    for name, column in (OUTCOMES | SERIES).items():
        assert re.fullmatch(r"[a-z][^\n]{2,110}[^.\s]", column.meaning), name


def worked_out(function: str) -> set[str]:
    """Columns of which a test of this folder says what they come to."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in Path(__file__).parent.glob("test_*.py")]
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    named = (c for c in calls if isinstance(c.func, ast.Name) and c.func.id == function)
    return {str(k.arg) for call in named for k in call.keywords}


def test_every_column_has_a_value_worked_out_by_hand() -> None:
    """Of each outcome and each column of the daily series a test here says what it comes to, and why."""
    assert worked_out("outcomes_are") == set(OUTCOMES)
    assert worked_out("days_are") == set(SERIES)
