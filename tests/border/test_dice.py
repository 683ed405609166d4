"""The dice: right generator, right addresses, right distributions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from panj.border.dice import normal_quantile, philox, poisson, uniform
from panj.model.streams import Streams

KNOWN = [  # Random123 1.x, kat_vectors: philox4x32 10 rounds
    ((0, 0, 0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 6, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("given", "expected"), KNOWN)
def test_published_known_answers(given, expected):
    """Philox4x32-10 gives the published known answers, compiled and in plain Python."""
    words = [np.uint64(w) for w in given]
    assert tuple(int(w) for w in philox(*words)) == expected
    assert tuple(int(w) for w in philox.py_func(*words)) == expected


def test_a_draw_depends_on_every_part_of_its_address():
    """Changing any one part of the address gives another draw; the same address the same draw."""
    base = (7, 1, 2, 3, 4)
    assert uniform(*base) == uniform(*base) == uniform.py_func(*base)
    for i in range(5):
        other = list(base)
        other[i] += 1
        assert uniform(*other) != uniform(*base)


@pytest.mark.parametrize(("part", "expected"), [(0, 0), (-1, 0xFFFFFFFF), (2**32 + 5, 5), (2**31, 2**31)])
def test_any_whole_number_is_an_address(part, expected):
    """A part of an address may be negative or large: its lower 32 bits count, compiled and in plain Python."""
    assert uniform(1, 2, part, 3, 4) == uniform.py_func(1, 2, part, 3, 4) == uniform(1, 2, expected, 3, 4)


def test_uniform_draws_are_uniform():
    """200,000 draws over neighbouring addresses: chi-square over 100 bins below its 1 - 1e-6 quantile (190.6)."""
    draws = [uniform(1, 2, step, who, 0) for step in range(200) for who in range(1000)]
    counts = np.bincount((np.array(draws) * 100).astype(int), minlength=100)
    assert ((counts - 2000.0) ** 2 / 2000.0).sum() < 190.6
    assert min(draws) >= 0.0
    assert max(draws) < 1.0


@pytest.mark.parametrize("mean", [0.02, 0.7, 5.0, 59.0, 61.0, 400.0])
def test_poisson_has_its_mean_and_variance(mean):
    """20,000 counts: mean and variance equal the stated mean within 5 standard errors (error rate about 1e-6 each)."""
    n = 20_000
    counts = np.array([poisson(uniform(3, 4, i, 0, 0), mean) for i in range(n)], dtype=float)
    assert abs(counts.mean() - mean) < 5 * math.sqrt(mean / n)
    assert abs(counts.var() - mean) < 5 * math.sqrt((mean + 2 * mean**2) / n) + 0.1


def test_normal_quantile_at_known_points():
    """The quantile function gives the textbook values."""
    for p, z in [(0.5, 0.0), (0.975, 1.959963984540054), (0.001, -3.090232306167813), (0.99, 2.3263478740408408)]:
        assert normal_quantile(p) == pytest.approx(z, abs=1e-7)


def test_named_streams_do_not_disturb_each_other():
    """A thousand more draws of politics leave the next draw of another subsystem as it was."""
    dice = Streams(11)
    before = dice.uniform("delivery", 3, "RUS", "truck")
    for i in range(1000):
        dice.uniform("treaty", i, "RUS", "vote")
    assert dice.uniform("delivery", 3, "RUS", "truck") == before
    assert Streams(12).uniform("delivery", 3, "RUS", "truck") != before
