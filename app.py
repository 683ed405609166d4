"""The live game: `panj app`, or `solara run app.py`. Map, play, pause, step, reset; scenario, regime and seed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # a model.py where the user stands is not ours

from browser.offline import stay_here

stay_here()  # before Mesa's page is loaded

import solara
from mesa.visualization import Slider, SolaraViz

from browser.boundary import Boundary, offered
from browser.map_page import WarMap
from browser.pages import Chronicle, SharePlot, StabilityPlot, Standing
from model import BorderModel
from scenarios.load import scenario_names
from treaty.regime import regime_names

START = {"scenario": "tajikistan-2021", "regime": "csto-2010", "seed": 1}


class ListedModel(BorderModel):
    """A war that a visitor may ask for: what the window sends is held against what the page offered."""

    def __init__(self, scenario: str, regime: str, seed: int) -> None:
        offered("scenario", scenario, scenario_names())
        offered("regime", regime, regime_names())
        super().__init__(scenario, regime, offered("seed", seed, range(1, 101)))


model_params = {
    "scenario": {
        "type": "Select",
        "value": START["scenario"],
        "values": scenario_names(),
        "label": "Scenario, after a reset",
    },
    "regime": {
        "type": "Select",
        "value": START["regime"],
        "values": regime_names(),
        "label": "Treaty regime, after a reset",
    },
    "seed": Slider("Seed, after a reset", value=START["seed"], min=1, max=100, step=1, dtype=int),
}


@solara.component
def Layout(children: list[solara.Element]) -> None:  # noqa: N802 - Solara looks for this name
    """Title, side and middle; errors of any of them end here."""
    Boundary(lambda: solara.AppLayout(children=children))


playing = solara.reactive(None)  # the game of this window; it outlives an error of what shows it


@solara.component
def Page() -> None:  # noqa: N802 - a Solara page is named so
    """One game for each browser tab: Mesa's controls at the side, the war in the middle."""
    solara.use_memo(lambda: playing.set(playing.peek() or ListedModel(**START)), [])
    SolaraViz(
        playing, components=[], model_params=model_params, name="Panj: an alliance under pressure", play_interval=50
    )
    with solara.Column(classes=["panj-game"]):
        WarMap(playing.value)
        with solara.ColumnsResponsive(12, large=[5, 7]):
            with solara.Column():
                Standing(playing.value)
                SharePlot(playing.value)
                StabilityPlot(playing.value)
            Chronicle(playing.value)
