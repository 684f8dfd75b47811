"""Prints docs/same-rollouts.md: recorded completions as published rewards score them, and as the native recipes do.

    python scripts/same-rollouts.py ../shared/data >docs/same-rollouts.md      (make same-rollouts)

Counts and means only: no completion and no record of a data set gets onto the page.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence

import vreward

Explained = Dict[str, Any]
Rows = List[Dict[str, Any]]
THE_LOG = "the log's own evaluation"
SEVERAL = "several written: one counts, and the others cost nothing"
EQUAL = 1e-6  # rewards that are nearer than this do not differ


class Reading(NamedTuple):
    """What one extractor made of a corpus."""

    name: str
    scores: Sequence[float]
    right: Optional[List[bool]]  # whether what was read is right, however much it earns; None: no such thing
    kinds: Counter[str]  # what the rows that differ from the native reading differ by


class Task(NamedTuple):
    is_right: Optional[Callable[[Explained, Any], bool]]  # None: texts and forms are right by degrees
    difference: Callable[[str, Explained, Explained, str], str]
    native: Any
    published: Sequence[str]
    truth: Callable[[str, Any], Any]


class Corpus(NamedTuple):
    file: str
    title: str
    completion: str = "model_output"
    true: str = "ground_truth"


# ---- what differs ----------------------------------------------------------------------------------------------------


def unread(recipe: str, explained: Explained, text: str) -> str:
    """Why a published reward has read nothing."""
    if explained["reason"] == "no_answer" and "<answer>" in recipe.replace("?<answer>", ""):  # that names a group
        if "<answer>" not in text:
            return "not read: there is no `<answer>`, and it looks nowhere else"
        if "</answer>" not in text:
            return "not read: `<answer>` is never closed"
    return "not read: the answer has another form than it looks for"


def counted(explained: Explained) -> List[Explained]:
    return [item for item in explained.get("items", []) if item["compared"] is not None]


def written(items: Sequence[Explained]) -> List[Any]:
    return sorted(item.get("box") or item.get("point") for item in items)


def of_items(recipe: str, theirs: Explained, ours: Explained, text: str) -> str:
    published, native = counted(theirs), counted(ours)
    if not published:
        refused = any(item.get("fate") == "refused" for item in theirs.get("items", []))
        return "refused: read, but not as what it asks for" if refused else unread(recipe, theirs, text)
    if not native:
        return "read from what the native recipe takes for no answer"
    if written(published) == written(native):
        return "the same read, measured otherwise"
    if all(one in written(native) for one in written(published)):
        return SEVERAL
    if all([number / 1000 for number in one] in written(native) for one in written(published)):
        return "read a thousand times as large: it asks for fractions"
    return "another one read"


def of_numbers(recipe: str, theirs: Explained, ours: Explained, text: str) -> str:
    if theirs.get("number") is None:
        begin, end = ours.get("answer", (0, 0))
        answer = text.encode()[begin:end].decode("utf-8", "replace").strip()
        if theirs["reason"] != "no_answer" and not re.fullmatch(r"[-+\d.,]+", answer):
            return "not read: a number in a sentence"
        return unread(recipe, theirs, text)
    if ours.get("number") != theirs["number"]:
        return "another number read"
    return "the same read, measured otherwise"


def of_texts(recipe: str, theirs: Explained, ours: Explained, text: str) -> str:
    if "text" not in theirs:
        return unread(recipe, theirs, text)
    if theirs["reason"] == "below_threshold":
        return "too little is right: nothing is paid below its threshold"
    if json.loads(recipe).get("unit") == "word":
        return "words are compared, and not characters"
    if json.loads(recipe).get("distance") == "indel":
        return "a replaced character counts twice, white space at the ends counts, over the length of both texts"
    return "the same edits, over another length"


def of_formats(recipe: str, theirs: Explained, ours: Explained, text: str) -> str:
    if theirs["score"] > ours["score"]:
        return "paid, though a section is missing, not closed, or not alone"
    scorer = vreward.Scorer(json.loads(recipe))
    spread = re.sub(r"\s*(</?(?:think|answer)>)\s*", r"\n\1\n", text).strip().replace("</think>\n\n", "</think>\n")
    if scorer.score([spread]).score[0] == 1:
        return "not paid: a tag does not stand on a line of its own"
    joined = re.sub(r"\s*(</?(?:think|answer)>)\s*", r"\1", " ".join(text.split()))
    if scorer.score([joined]).score[0] == 1:
        return "not paid: line ends, or something between the sections"
    return "not paid: it asks for more than the two sections"


# ---- what is right ---------------------------------------------------------------------------------------------------


def box_is_right(explained: Explained, true: Any) -> bool:
    boxes = [item["compared"] for item in counted(explained)]
    return bool(boxes) and min(row[0] for row in vreward.overlap(boxes, [true], invalid="legacy")) >= 0.5


def click_is_right(explained: Explained, true: Any) -> bool:
    clicks = [item["compared"] for item in counted(explained)]
    return bool(clicks) and all(inside(click[:2], click[-2:], true) for click in clicks)


def inside(low: Sequence[float], high: Sequence[float], true: Sequence[float]) -> bool:
    """Of a box its centre; of a point `low` and `high` are the same."""
    x, y = ((a + b) / 2 for a, b in zip(low, high))
    return bool(true[0] <= x <= true[2] and true[1] <= y <= true[3])


def number_is_right(explained: Explained, true: Any) -> bool:
    return explained.get("number") == true


# ---- tasks and corpora -----------------------------------------------------------------------------------------------

SEVERAL_BOXES = {"vero-grounding", "visual-rft-iou", "visionreasoner"}
NUMBERS = {"video-r1-regression", "onethinker-regression"}


def box_truth(recipe: str, true: Any) -> Any:
    return {"boxes": [true], "labels": ["object"]} if recipe in SEVERAL_BOXES else {"box": true}


BOXES = Task(
    box_is_right,
    of_items,
    "grounding",
    (
        "vlm-r1-iou-glm",
        "vlm-r1-iou-internvl",
        "llava-ov-rl-bbox",
        "vero-grounding",
        "pr1-grounding",
        "onethinker-spatial",
        "visual-rft-iou",
        "visionreasoner",
    ),
    box_truth,
)
CLICKS = Task(
    click_is_right,
    of_items,
    {"base": "grounding", "target": "point"},
    ("gui-g2-point", "gui-click", "gta1-click"),
    box_truth,
)
COUNTS = Task(
    number_is_right,
    of_numbers,
    "counting",
    ("video-r1-regression", "onethinker-regression", "areal-count"),
    lambda recipe, true: {"number" if recipe in NUMBERS else "count": true},
)
TEXTS = Task(
    None,
    of_texts,
    "ocr",
    ("olmocr-edit", "onethinker-ocr", "video-r1-ocr", "llava-ov-rl-ocr"),
    lambda recipe, true: {"text": true},
)
FORMATS = Task(
    None,
    of_formats,
    {"base": "format", "format": [{"tags": ["think", "answer"]}]},
    (
        "think-answer",
        "trl-think-format",
        "open-r1-format",
        "open-r1-tag-count",
        "pr1-think-format",
        "vlm-r1-rec-format",
    ),
    lambda recipe, true: None,
)

GROUNDED = (
    Corpus("vlm_r1_7b_rollouts/orig_refcoco.jsonl", "RefCOCO, Qwen2.5-VL-7B told to think first"),
    Corpus("vlm_r1_7b_rollouts/baseline_refcocop.jsonl", "RefCOCO+, Qwen2.5-VL-7B"),
    Corpus(
        "vlm_r1_rec_logs/refcoco_val_qwen2_5vl_3b_instruct_r1_500.jsonl", "RefCOCO, Qwen2.5-VL-3B trained by VLM-R1"
    ),
    Corpus(
        "vlm_r1_rec_logs/refcocop_val_qwen2_5vl_3b_instruct_r1_300.jsonl", "RefCOCO+, Qwen2.5-VL-3B trained by VLM-R1"
    ),
    Corpus("vlm_r1_rec_logs/refcoco_val_qwen2_5vl_3b_instruct_sft_500.jsonl", "RefCOCO, Qwen2.5-VL-3B fine-tuned"),
    Corpus("vlm_r1_rec_logs/refcocop_val_qwen2_5vl_3b_instruct_sft_100.jsonl", "RefCOCO+, Qwen2.5-VL-3B fine-tuned"),
)
CLICKED = (
    Corpus("vlm_r1_7b_rollouts/click_desktop_baseline.jsonl", "ScreenSpot-v2 desktop, Qwen2.5-VL-7B"),
    Corpus("vlm_r1_7b_rollouts/click_mobile_ckpt60.jsonl", "ScreenSpot-v2 mobile, Qwen2.5-VL-7B trained to click"),
)
COUNTED = (
    Corpus("counting_superclevr/qwen2vl_2b_instruct_legacy.jsonl", "SuperCLEVR, Qwen2-VL-2B"),
    Corpus("counting_superclevr/qwen2vl_2b_instruct_r1_100.jsonl", "SuperCLEVR, Qwen2-VL-2B trained by R1-V"),
)
READ = (
    Corpus("mdpbench_gemini3/page_pairs.jsonl", "MDPBench pages, Gemini 3 Pro", "pred", "gt"),
    Corpus("dinglehopper/pairs.jsonl", "pages of dinglehopper's tests", "pred", "gt"),
    Corpus("ocrevaluation/pairs.jsonl", "pages of ocrevalUAtion's tests", "pred", "gt"),
)
THINKING = (GROUNDED[0], GROUNDED[2], GROUNDED[3], CLICKED[1], *COUNTED)

SECTIONS = (
    ("One box", BOXES, GROUNDED),
    ("A click", CLICKS, CLICKED),
    ("A count", COUNTS, COUNTED),
    ("A page of text", TEXTS, READ),
    ("The form alone", FORMATS, THINKING),
)

# ---- reading a corpus ------------------------------------------------------------------------------------------------


def rows_of(data: Path, corpus: Corpus) -> Rows:
    return [json.loads(line) for line in (data / corpus.file).read_text("utf-8").splitlines()]


def explained_by(recipe: Any, task: Task, corpus: Corpus, rows: Rows) -> List[Explained]:
    scorer = vreward.Scorer(recipe)
    name = recipe if isinstance(recipe, str) else ""
    return [scorer.explain(row[corpus.completion], task.truth(name, row[corpus.true])) for row in rows]


def recorded(task: Task, corpus: Corpus, rows: Rows, native: Sequence[Explained]) -> Optional[Reading]:
    """What the evaluation that wrote the log made of it, where it says which rows are right."""
    if task.is_right is None:
        return None
    right = [bool(row.get("correct", row["extracted_answer"] == row[corpus.true])) for row in rows]
    scores = [row.get("iou", float(is_right)) for row, is_right in zip(rows, right)]
    ours = [float(task.is_right(one, row[corpus.true])) for one, row in zip(native, rows)]
    ours = [one["score"] for one in native] if task is not COUNTS else ours  # it pays no near counts
    kinds: Counter[str] = Counter()
    for row, score, our, explained in zip(rows, scores, ours, native):
        if abs(score - our) > EQUAL:
            kinds[difference_of_log(row, explained)] += 1
    return Reading(THE_LOG, scores, right, kinds)


def difference_of_log(row: Dict[str, Any], ours: Explained) -> str:
    found = row["extracted_answer"]
    if found is None or found == [0, 0, 0, 0]:
        return "not read"
    return SEVERAL if len(counted(ours)) > 1 else "another one read"


def published(name: str, task: Task, corpus: Corpus, rows: Rows, native: Sequence[Explained]) -> Reading:
    found = explained_by(name, task, corpus, rows)
    kinds: Counter[str] = Counter()
    recipe = json.dumps(vreward.Scorer(name).recipe)
    for row, theirs, ours in zip(rows, found, native):
        if abs(theirs["score"] - ours["score"]) > EQUAL:
            kinds[task.difference(recipe, theirs, ours, row[corpus.completion])] += 1
    return reading(f"[{name}](published.md#{name})", found, task, corpus, rows, kinds)


def reading(
    name: str, found: Sequence[Explained], task: Task, corpus: Corpus, rows: Rows, kinds: Counter[str]
) -> Reading:
    right = [task.is_right(one, row[corpus.true]) for one, row in zip(found, rows)] if task.is_right else None
    return Reading(name, [one["score"] for one in found], right, kinds)


def readings(data: Path, task: Task, corpus: Corpus) -> List[Reading]:
    """The native one first."""
    rows = rows_of(data, corpus)
    native = explained_by(task.native, task, corpus, rows)
    shown = task.native if isinstance(task.native, str) else json.dumps(task.native)
    found = [reading(f"**`{shown}`**", native, task, corpus, rows, Counter())]
    log = recorded(task, corpus, rows, native)
    others = [published(name, task, corpus, rows, native) for name in task.published]
    return [*found, *([log] if log else []), *together(others)]


def together(found: Sequence[Reading]) -> List[Reading]:
    """Those that come to the same in one row."""
    rows: Dict[str, Reading] = {}
    for one in found:
        key = repr((list(row_of(one._replace(name=""))), one.right))
        rows[key] = rows[key]._replace(name=f"{rows[key].name}, {one.name}") if key in rows else one
    return list(rows.values())


# ---- the page --------------------------------------------------------------------------------------------------------

HEAD = """# The same rollouts, scored by many

