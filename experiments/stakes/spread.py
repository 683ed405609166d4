"""Whether choices matter to each seat of a scenario: plain policies over paired seeds, held against the dice.

A seat follows each of its policies in turn; the others answer by their rules, and in a second world of the same seed by
policies of theirs that are drawn for that seed. Points are those of the seat's own aims. The spread of the dice is the
standard deviation of a seat's points over seeds while nobody changes his policy, pooled over its policies. Between two
policies the points of the same seed are compared, so that the dice fall out of the difference as far as they can.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple

from scipy.stats import t as student

from panj.agents.seats.policy import PolicySeat
from panj.experiments.after_action.crew import Crew, crew
from panj.experiments.analysis.gates import wilson
from panj.experiments.designs.inputs import program_stamp, regime_content, scenario_content
from panj.experiments.lines import read_lines, writing_lines
from panj.experiments.words import chair
from panj.model.game.game import Game
from panj.model.game.pairs import Advance, Conditions, Row, conditions
from panj.model.record.score import check_aims, points_of, scored
from panj.model.streams import Streams
from panj.scenarios.aims import Aims, Holds, file_of, load_aims
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import Scenario
from panj.treaty.law.regime import Regime, load_regime

SEEDS = 40
LEAST = 3  # policies of a seat that is compared
RULE = "by its rule"
RULES, MIXED = "others by their rules", "others by policies drawn for the seed"
WORLDS = (RULES, MIXED)
OTHER_WARS = "wars of another scenario, treaty or version, or other aims"
TIE = 1e-9  # points that do not count as a difference


class War(NamedTuple):
    """One war to be played: its seed, the policies that seats follow, and another treaty if there is one."""

    seed: int
    policies: tuple[tuple[str, str], ...]  # seat, name of its policy
    regime: Regime | None = None


def play(shared: Conditions, war: War) -> Row:
    """The row of a war in which seats follow policies; the others answer by their rules."""
    if war.regime is not None:
        shared = shared._replace(regime=war.regime)
    game = shared.game(war.seed)
    aims = load_aims(shared.scenario)
    for seat, name in war.policies:
        if name != RULE:
            game.model.chairs[seat].take(PolicySeat(aims.seats[seat].policy(name).answers))
    game.model.run()
    return shared.read(game.model)


def stakes(
    scenario: Scenario,
    regime: Regime | str | None = None,
    seeds: int = SEEDS,
    first: int = 1,
    workers: int | None = None,
    advance: Advance = lambda _: None,
    out: Path | None = None,
) -> dict[str, Any]:
    """What each seat's policies bring it over seeds, and what the scenario's levers do to whether the border holds.

    Each war is written to `out`, if that is given, as soon as it is played; wars that stand there are not played again.

    Raises:
        InputError: where no seat of the scenario has aims and policies to compare, or they make no sense; where `out`
            is of another scenario, treaty or version, or of other aims.
    """
    game = Game(scenario, regime, first)
    aims = compared(check_aims(game.model), scenario)
    seeded = range(first, first + seeds)
    head = {
        "stakes": 1,
        "wars": [program_stamp(), scenario_content(scenario), regime_content(game.regime)],
        "aims": aims.model_dump(mode="json"),
    }
    done = [] if out is None else read_lines(out, head, OTHER_WARS, "another file, or the same command")
    with (
        crew(conditions(game, scored), workers) as hands,
        nullcontext(lambda _: None) if out is None else writing_lines(out, head) as write,
    ):
        wars = Played(hands, game.regime.name, advance, done, write)
        seats = [_seat(wars, aims, seat, seeded) | {"name": chair(scenario.file, seat)} for seat in _compared(aims)]
        levers = [_lever(wars, aims, lever, seeded) for lever in aims.levers]
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "regime": game.regime.name,
        "regime_title": game.regime.title,
        "seeds": [first, first + seeds - 1],
        "chosen": aims.chosen,
        "holds": None if aims.holds is None else aims.holds.title,
        "seats": seats,
        "levers": levers,
    }


class Played:
    """Wars that were played for a table, each once: the same war may be a row of several seats and levers."""

    def __init__(
        self,
        hands: Crew,
        regime: str,
        advance: Advance = lambda _: None,
        done: Iterable[Mapping[str, Any]] = (),
        write: Callable[[Mapping[str, Any]], None] = lambda _: None,
    ) -> None:
        self.hands, self.regime, self.advance, self.write = hands, regime, advance, write
        self._rows: dict[Any, Row] = {
            (d["seed"], tuple(map(tuple, d["policies"])), d["regime"]): d["row"] for d in done
        }

    def rows(self, wars: Sequence[War]) -> list[Row]:
        """The rows of wars, in order."""
        new = {key: war for war in wars if (key := self._key(war)) not in self._rows}
        self.advance(len(wars) - len(new))
        for key, row in zip(new, self.hands.each(play, list(new.values()), self.advance), strict=True):
            seed, policies, regime = key
            self.write({"seed": seed, "policies": policies, "regime": regime, "row": row})
            self._rows[key] = row
        return [self._rows[self._key(war)] for war in wars]

    def _key(self, war: War) -> tuple[Any, ...]:
        regime = self.regime if war.regime is None else war.regime.name
        return war.seed, tuple(sorted(p for p in war.policies if p[1] != RULE)), regime


def stakes_wars(aims: Aims, seeds: int) -> int:
    """Wars that `stakes` plays."""
    policies = sum(len(aims.seats[seat].policies) + 1 for seat in _compared(aims))
    return seeds * (len(WORLDS) * policies + sum(len(lever.courses) for lever in aims.levers))


def compared(aims: Aims, scenario: Scenario) -> Aims:
    """The same aims. Raises InputError where there is nothing to compare."""
    if not _compared(aims):
        path = file_of(scenario.folder) or scenario.folder / "aims.toml"
        raise InputError(
            path, "seats", InWords("no seat with three policies"), f"aims and at least {LEAST} policies of a seat"
        )
    return aims


def _compared(aims: Aims) -> list[str]:
    return [seat for seat, wants in aims.seats.items() if len(wants.policies) >= LEAST]


# -- seats -------------------------------------------------------------------------------------------------------------
def _seat(played: Played, aims: Aims, seat: str, seeds: Sequence[int]) -> dict[str, Any]:
    """A seat's policies side by side."""
    wants = aims.seats[seat]
    names = [p.name for p in wants.policies]
    every = [RULE, *names]
    wars = [War(seed, _others(aims, seat, world, seed, name)) for world in WORLDS for name in every for seed in seeds]
    points = [row[points_of(seat)] for row in played.rows(wars)]
    n = len(seeds)
    of = {
        (world, name): points[(w * len(every) + p) * n : (w * len(every) + p + 1) * n]
        for w, world in enumerate(WORLDS)
        for p, name in enumerate(every)
    }
    says = {p.name: p.says for p in wants.policies} | {RULE: "what its staff would do"}
    best = {w: _best([of[w, name] for name in names], names) for w in WORLDS}
    firsts = [first for w in WORLDS for first in best[w]]
    won = {name: sum(name in first for first in firsts) for name in names}
    alone = {name: sum(first == {name} for first in firsts) for name in names}
    rows = [
        {
            "policy": name,
            "says": says[name],
            "points": statistics.fmean(of[RULES, name]),
            "within": _reach(of[RULES, name]),
            "spread": statistics.stdev(of[RULES, name]) if n > 1 else 0.0,
            "points_mixed": statistics.fmean(of[MIXED, name]),
            "best_in": won.get(name),
            "alone_in": alone.get(name),
        }
        for name in every
    ]
    return {
        "seat": seat,
        "wants": wants.wants,
        "policies": rows,
        "worlds": len(WORLDS) * n,
        "verdict": verdict({name: of[RULES, name] for name in names}),
        "never_best_in_all": max(won.values()) < len(WORLDS) * n,
    }


