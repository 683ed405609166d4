"""Factors by dotted path: what a path may lead to, what may stand there, and that nothing but that changes."""

from __future__ import annotations

import datetime as dt

import pytest

from panj.experiments.designs.paths import NEVER, NamedInject, changed, slot
from panj.model import BorderModel
from panj.scenarios.errors import InputError
from panj.scenarios.load import Scenario, load_scenario
from panj.treaty.law.regime import load_regime

WAR = load_scenario("tajikistan-2021-incursion")
LAW = load_regime("csto-2010")
GOOD: list[tuple[str, float | str | bool]] = [
    ("patrol_kmh", 4.0),
    ("states.KAZ.caution", 0.1),
    ("states.KAZ.trust.RUS", 0.9),
    ("states.BLR.stake_self", 0.4),
    ("observers.RUS.lag_days", 5.0),
    ("commands.taliban.intent_to_cross", 0.3),
    ("days", 12),
    ("step_hours", 12),
    ("demand", "basing"),
    ("temper.burden", 2.5),
    ("regime.deadlines.DRAFT", 20.0),
    ("regime.vote_rule", "majority"),
    ("regime.request_required", False),
    ("regime.lead_state", "KAZ"),
]


@pytest.mark.parametrize(("path", "value"), GOOD)
def test_what_is_set_at_a_path_stands_there_and_nothing_else_changes(path: str, value: float | str | bool) -> None:
    """A changed scenario or regime has the value where the path leads, and the one it was made from stays as it was."""
    before, law = WAR.file.model_dump_json(), LAW.model_dump_json()
    new = changed(WAR, LAW, {path: value})
    assert slot(new.scenario, new.regime, path).usual == value
    assert slot(WAR, LAW, path).usual != value
    back = slot(WAR, LAW, path).usual
    if back is not None and not path.startswith("states"):  # a judgement that is set is sure: its range is gone
        again = changed(new.scenario, new.regime, {path: back})
        if not path.startswith("temper"):
            assert again.scenario.file.model_dump_json() == before
        assert again.regime.model_dump_json() == law
    assert (WAR.file.model_dump_json(), LAW.model_dump_json()) == (before, law)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("patrol_kmhh", 4.0, "patrol_kmh"),
        ("patrol_kmh", 400.0, "0.5 to 20 km/h"),
        ("states.KAT.caution", 0.5, "KAZ"),
        ("states.KAZ.caution", 1.2, "from 0 to 1"),
        ("states.KAZ.caution.low", 0.2, "states.KAZ.caution alone"),
        ("states.KAZ.name", "x", "a number or of a choice"),
        ("commands.taleban.intent_to_cross", 0.1, "taliban"),
        ("days", 1.5, "a whole number from 1 to 3650"),
        ("step_hours", 5, "must divide 24"),
        ("grid.cell_km", 50.0, "lie on the earth"),
        ("demand", "gold", "one of: none, eaeu, basing"),
        ("temper.burden", 9.0, "0 to 3"),
        ("temper.reliability", 0.5, "names, such as"),
        ("regime.deadlines.DRAFTS", 9.0, "one of NOTIFIED"),
        ("regime.vote_rule", "acclaim", "consensus_minus_one"),
        ("regime.lead_state", "USA", "one of ARM"),
        ("regime.limited_format", 1.0, "one of: true, false"),
        ("injects.1.day", 3, "a design names them"),
        ("seats.KAZ", "no", "seats.CHAIR.QUESTION"),
        ("weather.rain", 1.0, "one of"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_is_allowed(path: str, value: float | str, said: str) -> None:
    """A mistyped name, a value out of its range and a value of another kind are refused in a line that says the range.

    The line names the path as it was written.
    """
    with pytest.raises(InputError) as refusal:
        changed(WAR, LAW, {path: value}, "my.toml")
    assert said in str(refusal.value)
    assert str(refusal.value).startswith(f"my.toml: {path}")


def test_a_regime_that_follows_the_days_is_changed_on_all_of_them() -> None:
    """A norm set in a regime whose law changes with the days holds before and after each change of the law."""
    law = changed(WAR, load_regime("in-force"), {"regime.vote_rule": "two_thirds"}).regime
    assert {law.on(dt.date(year, 6, 1)).vote_rule for year in (1995, 2005, 2015, 2021)} == {"two_thirds"}
    assert law.on(dt.date(1995, 6, 1)).trigger != law.on(dt.date(2021, 6, 1)).trigger


def with_word() -> Scenario:
    """The introduction with one inject by name, on its second day."""
    intro = load_scenario("intro")
    start = intro.file.start
    day = start + dt.timedelta(days=1)
    about = {"kind": "statement", "who": intro.file.requester, "what": "", "amount": 1.0, "note": ""}
    row = NamedInject(date=day, name="word", **about)
    return Scenario(**{**vars(intro), "injects": (row,)})


def test_an_inject_is_moved_by_its_day_or_does_not_happen() -> None:
    """The day of an inject counts from the start of the war; on the day `never` it is not there at all."""
    war = with_word()
    assert slot(war, LAW, "injects.word.day").usual == 1
    (moved,) = changed(war, LAW, {"injects.word.day": 3, "injects.word.amount": 5}).scenario.injects
    assert (moved.date - war.file.start, moved.amount) == (dt.timedelta(days=3), 5.0)
    assert changed(war, LAW, {"injects.word.day": NEVER}).scenario.injects == ()
    with pytest.raises(InputError, match=r"from 0 to 9 days or never"):
        changed(war, LAW, {"injects.word.day": 10})


def test_a_scenario_changed_by_path_plays_as_one_changed_by_parameters() -> None:
    """Setting a parameter by its path gives the game that setting it by name gives, digest and all."""
    intro = load_scenario("intro")
    by_path = BorderModel(changed(intro, LAW, {"parameters.patrol_kmh": 6.0}).scenario, LAW, seed=3).run()
    by_name = BorderModel(intro, LAW, seed=3, parameters={"patrol_kmh": 6.0}).run()
    assert by_path.digest == by_name.digest


def test_a_weight_that_is_set_is_the_same_in_every_game() -> None:
    """Members of all games have the weight that the scenario sets, whatever else is drawn; the others still differ."""
    war = changed(WAR, LAW, {"temper.burden": 2.0}).scenario
    tempers = [BorderModel(war, LAW, seed=seed, days=1).alliance.temper for seed in (1, 2, 3)]
    assert {t.burden for t in tempers} == {2.0}
    assert len({t.entrapment for t in tempers}) > 1
