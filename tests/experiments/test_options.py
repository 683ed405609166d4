"""Options of help by effect and cost: a case worked out by hand, prices, designs, and the command on real games."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panj.experiments.analysis.frontier import undominated, weigh
from panj.experiments.analysis.prices import CURRENCIES, PRICES, Prices, costs, price_names, prices, used_in
from panj.experiments.analysis.versus import versus
from panj.experiments.designs.design import DesignInject, make_design, read_design
from panj.experiments.designs.worlds import resolve
from panj.experiments.runs.store import open_runs
from panj.model.record.outcomes import NUMBERS
from panj.scenarios.errors import InputError
from panj.scenarios.injects import SENTENCES
from panj.scenarios.load import load_scenario
from panj.tests.experiments.command import panj, refused

WHAT_IF = "tajikistan-2021-incursion"
EXAMPLE = Path(__file__).parents[2] / "examples" / "what_would_we_buy.toml"
NAMES = ["nothing", "arms", "men", "both"]
# Three sets of assumptions (rows); worked out on paper below.
GAIN = np.array([[0.0, 4.0, 6.0, 6.0], [0.0, 2.0, 1.0, 3.0], [0.0, -1.0, 5.0, 2.0]])
COST = np.array([[0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 2.0, 1.5]])


def test_frontier_and_regret_are_those_worked_out_by_hand() -> None:
    """Of a case on paper: who is on the frontier, in what share of the assumptions, what is left, Savage's choice."""
    table = weigh(NAMES, GAIN, COST).set_index("option")
    # first row: both gains what men gain, and is dearer; second: arms beat men; third: nothing beats arms
    assert table.frontier_share.to_dict() == pytest.approx({"nothing": 1, "arms": 2 / 3, "men": 2 / 3, "both": 2 / 3})
    # means: gains 0, 5/3, 4, 11/3 at costs 0, 1, 2, 2.5
    assert table.frontier.to_dict() == {"nothing": True, "arms": True, "men": True, "both": False}
    # regret by row: 6 2 0 0; 3 1 2 0; 5 6 0 3
    assert table.regret.to_dict() == pytest.approx({"nothing": 14 / 3, "arms": 3, "men": 2 / 3, "both": 1})
    assert table.worst_regret.to_dict() == {"nothing": 6, "arms": 6, "men": 2, "both": 3}
    assert table.minimax.to_dict() == {"nothing": False, "arms": False, "men": True, "both": False}
    # against what costs no more: men against arms in the second row, arms against nothing in the third
    assert table.regret_left.to_dict() == pytest.approx({"nothing": 0, "arms": 1 / 3, "men": 1 / 3, "both": 0})
    # best: men and both share the first row, both the second, men the third
    assert table.chance_best.to_dict() == pytest.approx({"nothing": 0, "arms": 0, "men": 0.5, "both": 0.5})
    assert table.same_sign["arms"] == pytest.approx(2 / 3)


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 5)), min_size=1, max_size=8))
def test_what_is_off_the_frontier_is_beaten_by_what_is_on_it(options: list[tuple[int, int]]) -> None:
    """Some option is always on the frontier, and each that is not costs no less and gains no more than one that is."""
    gain, cost = (np.array([[float(o[k]) for o in options]]) for k in (0, 1))
    (on,) = undominated(gain, cost)
    assert on.any()
    for k in np.flatnonzero(~on):
        assert any(gain[0, j] >= gain[0, k] and cost[0, j] <= cost[0, k] for j in np.flatnonzero(on))


def test_costs_are_men_times_days_times_price() -> None:
    """5,000 men from day 20 of 92 at a sure price, and posts that get equipment: sums that anybody can do."""
    sure = {"unit": "US$", "source": "by hand"}
    known = Prices.model_validate(
        {
            "money": {
                "men": sure | {"of": "send", "what": "combat", "per": "man-day", "counts": True} | _flat(100.0),
                "journey": sure | {"of": "send", "per": "man"} | _flat(1_000.0),
                "posts": sure | {"of": "equipment", "per": "post"} | _flat(250_000.0),
                "called": sure | {"of": "reserve_days", "per": "used", "counts": True} | _flat(10.0),
            },
            "notice": {"send": sure | _flat(10.0), "equipment": sure | _flat(45.0)},
        }
    )
    scenario = load_scenario(WHAT_IF)
    posts = sum(u.role == "post" and u.owner == "TJK" for u in scenario.units)
    men = DesignInject(kind="send", who="RUS", what="combat", day=20, amount=5000)
    arms = DesignInject(kind="equipment", who="RUS", day=20, amount=0.5)
    unit = {name: np.full(2, 0.5) for name in price_names(known)}
    used = {"men": pd.DataFrame({"reserve_days": [-1000.0, 0.0]})}
    paid = costs(scenario, 92, {"nothing": [], "men": [men], "both": [men, arms]}, used, known, unit)
    force = 5000 * 72 * 100.0 + 5000 * 1_000.0
    assert paid["money"]["nothing"].tolist() == [0.0, 0.0]
    assert paid["money"]["men"].tolist() == [force - 10_000.0, force]  # the reserves that it spares count
    assert paid["money"]["both"].tolist() == pytest.approx([force + posts * 0.5 * 250_000.0] * 2)
    assert paid["men"]["men"].tolist() == [5000 * 72 - 1000.0, 5000 * 72]
    assert paid["notice"]["both"].tolist() == [45.0, 45.0]
    with pytest.raises(InputError, match="mobilise"):
        costs(scenario, 92, {"x": [DesignInject(kind="mobilise", who="TJK", day=1, amount=9)]}, {}, known, unit)


def _flat(value: float) -> dict[str, float]:
    return {"low": value, "typical": value, "high": value}


