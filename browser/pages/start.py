"""Start: the scenarios as cards, the guided game, games to go on with, joining by a code, and a game of your own."""

from __future__ import annotations

import base64
import io
import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

import solara
from PIL import Image, ImageDraw, ImageOps

from panj.browser.boundary import offered
from panj.browser.table.opening import START, Choice
from panj.browser.table.table import SEEDS, UMPIRE, Table, regimes_of, usual_regime
from panj.browser.table.tables import KEPT_DAYS, tables
from panj.browser.table.window import Window
from panj.browser.upload import Upload
from panj.browser.words import chair as named
from panj.browser.words import date
from panj.experiments.warmap.backdrop import GOVERNMENT, PAPER, land
from panj.experiments.words import dated
from panj.model.game import from_text
from panj.scenarios.errors import InputError
from panj.scenarios.load import load_scenario, scenario_names
from panj.scenarios.meant import REGIME
from panj.treaty.law.regime import load_regime

if TYPE_CHECKING:
    from panj.scenarios.load import Scenario

WIDE = 400  # pixels of a scenario's picture
GUIDE = (
    "New to it? You decide for the state that is attacked. Press Play: whenever you are asked something, the game"
    " waits; the card on the right says what each answer means and what your staff advises. At the end the alliance"
    " votes on what you asked for. Under Act you can speak to others, amend a text, offer a trade, and ask what they"
    " would say to it."
)
LONGEST_CODE = 80
OFFERED = 6  # earlier games of this browser, the latest
LARGEST = 1_000_000  # bytes of a saved game that is uploaded; one of three months with all seats held has some 200,000
INTRO: Choice = {"scenario": "intro", "regime": "csto-2010", "seed": 1}


@solara.component
def Start(window: Window) -> None:  # noqa: N802 - a Solara component is named like a class
    """The scenarios as cards, the games of this browser, joining by a code, and a game with everything chosen."""
    with solara.Div(classes=["panj-scenarios"]):
        for name in sorted(scenario_names(), key=lambda n: (n != INTRO["scenario"], n)):
            ScenarioCard(window, name)
    with solara.Div(classes=["panj-two"]):
        with solara.Div(classes=["panj-stack"]):
            Earlier(window)
            Saved(window)
            Join(window)
        with solara.Div(classes=["panj-stack"]):
            OwnGame(window)


@solara.component
def ScenarioCard(window: Window, name: str) -> None:  # noqa: N802
    """A scenario: picture, two sentences, how long, which seats; and one press to its first decision."""
    scenario = load_scenario(name)
    file, guided = scenario.file, name == INTRO["scenario"]
    choice: Choice = INTRO if guided else {**START, "scenario": name, "regime": usual_regime(name, START["regime"])}
    seats = ", ".join(state.name for state in file.states.values())
    text = " ".join(_sentences(file.summary)[:2])
    with solara.Div(classes=["panj-scenario"]):
        solara.HTML(tag="img", attributes={"src": thumbnail(scenario), "alt": f"Map: {scenario.title}"})
        solara.HTML(tag="h2", unsafe_innerHTML=escape(scenario.title))
        solara.HTML(tag="p", unsafe_innerHTML=escape(GUIDE if guided else text))
        minutes = "ten minutes" if guided else "an hour or two"
        first = f" from {date(file.start, file.begin - 1)}, before that rules decide;" if file.begin > 1 else ""
        facts = (
            f"{file.days} days,{first} about {minutes}; {file.states[file.requester].name} is attacked. Seats: {seats}."
        )
        solara.HTML(tag="p", unsafe_innerHTML=f"<small>{escape(facts)}</small>")
        solara.Button(
            "Begin the guided game" if guided else "Play now",
            color="primary" if guided else None,
            outlined=not guided,
            on_click=lambda: play_now(window, choice, on=not guided),
            attributes={"aria-label": "Begin the guided game" if guided else f"Play now: {scenario.title}"},
        )


def play_now(window: Window, choice: Choice, on: bool = True) -> None:
    """Sit down in the chair of the state that is attacked, and, if wished, play on to its first decision."""
    begun = Table(**choice)
    begun.again((begun.game.scenario.file.begin - 1) * begun.model.steps_per_day)
    begun.take(begun.game.scenario.file.requester)  # before anything of it is shown
    window.open(begun)
    if on:
        window.go(lambda model: False)


