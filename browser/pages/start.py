"""Start: what to play, in sentences; the guided game; and joining a game of others by a code."""

from __future__ import annotations

import solara

from panj.browser.boundary import offered
from panj.browser.table.opening import START, Choice
from panj.browser.table.table import SEEDS, UMPIRE, Table
from panj.browser.table.tables import KEPT_DAYS, tables
from panj.browser.table.window import Window
from panj.browser.upload import Upload
from panj.browser.words import chair as named
from panj.model.game import from_text
from panj.scenarios.load import load_scenario, scenario_names
from panj.treaty.law.regime import load_regime, regime_names

LONGEST_CODE = 80
OFFERED = 6  # earlier games of this browser, the latest
LARGEST = 1_000_000  # bytes of a saved game that is uploaded; one of three months with all seats held has some 200,000
INTRO: Choice = {"scenario": "intro", "regime": "csto-2010", "seed": 1}


@solara.component
def Start(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """Three ways in."""
    scenario, set_scenario = solara.use_state(START["scenario"])
    regime, set_regime = solara.use_state(START["regime"])
    seed, set_seed = solara.use_state(START["seed"])
    code, set_code = solara.use_state("")
    scenarios, regimes = scenario_names(), regime_names()
    window.pulse.get()
    table = window.table.value

    def begin(choice: Choice, chair: str = "") -> None:
        begun = Table(**choice)
        if chair:
            begun.take(chair)  # before anything of it is shown
        window.open(begun, "Seat" if chair else "War")

    def load(text: str, name: str) -> None:
        window.open(Table(game=from_text(text, name, [*scenarios, *regimes])))

    with solara.Div(classes=["panj-two"]):
        with solara.Column(gap="8px"):
            with solara.Card("New to it? Ten days at a small border"):
                solara.Text(
                    "You sit in the chair of the state that is attacked. Press Play. Whenever you are asked something,"
                    " the game waits: the page Seat tells you on which clause the question rests and what your own"
                    " staff would answer. Once you have answered, the game goes on. Watch on the page Alliance how far"
                    " your appeal gets. On Seat you can also act unasked: speak to others, amend a text, offer a trade,"
                    " and ask what the others would say to it."
                )
                requester = load_scenario(INTRO["scenario"]).file.requester
                solara.Button("Begin the guided game", color="primary", on_click=lambda: begin(INTRO, requester))
            Earlier(window)
            with solara.Card("A saved game"):
                if window.host:
                    solara.FileDownload(
                        table.saved, "panj-game.json", mime_type="application/json", label="Save this game"
                    )
                    solara.Text(f"{table.game.scenario.title}, step {table.steps}", classes=["panj-note"])
                Upload(
                    label="Open a saved game (it is played again and must come to the same)",
                    accept=".json,application/json",
                    most=LARGEST,
                    on_text=load,
                )
            with solara.Card("Join a game by a code"):
                solara.Text(
                    "The umpire of the game gives you a code. It brings you back, too, if your window was lost."
                )
                # Every change is taken: the word that the field was left may come before the last letters of it.
                solara.InputText(
                    "Code", value=code, on_value=lambda v: set_code(str(v)[:LONGEST_CODE]), continuous_update=True
                )
                solara.Button("Join", on_click=lambda: window.join(code), outlined=True, disabled=not code)
        with solara.Card("A game of your own"):
            solara.Select(
                "Scenario: the border, the forces, the days",
                scenarios,
                value=scenario,
                on_value=lambda v: set_scenario(offered("scenario", v, scenarios)),
            )
            chosen = load_scenario(scenario)
            solara.Text(f"{chosen.title}. {chosen.file.summary}", classes=["panj-note"])
            solara.Select(
                "Regime: the rules of the treaty by which help is asked for, voted and sent",
                regimes,
                value=regime,
                on_value=lambda v: set_regime(offered("regime", v, regimes)),
            )
            solara.Text(load_regime(regime).title, classes=["panj-note"])
            solara.InputInt(
                f"Seed, {SEEDS[0]} to {SEEDS[-1]}: the same seed throws the same dice", value=seed, on_value=set_seed
            )
            solara.Button(
                "Begin", color="primary", on_click=lambda: begin({"scenario": scenario, "regime": regime, "seed": seed})
            )
            if window.role.value != UMPIRE:
                solara.Text(
                    f"Now you are: {named(table.game.scenario.file, window.role.value)}.", classes=["panj-note"]
                )


@solara.component
def Earlier(window: Window) -> None:  # noqa: N802
    """The games in which this browser has a seat, to go on with or to forget."""
    gone, go = solara.use_state(0)
    here = window.table.value.name
    kept = [k for k in tables().of(window.me) if k.name != here][:OFFERED]
    if not kept:
        return

    def forget(name: str) -> None:
        tables().forget(window.me, name)
        go(gone + 1)

    with solara.Card("Go on with a game of this browser"):
        solara.Text(f"Games are kept for {KEPT_DAYS} days after they were last played.", classes=["panj-note"])
        for game in kept:
            now = "over" if game.over else game.date
            with solara.Row(gap="8px", style={"align-items": "center", "flex-wrap": "wrap"}):
                solara.Text(f"{game.title}: {game.seat}, {now}")
                for text, act in (("Go on", window.resume), ("Forget", forget)):
                    solara.Button(
                        text,
                        on_click=lambda n=game.name, act=act: act(n),
                        small=True,
                        outlined=True,
                        attributes={"aria-label": f"{text}: {game.title}, {game.seat}, {now}"},
                    )