<!-- Written by `make same-rollouts` from recorded rollouts; not to be edited. -->

A reward is a reader and a measure, and papers name the measure only. Here recorded completions of models are scored
by rewards that others published ([published.md](published.md)) and by the native recipe of the task: *the same
completions*, so that every difference is the reader's or the measure's, and none the model's. Each row says how many
rollouts are scored otherwise than by the native recipe (`differ`), and what the difference is made of.

How to read it. Each published reward looks for the form that its own prompt asks for. The completions were asked for in
the form of the project that recorded them, so a reward of another project often reads none of them. That is no fault of
it, but what happens to whoever changes the prompt or the model and keeps the reward. `right` is the share of rollouts
in which what was read is right, whatever it earns: there is a box, and every box that counts has an IoU of 0.5 or more;
a click, and every one lies inside the true box; the right number. The native recipe charges for every further box, and
published ones of one box do not: its mean may be lower where it reads more.
"""

TAIL = """
## Left out

- `vlm-r1-iou-qwen`: vlm-r1-iou-internvl with numbers converted from the resized image, whose size the logs do not hold.
- `perception-r1-*`: the native reader, plus or minus 1 for the form.
- Rewards that compare labels: the logs hold the phrase that was asked for, and no classes.
- `ms-swift-format` and `seg-zero-think-answer-format`: the same as `think-answer`.

