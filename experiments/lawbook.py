"""The book of law for readers: `panj law`, the difference between two regimes, and the page docs/law.md.

    python -m panj.experiments.lawbook

writes docs/law.md and docs/catalogue.md anew.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from panj.experiments.catalogue import document
from panj.experiments.edge import edge
from panj.experiments.tables import print_rows
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.meant import BOOK, meant
from panj.scenarios.reading import day_of
from panj.scenarios.writing import write_text
from panj.treaty.law.book import Book
from panj.treaty.law.norms import Norms
from panj.treaty.law.questions import QUESTIONS, TABLES
from panj.treaty.law.records import Clause
from panj.treaty.law.reform import WORDS, Difference, differences
from panj.treaty.law.regime import Regime, load_regime
from panj.treaty.law.shelf import book, defaults, examine, find_book, treaties

DOCS = Path(__file__).parent.parent / "docs"
TEMPLATES = Path(__file__).parent / "templates" / "law"
STARTED = {"book": "", "regime": "-regime", "case": "-case"}  # files of a book that is begun: template, end of the name
OWN = (
    'A regime takes a book of yours by path as it takes one of the program\'s: `law = "my-pact.toml"`, a file, or a'
    " folder of files that are read as if they stood in one. The path is looked for beside the regime's file, then"
    " where you stand. The book itself will do as a regime, too: `panj treaty` and `panj run --regime my-pact.toml`"
    " then play the law of each day. `panj law new my-pact` starts a book, a regime and a case; `panj law check"
    " my-pact.toml` says what does not fit, a line each, with exit status 2. This is all that the program asks of a"
    " book; three clauses will do."
)
KINDS = {"must": "must", "may": "may", "must_not": "must not", "condition": "condition"}


# -- panj law ----------------------------------------------------------------------------------------------------------
def print_law(name: str | None, date: str | None, treaty: str, as_json: bool) -> None:
    """The clauses that are law on a day, or one clause in full; `treaty` is a book by name or path."""
    law = find_book(treaty)
    if name is not None:
        if name not in law.by_id:
            raise InputError("clause", "", name, f"one of {', '.join(sorted(law.by_id))}; see `panj law`")
        fields = _fields(law.by_id[name], law)
        rows = [{"field": k, "value": v} for k, v in fields.items()]
        print_rows([fields] if as_json else rows, as_json)
        return
    day = _day(date)
    rows = [
        {"clause": c.id, "kind": KINDS[c.kind], "since": c.since.isoformat(), "says": c.gist, "wording": c.wording}
        for c in law.in_force(day)
    ]
    print_rows(rows, as_json, f"{law.treaty.title} on {day}")


def check_law(place: str | Path) -> int:
    """Say of a book that all fits together, or print a line for each thing that does not; returns how many."""
    law, wrong = examine(meant(BOOK, place))
    for fault in wrong:
        typer.echo(f"panj: {fault}", err=True)
    if law is not None and not wrong:
        states, clauses = len(law.ever_members), len(law.clauses)
        print(
            f"{law.treaty.id}: {law.treaty.title}, {clauses} clauses and conditions, {states} states,"
            f" {len(law.forces)} forces: all fit together"
        )
        usual = [c for c in law.clauses if c in defaults()]
        if usual:
            print("Left to what is usual: " + "; ".join(f"{QUESTIONS[c.questions[0]].words} ({c.id})" for c in usual))
    return len(wrong)


def new_law(name: str) -> None:
    """Begin a book of one's own: book, regime and case, three files where one stands."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", name):
        raise InputError("NAME", "", name, "at most 40 small letters, digits and hyphens, such as my-pact")
    if name in treaties():
        raise InputError("NAME", "", name, f"another name: the program has a book of {', '.join(treaties())}")
    files = {Path(f"{name}{end}.toml"): TEMPLATES / f"{kind}.toml" for kind, end in STARTED.items()}
    for path in files:
        if os.path.lexists(path):
            raise InputError(path, "", InWords("something of that name"), "a name that is free; nothing was written")
    for path, template in files.items():
        write_text(path, template.read_text(encoding="utf-8").replace("NAME", name).replace("CODE", name.upper()))
    made = ", ".join(map(str, files))
    print(f"Wrote {made}. Next: panj law check {name}.toml; panj treaty {name}-case.toml")


def _day(date: str | None) -> dt.date:
    if date is None:
        return dt.date.today()
    return day_of(date, "--date")


def _fields(clause: Clause, law: Book) -> dict[str, Any]:
    source = law.source(clause)
    shown = {
        "clause": clause.id,
        "article": clause.article,
        "says": clause.gist,
        "words": clause.quote or "not quoted",
        "hash": clause.sha256,
        "wording": clause.wording,
        "source": f"{source.title} {source.url}".strip(),
        "note": clause.note,
        "law": _life(clause),
        "kind": KINDS[clause.kind],
        "owed by": clause.owed_by,
        "owed to": clause.owed_to,
        "exception to": clause.exception_to,
        "answers": ", ".join(QUESTIONS[q].words for q in clause.questions),
        "rule": clause.rule,
        "not modelled": clause.not_modelled,
    }
    return {k: v for k, v in shown.items() if v}


