"""A case of the alliance as HTML: its path, who voted how and why, what was promised and came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from panj.browser.story import in_words, told, why
from panj.browser.words import chair, on, plain, short
from panj.experiments.words import dated, measure, spaced
from panj.treaty.desk.trace import rests_on, shown, steps
from panj.treaty.ladder import titles
from panj.treaty.law.book import Book
from panj.treaty.law.clauses import Finding

if TYPE_CHECKING:
    from panj.browser.fog import Fog
    from panj.scenarios.schema import ScenarioFile
    from panj.treaty.course.procedure import Procedure

BALLOTS = ("ballot", "contribution")


def row(*cells: str) -> str:
    """A row of a table; its cells are HTML."""
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def path_html(case: Procedure, start: dt.date, file: ScenarioFile) -> str:
    """The steps of a case with their grounds, as rows of a table."""
    clauses = case.regime.book.by_id
    rows = [
        row(
            on(start, t.day),
            escape(short(clauses[t.clause].article) if t.clause in clauses else spaced(t.clause)),
            escape(plain(t.reason, file)),
        )
        for t in case.path[1:]
    ]
    return "".join(rows) or row("Nothing yet.")


def votes_html(case: Procedure, fog: Fog) -> str:
    """Who voted how, and for whoever may know it why, as rows of a table."""
    model, rows = fog.model, []
    file = model.setting.file
    for event in model.events.of(*BALLOTS)[-2 * len(model.alliance.members) :]:
        help_given = f"{event.amount:,.0f} men" if event.amount > 1 else "gives" if event.amount else "nothing"
        what = f"<b>{escape(event.subject if event.kind == 'ballot' else help_given)}</b>"
        if fog.knows(event):
            reason = plain(event.reason, file) if fog.seat in ("", event.actor) else ""
            rows.append(row(dated(event.date, "%b"), escape(chair(file, event.actor)), what, escape(reason)))
    if case.blocked_by:
        rows.append(row("", "", "<b>blocked</b>", f"by {escape(', '.join(chair(file, c) for c in case.blocked_by))}"))
    return "".join(rows) or row("No vote has been taken yet.")


def help_html(fog: Fog) -> str:
    """What was promised and what came, as rows of a table."""
    model = fog.model
    ledger = model.alliance.ledger
    adopted = [titles(p.measures) for p in model.alliance.procedures if p.measures]
    own = dict.fromkeys(told(e, fog) for e in model.events.of("bilateral"))
    rows = [row("adopted", escape("; ".join(adopted)) or "nothing so far")]
    rows += [row("bilateral", text) for text in own]
    rows.append(row("men", f"{ledger.promised_men:,} promised, {ledger.delivered_men:,} arrived"))
    for event in model.events.of("delivery", "not_delivered", "deployment", "exercise")[-6:]:
        rows.append(row(dated(event.date, "%b"), f"{in_words(event.kind)}: {escape(why(event, fog))}"))
    return "".join(rows)


# -- what each clause says ---------------------------------------------------------------------------------------------
def folded(findings: Sequence[Finding], book: Book, file: ScenarioFile | None = None) -> str:
    """Findings as nested `<details>`, those that do not hold unfolded: what failed is seen at once.

    With the `file` of a scenario its states are called by their names.
    """
    return "".join(_step(f, book, file) for f in shown(steps(findings, book)))


def _value(value: object) -> str:
    """A fact as words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {_value(v)}" for k, v in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(map(_value, value)) or "none"
    return f"{value:.3g}" if isinstance(value, float) else measure(str(value))


def _step(finding: Finding, book: Book, file: ScenarioFile | None) -> str:
    def named(text: str) -> str:
        return escape(text if file is None else plain(text, file))

    clause = book.by_id[finding.clause]
    mark, verdict = "✓" if finding.holds else "✕", clause.verdict(finding.holds)
    said = named(f"{verdict}. {finding.reason}" if finding.holds else f"{verdict}, because: {finding.reason}")
    facts = "; ".join(f"{spaced(k)}: {_value(v)}" for k, v in finding.facts.items())
    source = book.source(clause)
    where = f'<a href="{escape(source.url)}">{escape(source.title)}</a>' if source.url.startswith("http") else ""
    read = f"<small>Rests on {named(rests_on(clause))}. {where}</small>"
    words = f"<blockquote>{escape(clause.quote)}</blockquote>" if clause.quote else ""
    return (
        f"<details{'' if finding.holds else ' open'}>"
        f"<summary>{mark} <b>{escape(short(clause.article))}</b> {said}</summary>"
        f"<div>{escape(clause.article)}: {named(clause.gist)}{words}{read}</div>"
        f"{f'<div><small>{named(facts)}</small></div>' if facts else ''}"
        f"{''.join(_step(inner, book, file) for inner in shown(finding.conditions))}</details>"
    )