def _others(aims: Aims, seat: str, world: str, seed: int, name: str) -> tuple[tuple[str, str], ...]:
    """Who follows which policy: the seat that is looked at, and in the mixed world also the others, drawn by the seed
    alone, so that the seat's policies meet the same others."""
    if world == RULES:
        return ((seat, name),)
    streams, drawn = Streams(seed), []
    for other in _compared(aims):
        if other != seat:
            policies = aims.seats[other].policies
            drawn.append((other, policies[int(len(policies) * streams.uniform("policies", 0, other, "which"))].name))
    return ((seat, name), *drawn)


def _best(points: list[list[float]], names: list[str]) -> list[set[str]]:
    """The policies of each seed that are best: one, or those that bring the same."""
    return [
        {name for name, p in zip(names, of_seed, strict=True) if p > max(of_seed) - TIE}
        for of_seed in zip(*points, strict=True)
    ]


def _reach(values: list[float]) -> float:
    """Half the width of the 95 % interval of a mean (Student's t); 0 where there is one value alone."""
    n = len(values)
    return float(student.ppf(0.975, n - 1)) * statistics.stdev(values) / math.sqrt(n) if n > 1 else 0.0


def verdict(points: dict[str, list[float]]) -> dict[str, Any]:
    """The best and the worst of a seat's policies by their means, how far they are apart, and the spread of the dice.

    `difference` with `low` and `high`: mean of the differences seed by seed and its 95 % interval (Student's t).
    `dice`: standard deviation over seeds within a policy, pooled over the policies.
    """
    ranked = sorted(points, key=lambda name: statistics.fmean(points[name]))
    worst, best = ranked[0], ranked[-1]
    apart = [b - w for b, w in zip(points[best], points[worst], strict=True)]
    n, mean, reach = len(apart), statistics.fmean(apart), _reach(apart)
    dice = math.sqrt(statistics.fmean([statistics.variance(p) if n > 1 else 0.0 for p in points.values()]))
    return {
        "best": best,
        "worst": worst,
        "difference": mean,
        "low": mean - reach,
        "high": mean + reach,
        "dice": dice,
        "more_than_dice": mean > dice,
        "surely_more": mean - reach > dice,
    }


# -- levers ------------------------------------------------------------------------------------------------------------
def _lever(played: Played, aims: Aims, lever: Any, seeds: Sequence[int]) -> dict[str, Any]:
    """In how many wars the border holds, by the course that a choice takes."""
    holds, courses = aims.holds, []
    assert holds is not None
    for course in lever.courses:
        regime = load_regime(course.regime) if course.regime else None
        wars = [War(seed, tuple(course.policies.items()), regime) for seed in seeds]
        rows = played.rows(wars)
        held = sum(held_in(holds, row) for row in rows)
        low, high = wilson(held, len(rows))
        courses.append(
            {
                "course": course.title,
                "held": held,
                "wars": len(rows),
                "low": low,
                "high": high,
                "value": statistics.fmean(float(row[holds.column] or 0.0) for row in rows),
            }
        )
    shares = [c["held"] / c["wars"] for c in courses]
    return {"lever": lever.title, "courses": courses, "apart": max(shares) - min(shares)}


def held_in(holds: Holds, row: Row) -> bool:
    """Whether the border held in a war."""
    value = row[holds.column]
    if value is None:
        return holds.at_most is not None
    return value <= holds.at_most if holds.at_most is not None else value >= holds.at_least


def by_rules(shared: Conditions, seed: int) -> Row:
    """The row of a war of a seed that is left to the rules."""
    return play(shared, War(seed, ()))