def _life(clause: Clause) -> str:
    return f"from {clause.since}" + (f" to {clause.until - dt.timedelta(days=1)}" if clause.until else "")


# -- panj regime diff --------------------------------------------------------------------------------------------------
def print_difference(first: str, second: str, date: str | None, as_json: bool) -> None:
    """What differs between two regimes, in words, with the clause that each rests on."""
    one, other = load_regime(first), load_regime(second)
    found = differences(one, other, None if date is None else _day(date))
    if as_json:
        print_rows([d.row() for d in found], True)
        return
    print("\n".join(difference_page(one, other, found)))


def difference_page(first: Regime, second: Regime, found: list[Difference]) -> Iterator[str]:
    """The differences as a page of plain English: what each regime is, then point by point."""
    for r in (first, second):
        because = " ".join(r.because.values())
        reform = f" Extends {r.extends}: {because}" if r.extends else ""
        yield textwrap.fill(f"{r.name}: {r.title}.{reform}", 100, subsequent_indent="  ")
    yield ""
    if not found:
        yield "They do not differ."
    for d in found:
        yield f"{d.when}{': ' if d.when else ''}{d.what}"
        for r, (said, clause, _) in ((first, d.a), (second, d.b)):
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
    lines += ["", *_asked()]
    for name in treaties():
        law = book(name)
        lines += ["", f"## {law.treaty.title}", "", *_timeline(law), ""]
        for c in law.clauses:
            lines += _entry(c)
    used = {c.source for name in treaties() for c in book(name).clauses}
    listed = {key: s for name in treaties() for key, s in book(name).sources.items()}
    lines += ["## Sources", ""]
    for key, s in listed.items():
        more = "" if key in used else " (further reading, or named in a note)"
        lines.append(f"- **{key}**: {s.title}{f', <{s.url}>' if s.url.startswith('http') else ''}{more}")
    return "\n".join(lines) + "\n"


def _asked() -> Iterator[str]:
    """What the program asks of a book, as a chapter."""
    yield "## A book of one's own"
    yield ""
    yield from textwrap.wrap(OWN, 119)
    yield ""
    yield "| Table or key | What it says |"
    yield "|---|---|"
    for key, says in TABLES.items():
        yield f"| `{key}` | {says} |"
    yield ""
    yield "Questions that a clause may answer, with the norms that such a clause settles:"
    yield ""
    yield "| Question | What the clause says | Must settle | May settle | Where a book is silent |"
    yield "|---|---|---|---|---|"
    for name, q in QUESTIONS.items():
        must, may = (", ".join(f"`{n}`" for n in norms) for norms in (q.needs, q.settles))
        silent = "must be answered" if q.required else next(c.gist for c in defaults() if name in c.questions)
        yield f"| `{name}` | {q.asks} | {must} | {may} | {silent} |"
    yield ""
    yield "Norms, which a clause settles, a regime's file may say itself, and a reform may change:"
    yield ""
    yield "| Norm | What it says | Values | If left out |"
    yield "|---|---|---|---|"
    for name, field in Norms.model_fields.items():
        _, what, words = WORDS[name]
        values = "; ".join(f"`{_plain(v)}`: {said}" for v, said in words.items()) or field.description or "names"
        default = "must be said" if field.is_required() else f"`{_plain(field.default)}`"
        yield f"| `{name}` | {what} | {values} | {default} |"


def _plain(value: object) -> str:
    return json.dumps(value).strip('"') if isinstance(value, (bool, list)) or value == "" else str(value)


def _timeline(law: Book) -> Iterator[str]:
    """Which clause answers which question, period by period."""
    days = law.breaks()
    yield "Which clause answers which question from which day on:"
    yield ""
    yield "| | " + " | ".join(str(d) for d in days) + " |"
    yield "|---|" + "---|" * len(days)
    for question, topic in QUESTIONS.items():
        cells = [law.answers(question, d)[0].id for d in days]
        yield f"| {topic.words} | " + " | ".join(cells) + " |"


def _entry(clause: Clause) -> list[str]:
    owed = f", owed by {clause.owed_by} to {clause.owed_to}" if clause.owed_by else ""
    exception = f" Exception to {clause.exception_to}." if clause.exception_to else ""
    lines = [
        f"### {clause.id}: {clause.article}",
        "",
        f"{clause.gist} ({KINDS[clause.kind]}{owed}; {_life(clause)}).{exception}",
        "",
    ]
    if clause.quote:
        lines += [f"> {clause.quote}", ">", f"> {clause.wording}, {clause.source}, hash `{clause.sha256}`", ""]
    else:
        lines += [f"Not quoted: {clause.wording}{'' if clause.source == 'assumed' else ', ' + clause.source}.", ""]
    if clause.note:
        lines += [clause.note, ""]
    done = f"Carried out by `{clause.rule}`." if clause.rule else f"Not modelled: {clause.not_modelled}."
    return [*lines, done, ""]


def main() -> None:
    """Write both pages."""
    write_text(DOCS / "law.md", law_page())
    write_text(DOCS / "catalogue.md", document())


if __name__ == "__main__":
    edge(main)