The logs are those of om-ai-lab/VLM-R1, IANNXANG/VLM-R1, Yuliang-Liu/MultimodalOCR, qurator-spk/dinglehopper and
impactcentre/ocrevalUAtion. For rollouts of your own: `vreward score` with one recipe and another, or
[`vreward compare`](python.md) with your function.
"""


def percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def row_of(found: Reading) -> Iterator[str]:
    yield found.name
    yield f"{math.fsum(found.scores) / len(found.scores):.3f}"
    if found.right is not None:
        yield percent(sum(found.right) / len(found.right))
    yield f"{sum(found.kinds.values()):,}"
    yield "; ".join(f"{number:,} {kind}" for kind, number in found.kinds.most_common())


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *rows))


def page(data: Path) -> str:
    parts, short = [], []
    for title, task, corpora in SECTIONS:
        parts.append(f"\n## {title}")
        for corpus in corpora:
            found = readings(data, task, corpus)
            header = ["scored by", "mean reward", *(["right"] if task.is_right else []), "differ", "by what"]
            rollouts = f"{len(found[0].scores):,} rollouts"
            parts.append(f"\n**{corpus.title}** ({rollouts})\n\n{table(header, [list(row_of(one)) for one in found])}")
            if task.is_right:
                short.append(summary_of(corpus, found, task))
    header = ["completions", "rollouts", THE_LOG, "a published reward", "the native recipe"]
    top = f"\n## In short: how many are right\n\n{table(header, short)}"
    return "\n".join([HEAD + top, *parts, TAIL])


def summary_of(corpus: Corpus, found: Sequence[Reading], task: Task) -> List[str]:
    def share(name: str) -> str:
        one = next(one for one in found if name in one.name)
        return percent(sum(one.right or ()) / len(one.scores))

    name = task.published[0]
    theirs = f"{share(name)} ([{name}](published.md#{name}))"
    return [corpus.title, f"{len(found[0].scores):,}", share(THE_LOG), theirs, f"**{share(found[0].name)}**"]


if __name__ == "__main__":
    print(page(Path(sys.argv[1])), end="")
