"""Distances, character and word error rates that OCR tools published for their own texts, and test cases of other libraries.

Nothing is trimmed or replaced, as in those tools, unless a row says so. What follows another convention is named in
OTHER_CONVENTION, with the reason, and must differ: the list cannot grow stale.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any, Iterator, NamedTuple

import vreward

BOM = "\ufeff"
OTHER_CONVENTION = {
    ("dinglehopper cer", BOM, "Lorem ipsum"): "a byte order mark is read as an empty text there, and the rate is infinite",
    ("dinglehopper cer", BOM, ""): "a byte order mark is read as an empty text there",
    ("dinglehopper cer", "", BOM): "a byte order mark is read as an empty text there",
    ("dinglehopper cer", "", "Foo"): "infinite there for an empty truth, here 1",
    ("dinglehopper cer", "", "Lorem ipsum"): "infinite there for an empty truth, here 1",
    ("dinglehopper edit_distance_graphemes", "Schly\u00f1", "Schlyn\u0303"): "agrees after NFC, which is done first there",
    ("dinglehopper cer", "Schly\u00f1 lorem ipsum.", "Schlyn\u0303 lorem ipsum!"): "agrees after NFC, which is done first there",
    ("dinglehopper wer", "Dies. ist ein Beispielsatz!", "Dies ist ein Beispielsatz!"): "punctuation is no part of a word there",
}


class Case(NamedTuple):
    what: str
    truth: str
    text: str
    expected: Any
    found: Any


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def rate(truth: str, text: str, unit: str, normalize: str | None = None) -> Fraction:
    """Distance over the truth's length; of an empty truth 0 or 1."""
    distance = vreward.edit_distance(text, truth, unit=unit, normalize=normalize)
    length = vreward.edit_distance("", truth, unit=unit, normalize=normalize)
    return Fraction(distance, length) if length else Fraction(int(distance > 0))


def as_rate(value: Any) -> Any:
    """A published rate: a fraction as text, a float of six digits, or infinite."""
    return value if value == "inf" else Fraction(value).limit_denominator(100000)


def dinglehopper(folder: Path) -> Iterator[Case]:
    for row in json_lines(folder / "pairs.jsonl"):
        truth, text = row["gt"], row["pred"]
        for key, options in {
            "lev_codepoints": {},
            "lev_nfc": {"normalize": "nfc"},
            "lev_graphemes": {"normalize": "nfc", "unit": "grapheme"},
        }.items():
            yield Case(f"dinglehopper {key}", truth, text, row[key], vreward.edit_distance(text, truth, **options))
        ligatures = [part.replace("\ufb01", "fi") for part in (text, truth)]
        yield Case("dinglehopper ligature", truth, text, row["lev_fi_ligature_expanded"], vreward.edit_distance(*ligatures))
        for name, part in (("len_gt", truth), ("len_pred", text)):
            yield Case(f"dinglehopper {name}", truth, text, row[name], vreward.edit_distance("", part))
        clusters = vreward.edit_distance("", truth, unit="grapheme", normalize="nfc")
        yield Case("dinglehopper n_graphemes_gt", truth, text, row["n_graphemes_gt"], clusters)
        if row["published"]:
            published = row["published"]
            yield Case("dinglehopper distance", truth, text, published["distance"], vreward.edit_distance(text, truth))
            yield Case("dinglehopper cer", truth, text, as_rate(published["cer"]), rate(truth, text, "codepoint"))
            yield Case("dinglehopper wer", truth, text, as_rate(published["wer"]), rate(truth, text, "word"))
    cases = json.loads((folder / "unit_cases.json").read_text(encoding="utf-8"))
    for truth, text, expected in cases["edit_distance_graphemes"]:
        found = vreward.edit_distance(text, truth, unit="grapheme")
        yield Case("dinglehopper edit_distance_graphemes", truth, text, expected, found)
    for truth, text, expected in cases["cer"] + cases["cer_empty_files"]:
        yield Case("dinglehopper cer", truth, text, as_rate(expected), rate(truth, text, "grapheme"))
    for truth, text, expected in cases["wer"]:
        yield Case("dinglehopper wer", truth, text, as_rate(expected), rate(truth, text, "word"))


def ocrevaluation(folder: Path) -> Iterator[Case]:
    for row in json_lines(folder / "pairs.jsonl"):
        truth, text = row["gt"], row["pred"]
        distance = vreward.edit_distance(text, truth)
        yield Case("ocrevaluation lev", truth, text, row["lev"], distance)
        collapsed = {"normalize": ("collapse_space", "trim")}
        yield Case("ocrevaluation lev_ws_collapsed", truth, text, row["lev_ws_collapsed"], vreward.edit_distance(text, truth, **collapsed))
        yield Case("ocrevaluation len_gt_ws", truth, text, row["len_gt_ws"], vreward.edit_distance("", truth, **collapsed))
        yield Case("ocrevaluation ned_max", truth, text, row["ned_max"], round(distance / max(len(truth), len(text)), 9))
    cases = json.loads((folder / "unit_cases.json").read_text(encoding="utf-8"))
    for name in ("levenshtein", "indel"):
        for truth, text, expected in cases[name]:
            yield Case(f"ocrevaluation {name}", truth, text, expected, vreward.edit_distance(text, truth, distance=name))
    for truth, text, expected in cases["cer"]:
        yield Case("ocrevaluation cer", truth, text, as_rate(expected), rate(truth, text, "codepoint"))
    for truth, text, expected in cases["wer"]:
        yield Case("ocrevaluation wer", truth, text, as_rate(expected), rate(truth, text, "word"))


