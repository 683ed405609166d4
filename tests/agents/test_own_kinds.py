"""A user can add a unit kind with a Python rule: named in a model class, called for its units only."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import numpy as np

from panj.agents.units import BorderPost, MilitantBand
from panj.border.forces import LOCAL
from panj.model import BorderModel
from panj.tests.small_border import unit, write_border


class Raider(MilitantBand):
    """A main band that storms the first district from the first day on."""

    calls: ClassVar[list[str]] = []

    def step(self) -> None:
        """Attack."""
        self.calls.append(self.name)
        self.order, self.objective = "attack", 0


class Raiding(BorderModel):
    """The border war with raiders."""

    unit_rules: ClassVar = {"main": Raider}


def land(folder: Path) -> Path:
    """One seat with a garrison, a band beside it, a post."""
    return write_border(
        folder,
        [
            unit("garrison", "AFG", "district_centre", 3, 2, 40, home="d0"),
            unit("raiders", "TLB", "main", 3, 3, 400, home="d0"),
            unit("post", "TJK", "post", 3, 5, 40, home="k0"),
        ],
        days=3,
    )


def test_a_step_of_its_own_is_called_for_its_units_and_no_others(tmp_path: Path) -> None:
    """Once a step for each unit of the kind; the other units stay ordinary views of the table."""
    Raider.calls.clear()
    m = Raiding(land(tmp_path), "none", seed=1).run()
    assert [u.name for u in m.own_rules] == ["raiders"]
    assert Raider.calls == ["raiders"] * m.steps
    assert {type(u) for u in m.units if u.role == "post"} == {BorderPost}
    assert len(m.agents_by_type[Raider]) == 1


def test_the_kernel_carries_out_what_the_rule_orders(tmp_path: Path) -> None:
    """The rule gives the order, the ground rules march, fight and lose men: the garrison is attacked."""
    rule = Raiding(land(tmp_path / "rule"), "none", seed=1, parameters={"collapse_base": -12.0}).run()
    plain = BorderModel(land(tmp_path / "plain"), "none", seed=1, parameters={"collapse_base": -12.0}).run()
    assert rule.losses_garrisons > 0
    assert plain.losses_garrisons == 0


def test_a_rule_that_does_nothing_changes_nothing() -> None:
    """With a step that leaves its row alone the war is the same to the digest: nothing else depends on the class."""

    class Idle(MilitantBand):
        def step(self) -> None:
            assert self.men >= 0

    class Idling(BorderModel):
        unit_rules: ClassVar = {"local": Idle}

    own, plain = (kind("tajikistan-2021-incursion", "none", 2, days=25).run() for kind in (Idling, BorderModel))
    assert own.digest == plain.digest
    assert len(own.own_rules) == int((np.asarray(own.forces.role) == LOCAL).sum()) > 0