def test_every_price_has_a_range_a_unit_and_a_source() -> None:
    """Prices are data like parameters: what they are of is there, and a figure without a source is marked assumed."""
    known = prices()
    for name, price in known.money.items():
        assert price.of in (NUMBERS if price.per == "used" else SENTENCES), name
    for amount in (*known.money.values(), *known.notice.values()):
        assert amount.low < amount.high
        assert amount.unit
        assert "assumed" in amount.source or any(word in amount.source for word in ("A/RES", "C0", "S1"))


def test_men_of_the_alliance_count_from_the_day_they_came() -> None:
    """1,000 men who arrive on day 42 of 92 are 50,000 man-days; none are none."""
    runs = pd.DataFrame(
        {"delivered_men": [1000, 0], "first_arrival_day": [42, None], "days": 92, "reserve_days": [7, 8]}
    )
    assert used_in(runs, prices()).delivered_men.tolist() == [50_000.0, 0.0]


def test_a_bad_price_is_refused_in_one_line(tmp_path: Path) -> None:
    """A price of what there is not names the file, the key, what was found and what is allowed."""
    path = tmp_path / "prices.toml"
    path.write_text(PRICES.read_text().replace('of = "aviation"', 'of = "balloons"'))
    with pytest.raises(InputError, match=r"balloons.*one of"):
        prices(path)


def test_each_option_is_played_at_the_same_draws_and_alone() -> None:
    """What one option buys does not happen in another; buying nothing is one of them; the label is the option's."""
    plan, worlds = resolve(read_design(EXAMPLE))
    assert plan.size == 7 * 2 * len(plan.rows) * plan.seed_count
    first = [dict(changes) for _, _, changes in plan.groups()][:7]
    assert [c["option"] for c in first] == ["nothing", *read_design(EXAMPLE).options]
    assert plan.label(first[2]) == "draw=1, option=equipment for every post"
    for change in first:
        made = worlds.changed(WHAT_IF, "none", tuple(sorted(change.items())))
        bought = {row.name for row in made.scenario.injects if hasattr(row, "name")}
        option = read_design(EXAMPLE).options.get(str(change["option"]))
        assert bought == set(option.buys if option else [])


@pytest.mark.parametrize("path", sorted(EXAMPLE.parent.glob("*.toml")), ids=lambda path: path.stem)
def test_the_designs_in_examples_can_be_played(path: Path) -> None:
    """Each loads, and every path and value in it is checked against its scenario."""
    plan, _ = resolve(read_design(path))
    assert plan.size > 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"options": {"a": {"buys": ["gone"]}}}, "gone"),
        ({"options": {"a": {"buys": ["men", "men"]}}}, "twice"),
        ({"options": {"nothing": {"buys": ["men"]}}}, "nothing"),
        ({"options": {"a": {"buys": ["men"]}}, "factors": {"injects.men.day": [1, 2]}}, "injects.men.day"),
        ({"options": {"a": {"buys": ["men"]}}, "named": {"x": {"days": 5}}}, "named"),
        ({"factors": {"option": ["a", "b"]}}, "option"),
    ],
)
def test_options_that_make_no_sense_are_refused(given: dict[str, object], said: str) -> None:
    """One line that names the key, before the first game."""
    men = {"kind": "send", "who": "RUS", "what": "guard", "day": 3, "amount": 100.0}
    with pytest.raises(InputError, match=said):
        make_design("design", scenario=WHAT_IF, regimes=["none"], seeds=1, injects={"men": men}, **given)


def test_a_design_without_options_is_told_what_it_needs(tmp_path: Path) -> None:
    """The command answers in one line and leaves nothing behind."""
    path = tmp_path / "design.toml"
    path.write_text('scenario = "intro"\nregimes = ["none"]\nseeds = 1\n')
    assert "[options.NAME] tables" in refused("options", path, "--out", tmp_path / "out")
    assert "notice" in refused("options", path, "--out", tmp_path / "out", "--cost", "gold")
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_the_command_says_what_its_games_say(tmp_path: Path) -> None:
    """Gains are the mean differences of the games, costs of men those of the design; page, figure and report are there,
    and a second call plays nothing."""
    text = EXAMPLE.read_text().replace("samples = 30", "samples = 2").replace("seeds = 4", "seeds = 1")
    text = text.replace('regimes = ["none", "csto-2010"]', 'regimes = ["none"]\ndays = 40')
    path = tmp_path / "design.toml"
    path.write_text(text)
    out = tmp_path / "out"
    words = ("options", path, "--out", out, "--cost", "men", "--workers", "1", "--json")
    said = json.loads(panj(*words).stdout)
    assert said["cost"] == CURRENCIES["men"]
    rows = {row["option"]: row for row in said["options"]}
    runs = open_runs(out, quiet=True)
    mean = runs.groupby("option").people_held_days.mean()
    for option, row in rows.items():
        assert row["gain"] == pytest.approx(mean["nothing"] - mean[option])
    guards = 5000 * (40 - 20) + runs.groupby("option").reserve_days.mean()["5,000 guards"]
    assert rows["5,000 guards"]["cost"] == pytest.approx(guards - runs.groupby("option").reserve_days.mean()["nothing"])
    assert json.loads(panj(*words).stdout) == said
    page = (out / "options.html").read_text(encoding="utf-8")
    assert "5,000 guards" in page
    assert (out / "options.png").stat().st_size > 10_000
    panj("report", out, "--out", out / "report.html")
    assert "worst regret" in (out / "report.html").read_text(encoding="utf-8")
    assert set(versus(runs, "option").regime) >= {"nothing"}
    compared = json.loads(panj("compare", out, "--by", "option", "--baseline", "nothing", "--json").stdout)
    assert {row["regime"] for row in compared} >= {"equipment for every post"}
