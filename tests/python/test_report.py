"""vreward report: the figures, which rollouts stand together, the page as a file, and what is said of bad input. What a
browser makes of the page is in tests/report."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import vreward
from vreward._report import pictures, reading
from vreward._report.shapes import area_of
from vreward.command_line import main

CAT = [10, 10, 50, 50]
TRUTH = {"boxes": [CAT, [60, 60, 90, 90]], "labels": ["cat", "dog"], "size": [100, 100]}
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "\u2028\u2029\u202e\ud800\x00\x1b[31m",
]


def boxes(*items: tuple[list[int], str]) -> str:
    return json.dumps([{"bbox_2d": box, "label": label} for box, label in items])


BOTH = boxes((CAT, "cat"), ([60, 60, 90, 90], "dog"))
ONE = boxes((CAT, "cat"))


def write(folder: Path, rows: list[Any], name: str = "rollouts.jsonl") -> str:
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def row(completion: Any = BOTH, prompt: str = "Find them.", **others: Any) -> dict[str, Any]:
    return {"prompt": prompt, "completion": completion, "truth": TRUTH, **others}


class Page(HTMLParser):
    """What stands in a page: its texts, the tags with their attributes, and the data of its script."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {}
        self.text = Path(path).read_text(encoding="utf-8")
        self._open: list[str] = []
        self.feed(self.text)
        self.data = json.loads(self.inside["script"][0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style", "title"):
            self.inside.setdefault(tag, []).append("")
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.inside[self._open[-1]][-1] += data


def page_of(folder: Path, rows: list[Any], *options: str, recipe: str | None = "detection", status: int = 0) -> Page:
    out = str(folder / "page.html")
    given = ["--recipe", recipe] if recipe else []
    assert main(["report", write(folder, rows), *given, "-o", out, *options]) == status
    return Page(out)


def figures(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    main(["report", *arguments, "--json"])
    return json.loads(capsys.readouterr().out)


# ---- figures ---------------------------------------------------------------------------------------------------------


def test_figures_are_those_of_the_scores(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    completions = [BOTH, ONE, "a cat", "[{'bbox_2d': [10, 10, 50, 50], 'label': 'cat'}]", BOTH]
    path = write(tmp_path, [row(text) for text in completions])
    scores = vreward.Scorer("detection").score(completions, TRUTH)
    found = figures(capsys, path, "--recipe", "detection")["runs"][0]["recipes"]["detection"]
    assert found["mean"] == pytest.approx(sum(scores.score) / 5)
    for name, values in scores.terms.items():
        assert found["terms"][name] == pytest.approx(sum(values) / 5), name
    assert found["reasons"] == {
        "ok": {"count": 2, "percent": 40.0},
        "missed_items": {"count": 2, "percent": 40.0},
        "no_items": {"count": 1, "percent": 20.0},
    }
    assert found["repairs"]["python_literal"]["percent"] == 20.0
    assert sum(found["histogram"]["counts"]) == 5
    assert found["histogram"]["counts"][-1] == 2


def test_a_space_that_fits_better_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = {"box": [100, 100, 300, 200], "size": [1000, 500]}
    rows = [{"prompt": "p", "truth": truth, "completion": boxes(([100, 200, 300, 400], "x"))}] * 3
    found = figures(capsys, write(tmp_path, rows), "--recipe", "grounding")["runs"][0]["recipes"]["grounding"]
    assert found["spaces"] == ["read as norm1000, the mean would be 1.000 instead of 0.000"]


# ---- prompts ---------------------------------------------------------------------------------------------------------


def test_kinds_of_prompts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two each of five prompts, and one rollout of a sixth."""
    pairs = {"mixed": (BOTH, ONE), "zero": ("no", "none"), "one": (BOTH, BOTH), "equal": (ONE, ONE)}
    rows = [row(text, prompt) for prompt, texts in pairs.items() for text in texts] + [row(BOTH, "single")]
    found = figures(capsys, write(tmp_path, rows), "--recipe", "detection")["runs"][0]["prompts"]
    assert found == {"mixed": 1, "zero": 1, "one": 1, "equal": 1, "single": 1}


def test_the_same_question_of_another_picture_is_another_prompt(tmp_path: Path) -> None:
    other = {**TRUTH, "boxes": [CAT, CAT]}
    rows = [row(), row(), {**row(), "truth": other}, row(image="a.jpg")]
    assert [group["count"] for group in page_of(tmp_path, rows).data["groups"]] == [2, 1, 1]
    assert [group["count"] for group in page_of(tmp_path, rows, "--by", "prompt").data["groups"]] == [4]


def test_what_is_put_together_keeps_its_own_truth_and_picture(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(picture())
    (tmp_path / "b.jpg").write_bytes(picture((50, 50)))
    other = {**TRUTH, "boxes": [CAT, CAT], "size": [50, 50]}
    rows = [row(image="a.jpg"), {**row(image="b.jpg"), "truth": other}, row(image="none.jpg")]
    page = page_of(tmp_path, rows, "--by", "prompt", "--images", str(tmp_path))
    assert page.data["groups"][0]["picture"] == 0
    first, second, third = page.data["rows"]
    assert ("picture" in first, second["picture"], third["picture"]) == (False, 1, None)
    assert json.loads(second["truth"]) == other
    assert "truth" not in third
    assert [one["area"][0] for one in page.data["rows"]] == [[100, 100], [50, 50], [100, 100]]


def test_messages_as_prompts_and_several_completions(tmp_path: Path) -> None:
    content = [{"type": "image"}, {"type": "text", "text": "Find them."}]
    page = page_of(tmp_path, [row([BOTH, ONE], [{"role": "user", "content": content}])])  # type: ignore[arg-type]
    assert page.data["groups"][0]["prompt"] == "[image] Find them."
    assert [one["place"] for one in page.data["rows"]] == ["1, 0", "1, 1"]


def test_a_sample_keeps_whole_prompts_and_the_same_of_both_runs(tmp_path: Path) -> None:
    rows = [row(BOTH, f"prompt {i}") for i in range(50) for _ in range(4)]
    other = write(tmp_path, rows, "other.jsonl")
    page = page_of(tmp_path, rows, "--sample", "40", "--compare", other)
    groups = page.data["groups"]
    assert {group["count"] for group in groups} == {8}
    assert len(groups) == 10
    assert any("80 of 400" in note for note in page.data["notes"])


def test_too_many_rollouts_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "MOST", 10)
    path = write(tmp_path, [row()] * 11)
    assert main(["report", path, "--recipe", "detection", "-o", str(tmp_path / "a.html")]) == 2
    assert "more than 10 rollouts" in capsys.readouterr().err
    assert not (tmp_path / "a.html").exists()


def test_two_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, [row(ONE, "a"), row(BOTH, "b"), row(ONE, "c")])
    other = write(tmp_path, [row(BOTH, "a"), row(ONE, "b"), row(ONE, "c"), row(ONE, "d")], "other.jsonl")
    found = figures(capsys, path, "--recipe", "detection", "--compare", other)
    assert found["changed"] == {"better": 1, "worse": 1, "same": 1}
    assert [run["name"] for run in found["runs"]] == ["rollouts.jsonl", "other.jsonl"]
    page = page_of(tmp_path, [row(ONE, "a")], "--compare", other)
    assert [one.get("run", 0) for one in page.data["rows"][:2]] == [0, 1]


# ---- one rollout -----------------------------------------------------------------------------------------------------


def test_what_is_drawn_is_the_explanation(tmp_path: Path) -> None:
    text = boxes((CAT, "cat"), ([61, 60, 90, 90], "bird"), ([0, 0, 5, 5], "cat"))
    page = page_of(tmp_path, [row(text, id="r1")])
    one, found = page.data["rows"][0], vreward.explain("detection", text, TRUTH)
    assert [item["fate"] for item in one["items"]] == [item["fate"] for item in found["items"]]
    assert [item["place"] for item in one["items"]] == [item["compared"] for item in found["items"]]
    assert [item["fate"] for item in one["true"]] == ["matched", "missed"]
    assert one["area"] == [[100, 100], [100, 100], False]
    assert (one["score"], one["reason"], one["id"]) == (found["score"], found["reason"], "r1")
    assert one["terms"] == list(found["terms"].values())


@pytest.mark.parametrize(
    ("space", "truth", "picture", "scale", "shape"),
    [
        ("pixel", {"size": [640, 480]}, None, (640, 480), (640, 480)),
        ("pixel", {"size": [640, 480]}, (320, 240), (640, 480), (320, 240)),
        ("pixel", {}, (320, 240), (320, 240), (320, 240)),
        ("norm1000", {}, None, (1000, 1000), (1, 1)),
        ("norm1000", {}, (320, 240), (1000, 1000), (320, 240)),
        ("same", {}, None, (108, 54), (108, 54)),  # 1.08 of what is there
    ],
)
def test_the_area_of_a_drawing(space: str, truth: Any, picture: Any, scale: Any, shape: Any) -> None:
    found = {"space": space, "items": [], "truth": [{"box": [0, 0, 100, 50]}]}
    area = area_of(found, truth, picture)
    assert area is not None
    assert area.scale == pytest.approx(scale)
    assert area.shape == pytest.approx(shape)


def test_moments_lie_on_a_line_of_time(tmp_path: Path) -> None:
    rows = [{"prompt": "When?", "truth": {"span": [10, 20]}, "completion": "from 12 to 16 seconds"}]
    one = page_of(tmp_path, rows, recipe="grounding").data["rows"][0]
    assert one["area"] == [[21.0, 1.0], [10.0, 1.5], True]
    assert one["items"][0]["place"] == [12, 0, 16, 1]


def test_texts_in_pieces(tmp_path: Path) -> None:
    written, true = "Cafe Linden\u200b 5,0 \u20ac", "Caf\u00e9 Linden 5,00 \u20ac"
    rows = [{"prompt": "Read.", "truth": {"text": true}, "completion": written}]
    texts = page_of(tmp_path, rows, recipe="ocr").data["rows"][0]["texts"]
    pieces = [["Caf"], ["e", "\u00e9"], [" Linden"], ["<U+200B>", ""], [" 5,"], ["", "0"], ["0 \u20ac"]]
    assert (texts["distance"], texts["unit"], texts["pieces"]) == (3, "character", pieces)
    bytes_ = page_of(tmp_path, rows, "--set", 'unit="byte"', recipe="ocr").data["rows"][0]["texts"]
    assert (bytes_["distance"], bytes_["unit"], bytes_["pieces"]) == (6, "byte", pieces)


def test_texts_of_which_little_agrees_stand_beside_each_other(tmp_path: Path) -> None:
    written, true = "1Q22W33E44R55", "QabcWdefEghiRjkl"
    rows = [{"prompt": "Read.", "truth": {"text": true}, "completion": written}]
    texts = page_of(tmp_path, rows, recipe="ocr").data["rows"][0]["texts"]
    assert "pieces" not in texts
    assert (texts["written"], texts["true"]) == (written, true)


def test_the_answer_is_marked_in_characters(tmp_path: Path) -> None:
    text = f"<think>\u732b\u732b</think>{ONE}"
    one = page_of(tmp_path, [row(text)]).data["rows"][0]
    assert text[slice(*one["answer"])] == ONE


# ---- the page as a file ----------------------------------------------------------------------------------------------


def test_nothing_that_was_written_is_markup(tmp_path: Path) -> None:
    rows = []
    for text in HOSTILE:
        truth = {"boxes": [CAT], "labels": [text], "size": [100, 100]}
        rows.append(
            {"id": text, "prompt": text, "truth": truth, "image": text, "completion": text + boxes((CAT, text))}
        )
    name = "<img src=x onerror=alert(1)>.jsonl"
    out = str(tmp_path / "page.html")
    assert main(["report", write(tmp_path, rows, name), "--recipe", "detection", "-o", out]) == 0
    page = Page(out)
    assert {tag for tag, _ in page.tags}.isdisjoint({"img", "iframe", "object", "link"})
    assert len(page.inside["script"]) == 2
    assert "<" not in page.inside["script"][0]
    assert [one["text"][: len(text)] for one, text in zip(page.data["rows"], HOSTILE)] == HOSTILE
    assert page.data["runs"][0]["name"] == name
    assert name in page.inside["title"][0]


def test_only_its_own_script_and_style_may_count(tmp_path: Path) -> None:
    page = page_of(tmp_path, [row()])
    policy = next(attributes["content"] for tag, attributes in page.tags if "http-equiv" in attributes)
    assert policy is not None
    for text in (page.inside["script"][1], page.inside["style"][0]):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    loads = [value for _, attributes in page.tags for name, value in attributes.items() if name in ("src", "srcset")]
    assert loads == []
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|fetch\(|XMLHttp", page.text)


def test_an_existing_page_is_replaced_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page_of(tmp_path, [row()])
    page_of(tmp_path, [row(), row()])
    path = write(tmp_path, [row()])
    for out in (path, write(tmp_path, [{"of": "value"}], "notes.html")):
        before = Path(out).read_bytes()
        assert main(["report", path, "--recipe", "detection", "-o", out]) == 2
        assert "exists and is no HTML page" in capsys.readouterr().err
        assert Path(out).read_bytes() == before


# ---- pictures --------------------------------------------------------------------------------------------------------


def picture(size: tuple[int, int] = (100, 100), orientation: int = 1) -> bytes:
    from PIL import Image

    written = io.BytesIO()
    image = Image.new("RGB", size, "navy")
    exif = image.getexif()
    exif[0x0112] = orientation
    image.save(written, "JPEG", exif=exif)
    return written.getvalue()


def decoded(page: Page, place: int = 0) -> Any:
    from PIL import Image

    return Image.open(io.BytesIO(base64.b64decode(page.data["pictures"][place].partition(",")[2])))


def test_pictures_of_a_folder_each_once(tmp_path: Path) -> None:
    folder = tmp_path / "images"
    (folder / "train").mkdir(parents=True)
    (folder / "train" / "a.jpg").write_bytes(picture((2000, 1000)))
    rows = [row(image="train/a.jpg"), row(image="train/a.jpg", prompt="other"), row(image="/elsewhere/train/b.jpg")]
    page = page_of(tmp_path, rows, "--images", str(folder))
    assert [group["picture"] for group in page.data["groups"]] == [0, 0, None]
    assert decoded(page).size == (pictures.LONGEST, pictures.LONGEST // 2)
    assert "b.jpg: is not in" in page.data["groups"][2]["no_picture"]


def test_no_file_outside_the_folder_is_opened(tmp_path: Path) -> None:
    (tmp_path / "private.jpg").write_bytes(picture())
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "link.jpg").symlink_to(tmp_path / "private.jpg")
    names = ["../private.jpg", str(tmp_path / "private.jpg"), "link.jpg", "a\0b", "x" * 5000]
    rows = [row(image=name) for name in names]
    assert page_of(tmp_path, rows, "--images", str(tmp_path / "images")).data["pictures"] == []
    page = page_of(tmp_path, rows)
    assert page.data["pictures"] == []
    assert any("5 prompts drawn without the picture" in note for note in page.data["notes"])


@pytest.mark.parametrize(("size", "shown"), [([100, 200], (100, 200)), ([200, 100], (200, 100)), (None, (100, 200))])
def test_a_picture_is_turned_as_its_truth_says(size: Any, shown: tuple[int, int], tmp_path: Path) -> None:
    """EXIF turns a picture of 200 x 100 to 100 x 200; a truth whose size is that of the file was drawn before that."""
    truth = {"boxes": [CAT], "labels": ["cat"], **({"size": size} if size else {})}
    data = f"data:image/jpeg;base64,{base64.b64encode(picture((200, 100), 6)).decode()}"
    rows = [{"prompt": "p", "truth": truth, "completion": ONE, "images": [data]}]
    assert decoded(page_of(tmp_path, rows)).size == shown


@pytest.mark.parametrize(
    "value", [b"no picture", picture()[:200], 7, "https://example.org/a.jpg", "data:image/png;base64,#"]
)
def test_broken_pictures_cost_only_themselves(value: Any, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    given = {"bytes": value, "path": None} if isinstance(value, bytes) else value
    table = pyarrow.table({"completion": [BOTH], "truth": [json.dumps(TRUTH)], "prompt": ["p"], "image": [given]})
    parquet.write_table(table, tmp_path / "a.parquet")
    out = str(tmp_path / "a.html")
    assert main(["report", str(tmp_path / "a.parquet"), "--recipe", "detection", "-o", out]) == 0
    page = Page(out)
    assert page.data["groups"][0]["no_picture"]
    assert page.data["rows"][0]["score"] == 1


def test_bytes_of_a_column_are_shown_each_once(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    image = {"bytes": picture(), "path": ""}
    columns = {
        "prompt": ["a", "a", "b"],
        "completion": [BOTH] * 3,
        "truth": [json.dumps(TRUTH)] * 3,
        "image": [image] * 3,
    }
    parquet.write_table(pyarrow.table(columns), tmp_path / "a.parquet")
    out = str(tmp_path / "a.html")
    assert main(["report", str(tmp_path / "a.parquet"), "--recipe", "detection", "-o", out]) == 0
    page = Page(out)
    assert decoded(page).size == (100, 100)
    assert [group["picture"] for group in page.data["groups"]] == [0, 0]
    assert len(page.data["pictures"]) == 1
    assert not any("picture" in one for one in page.data["rows"])


def test_the_same_truth_in_another_form_is_the_same_prompt(tmp_path: Path) -> None:
    rows = [row(), {**row(), "truth": json.dumps(TRUTH)}, {**row(), "truth": {**TRUTH, "ignore": None}}]
    assert [group["count"] for group in page_of(tmp_path, rows).data["groups"]] == [3]


def test_the_page_stays_small_enough_to_be_mailed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 1)
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(picture())
    page = page_of(tmp_path, [row(image="a.jpg"), row(image="b.jpg")], "--images", str(tmp_path))
    assert len(page.data["pictures"]) == 1
    assert "left out" in page.data["groups"][1]["no_picture"]


# ---- bad input -------------------------------------------------------------------------------------------------------


def test_scores_without_a_recipe_are_shown_as_they_stand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scored = str(tmp_path / "scored.jsonl")
    main(["score", write(tmp_path, [row(), row(ONE)]), "--recipe", "detection", "-o", scored])
    lines = [json.loads(line) for line in Path(scored).read_text().splitlines()]
    page = page_of(tmp_path, lines, recipe=None)
    assert [(one["score"], one["reason"]) for one in page.data["rows"]] == [
        (1.0, "ok"),
        (0.6666666666666666, "missed_items"),
    ]
    assert any("--recipe NAME explains" in note for note in page.data["notes"])
    capsys.readouterr()
    trainers = [{"prompt": "p", "output": "x", "score": 0.5}, {"prompt": "p", "output": "x", "reward": "nan"}]
    rows = page_of(tmp_path, trainers, recipe=None).data["rows"]
    assert [one.get("score") for one in rows] == [0.5, None]


def test_scores_of_another_version_are_told(tmp_path: Path) -> None:
    old = {"score": 0.25, "reason": "ok", "terms": {"accuracy": 0.25}}
    page = page_of(tmp_path, [row(**old), row(score=1.0, reason="ok", terms={})])
    assert (page.data["rows"][0]["score"], page.data["rows"][0]["stored"]) == (1, 0.25)
    assert "stored" not in page.data["rows"][1]
    assert any("1 rollout has another score in the file" in note for note in page.data["notes"])


def test_lines_that_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.jsonl"
    lines = ["{", json.dumps({"other": 1}), json.dumps({"completion": "x"}), json.dumps(row())]
    path.write_text("\n".join(lines))
    assert main(["report", str(path), "--recipe", "detection", "-o", str(tmp_path / "a.html")]) == 1
    notes = Page(str(tmp_path / "a.html")).data["notes"]
    assert len([note for note in notes if "passed over" in note]) == 3
    path.write_text("{\n")
    assert main(["report", str(path), "--recipe", "detection", "-o", str(tmp_path / "b.html")]) == 2
    assert not (tmp_path / "b.html").exists()


def test_a_bad_truth_is_shown(tmp_path: Path) -> None:
    page = page_of(tmp_path, [row(), {**row(), "truth": {"boxes": [[1, 2]], "labels": []}}], status=1)
    found = page.data["rows"][1]
    assert found["reason"] == "bad_truth"
    assert "score" not in found
    assert "boxes" in found["bad_truth"]
    assert any(note.startswith("1 rollout without a score") and "boxes" in note for note in page.data["notes"])


def test_an_empty_file_is_a_page_that_says_so(tmp_path: Path) -> None:
    page = page_of(tmp_path, [])
    assert page.data["rows"] == []
    assert "There is no rollout in the file." in page.data["notes"]


def test_long_labels_and_texts_are_cut(tmp_path: Path) -> None:
    label = "<b>" * 4000
    truth = {"boxes": [CAT], "labels": [label], "size": [100, 100]}
    rows = [{"prompt": "p", "truth": truth, "completion": boxes((CAT, label)) + " " * 100_000}]
    page = page_of(tmp_path, rows)
    one = page.data["rows"][0]
    assert len(one["items"][0]["label"]) < 300
    assert len(one["text"]) < 21_000
    assert one["length"] > 100_000
    assert len(page.text) < 200_000


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--sample", "0"], "--sample 0: must be 1 or more"),
        (["--images", "nowhere"], "--images nowhere: is no directory"),
        (["--by", "nothing"], 'no member "nothing" that names the prompt'),
        (["--json", "-o", "x.html"], "leave -o away"),
        (["--compare", "nowhere.jsonl"], "nowhere.jsonl: No such file"),
    ],
)
def test_wrong_arguments(options: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", write(tmp_path, [row()]), "--recipe", "detection", *options]) == 2
    assert told in capsys.readouterr().err


def test_neither_recipe_nor_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", write(tmp_path, [row()]), "-o", str(tmp_path / "a.html")]) == 2
    assert "name a recipe with --recipe" in capsys.readouterr().err


@pytest.mark.parametrize(("module", "needs"), [("jinja2", "Jinja2"), ("PIL", "Pillow")])
def test_packages_that_are_missing(
    module: str, needs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    path, out = write(tmp_path, [row()]), str(tmp_path / "a.html")
    assert main(["report", path, "--recipe", "detection", "--images", str(tmp_path), "-o", out]) == 2
    assert f"{needs}: pip install 'vreward[report]'" in capsys.readouterr().err
