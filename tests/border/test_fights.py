"""Fights at the river against fights at the river: distributions of the model beside what happened (fights.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest

from panj.border.forces import CROSS, FALL_BACK, HOLD, STORMING
from panj.border.kernel import ground_step
from panj.model import BorderModel
from panj.scenarios.load import HOME, load_scenario
from panj.tests.small_border import unit, write_border

FIGHTS: dict[str, Any] = tomllib.loads((HOME / "tajikistan-2021" / "fights.toml").read_text(encoding="utf-8"))
OUTPOST, CLASHES = FIGHTS["outpost_12_1993"], FIGHTS["clashes_2001"]
RUNS = 200


class Assault(NamedTuple):
    """How one assault on a post ended."""

    hours: int
    guards: int
    attackers: int
    taken: bool


def assault(m: BorderModel, men: int, seed: int) -> Assault:
    """A band of some men storms the post; one step is an hour."""
    f, t = m.forces.columns, m.theatre
    band, post = m.forces.row["band"], m.forces.row["post"]
    f.men[band] = f.start[band] = men
    f.order[band], f.found[band], f.cell[band], f.segment[band] = CROSS, STORMING, m.ground.s_near[3], 3
    for hour in range(1, 73):
        ground_step(m.ground, f, t, m.rules, seed, hour)
        if f.order[post] == FALL_BACK or f.order[band] == HOLD:
            return Assault(hour, int(f.lost[post]), int(f.lost[band]), f.order[post] == FALL_BACK)
    raise AssertionError("no end after three days")


@pytest.fixture(scope="module")
def assaults(tmp_path_factory: pytest.TempPathFactory) -> list[Assault]:
    """The 12th outpost, over and over: its men in a post in the mountains, nobody else near."""
    units = [
        unit("post", "TJK", "post", 3, 5, OUTPOST["defenders"], home="k0"),
        unit("band", "TLB", "local", 3, 4, OUTPOST["attackers"][1], home="d0"),
    ]
    scenario = load_scenario(write_border(tmp_path_factory.mktemp("outpost"), units, terrain=OUTPOST["terrain"]))
    hourly = replace(scenario, file=scenario.file.model_copy(update={"step_hours": 1}))
    few, many = OUTPOST["attackers"]
    models = (BorderModel(hourly, "none", seed=s) for s in range(RUNS))
    return [assault(m, few + s * (many - few) // RUNS, s) for s, m in enumerate(models)]


def inside(observed: float, values: list[int]) -> bool:
    """Whether a figure lies between the 5th and the 95th percentile of the runs."""
    low, high = np.percentile(values, [5, 95])
    return bool(low <= observed <= high)


def test_the_twelfth_outpost_falls_as_it_fell(assaults: list[Assault]) -> None:
    """Hours, dead of the post and dead before it in 1993 lie within the middle 90 % of 200 runs; the post is lost.

    A right model fails one of the three by chance in about one design in seven; the seeds are fixed.
    """
    assert sum(a.taken for a in assaults) >= 0.9 * RUNS
    assert inside(OUTPOST["hours"], [a.hours for a in assaults])
    assert inside(OUTPOST["defenders_killed"], [a.guards for a in assaults])
    assert inside(OUTPOST["attackers_killed_near"], [a.attackers for a in assaults])


@pytest.fixture(scope="module")
def clashes(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """Clashes of small groups with a line of posts: guards and intruders lost, one row a war of 20 days.

    A band that is found inside the country later on is left out: what it loses there is not lost at the line.
    """
    width = 24
    bands = [unit(f"band-{x}", "TLB", "local", x, 4, 12, home=f"d{x // 12}") for x in range(width)]
    posts = [unit(f"post-{x}", "TJK", "post", x, 5, 40, home="k0") for x in range(0, width, 2)]
    calm = {"mobilise_at": 1.0, "bilateral_at": 1.0}
    commands = {"taliban": {"intent_to_cross": 0.3, "assault_share": 0.0}}
    folder = write_border(
        tmp_path_factory.mktemp("clashes"), [*bands, *posts], width, terrain="hills", parameters=calm, commands=commands
    )
    rows = []
    for seed in range(60):
        m = BorderModel(folder, "none", seed=seed).run()
        later = {e.subject for e in m.events.of("band_found")}
        found = [e for e in m.events.of("incursion_found") if e.subject not in later]
        lost = {name: int(n) for name, n in zip(m.forces.names, m.forces.columns.lost, strict=True)}
        intruders = sum(n for name, n in lost.items() if name.startswith("band") and name not in later)
        rows.append((len(found), m.losses_member - m.outcomes()["losses_inside"], intruders))
    return np.array(rows, float)


def test_a_clash_costs_few_intruders_and_hardly_a_guard(clashes: np.ndarray) -> None:
    """Losses a clash as in the press figures of 2001: of intruders within a factor of two of 1.4 dead; of guards more
    than half of those who died (0.018) and less than twice those dead or wounded (0.09).

    Over 60 wars with some 250 clashes the first is known to a tenth; of guards a handful die, so that by chance the
    test would fail about once in a hundred.
    """
    found, guards, intruders = clashes.sum(axis=0)
    assert found > 200
    happened = CLASHES["intruders_killed"] / CLASHES["clashes"]
    assert 0.5 * happened < intruders / found < 2.0 * happened
    killed, hit = CLASHES["guards_killed"], CLASHES["guards_killed"] + CLASHES["guards_wounded"]
    assert 0.5 * killed / CLASHES["clashes"] < guards / found < 2.0 * hit / CLASHES["clashes"]
