"""Texts on their way to C."""

from __future__ import annotations

import ctypes
import json

import numpy
import pyarrow
import pytest
import vreward
from vreward._binding.texts import Ragged, character_positions, encode, ragged
from vreward._scoring.truths import truth_text, truths_for

TEXTS = ["", "plain", "Café", "猫と犬", "a\0b", "😀"]


def back(ragged: Ragged) -> list[bytes]:
    """The texts, read the way C reads them."""
    offsets = (ctypes.c_int64 * (ragged.number + 1)).from_address(ragged.offsets)
    assert ragged.size == offsets[ragged.number] - offsets[0]
    if isinstance(ragged.data, bytes):
        return [ragged.data[begin:end] for begin, end in zip(offsets, offsets[1:])]
    return [ctypes.string_at(ragged.data + begin, end - begin) for begin, end in zip(offsets, offsets[1:])]


@pytest.mark.parametrize("texts", [[], ["a"], ["ascii", "", "only"], TEXTS, [t.encode() for t in TEXTS], tuple(TEXTS)])
def test_lists(texts: list[str] | list[bytes]) -> None:
    expected = [text.encode() if isinstance(text, str) else text for text in texts]
    assert back(ragged(texts, "texts")) == expected


def test_mixed_and_foreign_texts() -> None:
    texts = ["a", b"\xff", bytearray(b"c"), numpy.str_("é"), memoryview(b"e")]
    assert back(ragged(texts, "texts")) == [b"a", b"\xff", b"c", "é".encode(), b"e"]
    assert back(ragged((text for text in ("a", "b")), "texts")) == [b"a", b"b"]
    assert back(ragged(numpy.array(["a", "bc"]), "texts")) == [b"a", b"bc"]


def test_lone_surrogates_become_replacement_characters() -> None:
    assert back(ragged(["a\ud83d", "ok\udc80\udfff"], "texts")) == ["a\ufffd".encode(), "ok\ufffd\ufffd".encode()]


@pytest.mark.parametrize("kind", [pyarrow.large_string(), pyarrow.string(), pyarrow.large_binary(), pyarrow.binary()])
def test_arrow_arrays(kind: pyarrow.DataType) -> None:
    whole = pyarrow.array([text.encode() for text in TEXTS], pyarrow.large_binary()).cast(kind)
    expected = [text.encode() for text in TEXTS]
    assert back(ragged(whole, "texts")) == expected
    assert back(ragged(whole[2:5], "texts")) == expected[2:5]
    assert back(ragged(whole[3:3], "texts")) == []
    assert back(ragged(pyarrow.chunked_array([whole, whole[1:2]]), "texts")) == [*expected, expected[1]]
    assert back(ragged(pyarrow.chunked_array([], kind), "texts")) == []
    assert back(ragged(pyarrow.array([], kind), "texts")) == []


def test_arrow_text_is_not_copied() -> None:
    array = pyarrow.array(TEXTS, pyarrow.large_string())
    assert ragged(array, "texts").data == array.buffers()[2].address
    assert ragged(array[1:], "texts").offsets == array.buffers()[1].address + 8


def test_other_arrow_layouts_are_converted() -> None:
    array = pyarrow.array(["a", "b", "a"]).dictionary_encode()
    assert back(ragged(array, "texts")) == [b"a", b"b", b"a"]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["a", 3], r"texts\[1\] must be str or bytes, not int"),
        ([None], r"texts\[0\] must be str or bytes, not NoneType"),
        ("one", "texts must be a list of str or bytes, not one str"),
        (b"one", "texts must be a list of str or bytes, not one bytes"),
        (7, "texts must be a list of str or bytes, not int"),
        (pyarrow.array(["a", None]), r"texts\[1\] must be str or bytes, not null"),
        (pyarrow.array(["x", "a", None])[1:], r"texts\[1\] must be str or bytes, not null"),
        (pyarrow.array([1, 2]), r"texts\[0\] must be str or bytes, not int"),
    ],
)
def test_what_is_no_text_is_named(texts: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        ragged(texts, "texts")


def test_truth_documents() -> None:
    assert truth_text('{"count": 1}') == b'{"count": 1}'
    assert truth_text(b"[]") == b"[]"
    assert json.loads(truth_text({"text": "é", "boxes": numpy.ones((1, 4))})) == {
        "text": "é",
        "boxes": [[1.0] * 4],
    }
    assert json.loads(truth_text([numpy.float32(0.5), numpy.int64(3)])) == [0.5, 3]
    with pytest.raises(TypeError, match="truth must be JSON text or what json can dump: object is not JSON"):
        truth_text({"box": object()})


def test_repeated_truths_are_shared() -> None:
    given = truths_for(["a", "b", "a", "b"], None, 4, lambda: "json")
    assert back(given.texts) == [b"a", b"b"]
    assert list(given.places or ()) == [0, 1, 0, 1]
    given = truths_for(["a", "b"], None, 2, lambda: "json")
    assert back(given.texts) == [b"a", b"b"]
    assert given.places is None


def test_one_truth_for_all_and_one_each() -> None:
    for truth in ('{"count": 2}', b'{"count": 2}', {"count": 2}):
        given = truths_for(truth, None, 5, lambda: "json")
        assert (back(given.texts), given.places) == ([b'{"count": 2}'], None)
    given = truths_for([{"count": 2}, 3, "4"], None, 3, lambda: "json")
    assert back(given.texts) == [b'{"count": 2}', b"3", b"4"]


@pytest.mark.parametrize(
    ("truths", "index", "message"),
    [
        (["1", "2"], None, "3 completions but 2 truths"),
        (["1", "1"], None, "3 completions but 2 truths"),
        (["1", "2"], [0, 1], "3 completions but 2 numbers in truth_index"),
        (["1", "2"], [0, 1, 2], r"truth_index\[2\] is 2, but there are 2 truths"),
        (["1", "2"], [0, -1, 1], r"truth_index\[1\] is -1"),
        (["1", "2"], [0, 2**70, 1], "truth_index holds a number beyond 64 bits"),
    ],
)
def test_truths_that_do_not_fit(truths: list[str], index: list[int] | None, message: str) -> None:
    with pytest.raises(vreward.Error, match=message) as failure:
        truths_for(truths, index, 3, lambda: "json")
    assert failure.value.code == -1


def test_truth_index_of_other_kinds() -> None:
    places = truths_for(["1", "2"], numpy.array([1, 0, 1]), 3, lambda: "json").places
    assert list(places or ()) == [1, 0, 1]
    with pytest.raises(TypeError, match="truth_index must hold one whole number for each completion"):
        truths_for(["1"], [0.5], 1, lambda: "json")


@pytest.mark.parametrize("text", ["plain", "Café 猫 😀 end", "x\ud83dy"])
def test_character_positions(text: str) -> None:
    encoded = encode(text)
    places = [len(encode(text[:i])) for i in range(len(text) + 1)]
    assert character_positions(text, encoded, places) == list(range(len(text) + 1))
    assert character_positions(text, encoded, places[::-1]) == list(range(len(text), -1, -1))
