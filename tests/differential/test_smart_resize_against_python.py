"""smart_resize against the published rule (Qwen2-VL's image processor) in Python's own numbers: round() goes to the even
half, products of sides are whole."""

from __future__ import annotations

import math
import random

import pytest
import vreward

LEAST, MOST = 56 * 56, 14 * 14 * 4 * 1280


def published(height: int, width: int, factor: int, least: int, most: int) -> tuple[int, int]:
    if max(height, width) / min(height, width) > 200:
        raise ValueError
    new_height, new_width = round(height / factor) * factor, round(width / factor) * factor
    if new_height * new_width > most:
        beta = math.sqrt((height * width) / most)
        new_height = max(factor, math.floor(height / beta / factor) * factor)
        new_width = max(factor, math.floor(width / beta / factor) * factor)
    elif new_height * new_width < least:
        beta = math.sqrt(least / (height * width))
        new_height = math.ceil(height * beta / factor) * factor
        new_width = math.ceil(width * beta / factor) * factor
    return new_height, new_width


def same(height: int, width: int, factor: int, least: int = LEAST, most: int = MOST) -> bool:
    """Compares one size; whether it is refused."""
    try:
        expected = published(height, width, factor, least, most)
    except ValueError:
        with pytest.raises(vreward.Error, match="200 to 1"):
            vreward.smart_resize(height, width, factor, min_pixels=least, max_pixels=most)
        return True
    found = vreward.smart_resize(height, width, factor, min_pixels=least, max_pixels=most)
    assert tuple(found) == expected, (height, width, factor, least, most)
    return False


@pytest.mark.parametrize("factor", [28, 32])
def test_small_sizes(factor: int) -> None:
    """Every pair of sides around the halves of the first multiples."""
    sides = [side for k in range(8) for side in range(max(1, k * factor // 2 - 1), k * factor // 2 + 2)]
    for height in sides:
        for width in sides:
            same(height, width, factor)


@pytest.mark.parametrize("factor", [28, 32])
def test_random_sizes(factor: int) -> None:
    chance = random.Random(factor)
    refused = 0
    for _ in range(20000):
        height = int(10 ** chance.uniform(0, 4.5))
        width = int(min(max(height * 10 ** chance.uniform(-2.4, 2.4), 1), 2**26))
        least = chance.choice((LEAST, 4 * factor**2, 65536))
        most = chance.choice((MOST, 16384 * factor**2, 12845056, least + chance.randrange(10**6)))
        refused += same(height, width, factor, least, most)
    assert 50 < refused < 5000


def test_shape_at_the_limit() -> None:
    assert not same(10, 2000, 28)
    assert same(10, 2001, 28)
    assert not same(200, 1, 32)
    assert same(201, 1, 32)


def test_huge_sides() -> None:
    for height, width in ((2**26, 2**26), (2**26, 2**20), (67108863, 66000001)):
        assert not same(height, width, 28)
        assert not same(height, width, 32, 1, 2**52)
