"""The page of docs/ that explains the columns of a run, from the list of columns.

    python -m panj.tools.columns_page

writes docs/outcomes.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from panj.experiments.edge import edge
from panj.model.record.column import Column, Place
from panj.model.record.outcomes import OUTCOMES, SERIES, WORDS
from panj.scenarios.writing import write_text

PAGE = Path(__file__).parents[1] / "docs" / "outcomes.md"
PLACES: dict[Place, str] = {
    "compare": "`panj compare` and `panj best`",
    "demo": "`panj demo`",
    "report": "the table of a report",
    "dots": "the dots of a report",
    "sensitivity": "`panj sensitivity`",
    "weighed": "decisions weighed by `panj explain`",
    "result": "results of `panj explain`",
}
HEAD = """# Outcomes

<!-- written by `python -m panj.tools.columns_page`; change model/record/outcomes.py instead -->

A run leaves one row of outcomes, in this order and under these names: scripts rely on them. Days count from the start
of the scenario, which is day 0. A value is empty when the thing never happened. *Better* says whether more or less is
better for the member; where it is empty, neither is. `tests/model/columns/` works out a value of every column by hand.

"""
DAILY = """
## The daily series

One row a day, as things stand at its end. The columns that the row of outcomes has, too, mean the same up to that day.

"""


def page() -> str:
    """The whole page in Markdown."""
    shown = [
        f"- {words}: {', '.join(_code(n) for n, c in OUTCOMES.items() if place in c.first)}"
        for place, words in PLACES.items()
    ]
    told = [f"{place}. `{name}`: {words}" for place, (name, words) in enumerate(WORDS.items(), 1)]
    parts = [
        HEAD,
        table(OUTCOMES),
        DAILY,
        table({n: c for n, c in SERIES.items() if n not in OUTCOMES}),
        f"\nAlso, from the row of outcomes: {', '.join(_code(n) for n in SERIES if n in OUTCOMES)}.\n",
        "\n## Where they are shown first\n\n",
        "\n".join(shown),
        "\n\nSentences of reports tell of these; of those that differ between regimes, the first is told first:\n\n",
        "\n".join(told),
        "\n",
    ]
    return "".join(parts)


def table(columns: Mapping[str, Column]) -> str:
    """Columns as a table in Markdown, a row each."""
    head = "| Column | Kind | Unit | Meaning | Better | Kept by |\n|---|---|---|---|---|---|\n"
    return head + "".join(
        f"| `{name}` | {c.kind.name} | {c.unit} | {c.meaning} | {c.better} | {c.origin.name} (`{c.origin.module}`) |\n"
        for name, c in columns.items()
    )


def _code(name: str) -> str:
    return f"`{name}`"


def main() -> None:
    """Write the page."""
    write_text(PAGE, page())


if __name__ == "__main__":
    edge(main)
