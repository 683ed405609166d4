"""What treaty and council come to in some hundred cases: outcomes in words, and a hash of every reason and number.

Whoever changes a rule, or the words of a reason, changes them: `python -m panj.tests.treaty.golden` writes golden.txt
anew, and the lines that differ are what the change does. Cases and members are drawn by addressed dice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any

from panj.scenarios.errors import InputError
from panj.tests.treaty.conftest import CATALOGUE, Desk
from panj.tests.treaty.test_sitting import CODES, at_the_vote, sitting
from panj.treaty.council.cloud import cloud
from panj.treaty.council.dealing import BACKING, MEN, Trade, before, sound_text, sound_trade
from panj.treaty.council.member import Member, demands, goods
from panj.treaty.desk.case import load_case
from panj.treaty.desk.conduct import Crisis, conduct
from panj.treaty.desk.desk import adjudicate
from panj.treaty.desk.ruling import Ruling
from panj.treaty.ladder import Rung
from panj.treaty.law.clauses import Threat
from panj.treaty.law.reform import differences
from panj.treaty.law.regime import load_regime, regime_names
from panj.treaty.law.shelf import treaties
from panj.treaty.text import Promise, Text

FILE = Path(__file__).with_name("golden.txt")
ASKS = ("consult_info", "mil_tech", "force_noncombat", "force_combat")
KINDS = ("armed_attack", "unrest", "spillover", "massing")
DAYS = [dt.date.fromisoformat(day) for day in ("1995-03-01", "2003-05-01", "2012-02-01", "2021-07-07")]
Line = tuple[str, str, Any]  # name, what people read, and all there is


class Dice:
    """Numbers from 0 to 1, each by its address."""

    def __init__(self, *start: object) -> None:
        self.start = start

    def __call__(self, who: object, which: object = "") -> float:
        said = json.dumps([*map(str, self.start), str(who), str(which)]).encode()
        return int.from_bytes(hashlib.blake2b(said, digest_size=6).digest(), "big") / 2**48


def hashed(what: Any) -> str:
    """A short hash of plain values; numbers to ten digits, so that the last of them do not matter."""

    def plain(x: Any) -> Any:
        if isinstance(x, float):
            return f"{x:.10g}"
        if isinstance(x, dict):
            return {str(k): plain(v) for k, v in x.items()}
        return [plain(v) for v in x] if isinstance(x, (list, tuple)) else x

    return hashlib.blake2b(json.dumps(plain(what), sort_keys=True, default=str).encode(), digest_size=4).hexdigest()


def of_ruling(ruling: Ruling) -> tuple[str, Any]:
    """State, highest measure, votes and day; and the ruling whole, with what is delivered."""
    votes = "".join(f" {code} {said[:2]}" for code, said in sorted(ruling.votes.items()))
    day = ruling.day_of("ADOPTED", "BLOCKED")
    said = f"{ruling.state} {ruling.max_rung}{votes}{'' if day is None else f' day {day:.1f}'}"
    whole = ruling.to_json()
    whole["law"] = {k: v for k, v in whole["law"].items() if k != "hash"}
    return said, [whole, ruling.explain(), [asdict(c) for c in ruling.consignments], ruling.reported]


def catalogue() -> Iterator[Line]:
    """Each case of the catalogue by typical members, and by two councils that are drawn."""
    for path in sorted(CATALOGUE.glob("t*.toml")):
        try:
            case = load_case(path)
        except InputError as error:
            yield path.stem, str(error).removeprefix(f"{path}: "), ""
            continue
        for n in range(3):
            yield f"{path.stem} {n}", *of_ruling(adjudicate(case, Dice(path.stem, n) if n else None))


def usual() -> Iterator[Line]:
    """The usual case under each regime of the default treaty, by what is asked for and why; all members are free."""
    desk = Desk()
    for n, (regime, ask, kind) in enumerate(product(sorted(regime_names("cst")), ASKS, KINDS)):
        day = DAYS[(n + n // 4 + n // 16) % 4]
        case = desk.case(
            case={"regime": regime, "date": day}, attack={"kind": kind}, request={"ask": ask}, positions=None
        )
        name = f"{regime} {ask} {kind} {day.year}"
        yield name, *of_ruling(adjudicate(case, Dice(name)))


def councils() -> Iterator[Line]:
    """Councils drawn at random, at the vote: draft, ballots, what each would say to other texts and to trades."""
    regimes = [r for r in regime_names("cst") if r not in ("none", "cst-1992", "automatic")]
    for n, regime in enumerate(sorted(regimes) * 5):
        dice = Dice("council", n)
        members = {code: _member(code, dice) for code in CODES}
        ask = [r for r in Rung if r.name in ASKS[1:]][n % 3]
        s = at_the_vote(sitting(regime, ask, Dice("votes", n), limited=n % 2 == 0, **members))
        draft, ballots = s.draft(), s.ballots()
        said = "".join(f" {b.code} {b.position[:2]}" for b in ballots)
        bargain = s.bargain(s.tabled())
        texts = [Text(s.p.worded(r)) for r in Rung if Rung.mil_tech <= r]
        texts.append(Text(texts[-1].measures, men=2_000, mandate="the border", place="KHATLON", term=60))
        sounded = [[str(t), [list(map(str, _slots(x))) for x in sound_text(s, t, "RUS")]] for t in texts]
        floor = before(s, s.tabled())
        wants = [BACKING, MEN, *sorted(goods())]
        traded = []
        for k, (gives, want) in enumerate(product(wants, wants)):
            by, to = CODES[(n + k) % 6], CODES[(n + k // 6 + 1 + (k % 6 == 5)) % 6]
            if by != to and gives != want:
                trade = Trade(by, to, gives, want, 500)
                traded.append([str(trade), list(map(str, _slots(sound_trade(s.members[to], trade, floor))))])
        promised = s.tabled().promising(Promise("RUS", "KAZ", "customs", 0.2, 0.1))
        whole: list[Any] = [draft.reason, [[b.code, b.position, b.reason] for b in ballots], sounded, traded]
        whole += [str(promised), promised.paid_to("KAZ"), promised.paid_to("RUS")]
        if bargain is not None:
            whole += [[bargain.why_nothing(k), bargain.draft(k), bargain.passes(s.tabled(), k)] for k in (0, 1)]
            whole += [bargain.prefers(c, s.tabled(), t, 0, 0.1) for c in CODES for t in bargain.texts]
            whole += [bargain.terms.worth.tolist(), bargain.reversion.tolist()]
        yield f"council {n} {regime} {ask.name}", f"{draft.text.title}:{said}", whole


def _slots(x: Any) -> list[Any]:
    return [getattr(x, name) for name in x.__slots__]


def _member(code: str, dice: Dice) -> Member:
    names = ("stake", "means", "caution", "credibility", "outside_options", "ties")
    trust = {other: dice(code, f"trust in {other}") for other in CODES if other != code}
    return Member(code, *(dice(code, name) for name in names), trust)


def regimes() -> Iterator[Line]:
    """How each two regimes of a treaty differ, in words, over all dates."""
    for law in treaties():
        names = sorted(regime_names(law))
        for a, b in product(names, names):
            if a < b:
                found = [d.row() for d in differences(load_regime(a), load_regime(b))]
                found += [d.row() for d in differences(load_regime(a), load_regime(b), dt.date(2021, 7, 7))]
                yield f"{a} and {b}", f"{len(found)} differences", found


def crises() -> Iterator[Line]:
    """Whole crises from threat to decision, with facts that are drawn: what came of them, and when."""
    regimes = [r for r in sorted(regime_names("cst")) if r != "none"]
    for n, regime in enumerate(regimes * 10):
        dice, day = Dice("crisis", n), DAYS[n % 4]
        law = load_regime(regime)
        codes = sorted(law.members_on(day))
        asks = codes[int(dice("asks") * len(codes))]
        by = ("nonstate", "state", "member", "internal")[n // 2 % 4]
        violent = n % 3 > 0
        threat = Threat(("massing", "armed_attack", "unrest")[n % 3], by, "AFG", asks, violent, n % 5 > 0)
        members = {code: _member(code, dice) for code in codes}
        want = list(Rung)[3 + n % 5] if n % 6 else Rung.none
        demand = ("none", *sorted(demands()))[n % (1 + len(demands()))]
        crisis = Crisis(law, day, asks, threat, dice("scale"), members, want, n % 7 > 0, demand)
        course = conduct(crisis, cloud().drawn(dice("weights")), dice)
        whole = asdict(course) | {"measures": sorted(course.measures)}
        yield f"{n} {regime} wants {want.name}", f"{course.state} {int(course.rung)} alone {course.bilateral}", whole


PARTS = {"catalogue": catalogue, "usual": usual, "councils": councils, "regimes": regimes, "crises": crises}


def lines(part: str) -> list[str]:
    """A part of it, a line a case."""
    return [f"{part} {name}: {said} [{hashed(whole)}]" for name, said, whole in PARTS[part]()]


if __name__ == "__main__":
    text = "".join(f"{line}\n" for part in PARTS for line in lines(part))
    FILE.write_text(text, encoding="utf-8", newline="\n")
