"""Acts: what a chair can do of its own accord, each verb as a short form; what it has said and what was said to it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import solara

from panj.agents.seats.verbs import Field, Term, Verb
from panj.browser import words
from panj.browser.boundary import offered
from panj.browser.table.window import Window
from panj.treaty.council.member import heavy
from panj.treaty.ladder import Rung

if TYPE_CHECKING:
    from panj.scenarios.schema import ScenarioFile

DO = {
    "say": "Say it",
    "propose": "Propose it",
    "amend": "Move it",
    "trade": "Offer it",
    "promise": "Promise it",
    "declare": "Declare it",
}
ALL, LATEST = "", 12  # partners in talk, and how many of the last words are shown
# Acts beside the verbs, support on a condition: a sentence, the verb that it is, and what is filled in beforehand.
PRESET: dict[str, tuple[str, str, dict[str, Term]]] = {
    "if it says": ("Support the text if it says something else.", "amend", {"support": "yes"}),
    "if I get": ("Support the text if you get something for it.", "trade", {"gives": "support"}),
}
ASKED = ("propose", "amend", "trade")  # what others can be asked about beforehand


@solara.component
def Acts(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """A verb is chosen, its form filled in, the others asked what they would say, and it is done."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    forms = {verb.name: verb for verb in table.verbs(role)}
    if not forms:
        return
    titles = {verb.name: verb.text for verb in forms.values()} | {act: text for act, (text, _, _) in PRESET.items()}
    labels = {text: act for act, text in titles.items()}
    act = window.act.value
    _, name, filled = PRESET.get(act, ("", act, {}))
    known = {f.name: f.options for f in forms[name].fields}
    filled = {field: term for field, term in filled.items() if term in known.get(field, ())}
    with solara.Card("Act", classes=["panj-acts"]):
        solara.Select(
            "What would you do?",
            values=list(labels),
            value=titles[act],
            on_value=lambda text: window.act.set(labels[offered("act", text, list(labels))]),
            dense=True,
        )
        if forms[name].closed:
            solara.Text(f"Not now: {words.plain(forms[name].closed, table.game.scenario.file)}.", classes=["panj-note"])
        else:
            Form(window, forms[name], filled).key(f"{role}-{act}")


@solara.component
def Form(window: Window, verb: Verb, filled: dict[str, Term]) -> None:  # noqa: N802
    """The fields of a verb, some of them filled in, what others would say, and the button."""
    given, write = solara.use_state(filled)
    heard, hear = solara.use_state("")
    lacking, miss = solara.use_state("")
    table = window.table.peek()

    def put(name: str, value: Any) -> None:
        # Two fields may be filled in before the form is drawn again: each adds to what the form holds by then.
        write(lambda held: {**held, name: value})
        hear("")
        miss("")

    def terms() -> dict[str, Any]:
        first = {f.name: next(iter(f.options)) for f in verb.fields if f.kind == "choice" and f.usual is None}
        return {name: value for name, value in (first | given).items() if name in {f.name for f in verb.fields}}

    def complete() -> bool:
        left = verb.left_out(terms())
        miss(f"Fill in first: {', '.join(f.text for f in left)}" if left else "")
        return not left

    def ask() -> None:
        if complete():
            hear(would_say(table.sounds(verb.seat, verb.name, **terms()), table.game.scenario.file))

    def do() -> None:
        if not complete():
            return
        table.act(verb.seat, verb.name, **terms())
        write(filled)
        hear("")
        window.show()

    for field in verb.fields:
        Fill(window, field, given.get(field.name, field.usual), lambda value, name=field.name: put(name, value))
    with solara.Div(classes=["panj-ways"]):
        if verb.name in ASKED:
            solara.Button("What would they say?", on_click=ask, small=True, outlined=True)
        solara.Button(DO[verb.name], on_click=do, color="primary", small=True)
    if lacking:
        solara.Text(lacking, classes=["panj-note"])
    if heard:
        solara.HTML(tag="ul", unsafe_innerHTML=heard, classes=["panj-list", "panj-sounding"])


