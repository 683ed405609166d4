"""The live game: `panj app`, or `solara run app.py`. Map, play, pause, step, reset; scenario, regime and seed."""

from mesa.visualization import Slider, SolaraViz

from browser.pages import Chronicle, SharePlot, StabilityPlot, Standing, WarMap
from model import BorderModel
from scenarios.load import scenario_names
from treaty.regime import regime_names

model_params = {
    "scenario": {"type": "Select", "value": "tajikistan-2021", "values": scenario_names(), "label": "Scenario"},
    "regime": {"type": "Select", "value": "csto-2010", "values": regime_names(), "label": "Treaty regime"},
    "seed": Slider("Seed", value=1, min=1, max=100, step=1, dtype=int),
}

page = SolaraViz(
    BorderModel(scenario="tajikistan-2021", regime="csto-2010", seed=1),
    components=[WarMap, Standing, Chronicle, SharePlot, StabilityPlot],
    model_params=model_params,
    name="Panj: an alliance under pressure",
    play_interval=50,
    render_interval=1,
)
page  # noqa: B018 - Solara shows the last expression of the page