def _sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [part.strip() for part in re.split(r"(?<=[.?!])\s+", " ".join(text.split())) if part.strip()]


@lru_cache(maxsize=8)
def thumbnail(scenario: Scenario) -> str:
    """The land of a scenario and its border as a small picture, as a data address."""
    image = land(scenario, max(3, WIDE // scenario.file.grid.width))
    draw, scale = ImageDraw.Draw(image), image.width / scenario.file.grid.width
    high = scenario.file.grid.height
    line = [
        ((s.near_x + s.far_x + 1) / 2 * scale, (high - (s.near_y + s.far_y + 1) / 2) * scale) for s in scenario.segments
    ]
    for colour, width in ((PAPER, 7), (GOVERNMENT, 4)):
        draw.line(line, fill=colour, width=width, joint="curve")
    stream = io.BytesIO()
    fitted = ImageOps.fit(image, (WIDE, WIDE * 9 // 20), Image.Resampling.LANCZOS)
    fitted.save(stream, "JPEG", quality=78)
    return "data:image/jpeg;base64," + base64.b64encode(stream.getvalue()).decode()


@solara.component
def Saved(window: Window) -> None:  # noqa: N802
    """Keep this game as a file, or open one."""
    window.pulse.get()
    table = window.table.value

    def load(text: str, name: str) -> None:
        window.open(Table(game=from_text(text, name, [*scenario_names(), *REGIME.names])))

    with solara.Card("A saved game"):
        if window.host:
            solara.FileDownload(table.saved, "panj-game.json", mime_type="application/json", label="Save this game")
            solara.Text(f"{table.game.scenario.title}, {dated(table.date, '%B %Y')}", classes=["panj-note"])
        Upload(
            label="Open a saved game (it is played again and must come to the same)",
            accept=".json,application/json",
            most=LARGEST,
            on_text=load,
        )


@solara.component
def Join(window: Window) -> None:  # noqa: N802
    """Come to a game of others by its code."""
    code, set_code = solara.use_state("")
    with solara.Card("Join a game by a code"):
        solara.Text("The umpire of the game gives you a code. It brings you back, too, if your window was lost.")
        # Every change is taken: the word that the field was left may come before the last letters of it.
        solara.InputText("Code", value=code, on_value=lambda v: set_code(str(v)[:LONGEST_CODE]), continuous_update=True)
        solara.Button("Join", on_click=lambda: window.join(code), outlined=True, disabled=not code)


@solara.component
def OwnGame(window: Window) -> None:  # noqa: N802
    """A game with everything chosen: scenario, regime, seed, and the day on which people take over from the rules."""
    scenario, set_scenario = solara.use_state(START["scenario"])
    regime, set_regime = solara.use_state(START["regime"])
    seed, set_seed = solara.use_state(START["seed"])
    day, set_day = solara.use_state(load_scenario(START["scenario"]).file.begin)
    scenarios, regimes = scenario_names(), list(regimes_of(scenario))
    chosen = load_scenario(scenario)

    def choose(name: object) -> None:
        set_scenario(offered("scenario", name, scenarios))
        set_regime(usual_regime(str(name), regime))
        set_day(load_scenario(str(name)).file.begin)

    def begin() -> None:
        begun = Table(scenario=scenario, regime=regime, seed=seed)
        last = chosen.file.days
        if not isinstance(day, int) or not 1 <= day <= last:
            raise InputError("page", "day", str(day)[:60], f"a day from 1 to {last}")
        begun.again((day - 1) * begun.model.steps_per_day)
        window.open(begun)

    with solara.Card("A game of your own"):
        solara.Select("Scenario: the border, the forces, the days", scenarios, value=scenario, on_value=choose)
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
        solara.InputInt(
            f"Begin on day, 1 to {chosen.file.days}: until then the rules decide", value=day, on_value=set_day
        )
        solara.Button("Begin", outlined=True, on_click=begin)
        if window.role.value != UMPIRE:
            here = named(window.table.value.game.scenario.file, window.role.value)
            solara.Text(f"Now you are: {here}.", classes=["panj-note"])


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
