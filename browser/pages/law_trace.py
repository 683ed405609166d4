"""The trace of a case as folding HTML: each step with its reason, the words of the clause and the facts beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from panj.browser.words import plain, short
from panj.experiments.words import measure, spaced
from panj.scenarios.schema import ScenarioFile
from panj.treaty.desk.trace import rests_on, shown, steps
from panj.treaty.law.book import Book
from panj.treaty.law.clauses import Finding


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
