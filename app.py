"""The live game: `panj app`, or `solara run app.py`. Map, play, pause, step, reset; scenario, regime and seed."""

import solara
from mesa.visualization import Slider, SolaraViz

from browser.map_page import WarMap
from browser.pages import Chronicle, SharePlot, StabilityPlot, Standing
from model import BorderModel
from scenarios.load import scenario_names
from treaty.regime import regime_names

START = {"scenario": "tajikistan-2021", "regime": "csto-2010", "seed": 1}

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
def Page() -> None:  # noqa: N802 - a Solara page is named so
    """One game for each browser tab: Mesa's controls at the side, the war in the middle."""
    model = solara.use_reactive(solara.use_memo(lambda: BorderModel(**START), []))
    SolaraViz(
        model, components=[], model_params=model_params, name="Panj: an alliance under pressure", play_interval=50
    )
    with solara.Column(classes=["panj-game"]):
        WarMap(model.value)
        with solara.ColumnsResponsive(12, large=[5, 7]):
            with solara.Column():
                Standing(model.value)
                SharePlot(model.value)
                StabilityPlot(model.value)
            Chronicle(model.value)
