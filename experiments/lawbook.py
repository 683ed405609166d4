"""The book of law for readers: `panj law`, the difference between two regimes, and the page docs/law.md.

    python -m panj.experiments.lawbook

writes docs/law.md and docs/catalogue.md anew.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from panj.experiments.catalogue import document
from panj.experiments.edge import edge
from panj.experiments.files import write_text
from panj.experiments.tables import print_rows
from panj.scenarios.errors import InputError
from panj.treaty.law.book import QUESTIONS, Book, Clause, book, sources, treaties
from panj.treaty.law.reform import Difference, differences
from panj.treaty.law.regime import Regime, load_regime

DOCS = Path(__file__).parent.parent / "docs"
KINDS = {"must": "must", "may": "may", "must_not": "must not", "condition": "condition"}


# -- panj law ----------------------------------------------------------------------------------------------------------
def print_law(name: str | None, date: str | None, treaty: str, as_json: bool) -> None:
    """The clauses that are law on a day, or one clause in full."""
    if treaty not in treaties():
        raise InputError("--treaty", "", treaty, f"one of {', '.join(treaties())}")
    law = book(treaty)
    if name is not None:
        if name not in law.by_id:
            raise InputError("clause", "", name, f"one of {', '.join(sorted(law.by_id))}")
        rows = [{"field": k, "value": v} for k, v in _fields(law.by_id[name]).items()]
        print_rows([_fields(law.by_id[name])] if as_json else rows, as_json)
        return
    day = _day(date)
    rows = [
        {"clause": c.id, "kind": KINDS[c.kind], "since": c.since.isoformat(), "says": c.gist, "wording": c.wording}
        for c in law.in_force(day)
    ]
    print_rows(rows, as_json, f"{law.treaty.title} on {day}")


def _day(date: str | None) -> dt.date:
    if date is None:
        return dt.date.today()
    try:
        return dt.date.fromisoformat(date)
    except ValueError:
        raise InputError("--date", "", date, "a day as YYYY-MM-DD") from None


def _fields(c: Clause) -> dict[str, Any]:
    source = sources()[c.source]
    shown = {
        "clause": c.id, "article": c.article, "says": c.gist, "words": c.quote or "not quoted",
        "hash": c.sha256, "wording": c.wording, "source": f"{source.title} {source.url}".strip(), "note": c.note,
        "law": _life(c), "kind": KINDS[c.kind], "owed by": c.owed_by, "owed to": c.owed_to,
        "exception to": c.exception_to, "answers": ", ".join(QUESTIONS[q] for q in c.questions),
        "rule": c.rule, "not modelled": c.not_modelled,
    }  # fmt: skip
    return {k: v for k, v in shown.items() if v}


def _life(c: Clause) -> str:
    return f"from {c.since}" + (f" to {c.until - dt.timedelta(days=1)}" if c.until else "")


# -- panj regime diff --------------------------------------------------------------------------------------------------
def print_difference(a: str, b: str, date: str | None, as_json: bool) -> None:
    """What differs between two regimes, in words, with the clause that each rests on."""
    one, other = load_regime(a), load_regime(b)
    found = differences(one, other, None if date is None else _day(date))
    if as_json:
        print_rows([d.row() for d in found], True)
        return
    print("\n".join(difference_page(one, other, found)))


def difference_page(a: Regime, b: Regime, found: list[Difference]) -> Iterator[str]:
    """The differences as a page of plain English: what each regime is, then point by point."""
    for r in (a, b):
        because = " ".join(r.because.values())
        reform = f" Extends {r.extends}: {because}" if r.extends else ""
        yield textwrap.fill(f"{r.name}: {r.title}.{reform}", 100, subsequent_indent="  ")
    yield ""
    if not found:
        yield "They do not differ."
    for d in found:
        yield f"{d.when}{': ' if d.when else ''}{d.what}"
        for r, (said, clause, _) in ((a, d.a), (b, d.b)):
            yield textwrap.fill(f"{r.name}: {said} [{clause}]", 100, initial_indent="  ", subsequent_indent="    ")


# -- docs/law.md -------------------------------------------------------------------------------------------------------
def law_page() -> str:
    """The page on the law, made from the records alone."""
    lines = [
        "# The law, clause by clause",
        "",
        "Made from the records in `scenarios/law/` by `python -m panj.experiments.lawbook`; change those, not this.",
        "`text`: the article's own words, maybe in translation. `report`: the source's words about it. `read`: read",
        "in the source and not quoted. `assumed`: general knowledge, not checked in a source. This is no legal advice.",
    ]
    for name in treaties():
        law = book(name)
        lines += ["", f"## {law.treaty.title}", "", *_timeline(law), ""]
        for c in law.clauses:
            lines += _entry(c)
    used = {c.source for name in treaties() for c in book(name).clauses}
    lines += ["## Sources", ""]
    for key, s in sources().items():
        more = "" if key in used else " (further reading, or named in a note)"
        lines.append(f"- **{key}**: {s.title}{f', <{s.url}>' if s.url.startswith('http') else ''}{more}")
    return "\n".join(lines) + "\n"


def _timeline(law: Book) -> Iterator[str]:
    """Which clause answers which question, period by period."""
    days = law.breaks()
    yield "Which clause answers which question from which day on:"
    yield ""
    yield "| | " + " | ".join(str(d) for d in days) + " |"
    yield "|---|" + "---|" * len(days)
    for question, words in QUESTIONS.items():
        cells = [law.answers(question, d)[0].id for d in days]
        yield f"| {words} | " + " | ".join(cells) + " |"


def _entry(c: Clause) -> list[str]:
    owed = f", owed by {c.owed_by} to {c.owed_to}" if c.owed_by else ""
    exception = f" Exception to {c.exception_to}." if c.exception_to else ""
    lines = [f"### {c.id}: {c.article}", "", f"{c.gist} ({KINDS[c.kind]}{owed}; {_life(c)}).{exception}", ""]
    if c.quote:
        lines += [f"> {c.quote}", ">", f"> {c.wording}, {c.source}, hash `{c.sha256}`", ""]
    else:
        lines += [f"Not quoted: {c.wording}{'' if c.source == 'assumed' else ', ' + c.source}.", ""]
    if c.note:
        lines += [c.note, ""]
    done = f"Carried out by `{c.rule}`." if c.rule else f"Not modelled: {c.not_modelled}."
    return [*lines, done, ""]


def main() -> None:
    """Write both pages."""
    write_text(DOCS / "law.md", law_page())
    write_text(DOCS / "catalogue.md", document())


if __name__ == "__main__":
    edge(main)
