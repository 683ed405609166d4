"""Worked out by hand: who seeks refuge and what that weighs, reserves called, and a game whose events are typed out."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from panj.border.forces import AWAY, FLEE
from panj.model import BorderModel
from panj.tests.model.columns.hand import UNWEIGHED, days_are, outcomes_are, play, still
from panj.tests.small_border import Row, unit

EYES = "[observers.TJK]\nbias = 0.0\nlag_days = 1.0\nnoise = 0.0\nempty_counts = 1.0\n"


def inject(kind: str, who: str, amount: float, day: int, what: str = "") -> Row:
    """A row of injects.csv."""
    return {
        "date": dt.date(2021, 6, 1) + dt.timedelta(days=day),
        "kind": kind,
        "who": who,
        "what": what,
        "amount": amount,
        "note": "",
    }


def test_soldiers_and_civilians_who_seek_refuge(tmp_path: Path) -> None:
    """There is room for 100. On day 1 the 40 men of a garrison flee over the bank that they stand on. On day 2 the
    centre of the other district is left to a band; of its 1,000 people a hundred times as many as there are would go,
    and the 60 for whom there is room are let in. On day 5, four days after they came, the soldiers are flown home.

    Half of the room, 50, strains half: 40 / 90 on day 1, 100 / 150 on days 2 to 4, 60 / 110 on day 5, and nothing else
    weighs. The threat is 0.54 times soldiers of a week / (soldiers + 500), 0.54 (40 / 540) = 0.04, as of two mornings
    after they came."""
    units = [
        unit("police", "AFG", "border_police", 2, 4, 40, home="d0"),
        unit("seat", "AFG", "district_centre", 3, 2, 1000, home="d0"),
        unit("centre", "AFG", "district_centre", 9, 2, 1000, home="d1"),
        unit("band", "TLB", "local", 10, 2, 10, home="d1"),
    ]
    parameters = UNWEIGHED | {
        "stability_w_refuge": 1.0,
        "refuge_capacity": 100.0,
        "civilians_share": 100.0,
        "threat_share": 0.0,
        "threat_refuge": 0.54,
        "repatriation_days": 4.0,
    }
    m = still(tmp_path, units, parameters, days=6, settings=EYES)

    def moves(m: BorderModel, day: int) -> None:
        f, row = m.forces.columns, m.forces.row
        if day == 1:
            f.order[row["police"]] = FLEE
        if day == 2:
            f.status[row["centre"]] = AWAY

    play(m, moves)
    strain = [0.0, 40 / 90, 100 / 150, 100 / 150, 100 / 150, 60 / 110]
    mean = 100.0 * (1.0 - sum(strain) / 6)
    outcomes_are(
        m,
        soldiers_refuge=40,
        civilians_refuge=60,
        stability_pressure_mean=mean,
        stability_hold_mean=100.0,
        stability_mean=mean,
        stability_end=100.0 * (1.0 - 60 / 110),
    )
    days_are(
        m,
        soldiers_refuge=[0, 40, 40, 40, 40, 40],
        civilians_refuge=[0, 0, 60, 60, 60, 60],
        stability_index=[100.0 * (1.0 - s) for s in strain],
        threat_perceived=[0.0, 0.0, 0.0, 0.04, 0.04, 0.04],
    )


def test_reserves_called_are_counted_day_by_day(tmp_path: Path) -> None:
    """Four battalions of 300 are on call, and 900 men are called on day 1: three battalions, there at the end of days
    1, 2 and 3: 2,700 man-days. Beside the 10 men of headquarters they are the men at the border. 200 men of an ally
    come on day 2."""
    reserves = [unit(f"reserve-{k}", "TJK", "reserve", 6, 9, 300, status="on_call") for k in range(4)]
    allies = [unit("ally", "KAZ", "contingent", 6, 9, 200, status="on_paper")]
    injects = [inject("mobilise", "TJK", 900, 1), inject("send", "KAZ", 200, 2, "guard")]
    m = play(still(tmp_path, [*reserves, *allies], days=4, injects=injects))
    outcomes_are(m, reserve_days=2700, delivered_men=0, contributors="")
    days_are(m, men_at_border=[10, 910, 910, 910], allied_men=[0, 0, 200, 200])


def test_a_digest_typed_out(tmp_path: Path) -> None:
    """A game in which one thing happens, on day 1, the 5th step: the controller has an ally share half of what it sees.
    Its digest is the hash of its title and of one line: number, step, kind, actor, subject, place, amount, clause and
    causes, whatever the words of the reason."""
    m = play(still(tmp_path / "told", [], days=2, injects=[inject("share", "KAZ", 0.5, 1)]))
    line = "0|5|inject|controller|KAZ||0.5||()\n"
    outcomes_are(m, digest=hashlib.blake2b((m.events.title + line).encode(), digest_size=16).hexdigest(), days=2)
