"""The council as a game of texts: its outcome is the equilibrium for every vote rule, proposer and reversion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panj.treaty.council.game import Game, Outcome, Round, chance_of_each_text, outcome, pivots, solve
from panj.treaty.council.rule import (
    Rule,
    chance_passed,
    consensus,
    majority,
    passed,
    say_of,
    share_of,
    silence,
    weighted,
)

LINE = 21  # texts, evenly spaced on a line from 0 to 1


@dataclass(frozen=True)
class Line:
    """A council on one dimension: every member likes a text the less the farther it is from its ideal point."""

    ideals: tuple[float, ...]
    reversion: float
    proposers: tuple[int, ...]
    rule: Rule
    patience: float = 1.0

    def game(self, amenders: tuple[int, ...] = ()) -> Game:
        texts = np.linspace(0.0, 1.0, LINE)
        ideals = np.array(self.ideals)
        worth = -np.abs(texts[None, :] - ideals[:, None])
        rounds = [Round(p, (self.rule,), amenders=amenders) for p in self.proposers]
        return Game(worth, -np.abs(self.reversion - ideals), rounds, self.patience)

    def end(self) -> float:
        """Where the text, or the reversion, stands in the end."""
        found = outcome(solve(self.game()))
        return self.reversion if found.text is None else float(np.linspace(0.0, 1.0, LINE)[found.text])


RULES = {
    "consensus": consensus,
    "consensus but one": lambda n: consensus(n, 1),
    "majority": majority,
    "two thirds": lambda n: share_of(n, (2, 3)),
    "say of one": lambda n: say_of(n, n - 1),
    "weighted": lambda n: weighted(tuple(1 + i % 3 for i in range(n)), (1, 2), True),
    "silence": silence,
}


def decisive(rule: str, n: int, yes: set[int]) -> bool:
    """Whether those who accept carry a text when all others object, written down a second time and rule by rule."""
    no = n - len(yes)
    match rule:
        case "consensus":
            return no == 0
        case "silence":
            return no == 0
        case "consensus but one":
            return no <= 1 and len(yes) > 0
        case "majority":
            return len(yes) > n / 2
        case "two thirds":
            return len(yes) >= 2 * n / 3
        case "say of one":
            return n - 1 in yes
        case _:
            votes = [1 + i % 3 for i in range(n)]
            return sum(votes[i] for i in yes) > sum(votes) / 2


def enumerated(c: Line, rule: str) -> tuple[float | None, int | None]:
    """The equilibrium by going through every proposal of every round, from the last to the first, in plain words."""
    n = len(c.ideals)
    texts = [k / (LINE - 1) for k in range(LINE)]

    def likes(i: int, x: float) -> float:
        return -abs(x - c.ideals[i])

    stands = [likes(i, c.reversion) for i in range(n)]
    after, ends = list(stands), (None, None)
    for k in range(len(c.proposers) - 1, -1, -1):
        wait = [stands[i] + c.patience * (after[i] - stands[i]) for i in range(n)]
        p = c.proposers[k]
        best, best_worth = None, wait[p] - 1e-9
        for x in texts:
            yes = {i for i in range(n) if likes(i, x) >= wait[i] - 1e-9}
            if decisive(rule, n, yes) and likes(p, x) > best_worth + (1e-9 if best is not None else 0.0):
                best, best_worth = x, likes(p, x)
        if best is None:
            after = wait
        else:
            after, ends = [likes(i, best) for i in range(n)], (best, k)
    return ends


def councils(seed: int, count: int, n: int, rounds: int, patience: float) -> list[tuple[Line, str]]:
    """Councils drawn at random, rule by rule."""
    rng = np.random.default_rng(seed)
    return [
        (
            Line(
                tuple(rng.uniform(0, 1, n).tolist()),
                float(rng.uniform(0, 1)),
                tuple(rng.integers(0, n, rounds).tolist()),
                make(n),
                patience,
            ),
            name,
        )
        for _ in range(count)
        for name, make in RULES.items()
    ]


@pytest.mark.parametrize(("n", "rounds", "patience"), [(3, 1, 1.0), (5, 1, 1.0), (5, 3, 1.0), (6, 3, 0.8), (4, 5, 0.5)])
def test_the_outcome_is_the_equilibrium_found_by_enumeration(n, rounds, patience):
    """For 60 random councils a rule, text and round are those of the enumerated equilibrium, to the text."""
    for c, rule in councils(n * 100 + rounds, 12, n, rounds, patience):
        found = outcome(solve(c.game()))
        text, k = enumerated(c, rule)
        assert (None if found.text is None else found.text / (LINE - 1), found.round) == (text, k), (c, rule)


def test_one_setter_and_a_majority_end_where_the_median_is_indifferent():
    """Romer and Rosenthal: the setter gets its ideal, or the text that the median likes as much as the reversion."""
    rng = np.random.default_rng(4)
    for _ in range(200):
        ideals = tuple(rng.integers(0, LINE, 5).tolist())
        q, p = int(rng.integers(0, LINE)), int(rng.integers(0, 5))
        line = Line(tuple(i / (LINE - 1) for i in ideals), q / (LINE - 1), (p,), majority(5))
        median = sorted(ideals)[2]
        edge = 2 * median - q
        low, high = min(q, edge), max(q, edge)
        assert round(line.end() * (LINE - 1)) == min(max(ideals[p], low), high)


def test_under_consensus_the_least_willing_is_pivotal_and_under_majority_the_median():
    """The same members: who would have to be won for the next step is another one under each rule."""
    ideals = (0.1, 0.2, 0.3, 0.35, 1.0)
    for rule, who in ((consensus(5), 0), (majority(5), 2), (say_of(5, 3), 3), (consensus(5, 1), 1)):
        line = Line(ideals, 0.0, (4,), rule)
        game = line.game()
        (s,) = solve(game)
        pivot = pivots(game, game.rounds[0], s)
        assert pivot.who == (who,)
        assert pivot.short == pytest.approx((1 / (LINE - 1),))
        assert line.end() == pytest.approx(2 * ideals[who])
    game = replace(line, rule=say_of(5, 4)).game()
    assert pivots(game, game.rounds[0], *solve(game)).text is None  # the setter has what it likes best


lines = st.builds(
    Line,
    st.lists(st.floats(0, 1), min_size=5, max_size=5).map(tuple),
    st.floats(0, 1),
    st.integers(0, 4).map(lambda p: (p,)),
    st.sampled_from([consensus(5), consensus(5, 1), majority(5), share_of(5, (2, 3)), say_of(5, 4)]),
)


@settings(max_examples=150, deadline=None)
@given(lines, st.integers(0, 4), st.integers(1, 4), st.floats(0.3, 1.0))
def test_a_veto_more_never_moves_the_text_towards_more_change(line, who, rounds, patience):
    """One member more that may block: where the same member proposes in every round, the end is no farther from the
    reversion than before."""
    line = replace(line, proposers=line.proposers * rounds, patience=patience)
    more = replace(line.rule, vetoes=line.rule.vetoes | {who})
    before, after = line.end(), replace(line, rule=more).end()
    assert abs(after - line.reversion) <= abs(before - line.reversion) + 1e-9


def test_where_the_right_to_propose_changes_hands_a_veto_can_bring_more_change():
    """The bound of the promise above: a veto that weakens the next round's text makes a first proposer, who likes
    little change, lose what the others would have accepted for fear of that text."""
    few = Line((0.2, 0.5, 0.5, 0.8, 0.35), 0.0, (0, 3), majority(5))
    more = replace(few, rule=replace(few.rule, vetoes=frozenset({4})))
    assert few.end() == pytest.approx(0.2)
    assert more.end() == pytest.approx(0.3)


def reordered(game: Game, order: Sequence[int]) -> Game:
    """The same council with its members in another order: member k of the new one is `order[k]` of the old one."""
    place = {old: new for new, old in enumerate(order)}

    def moved(rule: Rule) -> Rule:
        return replace(
            rule,
            votes=tuple(rule.votes[i] for i in order),
            vetoes=frozenset(place[i] for i in rule.vetoes),
            needed=frozenset(place[i] for i in rule.needed),
            absent=frozenset(place[i] for i in rule.absent),
        )

    rounds = [
        replace(
            r,
            proposer=place[r.proposer],
            rules=tuple(map(moved, r.rules)),
            amenders=tuple(place[a] for a in r.amenders),
        )
        for r in game.rounds
    ]
    return replace(game, worth=game.worth[list(order)], reversion=game.reversion[list(order)], rounds=rounds)


def random_game(seed: int, n: int = 5, texts: int = 7, rounds: int = 3, amenders: bool = True, **more: float) -> Game:
    """A council with any worths, rules that differ from text to text, and amendments."""
    rng = np.random.default_rng(seed)
    rules = (consensus(n, 1), majority(n, "voting"), weighted(tuple(rng.integers(1, 4, n).tolist()), (1, 2), True))
    rules = (*rules, replace(majority(n), needed=frozenset({1}), absent=frozenset({3}), counted="present"))
    return Game(
        rng.normal(0.0, 1.0, (n, texts)),
        rng.normal(-0.2, 0.3, n),
        [
            Round(
                int(rng.integers(n)),
                rules,
                tuple(rng.integers(0, len(rules), texts).tolist()),
                tuple((rng.random(texts) < 0.8).tolist()),
                tuple(rng.permutation(n)[:3].tolist()) if amenders else (),
            )
            for _ in range(rounds)
        ],
        **{"patience": 0.9, "dissent": 0.1, "defeat": 0.05, **more},
    )


@pytest.mark.parametrize("seed", range(40))
def test_the_order_of_members_does_not_matter(seed):
    """Members listed in another order bring the same text, in the same round, with the same chances."""
    rng = np.random.default_rng(seed)
    for noise in (0.0, 0.2):
        game = random_game(seed, temperature=noise, agenda_temperature=noise)
        other = reordered(game, rng.permutation(5).tolist())
        assert np.allclose(chance_of_each_text(game), chance_of_each_text(other), atol=1e-12)
        if not noise:
            assert outcome(solve(game)) == outcome(solve(other))


@pytest.mark.parametrize("seed", range(40))
def test_nobody_gains_by_proposing_or_voting_otherwise_once(seed):
    """One-shot deviations: no other proposal is better for its proposer, no other vote for one whose vote decides."""
    game = random_game(seed, amenders=False, dissent=0.0, defeat=0.0)
    for r, s in zip(game.rounds, solve(game), strict=True):
        for t in range(game.texts):
            if r.open_to[t] and s.passes[t]:
                assert s.value[r.proposer] >= game.worth[r.proposer, t] - 1e-8
            yes, no = s.support[:, [t]] > 0.5, s.objection[:, [t]] > 0.5
            for i in range(game.members):
                other = yes.copy(), no.copy()
                other[0][i], other[1][i] = not yes[i], not no[i]
                rule = r.rules[r.ruled[t]]
                kept, gets = (
                    game.worth[i, t] if passed(rule, *votes)[0] else s.otherwise[i] for votes in ((yes, no), other)
                )
                assert kept >= gets - 1e-8


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_chances_of_a_vote_are_those_of_all_ways_to_vote(seed):
    """The chance that a text passes equals the sum over every combination of positions, under every kind of rule."""
    rng = np.random.default_rng(seed)
    n = 4
    rule = Rule(
        "any",
        tuple(rng.integers(0, 3, n).tolist()),
        [(0, 1), (1, 2), (2, 3)][seed % 3],
        bool(rng.integers(2)),
        ["all", "present", "voting"][int(rng.integers(3))],
        frozenset(np.flatnonzero(rng.random(n) < 0.4).tolist()),
        int(rng.integers(2)),
        frozenset(np.flatnonzero(rng.random(n) < 0.2).tolist()),
        bool(rng.integers(2)),
        frozenset(np.flatnonzero(rng.random(n) < 0.2).tolist()),
        ["nothing", "abstention", "objection"][int(rng.integers(3))],
        [(0, 1), (1, 2)][int(rng.integers(2))],
        bool(rng.integers(2)),
        bool(rng.random() < 0.2),
    )
    yes = rng.uniform(0, 0.6, (n, 1))
    no = rng.uniform(0, 0.4, (n, 1))
    total = 0.0
    for said in product("yna", repeat=n):
        chance = np.prod(
            [{"y": yes[i, 0], "n": no[i, 0], "a": 1 - yes[i, 0] - no[i, 0]}[x] for i, x in enumerate(said)]
        )
        votes = np.array([[x == "y"] for x in said]), np.array([[x == "n"] for x in said])
        total += chance * bool(passed(rule, *votes)[0])
    assert chance_passed(rule, yes, no)[0] == pytest.approx(total, abs=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_noise_that_goes_to_nothing_leaves_the_outcome_without_noise(seed):
    """The chances of texts turn into the one text of the council without noise."""
    game = random_game(seed, defeat=0.2)
    found = outcome(solve(game))
    chances = chance_of_each_text(replace(game, temperature=1e-5, agenda_temperature=1e-5))
    assert chances[-1 if found.text is None else found.text] > 0.99


def test_many_draws_are_solved_at_once():
    """Councils along a leading axis come to what each comes to alone, amendments and noise included."""
    games = [random_game(3, temperature=0.3, agenda_temperature=0.1)] * 4
    rng = np.random.default_rng(0)
    games = [replace(g, worth=g.worth + rng.normal(0, 0.3, g.worth.shape)) for g in games]
    whole = replace(
        games[0], worth=np.stack([g.worth for g in games]), reversion=np.stack([g.reversion for g in games])
    )
    alone = [chance_of_each_text(g) for g in games]
    assert np.allclose(chance_of_each_text(whole), np.stack(alone))
    assert np.allclose(np.sum(alone, axis=1), 1.0)


def test_a_proposer_that_expects_to_lose_proposes_less_or_nothing():
    """States avoid votes that they would lose: where force would fall, equipment is proposed, and no objection seen."""
    worth = np.array([[0.1, 0.5, 1.0], [0.1, 0.2, -0.4]])  # words, equipment, force
    game = Game(worth, np.zeros(2), [Round(0, (consensus(2),))])
    assert outcome(solve(game)) == Outcome(1, 0)
    against_all = replace(game, worth=np.array([[0.1, 0.5, 1.0], [-0.1, -0.2, -0.4]]))
    (s,) = solve(against_all)
    assert s.proposed[-1] == 1.0
    noisy = replace(game, temperature=0.05, defeat=0.3)
    assert solve(noisy)[0].proposed[1] == 1.0
    assert solve(noisy)[0].objection[1, 2] > 0.99  # it would be met by an objection that nobody ever sees


def test_an_amendment_can_take_away_what_a_setter_would_have_got():
    """Where amendments are allowed the setter's extreme text is brought to the middle, where they are not it passes."""
    line = Line((0.0, 0.5, 1.0), 0.0, (2,), majority(3))
    assert line.end() == pytest.approx(1.0)
    found = outcome(solve(line.game(amenders=(1,))))
    assert found.text == (LINE - 1) // 2


def test_delay_makes_members_accept_what_they_would_have_waited_out():
    """A member who could hold out for its own proposal next round takes less today, the less patient it is."""
    ends = [Line((1.0, 0.0), 0.5, (0, 1), say_of(2, 1), patience=d).end() for d in (1.0, 0.6, 0.2)]
    worths = [-abs(end - 1.0) for end in ends]
    assert worths == sorted(worths)
    assert worths[0] < worths[-1]


def test_what_is_given_beforehand_is_taken_as_given():
    """A position that is known is that member's, whatever the text is worth to it."""
    worth = np.array([[1.0], [-1.0]])
    free = np.full((2, 1), np.nan)
    yes = np.array([[np.nan], [1.0]])
    no = np.array([[np.nan], [0.0]])
    game = Game(worth, np.zeros(2), [Round(0, (consensus(2),))])
    assert outcome(solve(replace(game, fixed=(free, free)))) == Outcome(None, None)
    assert outcome(solve(replace(game, fixed=(yes, no)))) == Outcome(0, 0)
