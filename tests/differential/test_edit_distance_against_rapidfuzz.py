"""Edit distances against rapidfuzz and Levenshtein."""

from __future__ import annotations

import random
import unicodedata

import Levenshtein
import pytest
import vreward
from rapidfuzz.distance import Indel, LCSseq
from rapidfuzz.distance import Levenshtein as RapidLevenshtein

ALPHABETS = {
    "two": "ab",
    "ascii": "abcdefghijklmnopqrstuvwxyz     ",
    "latin": "aäoöuüß éèêñ",
    "chinese": "".join(map(chr, range(0x4E00, 0x4E00 + 3000))),
    "emoji": "😀😁😂🤣😃👍\u200d🏽 a",
    "all": "".join(map(chr, (*range(0xD800), *range(0xE000, 0x11000), 0x10FFFF))),
}
# The borders of 64-bit blocks, and sizes beyond them.
LENGTHS = (0, 1, 2, 7, 63, 64, 65, 127, 128, 129, 191, 193, 300, 1000)


def pairs(alphabet: str, seed: int) -> list[tuple[str, str]]:
    """Equal, nearly equal and unrelated texts of every length."""
    chance = random.Random(seed)
    letters = ALPHABETS[alphabet]
    found = []
    for length in LENGTHS:
        text = "".join(chance.choices(letters, k=length))
        found += [
            (text, text),
            (text, ""),
            ("", text),
            (text, "".join(chance.choices(letters, k=chance.choice(LENGTHS)))),
        ]
        for rate in (0.01, 0.1, 0.4):
            found.append((text, changed(text, letters, rate, chance)))
        found.append((text, "x" + text + "y"))
        found.append((text, text[length // 3 :] + text[: length // 3]))
    return found


def changed(text: str, letters: str, rate: float, chance: random.Random) -> str:
    """Every character is replaced, dropped or doubled at this rate."""
    result = []
    for letter in text:
        if chance.random() >= rate:
            result.append(letter)
        else:
            result += chance.choice([[], [chance.choice(letters)], [letter, letter]])
    return "".join(result)


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_code_points(alphabet: str) -> None:
    cases = pairs(alphabet, 1)
    a, b = [x for x, _ in cases], [y for _, y in cases]
    assert list(vreward.edit_distance(a, b)) == [Levenshtein.distance(x, y) for x, y in cases]
    assert list(vreward.edit_distance(a, b, distance="indel")) == [Indel.distance(x, y) for x, y in cases]
    assert list(vreward.edit_distance(a, b, distance="lcs")) == [LCSseq.similarity(x, y) for x, y in cases]


@pytest.mark.parametrize("alphabet", ["ascii", "latin", "chinese"])
def test_other_units(alphabet: str) -> None:
    for x, y in pairs(alphabet, 2):
        assert vreward.edit_distance(x, y, unit="byte") == Levenshtein.distance(x.encode(), y.encode())
        assert vreward.edit_distance(x, y, unit="word") == RapidLevenshtein.distance(x.split(), y.split())


@pytest.mark.parametrize("bound", [0, 1, 2, 5, 31, 64, 500])
def test_bound(bound: int) -> None:
    for x, y in pairs("ascii", 3):
        assert vreward.edit_distance(x, y, bound=bound) == RapidLevenshtein.distance(x, y, score_cutoff=bound)
        assert vreward.edit_distance(x, y, bound=bound, distance="indel") == Indel.distance(x, y, score_cutoff=bound)


def test_many_against_one() -> None:
    chance = random.Random(4)
    truth = "".join(chance.choices(ALPHABETS["ascii"], k=700))
    rollouts = [changed(truth, ALPHABETS["ascii"], rate, chance) for rate in (0, 0.01, 0.02, 0.05, 0.1, 0.3, 0.5, 1)]
    assert list(vreward.edit_distance(rollouts, truth)) == [Levenshtein.distance(text, truth) for text in rollouts]


def test_long_texts() -> None:
    chance = random.Random(5)
    for alphabet in ("ascii", "chinese"):
        text = "".join(chance.choices(ALPHABETS[alphabet], k=6000))
        for rate in (0.005, 0.05, 0.3):
            other = changed(text, ALPHABETS[alphabet], rate, chance)
            assert vreward.edit_distance(text, other) == Levenshtein.distance(text, other)


@pytest.mark.parametrize("form", ["nfc", "nfkc"])
def test_normal_forms(form: str) -> None:
    text = "Cafe\u0301 ﬁne ２ Å ｶﾞ 한국 \u1112\u1161\u11ab"
    normal = unicodedata.normalize(form.upper(), text)
    assert normal != text
    assert vreward.edit_distance(text, normal, normalize=form) == 0
    assert vreward.edit_distance(text, normal) == Levenshtein.distance(text, normal) > 0