@solara.component
def Fill(window: Window, field: Field, value: Term | None, put: Any) -> None:  # noqa: N802
    """One field of a form."""
    model = window.model.peek()
    places = {*model.detachments}
    match field.kind:
        case "number":
            label = f"{field.text} [{field.unit}, {field.low:,} to {field.high:,}]"
            solara.InputInt(label, value=int(value or 0), on_value=put)
        case "words":
            solara.InputText(field.text, value=str(value or ""), on_value=put, continuous_update=True)
        case _:
            named = {(_called(name, window, places) or "where need is"): name for name in field.options}
            if field.kind == "choices":
                chosen = [text for text, name in named.items() if name in str(value or "").split("+")]
                solara.SelectMultiple(
                    field.text, chosen, list(named), on_value=lambda all_: put([named[t] for t in all_ if t in named])
                )
            else:
                now = next((text for text, name in named.items() if name == value), next(iter(named)))
                solara.Select(
                    field.text,
                    values=list(named),
                    value=now,
                    on_value=lambda text: put(named[offered(field.name, text, list(named))]),
                    dense=True,
                )
                means = field.options[named[now]]
                if means and now.lower() not in means.lower():  # else it says no more than its name
                    solara.Text(words.plain(means, model.setting.file), classes=["panj-note"])


def _called(name: str, window: Window, places: set[str]) -> str:
    """What may be filled in, as words."""
    if name in window.model.peek().chairs:
        return words.chair(window.table.peek().game.scenario.file, name)
    if name in Rung.__members__:
        return Rung[name].title
    return words.option(name, places)


def would_say(found: list[dict[str, Any]], file: ScenarioFile) -> str:
    """What others would say, as items of a list."""
    items = []
    for one in found:
        said = one["would"] or "a person, ask them"
        short = one["lacks"]  # below 0: it has not what it is asked for
        lacks = f"; lacks {heavy(short)}" if short > 0 else "; has not so much" if short < 0 else ""
        goods = ", ".join(words.option(name) for name in one["would_do"])
        men = f"; would send {one['men']:,} men" if one["men"] else ""
        would_do = f" ({goods} would do)" if goods else ""
        items.append(f"<li>{escape(words.chair(file, one['seat']))}: {said}{lacks}{would_do}{men}</li>")
    return "".join(items)


@solara.component
def Heard(window: Window) -> None:  # noqa: N802
    """What was said to this chair and by it, the latest first."""
    window.pulse.get()
    table, role = window.table.value, window.role.value
    partner, talk_to = solara.use_state(ALL)
    file = table.game.scenario.file
    if role not in table.game.chairs:
        return
    said = [(m, [m["from"], *m["to"].split("+")]) for m in reversed(table.game.sees(role)["heard"])]
    partners = [p for p in dict.fromkeys(p for _, who in said for p in who) if p in table.game.chairs and p != role]
    shown = [m for m, who in said if partner not in partners or partner in who]
    if not said:
        return
    solara.HTML(tag="h3", unsafe_innerHTML="Talk")
    with solara.Div(classes=["panj-partners"]):
        for name in (ALL, *partners):
            solara.Button(
                "All" if name == ALL else words.chair(file, name),
                on_click=lambda name=name: talk_to(name),
                small=True,
                text=True,
                classes=["panj-now"] if name == (partner if partner in partners else ALL) else [],
            )
    rows = "".join(
        f"<li><b>{escape(_who(file, m['from'], role))} to {escape(_who(file, m['to'], role))}</b>"
        f" <small>{escape(m['date'])}</small><br>{escape(m['words'])}</li>"
        for m in shown[:LATEST]
    )
    solara.HTML(tag="ul", unsafe_innerHTML=rows, classes=["panj-talk", "panj-heard"])


def _who(file: ScenarioFile, names: str, role: str) -> str:
    """Who speaks or is spoken to, as this seat would call them."""
    return ", ".join("you" if n == role else words.chair(file, n) for n in names.split("+"))
