"""What moves the outcomes of a finished sweep: what is told from nothing, what is not, and how often that errs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from panj.experiments import Sweep
from panj.experiments.analysis.moved import moved, with_gap
from panj.experiments.designs.plan import Named, Plan
from panj.experiments.report.moving import Gap, sentences, short
from panj.experiments.report.page import write_report
from panj.tests.experiments.command import panj

PLAN = Plan(
    rules="",
    scenarios=[Named(name="s", content="", source="")],
    days={"s": 9},
    regimes=[Named(name="none", content="", source="")],
    seeds=2,
    fixed={},
    factors={},
    columns=["push", "idle"],
    rows=[[]],
)
OUTCOMES = ["posts_lost", "losses_member"]


def sample(seed: int, effect: float, count: int = 40, levels: int = 0) -> pd.DataFrame:
    """Games of a sample: posts lost rise with `push` by `effect` over its range, on top of a normal spread of one."""
    rng = np.random.default_rng(seed)
    at = rng.random((count, 2)) if not levels else rng.integers(0, levels, (count, 2)).astype(float)
    return pd.DataFrame(
        [
            {
                "scenario": "s",
                "regime": "none",
                "seed": s,
                "days": 9,
                "point": f"p{k}",
                "push": push,
                "idle": idle,
                "posts_lost": effect * push + rng.normal(),
                "losses_member": rng.normal(),
            }
            for k, (push, idle) in enumerate(at)
            for s in (1, 2)
        ]
    )


def test_a_factor_that_moves_is_told_and_one_that_does_nothing_is_not() -> None:
    """The words name what moves, with both ends and an interval that holds the change, and what cannot be told."""
    runs = sample(1, 6.0)
    found = moved(runs, PLAN, OUTCOMES)
    assert found is not None
    assert (found.by, found.moving, found.unsure, found.nothing) == ("sample", ["push"], ["idle"], [])
    row = found.table[found.table.told].iloc[0]
    assert row.outcome == "posts_lost"
    assert row.low < 4.0 < row.high  # two thirds of the range lie between the middles of the outer thirds
    said = " ".join(sentences(found, runs))
    assert "push moves posts lost: " in said
    assert "Not told from a factor that does nothing, in any outcome shown: idle." in said
    assert short(found) == "Of what was varied, push moves the outcomes; idle cannot be told from nothing."


@pytest.mark.parametrize("levels", [0, 3])
def test_chance_is_seldom_taken_for_sensitivity(levels: int) -> None:
    """Nothing moves anything: in at most 5 % of sweeps is any factor told in any outcome; of 60, at most 8 (binomial,
    1 in 100 by chance). With values of a factor that come often, too."""
    wrong = 0
    for seed in range(60):
        found = moved(sample(seed, 0.0, levels=levels), PLAN, OUTCOMES)
        assert found is not None
        wrong += bool(found.moving)
    assert wrong <= 8


def test_a_step_of_a_factor_is_told_by_its_pairs() -> None:
    """One at a time: what differs in the same direction in each of twelve seeds is told, a game that is the same to the
    last event moves nothing, and what differs either way cannot be told."""
    rng = np.random.default_rng(1)
    rows = []
    for seed in range(12):
        base = {"scenario": "s", "regime": "none", "seed": seed, "days": 9, "posts_lost": rng.normal(), "digest": seed}
        for push, idle, still, add in (
            (None, None, None, 0.0),
            (2.0, None, None, 5.0),
            (None, 2.0, None, rng.normal()),
            (None, None, "word", 0.0),
        ):
            mark = json.dumps([push, idle, still])
            rows.append(
                base
                | {
                    "push": push,
                    "idle": idle,
                    "still": still,
                    "point": mark,
                    "posts_lost": base["posts_lost"] + add,
                    "digest": f"{seed}" if not add else f"{seed} {mark}",
                }
            )
    runs = pd.DataFrame(rows)
    found = moved(runs, PLAN.model_copy(update={"columns": ["push", "idle", "still"]}), ["posts_lost"])
    assert found is not None
    assert (found.by, found.moving, found.unsure, found.nothing) == ("steps", ["push"], ["idle"], ["still"])
    assert found.table.set_index("factor").change["push"] == pytest.approx(5.0)
    assert "No game changes with still." in sentences(found, runs)


def test_nothing_is_said_of_what_was_not_varied_or_of_few_points() -> None:
    """Without factors there is nothing to say, and of a sample of a dozen points neither."""
    runs = sample(1, 6.0)
    assert moved(runs.assign(push=1.0, idle=1.0), PLAN, OUTCOMES) is None
    assert moved(runs[runs.point.isin([f"p{k}" for k in range(12)])], PLAN, OUTCOMES) is None


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sweep over a Latin hypercube, with a point by name."""
    folder = tmp_path_factory.mktemp("varied")
    factors = {"commands.taliban.intent_to_cross": {"low": 0.0, "high": 0.5}, "equipment_days": {}}
    Sweep(
        "intro",
        ["csto-2010", "none"],
        seeds=1,
        factors=factors,
        design="lhs",
        samples=40,
        named={"quiet": {"commands.taliban.intent_to_cross": 0.0}},
    ).run(folder, workers=1, quiet=True)
    return folder