def mdpbench(folder: Path) -> Iterator[Case]:
    for row in json_lines(folder / "page_pairs.jsonl"):
        truth, text = row["gt"], row["pred"]
        distance = vreward.edit_distance(text, truth)
        yield Case("mdpbench lev", truth, text, row["lev"], distance)
        yield Case("mdpbench ned_max", truth, text, row["ned_max"], round(distance / max(len(truth), len(text)), 9))
        yield Case("mdpbench len_gt", truth, text, row["len_gt"], vreward.edit_distance("", truth))
        yield Case("mdpbench utf8_gt", truth, text, row["utf8_gt"], vreward.edit_distance("", truth, unit="byte"))


def string_distance_tests(folder: Path) -> Iterator[Case]:
    cases = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    for name in ("Levenshtein", "Indel"):
        for row in cases[f"rapidfuzz_{name}"]:
            weights = row["kwargs"].get("weights", [1, 1, 1])
            if name == "Levenshtein" and weights not in ([1, 1, 1], [1, 1, 2], [1, 1, 5]):
                continue  # a replacement that costs as much as both together, or more, is the indel distance
            kind = "indel" if name == "Indel" or weights[2] > 1 else "levenshtein"
            truth, text = row["args"]
            bound = row["kwargs"].get("score_cutoff")
            bound = None if bound is None else min(bound, 2**63 - 1)
            yield Case(f"rapidfuzz {kind}", truth, text, row["expected"], vreward.edit_distance(text, truth, distance=kind, bound=bound))
    for row in cases["nltk_test_distance"][0]["cases"]:
        kind = "levenshtein" if row["substitution_cost"] == 1 else "indel"
        found = vreward.edit_distance(row["left"], row["right"], distance=kind)
        yield Case(f"nltk {kind}", row["right"], row["left"], row["expecteds"][1], found)  # [0]: with transpositions
    for row in cases["jiwer_cer"]:
        truths = row["ref"] if isinstance(row["ref"], list) else [row["ref"]]
        texts = row["hyp"] if isinstance(row["hyp"], list) else [row["hyp"]]
        distances = vreward.edit_distance(texts, truths)
        found = sum(distances) / sum(map(len, truths))
        yield Case("jiwer cer", str(truths), str(texts), row["expected"], found)


def check(cases: list[Case], at_least: int) -> None:
    assert len(cases) >= at_least
    differing = {(case.what, case.truth, case.text): case for case in cases if case.expected != case.found}
    unexpected = [case for key, case in differing.items() if key not in OTHER_CONVENTION]
    assert not unexpected, [(case.what, case.truth[:40], case.text[:40], case.expected, case.found) for case in unexpected]
    named = {key for key in OTHER_CONVENTION if key in {(case.what, case.truth, case.text) for case in cases}}
    assert named == set(differing), "named as another convention, but agrees"
    print(f"{len(cases)} values, {len(differing)} of another convention")


def test_dinglehopper(shared_data: Path) -> None:
    check(list(dinglehopper(shared_data / "dinglehopper")), 50)


def test_dinglehopper_after_nfc() -> None:
    """The two that differ only because nothing is composed unasked."""
    for what, truth, text in OTHER_CONVENTION:
        if "\u0303" in text:
            expected = Fraction(1, 19) if what.endswith("cer") else 0
            found = rate(truth, text, "grapheme", "nfc")
            assert found == expected


def test_ocrevaluation(shared_data: Path) -> None:
    check(list(ocrevaluation(shared_data / "ocrevaluation")), 100)


def test_mdpbench(shared_data: Path) -> None:
    check(list(mdpbench(shared_data / "mdpbench_gemini3")), 64)


def test_string_distance_tests(shared_data: Path) -> None:
    check(list(string_distance_tests(shared_data / "string_distance_tests")), 60)


def test_every_pair_in_every_unit_and_direction(shared_data: Path) -> None:
    """The pages against rapidfuzz, in the units that it can be given."""
    from rapidfuzz.distance import LCSseq, Indel, Levenshtein

    pairs = [
        (row["pred"], row["gt"])
        for name in ("dinglehopper/pairs", "ocrevaluation/pairs", "mdpbench_gemini3/page_pairs")
        for row in json_lines(shared_data / f"{name}.jsonl")
    ]
    for unit, split in {"codepoint": str, "byte": str.encode, "word": str.split}.items():
        for kind, peer in {"levenshtein": Levenshtein.distance, "indel": Indel.distance, "lcs": LCSseq.similarity}.items():
            found = list(vreward.edit_distance([a for a, _ in pairs], [b for _, b in pairs], distance=kind, unit=unit))
            assert found == [peer(split(a), split(b)) for a, b in pairs], (unit, kind)
            back = list(vreward.edit_distance([b for _, b in pairs], [a for a, _ in pairs], distance=kind, unit=unit))
            assert back == found
