"""Mean-field null model: the same hazards, clocks and parameters without space, to see what space adds.

Garrisons of a front are one pool. Nobody marches and nobody is a neighbour of anybody: militants press on all garrisons
of a pool alike, word of a fall reaches everybody with its mean weight, roads are cut by the share of the pool that has
fallen, and the main effort takes hold on the whole pool at once. Each garrison keeps its men, cohesion and way out.
Uses the rules of border.rules, the personality of the same command and the same addressed dice. No fighting: garrisons
give up here or hold, as nearly all of them do in the spatial model.
"""

from __future__ import annotations

import math
from collections import defaultdict

from panj.agents.command.militants import worth
from panj.border import rules
from panj.border.dice import normal_quantile
from panj.border.forces import BORDER_POLICE, DEALT, FIELD, GOVERNMENT, MAIN, MILITANT, MOBILE, PROVINCIAL
from panj.border.ground import CENTRE
from panj.border.strength import power
from panj.experiments.validation.targets import Trace
from panj.model import BorderModel
from panj.scenarios.load import Scenario


class MeanField:
    """One war without space. `run()` plays it and returns its trace."""

    def __init__(self, scenario: Scenario, seed: int, parameters: dict[str, float] | None, days: int) -> None:
        self.model = m = BorderModel(scenario, seed=seed, days=days, parameters=parameters)
        self.days = days
        f, g = m.forces.columns, m.ground
        self.front = g.d_front.tolist()
        self.districts = range(len(self.front))
        here = [i for i in range(len(m.forces)) if f.status[i] == FIELD]
        self.garrisons = [i for i in here if f.side[i] == GOVERNMENT and g.district[f.cell[i]] >= 0]
        self.district = {i: int(g.district[f.cell[i]]) for i in self.garrisons}
        self.held = {d: sum(self._seated(i) for i in self.garrisons if self.district[i] == d) for d in self.districts}
        bands = [i for i in here if f.side[i] == MILITANT]
        self.main = math.fsum(power(f, i) for i in bands if f.role[i] == MAIN)
        self.militants: dict[int, float] = defaultdict(float)
        for i in bands:
            if f.role[i] != MAIN:
                self.militants[self.front[int(f.home[i])]] += power(f, i)
        self.news_weight = self._mean_news()
        self.news = 0.0
        self.fallen: dict[int, int] = {}
        self.active = -1
        self.offensives = 0
        self.last_gain_day = 0
        self.until_day = self._period("preparation_days", 0)
        self.refuge = [0] * days

    def _mean_news(self) -> float:
        """Weight with which a fall is heard in any other district, as the spatial rule gives it on average."""
        g, v = self.model.ground, self.model.values
        heard = 0.0
        for d, row in enumerate(g.d_links.tolist()):
            fronts = [self.front[o] for o in row if o >= 0]
            near = fronts.count(self.front[d])
            heard += near * (1.0 - v["news_front"]) + (self.front.count(self.front[d]) - 1) * v["news_front"]
            heard += (len(fronts) - near) * v["news_across"]
        return heard / len(self.front) / max(1, len(self.front) - 1)

    def _seated(self, i: int) -> int:
        return int(self.model.forces.columns.role[i] != BORDER_POLICE)

    # -- one war -------------------------------------------------------------------------------------------------------
    def run(self) -> Trace:
        """Play to the end."""
        m = self.model
        km = m.ground.d_km.tolist()
        fade = 0.5 ** (1.0 / m.steps_per_day / m.values["news_half_life_days"])
        share = []
        for day in range(self.days):
            self._command(day)
            for quarter in range(m.steps_per_day):
                self.news *= fade
                fell = self._step(day, day * m.steps_per_day + quarter + 1)
                self.news += fell * self.news_weight
                if fell:
                    self.last_gain_day = day
            share.append(math.fsum(km[d] for d in self.fallen) / math.fsum(km))
        return Trace(self._named(), tuple(share), tuple(self.refuge))

    def _command(self, day: int) -> None:
        """The clock of the spatial command: prepare, press on one pool, regroup when nothing more is gained."""
        if self.active < 0 and day >= self.until_day:
            self.active = self._next_front()
            self.offensives += self.active >= 0
            self.last_gain_day, self.until_day = day, day + 5.0
        elif self.active >= 0:
            stalled = day - self.last_gain_day > self.model.values["offensive_days"]
            if stalled or not self._targets(self.active):
                self.active = -1
                self.until_day = self._period("regroup_days", day)

    def _named(self) -> dict[str, int]:
        return {self.model.setting.districts[d].district: day for d, day in self.fallen.items()}

    def _step(self, day: int, step: int) -> int:
        """Every garrison faces the hazard of its pool; returns how many districts fell."""
        m, v = self.model, self.model.values
        f, g = m.forces.columns, m.ground
        odds = {k: self._odds(k) for k in sorted(set(self.front))}
        gone = {k: self._gone(k) for k in odds}
        heard = rules.alarm(self.news, v["news_half"])
        fell = 0
        for i in [i for i in self.garrisons if f.status[i] == FIELD]:
            d = self.district[i]
            k = self.front[d]
            outlying = float(g.d_kind[d] != CENTRE)  # a centre feels safe as far as its pool still stands
            felt = rules.menace(odds[k], v["menace_half"])
            hazard = rules.surrender_hazard(
                v["collapse_base"],
                v["collapse_odds"],
                odds[k],
                v["collapse_news"],
                heard * felt * (outlying or gone[k]),
                v["collapse_isolation"] * gone[k] * outlying,
                0.0,
                v["collapse_effort"] * (k == self.active) * felt * outlying,
                v["collapse_centre"] * (d in self.fallen) - v["collapse_capital"] * (1.0 - outlying),
                v["collapse_cohesion"],
                f.cohesion[i],
            )
            name = m.forces.names[i]
            if m.streams.uniform("meanfield", step, name, "collapse") >= rules.per_step(
                hazard, m.setting.file.step_hours
            ):
                continue
            self._leave(i, d, k == self.active, gone[k], m.streams.uniform("meanfield", step, name, "road"), day)
            if not self._seated(i) or d in self.fallen:
                continue
            self.held[d] -= 1
            if self.held[d] == 0:
                self.fallen[d] = day
                fell += 1
        return fell

    def _leave(self, i: int, d: int, upon: bool, gone: float, u: float, day: int) -> None:
        """Some go home; the rest of a garrison near the border crosses it if its road is cut or its centre far."""
        m, v = self.model, self.model.values
        f, g = m.forces.columns, m.ground
        f.status[i] = DEALT  # for this model: no longer counts
        away = f.men[i] - math.floor(f.men[i] * rules.caught_share(v["deal_share"], v["deal_main"], upon))
        far = g.hours[g.d_centre[d], f.cell[i]] > v["fall_back_hours"]
        if g.exit_hours[f.cell[i]] <= v["flee_hours"] and (far or u < gone):
            self.refuge[day] += int(away)

    # -- pools ---------------------------------------------------------------------------------------------------------
    def _odds(self, k: int) -> float:
        """Militants to garrisons of the outlying districts of a pool.

        Main bands are where the main effort is; between offensives they are spread over all pools and lie low.
        """
        f, low = self.model.forces.columns, self.model.values["local_pressure"]
        if k == self.active:
            press = self.militants[k] + self.main
        else:
            press = low * (self.militants[k] + (self.main / len(set(self.front)) if self.active < 0 else 0.0))
        outlying = (
            i
            for i in self.garrisons
            if f.status[i] == FIELD and self.front[self.district[i]] == k and f.role[i] not in (PROVINCIAL, MOBILE)
        )
        return press / max(math.fsum(power(f, i) for i in outlying), 1.0)

    def _gone(self, k: int) -> float:
        whole = [d for d in self.districts if self.front[d] == k and self.model.ground.d_kind[d] != CENTRE]
        return sum(d in self.fallen for d in whole) / len(whole) if whole else 1.0

    def _targets(self, k: int) -> list[int]:
        g = self.model.ground
        return [d for d in self.districts if self.front[d] == k and d not in self.fallen and g.d_kind[d] != CENTRE]

    def _next_front(self) -> int:
        """The front worth most to the command, by its weights for customs, roads and weakness."""
        g = self.model.ground
        data = next(c.data for c in self.model.commands if len(c.main))
        worths = {}
        for k in sorted(set(self.front)):
            targets = self._targets(k)
            if targets:
                whole = self.front.count(k)
                customs, roads = math.fsum(g.d_customs[targets].tolist()), math.fsum(g.d_road[targets].tolist())
                odds = math.log(max(self._odds(k), 1e-3)) * len(targets) / whole
                worths[k] = worth(data, customs, roads / whole, odds, 0.0, 0.0)
        return max(worths, key=lambda k: (worths[k], -k)) if worths else -1

    def _period(self, parameter: str, day: int) -> float:
        """The same periods, with the same spread, as the command of the spatial model."""
        v = self.model.values
        u = self.model.streams.uniform("command", self.offensives, "meanfield", parameter)
        return day + max(1.0, v[parameter] * (1.0 + v["timing_spread"] * normal_quantile(u)))


def play_meanfield(
    scenario: Scenario, seed: int, parameters: dict[str, float] | None = None, days: int | None = None
) -> Trace:
    """The null model's counterpart of experiments.validation.targets.play."""
    return MeanField(scenario, seed, parameters, scenario.file.days if days is None else days).run()