def test_the_report_of_a_sweep_that_varied_something_says_what_moves(varied: Path) -> None:
    """Sentences, a figure with words, its files, and a table; the first screen names what moves, too."""
    page = write_report(varied, varied / "report.html").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert "<h2>For the analyst: what moves the outcomes</h2>" in page
    said = page.split("What would change the answer?")[1].split("</dd>")[0]
    assert "commands.taliban.intent_to_cross moves the outcomes; equipment_days cannot be told from nothing" in said
    assert "Change of each outcome with each varied factor, with 95 % intervals. Told apart:" in page
    files = {p.name for p in (varied / "report-figures").glob("what-moves-the-outcomes.*")}
    assert files == {f"what-moves-the-outcomes.{e}" for e in ("svg", "png", "csv")}
    table = pd.read_csv(varied / "report-figures" / "what-moves-the-outcomes.csv")
    assert set(table.factor) == {"commands.taliban.intent_to_cross", "equipment_days"}
    assert not table[table.factor == "equipment_days"].told.any()


def test_indices_beside_a_sweep_are_in_its_report(tmp_path: Path) -> None:
    """Morris and Sobol tables that `panj sensitivity` left are shown with their intervals in the reports of its stores;
    a factor that changes no game is said to."""
    design = tmp_path / "design.toml"
    design.write_text(
        'scenario = "intro"\nregimes = ["none"]\nseeds = 4\n[factors]\npreparation_days = [1, 4]\nequipment_days = {}\n'
        '"commands.taliban.intent_to_cross" = { low = 0.0, high = 0.3 }\n',
        encoding="utf-8",
    )
    out = tmp_path / "out"
    for method in ("morris", "sobol"):
        panj(
            "sensitivity",
            design,
            "--out",
            out,
            "--workers",
            "1",
            "--trajectories",
            "4",
            "--samples",
            "8",
            "--method",
            method,
        )
    page = write_report(out / "morris", tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<h3>Morris screening</h3>" in page
    assert "No game changes with equipment_days" in page
    assert "commands.taliban.intent_to_cross" in page.split("What moves the outcomes most by Morris screening")[1][:200]
    shown = {p.stem for p in (tmp_path / "page-figures").iterdir()}
    assert {"morris-screening", "sobol-indices"} <= shown


@pytest.mark.slow
def test_the_report_of_a_map_has_the_map(tmp_path: Path) -> None:
    """Two numbers as a grid and several regimes: who leads where stands in the report, in words and as a table, and
    that so few seeds tell nothing; with one regime there is nothing to lead."""
    factors = {"patrol_kmh": [1, 12], "commands.taliban.intent_to_cross": [0.05, 0.5]}
    for regimes in (["csto-2010", "none"], ["none"]):
        out = tmp_path / f"{len(regimes)}"
        Sweep("intro", regimes, seeds=2, factors=factors).run(out, workers=1, quiet=True)
        page = write_report(out, out / "report.html").read_text(encoding="utf-8")
        shown = "<h3>Where it matters which rules hold</h3>" in page
        assert shown == (len(regimes) > 1)
        if shown:
            table = pd.read_csv(out / "report-figures" / "where-it-matters-which-rules-hold.csv")
            assert len(table) == 4
            assert re.search(r"In \d of 4 fields no regime can be told from another", page)
            assert "With fewer than 8 seeds a field" in page.split("<h3>Where it matters")[1].split("<figcaption>")[1]


@pytest.mark.parametrize(("effect", "hangs"), [(8.0, ["push"]), (0.0, [])])
def test_what_the_answer_hangs_on_is_told(effect: float, hangs: list[str]) -> None:
    """By how much a regime differs from none rises with a factor, while none itself does not move; or with nothing."""
    none = sample(3, 0.0)
    treaty = none.assign(regime="csto-2010", posts_lost=none.posts_lost + effect * none.push)
    runs, column = with_gap(pd.concat([none, treaty], ignore_index=True), "posts_lost", "csto-2010", "none")
    found = moved(runs, PLAN, ["posts_lost", column])
    assert found is not None
    table = found.table[found.table.outcome == column].set_index("factor")
    assert list(table.index[table.told]) == hangs
    assert table.change["push"] == pytest.approx(effect * 0.667, abs=0.06 * effect)
    gap = Gap("posts_lost", column, "what csto-2010 changes against none in posts lost")
    said = short(found, gap)
    told = " hangs on push." if hangs else " can be told from one that does nothing."
    assert said.endswith(told)


def test_what_moves_one_war_is_not_said_of_another(tmp_path: Path) -> None:
    """Two lengths of a war: in one day no band gets so far that anything could be moved, and nothing is said of it."""
    factors = {"commands.taliban.intent_to_cross": [0.0, 0.5], "days": [1, 10]}
    Sweep("intro", ["none"], seeds=8, factors=factors).run(tmp_path / "s", workers=1, quiet=True)
    page = write_report(tmp_path / "s", tmp_path / "page.html").read_text(encoding="utf-8")
    answers = [a.split("</dd>")[0] for a in page.split("What would change the answer?")[1:]]
    days = [re.search(r"days (\d+)", h).group(1) for h in re.findall(r"<h2[^>]*>(.*?)</h2>\s*<dl>", page)]  # type: ignore[union-attr]
    told = {d: "moves the outcomes" in a for d, a in zip(days, answers, strict=True)}
    assert told == {"1": False, "10": True}
