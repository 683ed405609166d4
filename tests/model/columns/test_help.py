"""Worked out by hand: from the day a member informs the alliance to the day its help is there, and who carries it."""

from __future__ import annotations

from pathlib import Path

import pytest

from panj.agents.alliance.help import Battalions
from panj.agents.seats.seat import ScriptSeat
from panj.model import BorderModel
from panj.tests.model.columns.hand import days_are, outcomes_are, play, still
from panj.tests.small_border import Row, unit
from panj.treaty.course import clocks

# Every clock of the procedure runs as long as this, in days; the others run for a hundred.
CLOCKS = {"notify": 2, "consult": 1, "appeal": 3, "assess_start": 1, "assess": 4, "draft": 5, "vote": 2, "bilateral": 3}
EYES = "[observers.TJK]\nbias = 0.0\nlag_days = 0.0\nnoise = 0.0\nempty_counts = 1.0\n"
MEN = {"KAZ": 200, "RUS": 300}  # what those who send anything have, in battalions of 100


@pytest.fixture(autouse=True)
def _clocks_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of clocks holds these days, least, typical and most."""
    table = {name: (float(d),) * 3 for name in clocks.clocks() for d in [CLOCKS.get(name, 100)]}
    monkeypatch.setattr(clocks, "clocks", lambda: table)


def contingents() -> list[Row]:
    """Battalions on paper."""
    return [
        unit(f"{code.lower()}-{k}", code, "contingent", 6, 9, 100, status="on_paper")
        for code, men in MEN.items()
        for k in range(men // 100)
    ]


def appeal(
    folder: Path, objectors: tuple[str, ...] = (), days: int = 25, weaker: str = "yes", draft: str = "force_noncombat"
) -> BorderModel:
    """A game in which the far bank is half held, the member informs, appeals for a force that does not fight, and every
    chair does what is written here."""
    band = unit("band", "TLB", "local", 2, 2, 10, home="d0")
    parameters = {
        "threat_share": 1.0,
        "inform_at": 0.0,
        "appeal_at": 0.0,
        "inspect_at": 1.0,
        "force_men": 500.0,
        "deploy_days": 0.1,
    }
    law = folder / "one-text.toml"  # one text is voted on, so that the day of its vote is that of the decision
    law.write_text('name = "one-text"\ntitle = "One text"\nextends = "csto-2010"\nrounds = 1\n', encoding="utf-8")
    m = still(folder, [band, *contingents()], parameters, str(law), days=days, settings=EYES)
    often = 9
    for code in m.alliance.members:
        say = "object" if code in objectors else "support"
        orders = [(0, "vote", say)] * often + [(0, "contribute", MEN.get(code, 0))] * often
        if code == "TJK":
            orders += [(0, "request", "force_noncombat"), (0, "article", "2"), (0, "weaker", weaker)]
        if code == "RUS":
            orders += [(0, "commit", "no"), (0, "price", "none"), (0, "offer", "nothing")]
        m.chairs[code].take(ScriptSeat(orders))
    m.chairs["joint-staff"].take(ScriptSeat([(0, "finding", "force_noncombat")]))
    m.chairs["ministers"].take(ScriptSeat([(0, "draft", draft)]))
    return play(m)


def test_an_appeal_that_is_heard(tmp_path: Path) -> None:
    """Alarmed on day 0, the member informs two days later; consultations begin a day after that, on day 3. From day 4
    on it can appeal, and does so three days later, on day 7. A day until the mission sets out, four until it reports,
    five for the draft, two until the session: on day 19 all support the text, which has what every text has (political
    support, consultations), the mission that was there, and the force asked for, rung 6.

    Russia sends 300 men and Kazakhstan 200, who are there within the day. Five members could have sent somebody: 0, 0,
    0, 200 and 300 differ by 2 (3 (200) + 3 (300) + 100) = 3,200 in all, over 2 (5) (500): a Gini of 0.64."""
    m = appeal(tmp_path)
    outcomes_are(
        m,
        inform_day=2,
        consultation_day=3,
        request_day=7,
        ask_rung=6,
        decision_day=19,
        adopted_rung=6,
        measures="political+consult_info+mission+force_noncombat",
        vetoes=0,
        pivotal="",
        contributors="KAZ+RUS",
        burden_gini=0.64,
        promised_men=500,
        delivered_men=500,
        first_arrival_day=19,
        full_strength_day=19,
    )
    adopted = [0] * 3 + [2] * 5 + [3] * 11 + [6] * 6
    days_are(m, adopted_rung=adopted, allied_men=[0] * 19 + [500] * 6)


@pytest.mark.parametrize(
    ("objectors", "vetoes", "pivotal"), [(("KAZ",), 1, "KAZ"), (("BLR", "KAZ"), 2, ""), ((), 0, "")]
)
def test_an_appeal_that_is_blocked(tmp_path: Path, objectors: tuple[str, ...], vetoes: int, pivotal: str) -> None:
    """Under consensus one objection takes the force out of the text of day 19 and leaves what all support; who objects
    alone is pivotal, of two neither is. Nobody sends anything."""
    m = appeal(tmp_path, objectors, days=20)
    outcomes_are(m, request_day=7, ask_rung=6, decision_day=19, vetoes=vetoes, pivotal=pivotal)
    if objectors:
        outcomes_are(
            m,
            adopted_rung=3,
            measures="political+consult_info+mission",
            contributors="",
            burden_gini=None,
            promised_men=0,
            delivered_men=0,
            first_arrival_day=None,
            full_strength_day=None,
        )


def test_help_that_comes_by_and_by(tmp_path: Path) -> None:
    """500 men are promised on day 2, after its first step. A day later, on day 3, 200 are there; two and a half days
    later, on day 4, the other 300."""
    m = still(tmp_path, contingents(), days=6)

    def moves(m: BorderModel, day: int) -> None:
        if day == 2:
            m.step()
            m.alliance.ledger.promise(500)
            for code, days in (("KAZ", 1.0), ("RUS", 2.5)):
                rows = tuple(m.forces.row[f"{code.lower()}-{k}"] for k in range(MEN[code] // 100))
                m.send(days, Battalions(rows, code, collective=True))

    play(m, moves)
    outcomes_are(m, promised_men=500, delivered_men=500, first_arrival_day=3, full_strength_day=4)
    days_are(m, allied_men=[0, 0, 0, 200, 500, 500])


@pytest.mark.parametrize(("gives", "rung"), [("exercise", 4), ("mil_tech", 5), ("nothing", 0)])
def test_help_that_an_ally_gives_on_its_own(tmp_path: Path, gives: str, rung: int) -> None:
    """The lead state is alarmed from the start and acts three days later, by what its chair says; without a treaty the
    alliance adopts nothing."""
    m = still(tmp_path, [], {"bilateral_at": 0.0}, days=5)
    m.chairs["RUS"].take(ScriptSeat([(0, "bilateral", gives)]))
    outcomes_are(play(m), bilateral_rung=rung, adopted_rung=0, measures="")


@pytest.mark.parametrize(("draft", "adopted"), [("force_noncombat", 6), ("mil_tech", 3)])
def test_who_takes_nothing_weaker_takes_what_was_asked_for(tmp_path: Path, draft: str, adopted: int) -> None:
    """A member that refuses less than it asks for takes a text that goes exactly as far, and refuses one that does not:
    what was under way, the mission, is all that stays."""
    m = appeal(tmp_path, days=20, weaker="no", draft=draft)
    outcomes_are(m, ask_rung=6, decision_day=19, adopted_rung=adopted)
