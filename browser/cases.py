"""A case of the alliance as HTML: its path, who voted how and why, what was promised and came."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import TYPE_CHECKING

from panj.browser.story import in_words, told, why
from panj.browser.words import chair, on, plain, short
from panj.experiments.words import dated, spaced
from panj.treaty.ladder import titles

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
