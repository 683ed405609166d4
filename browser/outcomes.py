"""Outcomes as HTML: what happened in a sentence or two, the outcomes that count most, and all the others folded."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import TYPE_CHECKING, Any

from panj.browser import words
from panj.experiments.words import count, dated
from panj.model.record.outcomes import OUTCOMES
from panj.treaty.ladder import Rung, top

if TYPE_CHECKING:
    from panj.model import BorderModel
    from panj.scenarios.schema import ScenarioFile

FIRST = "demo"  # the outcomes that come first are those of the demo


def outcomes_html(model: BorderModel) -> str:
    """What happened in a sentence or two, the outcomes that count most, and all the others folded."""
    rows = {name: _row(name, value, model.setting.file) for name, value in model.outcomes().items() if name != "digest"}
    first = [name for name in rows if FIRST in OUTCOMES[name].first]
    rest = [name for name in rows if name not in first]
    return (
        f"<p class='panj-headline'>{escape(headline(model))}</p>"
        f"<table class='panj-standing'>{''.join(rows[name] for name in first)}</table>"
        f"<details><summary>{len(rest)} more</summary>"
        f"<table class='panj-standing'>{''.join(rows[name] for name in rest)}</table></details>"
    )


def headline(model: BorderModel) -> str:
    """What happened, in a sentence or two."""
    if not model.steps:
        return "Nothing has happened yet."
    found, file, ledger = model.outcomes(), model.setting.file, model.alliance.ledger
    start, home = file.start, file.states[file.requester].name
    through, lost = int(found["incursions_through"]), int(found["posts_lost"])
    crossed = f"{count(through, 'band')} got into {home} and {count(lost, 'post')} fell"
    border = f"By {dated(model.date, '%B')} militants held {model.border_share:.0%} of the far bank; {crossed}."
    adopted = [Rung(r) for r in ledger.adopted]
    if adopted:
        when = (
            f" on {dated(start + dt.timedelta(days=ledger.decision_day), '%B')}"
            if ledger.decision_day is not None
            else ""
        )
        told = f"The alliance agreed on {top(adopted).title}{when}"
        told += (
            f"; {ledger.delivered_men:,} of {ledger.promised_men:,} men promised came" if ledger.promised_men else ""
        )
    elif ledger.request_day is not None:
        told = "The alliance was asked for help and agreed on nothing"
    else:
        told = "The alliance was not asked for help"
    return f"{border} {told}."


def _row(name: str, value: Any, file: ScenarioFile) -> str:
    """An outcome: what it means and its value with its unit; its column shows under the pointer."""
    column = OUTCOMES[name]
    meaning = column.meaning.removesuffix(", joined by +")
    means, said = meaning[:1].upper() + meaning[1:], words.plain(words.outcome(column, value, file.start), file)
    return f'<tr title="{escape(name)}"><td>{escape(means)}</td><td><b>{escape(said)}</b></td></tr>'
