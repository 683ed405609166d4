"""A war is judged by the law of its days, also when the law changes on the way."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from panj.model import BorderModel
from panj.scenarios.load import load_scenario


def test_the_law_changes_under_a_war() -> None:
    """A war that begins four days before the amendments are in force is under the text of 1992 first and under the
    amended one then; its cases follow, and a regime that is fixed stays what it is."""
    intro = load_scenario("intro")
    early = replace(intro, file=intro.file.model_copy(update={"start": dt.date(2012, 12, 15)}))
    model = BorderModel(early, "in-force", seed=1, days=6)
    assert model.regime.trigger == "strict_1992"
    case = model.alliance.open_case(model.requester.code).procedure
    assert case.regime.clause("attack") == "CST-4-1992"
    model.run()
    assert model.date == dt.date(2012, 12, 20)
    assert model.regime.trigger == "broad_2010"
    case.tick(float(model.day))
    case.come_to(float(model.day))
    assert case.regime.clause("attack") == "CST-4"
    assert model.law.name == "in-force"
    fixed = BorderModel(early, "csto-2010", seed=1, days=1)
    assert fixed.regime.trigger == "broad_2010"


def test_the_law_in_force_is_a_war_like_any_other() -> None:
    """In 2021 the law in force is csto-2010: the same war, day by day, under either name."""
    one, other = (BorderModel("intro", name, seed=3).run() for name in ("in-force", "csto-2010"))
    columns = ["border_share", "stability_index"]
    assert one.series()[columns].equals(other.series()[columns])
