"""Writes the frozen cases beside this file: completions with the scores, terms and reasons they must have for ever.

What each completion says, and the reasons, are stated by hand below; the numbers come from tests/reference/rewards.py. The
library has no part in it. A case that changes is a breaking change; add cases, leave the old ones alone."""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "reference"))
import rewards as reference  # noqa: E402

FILES = {}


def worst(task):
    """Terms of a completion that could not be read, without format and parsed."""
    return {
        "grounding": {"accuracy": 0, "iou": 0, "giou": -1, "center_in": 0, "n_items": 0},
        "detection": {"accuracy": 0, "mean_iou": 0, "precision": 0, "recall": 0, "f1": 0, "label_accuracy": 0,
                      "missed": 1, "extra": 1, "n_items": 0},
        "counting": {"accuracy": 0, "exact": 0, "closeness": 0, "location": 0, "n_items": 0},
        "ocr": {"accuracy": 0, "cer": 1, "wer": 1, "exact": 0},
        "number": {"accuracy": 0, "exact": 0, "relative": 0, "tolerance": 0, "mra": 0},
        "answer": {"accuracy": 0, "exact": 0, "similarity": 0},
        "length": {"accuracy": 0},
        "repetition": {"accuracy": 0, "repeated": 1},
        "pr1-grounding": {"accuracy": 0, "iou": 0},
    }[task]


def add(file, note, recipe, completion, truth, terms, reason="ok", also=(), format=1, parsed=1, weights=None):
    """`also`: further reasons than the primary one. `truth`: a value to be dumped; None: none is given."""
    terms = {"format": format, "parsed": parsed, **terms}
    weights = weights or {"accuracy": 1}
    if format != 1 and parsed == 1 and (file == "format" or weights.get("format", 0) != 0):
        also = (*also, "format_failed")
        reason = "format_failed" if reason == "ok" else reason
    score = 0.0
    for name, value in terms.items():
        if weights.get(name, 0) != 0:
            score += weights[name] * value
    case = {"note": note, "recipe": recipe, "completion": completion,
            "truth": None if truth is None else json.dumps(truth, ensure_ascii=False), "score": float(score),
            "terms": {name: float(value) for name, value in terms.items()}, "reason": reason,
            "reasons": sorted({reason, *also})}
    FILES.setdefault(file, []).append(case)


def boxes_json(*items):
    return json.dumps([{"bbox_2d": box, "label": label} if label else {"bbox_2d": box} for box, label in items])


# ---- grounding -------------------------------------------------------------------------------------------------------


def grounding():
    truth = {"box": [10, 20, 110, 220]}

    def case(note, completion, items, *args, truth=truth, recipe="grounding", **more):
        add("grounding", note, recipe, completion, truth, reference.grounding([(box, None) for box in items], truth),
            *args, **more)

    case("the very box", '[{"bbox_2d": [10, 20, 110, 220], "label": "dog"}]', [[10, 20, 110, 220]])
    case("a bare dict", '{"bbox_2d": [20, 30, 120, 200]}', [[20, 30, 120, 200]])
    case("thinking and an answer", "<think>[1, 2, 3, 4]?</think><answer>[12.5, 20, 110, 215.25]</answer>",
         [[12.5, 20, 110, 215.25]])
    case("the last answer counts", "<answer>[0, 0, 5, 5]</answer> no: <answer>[10, 20, 110, 220]</answer>",
         [[10, 20, 110, 220]])
    case("two boxes are two answers", "[[10, 20, 110, 220], [15, 25, 90, 200]]",
         [[10, 20, 110, 220], [15, 25, 90, 200]], "extra_items")
    case("order does not matter", "[[15, 25, 90, 200], [10, 20, 110, 220]]",
         [[15, 25, 90, 200], [10, 20, 110, 220]], "extra_items")
    case("elsewhere", "[300, 300, 400, 400]", [[300, 300, 400, 400]], "no_overlap", ["missed_items"])
    case("swapped corners are refused", "[110, 220, 10, 20]", [None], "bad_value", ["no_overlap", "missed_items"])
    case("a box without extent is refused and counts", "[[10, 20, 110, 220], [5, 5, 5, 9]]",
         [[10, 20, 110, 220], None], "bad_value", ["extra_items"])
    case("sorted where the recipe sorts", "[110, 220, 10, 20]", [[10, 20, 110, 220]],
         recipe={"base": "grounding", "invalid": "sort"})
    add("grounding", "as written where the recipe says so, giou within its range", {"base": "grounding", "invalid": "legacy"},
        "[0, 10, 10, 0]", {"box": [0, 5, 5, 10]},
        {"accuracy": 0, "iou": 0, "giou": -1, "center_in": 1, "n_items": 1}, "no_overlap", ["missed_items"])
    case("any of several", "[52, 50, 100, 100]", [[52, 50, 100, 100]],
         truth={"any_of": [[0, 0, 10, 10], [50, 50, 100, 100], [60, 60, 90, 90]]})
    case("nothing there, and said so", "[]", [], truth={"boxes": []})
    case("nothing there, in words", "<answer>No objects.</answer>", [], truth={"boxes": []})
    case("nothing there, but something written", "[1, 2, 3, 4]", [[1, 2, 3, 4]], "extra_items", truth={"boxes": []})
    case("something there, nothing written", "[]", [], "missed_items")
    add("grounding", "words are no box", "grounding", "I see a dog.", truth, worst("grounding"), "no_items", format=0,
        parsed=0)
    add("grounding", "an empty answer", "grounding", "<answer></answer>", truth, worst("grounding"), "empty_answer",
        format=0, parsed=0)
    add("grounding", "not empty but unreadable, where nothing is", "grounding", "a street in the evening",
        {"boxes": []}, worst("grounding"), "no_items", format=0, parsed=0)
    case("nothing there, in a sentence", "I see nothing of that kind here.", [], truth={"boxes": []})
    case("something there, denied in a sentence", "There is no dog in the image.", [], "missed_items")
    add("grounding", "thinking only", "grounding", "<think>the box is [10, 20, 110, 220]", truth, worst("grounding"),
        "no_answer", format=0, parsed=0)
    add("grounding", "beyond the cap", {"base": "grounding", "max_bytes": 20}, "[10, 20, 110, 220]    ", truth,
        worst("grounding"), "too_large", format=0, parsed=0)
    add("grounding", "a point where a box is asked", "grounding", '{"point_2d": [60, 120]}', truth,
        reference.grounding([(None, None)], truth), "bad_value", ["no_overlap", "missed_items"])

    def pointing(note, completion, points, decay, *args, **more):
        recipe = {"base": "grounding", "target": "point", "point_decay": decay}
        add("grounding", note, recipe, completion, truth,
            reference.pointing([(point, None) for point in points], truth, decay), *args, **more)

    pointing("a point on the border", '{"point_2d": [110, 220]}', [(110, 220)], 0)
    pointing("a point outside", '{"point_2d": [111, 220]}', [(111, 220)], 0, "no_overlap", ["missed_items"])
    pointing("a point outside, forgiven in part", '{"point_2d": [140, 260]}', [(140, 260)], 0.5)
    pointing("a box stands for its centre", "[20, 30, 120, 200]", [(70, 115)], 0)

    space = {"base": "grounding", "space": {"prediction": "norm1000"}}
    sized = {"box": [100, 50, 300, 250], "size": [500, 400]}
    case("thousandths of the image", "<box>(200,125),(600,625)</box>", [[100, 50, 300, 250]], truth=sized, recipe=space)
    case("thousandths, because the form says so", "<box>(200,125),(600,625)</box>", [[100, 50, 300, 250]], truth=sized)
    case("thousandths, and no size to convert by", "<box>(10,20),(110,220)</box>", [[10, 20, 110, 220]], "space_suspect")
    case("pixels of the resized image", "[56, 28, 168, 140]", [[112, 56, 336, 280]],
         truth={"box": [100, 50, 300, 250], "size": [560, 420], "input_size": [280, 210]},
         recipe={"base": "grounding", "space": {"prediction": "input"}})
    case("too large for the image", "[1200, 50, 1300, 250]", [[1200, 50, 1300, 250]], "space_suspect",
         ["no_overlap", "missed_items"], truth=sized)
    add("grounding", "weights", {"base": "grounding", "weights": {"format": 0.25, "giou": 0.75, "accuracy": 0}}, "[20, 30, 120, 200]",
        truth, reference.grounding([([20, 30, 120, 200], None)], truth), weights={"format": 0.25, "giou": 0.75})
    add("grounding", "a weight beside the default", {"base": "grounding", "weights": {"giou": 0.75}}, "[20, 30, 120, 200]",
        truth, reference.grounding([([20, 30, 120, 200], None)], truth), weights={"accuracy": 1, "giou": 0.75})


# ---- detection -------------------------------------------------------------------------------------------------------


def detection():
    truth = {"boxes": [[0, 0, 10, 10], [20, 0, 30, 10], [40, 40, 80, 90]], "labels": ["cat", "cat", "dog"]}

    def case(note, items, *args, completion=None, truth=truth, recipe="detection", labels="match", min_iou=0,
             f1_iou=0.5, shape=lambda overlap: overlap, fold=lambda label: label, **more):
        add("detection", note, recipe, completion or boxes_json(*items), truth,
            reference.detection(items, truth, labels, min_iou, f1_iou, shape, fold), *args, **more)

    right = [([0, 0, 10, 10], "cat"), ([20, 0, 30, 10], "cat"), ([40, 40, 80, 90], "dog")]
    case("all right", right)
    case("in another order", [right[2], right[1], right[0]])
    near = [([1, 1, 10, 10], "cat"), ([22, 0, 30, 10], "cat"), ([45, 40, 85, 90], "dog")]
    case("all nearly right", near)
    case("one missing", near[:2], "missed_items")
    case("one too many", [*right, ([100, 100, 110, 110], "cat")], "extra_items")
    case("everything twice", right + right, "extra_items")
    case("two labels swapped", [([0, 0, 10, 10], "dog"), right[1], ([40, 40, 80, 90], "cat")], "label_mismatch",
         ["missed_items", "extra_items"])
    case("labels ignored", [([0, 0, 10, 10], "dog"), right[1], ([40, 40, 80, 90], "cat")],
         recipe={"base": "detection", "labels": "ignore"}, labels="ignore")
    case("no labels written", [(box, None) for box, _ in right], "no_label", ["missed_items", "extra_items"])
    case("case of letters counts", [(box, label.upper()) for box, label in right], "label_mismatch",
         ["missed_items", "extra_items"])
    case("case of letters folded", [(box, " %s " % label.upper()) for box, label in right],
         recipe={"base": "detection", "fold": True}, fold=lambda label: " ".join(label.lower().split()))
    case("nothing near", [([200, 200, 210, 210], "cat")], "no_overlap", ["missed_items", "extra_items"])
    case("greed would take the wrong pair", [([0, 0, 10, 10], "a"), ([0, 0, 10, 6], "a")], 
         truth={"boxes": [[0, 0, 10, 8], [0, 4, 10, 12]], "labels": ["a", "a"]})
    case("f1 asks for more", near, recipe={"base": "detection", "f1_iou": 0.85}, f1_iou=0.85)
    case("f1 weighs, and asks for more", near, "below_threshold", f1_iou=0.85, weights={"accuracy": 0, "f1": 1},
         recipe={"base": "detection", "f1_iou": 0.85, "weights": {"accuracy": 0, "f1": 1}})
    case("pairs below min_iou are none", near, "below_threshold", ["missed_items", "extra_items"],
         recipe={"base": "detection", "min_iou": 0.8}, min_iou=0.8)
    case("all of them below it", near, "below_threshold", ["missed_items", "extra_items"],
         recipe={"base": "detection", "min_iou": 0.99}, min_iou=0.99)
    crossed = {"boxes": [[0, 0, 100, 100], [25, 0, 125, 100]], "labels": ["a", "a"]}
    beside = [([0, 0, 100, 100], "a"), ([25, 0, 125, 100], "a")]
    for note, order in (("one order", (0, 1)), ("the other", (1, 0))):
        turned = {key: [crossed[key][k] for k in order] for key in crossed}
        case(f"equal qualities are decided by the overlap, {note} of the truth", beside, truth=turned, f1_iou=0.75,
             recipe={"base": "detection", "f1_iou": 0.75, "overlap": {"at_least": 0.5}},
             shape=lambda overlap: float(overlap >= 0.5))
    case("an extra item cannot lower recall", [([6, 4, 14, 14], "x"), ([7, 2, 14, 10], "x")],
         truth={"boxes": [[9, 3, 14, 13], [6, 12, 14, 20]], "labels": ["x", "x"]})
    case("nothing there", [], completion="[]", truth={"boxes": [], "labels": []})
    case("nothing written", [], "missed_items", completion="none")
    case("something where nothing is", [([1, 2, 3, 4], "cat")], "extra_items", truth={"boxes": [], "labels": []})
    case("a refused box counts", [*right[:2], (None, "dog")], "bad_value", ["missed_items", "extra_items"],
         completion=boxes_json(*right[:2], ([80, 90, 40, 40], "dog")))
    case("cut off in the third box", right[:2], "truncated", ["missed_items"], format=0,
         completion=boxes_json(*right)[:-25])
    case("a trailing comma", right, format=0, completion=boxes_json(*right)[:-1] + ",]")
    case("Python's quotes", right, format=0, completion=boxes_json(*right).replace('"', "'"))
    case("in a fence", right, completion="```json\n" + boxes_json(*right) + "\n```")
    case("after thinking", right, completion="<think>\nthree\n</think>\n<answer>" + boxes_json(*right) + "</answer>")
    crowd = {"boxes": [[0, 0, 10, 10], [50, 0, 150, 100]], "labels": ["cat", "cat"], "ignore": [False, True]}
    case("an ignored box costs nothing", [([0, 0, 10, 10], "cat")], truth=crowd)
    case("a box on an ignored one counts for nothing", [([0, 0, 10, 10], "cat"), ([60, 10, 80, 40], "cat")], truth=crowd)
    case("half on an ignored one is enough", [([0, 0, 10, 10], "cat"), ([40, 10, 60, 20], "cat")], truth=crowd)
    case("less than half is not", [([0, 0, 10, 10], "cat"), ([39, 10, 59, 20], "cat")], "extra_items", truth=crowd)
    inside = {"boxes": [[60, 10, 80, 30], [50, 0, 150, 100]], "labels": ["cat", "cat"], "ignore": [False, True]}
    case("near a counted one it counts, ignored surroundings or not",
         [([60, 10, 80, 30], "cat"), ([60, 10, 80, 20], "cat")], "extra_items", truth=inside)
    behind = {"boxes": [[0, 0, 50, 100], [0, 0, 100, 100]], "labels": ["cat", "cat"], "ignore": [False, True]}
    case("the ignored box itself costs nothing", [([0, 0, 50, 100], "cat"), ([0, 0, 100, 100], "cat")], truth=behind)
    case("what fits the counted one better is charged", [([0, 0, 50, 100], "cat"), ([0, 0, 70, 100], "cat")],
         "extra_items", truth=behind)
    points = {"points": [[100, 100], [130, 140], [400, 300]], "labels": ["cat", "cat", "dog"], "size": [600, 800]}
    case("points are compared by distance", [((103, 104), "cat"), ((130, 140), "cat"), ((430, 340), "dog")], truth=points,
         completion='[{"point_2d": [103, 104], "label": "cat"}, {"point_2d": [130, 140], "label": "cat"}, '
                    '{"point_2d": [430, 340], "label": "dog"}]')
    case("a box stands for its centre", [((100, 100), "cat")], "missed_items", truth=points,
         completion=boxes_json(([90, 80, 110, 120], "cat")))

    both = {"boxes": [[0, 0, 40, 40], [100, 0, 180, 60]], "points": [[10, 10], [140, 30]]}

    def parts(note, found, pair, *args):
        """found: (box, point) each, in the order of the truth."""
        seen = [(box, None) for box, _ in found]
        accuracy = reference.paired(found, list(zip(both["boxes"], both["points"])), pair)
        terms = {**reference.detection(seen, {"boxes": both["boxes"]}, "ignore"), "accuracy": accuracy}
        add("detection", note, {"base": "detection", "labels": "ignore", "pair": pair},
            json.dumps([{"bbox_2d": box, "point_2d": point} for box, point in found]), both, terms, *args)

    three = [{"above": 0.5}, {"of": "corners", "below": 10}, {"of": "distance", "below": 30, "in_own_box": True}]
    parts("three parts, all earned", [([0, 0, 40, 40], [10, 10]), ([102, 0, 180, 60], [130, 30])], three)
    parts("a point outside of its own box", [([0, 0, 40, 40], [10, 10]), ([110, 0, 180, 60], [109, 30])], three)
    halves = [{"of": "corners", "ramp": [20, 4], "weight": 0.5}, {"of": "distance", "ramp": [64, 0], "weight": 0.5}]
    parts("falling ramps", [([0, 0, 40, 40], [10, 26]), ([108, 8, 188, 68], [140, 30])], halves)
    bell = [{"of": "distance", "gaussian": 0.5, "weight": 0.5}, {"of": "overlap", "power": 2, "weight": 0.5}]
    parts("a bell curve at its top, and a power", [([0, 0, 40, 40], [10, 10]), ([100, 0, 180, 30], [140, 30])], bell)

    def precision(note, items, values, *args, confidence=None):
        """values: ap, ap50 and ap75 as pycocotools 2.0.8 gives them."""
        completion = json.dumps([{"bbox_2d": box, "label": name, **({"score": score} if confidence else {})}
                                 for (box, name), score in zip(items, confidence or [None] * len(items))])
        terms = {**reference.detection(items, truth), **dict(zip(("ap", "ap50", "ap75"), map(float.fromhex, values)))}
        add("detection", note, {"base": "detection", "ap": ["ap", "ap50", "ap75"]}, completion, truth, terms, *args)

    precision("average precision without confidences", near, ("0x1.4cccccccccccdp-1", "0x1p+0", "0x1p+0"))
    precision("average precision by confidence", [right[0], ([50, 0, 60, 10], "cat"), right[1], right[2]],
              ["0x1.d5c17a821cb9dp-1"] * 3, "extra_items", confidence=[0.9, 0.8, 0.3, 0.5])
    add("detection", "prose", "detection", "There are two cats and a dog.", truth, worst("detection"), "no_items",
        format=0, parsed=0)
    add("detection", "too many items", {"base": "detection", "max_items": 2}, boxes_json(*right), truth,
        worst("detection"), "too_large", format=0, parsed=0)
    add("detection", "broken before the first box is complete", "detection", '[{"bbox_2d": [1, 2, 3', truth,
        worst("detection"), "bad_syntax", ["truncated"], format=0, parsed=0)
    add("detection", "format checks", {"base": "detection", "format": [{"tags": ["think", "answer"], "weight": 0.75},
                                                                       {"json": "array", "weight": 0.25}],
                                       "weights": {"format": 0.2, "accuracy": 0.8}},
        boxes_json(*right), truth, reference.detection(right, truth), format=0.25,
        weights={"format": 0.2, "accuracy": 0.8})


# ---- counting --------------------------------------------------------------------------------------------------------


def counting():
    def number(note, completion, n, count, *args, items=0, recipe="counting", **more):
        add("counting", note, recipe, completion, {"count": count}, reference.bare_count(n, count, items), *args, **more)

    number("a number", "12", 12, 12)
    number("a number in a sentence", "There are 12 birds.", 12, 12)
    number("too low", "<answer>9</answer>", 9, 12, "wrong_count")
    number("too high", "15", 15, 12, "wrong_count")
    number("a number word", "twelve", 12, 12)
    number("none", "none", 0, 0)
    number("zero where some are", "0", 0, 3, "wrong_count")
    number("some where none are", "3", 3, 0, "wrong_count")
    number("items are counted", "[[0, 0, 5, 5], [10, 10, 15, 15]]", 2, 3, "wrong_count", items=2)
    unread = {"format": 0, "parsed": 0}
    add("counting", "two different numbers", "counting", "3 cats and 4 dogs", {"count": 7}, worst("counting"),
        "ambiguous", **unread)
    number("none of them, in a sentence", "There are no birds in the image.", 0, 0)
    number("none of them, though there are some", "I don't see any birds.", 0, 3, "wrong_count")
    add("counting", "a number that is denied", "counting", "The answer is definitely not 42.", {"count": 42}, worst("counting"),
        "no_items", **unread)
    number("a number beside one that is denied", "There are 42, not 40.", 42, 42)
    number("so many are not there", "There are not 42 birds, there are 3.", 3, 42, "wrong_count")
    number("a sentence that denies none", "not sure, 42", 42, 42)
    number("denied in Chinese", "不是40个，有42个", 42, 42)
    add("counting", "no number", "counting", "many", {"count": 7}, worst("counting"), "no_items", **unread)
    add("counting", "nothing", "counting", "", {"count": 0}, worst("counting"), "empty_answer", **unread)
    add("counting", "no whole number", "counting", "2.5", {"count": 2},
        {"accuracy": 0, "exact": 0, "closeness": 0, "location": 0, "n_items": 0}, "bad_value")

    boxes = {"boxes": [[0, 0, 20, 20], [100, 0, 120, 20], [100, 100, 140, 140]], "count": 3}

    def located(note, completion, points, truth, *args, recipe="counting", **more):
        add("counting", note, recipe, completion, truth, reference.counting(points, truth), *args, **more)

    located("a box on each", boxes_json(([0, 0, 20, 20], None), ([100, 0, 120, 20], None), ([100, 100, 140, 140], None)),
            [(10, 10), (110, 10), (120, 120)], boxes)
    located("points beside the centres", '[{"point_2d": [13, 14]}, {"point_2d": [110, 10]}, {"point_2d": [130, 120]}]',
            [(13, 14), (110, 10), (130, 120)], boxes)
    located("the right number in the wrong places", "[[200, 200, 210, 210], [300, 0, 310, 10], [400, 0, 410, 10]]",
            [(205, 205), (305, 5), (405, 5)], boxes, "no_overlap", ["missed_items", "extra_items"])
    located("one missing", "[[0, 0, 20, 20], [102, 0, 122, 20]]", [(10, 10), (112, 10)], boxes, "missed_items",
            ["wrong_count"])
    located("one twice", "[[0, 0, 20, 20], [1, 0, 21, 20], [100, 0, 120, 20]]", [(10, 10), (11, 10), (110, 10)], boxes,
            "missed_items", ["extra_items"])
    points = {"points": [[100, 100], [130, 140], [400, 300]], "size": [600, 800]}
    located("points and the image's size", '[{"point_2d": [103, 104]}, {"point_2d": [130, 140]}, {"point_2d": [430, 340]}]',
            [(103, 104), (130, 140), (430, 340)], points)
    located("half way to the next is nobody's", '[{"point_2d": [115, 120]}, {"point_2d": [400, 300]}]',
            [(115, 120), (400, 300)], points, "missed_items", ["extra_items", "wrong_count"])
    located("nothing written", "[]", [], boxes, "missed_items", ["wrong_count"])
    located("nothing there", "0", [], {"points": [], "count": 0})


# ---- ocr -------------------------------------------------------------------------------------------------------------


def ocr():
    def case(note, completion, text, truth, *args, recipe="ocr", edit=reference.levenshtein, **more):
        add("ocr", note, recipe, completion, {"text": truth}, reference.ocr(text, truth.strip(), edit), *args, **more)

    case("equal", "Hello, world", "Hello, world", "Hello, world")
    case("trimmed at both ends", "  Hello\n", "Hello", "Hello ")
    case("two wrong letters", "Hallo, worlt", "Hallo, worlt", "Hello, world", "text_differs")
    case("a word too many", "Hello, big world", "Hello, big world", "Hello, world", "text_differs")
    case("nothing like it", "xyz", "xyz", "Hello", "text_differs")
    case("Chinese", "\u4e2d\u6587\u8b58\u5225", "\u4e2d\u6587\u8b58\u5225", "\u4e2d\u6587\u8bc6\u522b", "text_differs")
    case("outside the basic plane", "a\U0001f600b", "a\U0001f600b", "a\U0001f601b", "text_differs")
    case("an answer section", "<think>hm</think><answer>12 kg</answer>", "12 kg", "12 kg")
    page = "Put thoughts into <think> </think> and the result into <answer> </answer> tags."
    case("a page about tags", page, page, page)
    case("a page about tags, after thinking", "<think>A page about tags.</think>" + page, page, page)
    used = "<think>Mind the gap</think> is how it is written."
    case("a page that begins with a tag", used, used, used, recipe={"base": "ocr", "think": "none"})
    case("struck out", "<s>9.99</s>", "<s>9.99</s>", "<s>9.99</s>")
    case("an ending token", "9.99</s>", "9.99", "9.99")
    case("other thinking", "[THINK]9.9?[/THINK]9.99", "9.99", "9.99", recipe={"base": "ocr", "think": {"tag": ["[THINK]"]}})
    case("an answer line", "It costs 9.\nAnswer: 9.99", "9.99", "9.99",
         recipe={"base": "ocr", "answer": {"pattern": "Answer: (?<answer>.*)"}})
    case("both empty", "", "", "")
    case("empty text, true text", "", "", "abc", "text_differs")
    case("text where none is", "abc", "abc", "", "text_differs")
    case("case counts", "ABC", "ABC", "abc", "text_differs")
    case("lower-cased", "ABC", "abc", "abc", recipe={"base": "ocr", "normalize": {"lower": True}})
    case("white space collapsed", "a  b\n\nc", "a b c", "a b c", recipe={"base": "ocr", "normalize": {"collapse_space": True}})
    case("without the fence", "```text\nline\n```", "line", "line", recipe={"base": "ocr", "normalize": {"strip_fence": True}})
    def normalized(note, switches, completion, text, truth, true_text=None, *args):
        terms = reference.ocr(text, truth if true_text is None else true_text)
        add("ocr", note, {"base": "ocr", "normalize": switches}, completion, {"text": truth}, terms, *args)

    normalized("a fence behind a sentence", {"strip_fence": True}, "Here is the text:\n\n```markdown\n# A\n\nb\n```", "# A\n\nb", "# A\n\nb")
    normalized("full-width digits are ASCII", {"width": True}, "\uff12\uff15\uff19\uff10", "2590", "2590")
    normalized("a circled digit is none", {"width": True}, "\u2460", "\u2460", "1", None, "text_differs")
    normalized("typographic quotes and dashes", {"quotes": True}, "a 'b' \"c\" d-e", "a 'b' \"c\" d-e", "a \u2018b\u2019 \u201cc\u201d d\u2014e", "a 'b' \"c\" d-e")
    normalized("what is invisible", {"invisible": True}, "\ufeffa\u200bb\u00adc\u200c", "abc", "abc")
    normalized("marks of Markdown", {"markup": True, "collapse_space": True}, "# T\n**a** _b_ `c`<br>d_e 2*3", "T a b c d_e 2*3", "T a b c d_e 2*3")
    normalized("a table of one's own", {"nfc": True, "map": {"\u016f": "u\u0366", "...": "\u2026"}}, "zu\u030a...", "zu\u0366\u2026", "zu\u0366\u2026")
    normalized("the longest key", {"map": {"a": "1", "ab": "2"}}, "aab", "12", "12")
    case("composed", "e\u0301", "\u00e9", "\u00e9", recipe={"base": "ocr", "normalize": {"nfc": True}})
    def member(note, members, completion, truth, *args, **how):
        add("ocr", note, {"base": "ocr", **members}, completion, {"text": truth}, reference.ocr(completion, truth, **how), *args)

    member("over the truth's length", {"norm": "truth"}, "Hello, worlds", "Hello", "text_differs", norm="truth")
    member("over the truth's length, unrelated", {"norm": "truth", "distance": "indel"}, "kitten", "sitting", "text_differs",
           norm="truth", edit=reference.indel)
    member("ANLS, half right", {"above": 0.5}, "ab", "a", "below_threshold", ["text_differs"], above=0.5)
    member("ANLS, more than half right", {"above": 0.5}, "abc", "abd", "text_differs", above=0.5)
    member("the second of several texts", {}, "5 cats", ["five cats", "5 cats"])
    member("the nearest of several texts", {}, "6 cats", ["five cats", "5 cats"], "text_differs")
    member("tokens", {"unit": "token"}, "[1,2]", "[1,3]", "text_differs", unit=reference.tokens)
    case("insertions and deletions only", "Hallo, worlt", "Hallo, worlt", "Hello, world", "text_differs",
         recipe={"base": "ocr", "distance": "indel"}, edit=reference.indel)
    add("ocr", "thinking without end", "ocr", "<think>the text says Hello", {"text": "Hello"}, worst("ocr"), "no_answer",
        format=0, parsed=0)
    add("ocr", "beyond the cap", {"base": "ocr", "max_bytes": 4}, "Hello", {"text": "Hello"}, worst("ocr"), "too_large",
        format=0, parsed=0)
    # Long enough for each way of finding the distance: along diagonals, by words, by strips.
    for note, screws in (("ASCII", "screws"), ("Chinese", "\u87ba\u4e1d")):
        lines = [f"{n} {screws} M{n}, {n * 37 % 101}.50" for n in range(2, 50)]
        read = "\n".join(lines).replace("7", "1").replace("M3", "M").replace("10 ", "100 ")
        case(f"a page with a few errors, {note}", read, read, "\n".join(lines), "text_differs")
        case(f"its lines in another order, {note}", "\n".join(lines[::-1]), "\n".join(lines[::-1]), "\n".join(lines), "text_differs")
        case(f"a quarter of it, {note}", "\n".join(lines[:12]), "\n".join(lines[:12]), "\n".join(lines[1::2]), "text_differs")


# ---- text alone ------------------------------------------------------------------------------------------------------


def text_alone():
    good = "<think>a</think><answer>b</answer>"
    for note, completion, share in [("as asked", good, 1), ("white space around", " " + good.replace("><", ">\n<") + "\n", 1),
                                    ("nothing", "", 0), ("an answer alone", "<answer>b</answer>", 0),
                                    ("text before", "So: " + good, 0), ("an answer twice", good + "<answer>c</answer>", 0)]:
        add("format", note, "format", completion, None, {"accuracy": share}, format=share)
    for note, completion, share in [("opened by the prompt", good[7:], 1), ("opened twice", "<think>" + good, 0),
                                    ("closed twice", "a</think>" + good[7:], 0)]:
        add("format", note, "format", completion, None, {"accuracy": share}, format=share)
    add("format", "opened by the prompt where the completion should", {"base": "format", "format": [
        {"tags": ["think", "answer"], "opened": "completion"}]}, good[7:], None, {"accuracy": 0}, format=0)
    three = {"base": "format", "format": [{"tags": ["think", "answer"]}, {"json": "array"},
                                          {"pattern": "(?s)<think>.{3,}?</think>.*", "weight": 2}]}
    for note, completion, share in [("none of three", "x", 0), ("tags only", good, 0.25),
                                    ("tags and JSON", "<think>a</think><answer>[1]</answer>", 0.5),
                                    ("all", "<think>abc</think><answer>[]</answer>", 1)]:
        add("format", note, three, completion, None, {"accuracy": share}, format=share)

    short = {"base": "length", "soft": 4, "hard": 14, "unit": "codepoint"}
    for completion in ["", "four", "fiver", "0123456", "thirteen long", "fourteen long!", "much longer than that"]:
        add("length", "%d code points" % len(completion), short, completion, None,
            reference.length(len(completion), 4, 14), "too_long" if len(completion) > 4 else "ok")
    add("length", "Chinese", short, "\u4e2d" * 9, None, reference.length(9, 4, 14), "too_long")
    few = {"base": "length", "soft": 4, "hard": 14}
    for completion in ["one two three", "[1,2,3,4]", "It's 12.5 kg.", "\u4e2d\u6587\u8bc6\u522b\u3002", "a" * 40, "x = {}; " * 4]:
        count = len(reference.tokens(completion))
        add("length", "%d tokens" % count, few, completion, None, reference.length(count, 4, 14),
            "too_long" if count > 4 else "ok")
    words = {"base": "length", "soft": 1, "hard": 4, "unit": "word"}
    add("length", "two words", words, " two\twords ", None, reference.length(2, 1, 4), "too_long")
    add("length", "beyond the cap", {**short, "max_bytes": 3}, "four", None, worst("length"), "too_large", format=0,
        parsed=0)

    def repeated(note, completion, n=6, recipe="repetition", split=reference.tokens):
        share = reference.repetition(split(completion), n)
        add("repetition", note, recipe, completion, None, share, "ok" if share["accuracy"] == 1 else "repeats")

    repeated("nothing repeats", "one two three four five six seven")
    repeated("a loop", "the cat sat on the mat and " * 4)
    repeated("few words", "a a a a a")
    repeated("pairs", "a b a b c", 2, {"base": "repetition", "n": 2})
    repeated("words", "a,b a,b a,b, c", 1, {"base": "repetition", "n": 1, "unit": "word"}, str.split)
    repeated("code points", "abcab", 2, {"base": "repetition", "n": 2, "unit": "codepoint"}, list)
    for loop in ["<th", "[1,2,3,4],", "\u4e00\u53ea\u732b\u3002", "\u0e41\u0e21\u0e27", "ha", "<td></td>"]:
        repeated("a loop without spaces", loop * 20)
    add("repetition", "items", {"base": "repetition", "of": "items"}, "[[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 5]]", None,
        {"accuracy": 2 / 3, "repeated": 1 - 2 / 3}, "repeats")


# ---- Perception-R1 ---------------------------------------------------------------------------------------------------

SUM = {"format": 1, "accuracy": 1}
PARTS = {**SUM, "class": 1, "f1": 1, "missed": -1}


def perception_r1():
    def box(a, b, c, d):
        return "<|box_start|>(%d,%d),(%d,%d)<|box_end|>" % (a, b, c, d)

    truth = {"box": [100, 200, 300, 400], "space": "norm1000"}

    def ground(note, completion, items, *args, **more):
        add("perception-r1-grounding", note, "perception-r1-grounding", completion, truth,
            reference.grounding([(item, None) for item in items], truth), *args, weights=SUM, **more)

    ground("right", box(100, 200, 300, 400), [[100, 200, 300, 400]])
    ground("half", box(100, 200, 300, 300), [[100, 200, 300, 300]])
    ground("repaired", "[{'bbox_2d': [100, 200, 300, 400]}]", [[100, 200, 300, 400]], format=-1)
    ground("two boxes", box(100, 200, 300, 300) + box(0, 0, 9, 9), [[100, 200, 300, 300], [0, 0, 9, 9]], "extra_items")
    add("perception-r1-grounding", "no box", "perception-r1-grounding", "the dog", truth, worst("grounding"), "no_items",
        format=-1, parsed=0, weights=SUM)

    counted = {"boxes": [[0, 0, 20, 20], [100, 0, 120, 20]], "size": [300, 400]}

    def count(note, completion, points, *args, truth=counted, **more):
        add("perception-r1-counting", note, "perception-r1-counting", completion, truth,
            reference.perception_r1_counting(points, truth), *args, weights=SUM, **more)

    count("right", "[[0, 0, 20, 20], [100, 0, 120, 20]]", [(10, 10), (110, 10)])
    count("one moved by 50 pixels", "[[0, 0, 20, 20], [130, 40, 150, 60]]", [(10, 10), (140, 50)])
    count("one missing", "[[0, 0, 20, 20]]", [(10, 10)], "missed_items", ["wrong_count"])
    count("one too many", "[[0, 0, 20, 20], [100, 0, 120, 20], [290, 390, 300, 400]]",
          [(10, 10), (110, 10), (295, 395)], "extra_items", ["wrong_count"])
    count("nothing, and nothing there", "none", [], truth={"boxes": [], "size": [300, 400]})
    add("perception-r1-counting", "unreadable", "perception-r1-counting", "two", counted,
        worst("counting"), "no_items", format=-1, parsed=0, weights=SUM)

    def text(note, completion, true, *args, **more):
        add("perception-r1-ocr", note, "perception-r1-ocr", completion, {"text": true}, reference.ocr(completion, true),
            *args, weights=SUM, **more)

    text("right", "STOP", "STOP")
    text("one letter wrong", "STOB", "STOP", "text_differs")
    text("nothing read", "", "STOP", "text_differs")
    add("perception-r1-ocr", "thinking without end", "perception-r1-ocr", "<think>STOP", {"text": "STOP"}, worst("ocr"),
        "no_answer", format=-1, parsed=0, weights=SUM)

    found = {"boxes": [[0, 0, 10, 10], [20, 0, 30, 10]], "labels": ["cat", "dog"]}

    def detect(note, items, *args, completion=None, truth=found, **more):
        add("perception-r1-detection", note, "perception-r1-detection", completion or boxes_json(*items), truth,
            reference.perception_r1_detection(items, truth), *args, weights=PARTS, **more)

    detect("right", [([0, 0, 10, 10], "cat"), ([20, 0, 30, 10], "dog")])
    detect("labels swapped", [([0, 0, 10, 10], "dog"), ([20, 0, 30, 10], "cat")], "label_mismatch")
    detect("one missing", [([0, 0, 10, 8], "cat")], "missed_items")
    detect("one too many", [([0, 0, 10, 10], "cat"), ([20, 0, 30, 10], "dog"), ([50, 50, 60, 60], "cat")], "extra_items")
    detect("right labels first among equal overlaps", [([0, 0, 10, 10], "dog"), ([0, 0, 10, 10], "cat")],
           truth={"boxes": [[0, 0, 10, 10], [0, 0, 10, 10]], "labels": ["cat", "dog"]})
    detect("nothing written", [], "missed_items", completion="[]")
    detect("cut off", [([0, 0, 10, 10], "cat")], "truncated", ["missed_items"], format=-1,
           completion=boxes_json(([0, 0, 10, 10], "cat"), ([20, 0, 30, 10], "dog"))[:-20])
    detect("nothing there", [], completion="[]", truth={"boxes": [], "labels": []})
    detect("something where nothing is", [([0, 0, 9, 9], "cat")], "extra_items", truth={"boxes": [], "labels": []})
    add("perception-r1-detection", "unreadable", "perception-r1-detection", "a cat and a dog", found,
        {**worst("detection"), "class": 0}, "no_items", format=-1, parsed=0, weights=PARTS)


def pr1_grounding():
    truth = {"box": [100, 200, 300, 400]}

    def case(note, completion, box, *args, format=1, **more):
        value = reference.iou(box, truth["box"])
        add("pr1-grounding", note, "pr1-grounding", completion, truth, {"accuracy": value * value, "iou": value}, *args,
            format=format, **more)

    start = "<|object_ref_start|>dog<|object_ref_end|><|box_start|>(%d,%d),(%d,%d)<|box_end|><|im_end|>"
    case("right", start % (100, 200, 300, 400), [100, 200, 300, 400])
    case("half", start % (100, 200, 300, 300), [100, 200, 300, 300])
    case("shares of 1 without the token", "[0.1, 0.2, 0.3, 0.3]", [100, 200, 300, 300], format=0)
    case("square brackets first, wherever they stand", "<(100, 200, 300, 400)> [0.1, 0.2, 0.3, 0.25]",
         [100, 200, 300, 250])
    case("swapped corners", start % (300, 400, 100, 200), [0, 0, 0, 0], "no_overlap")
    add("pr1-grounding", "no box", "pr1-grounding", "<nothing>", truth, worst("pr1-grounding"), "no_items", format=1,
        parsed=0)


def number():
    def case(note, completion, p, g, truth=None, recipe="number", tolerance=0.05):
        terms = reference.number(p, g, tolerance)
        add("number", note, recipe, completion, g if truth is None else truth, terms,
            "ok" if terms["accuracy"] == 1 else "wrong_answer")

    def unread(note, completion, reason, recipe="number"):
        add("number", note, recipe, completion, 12.5, worst("number"), reason, format=0, parsed=0)

    case("equal", "12.5", 12.5, 12.5)
    case("with its unit", "It is about 12.5 kg.", 12.5, 12.5)
    case("off by a tenth", "<answer>9</answer>", 9, 10)
    case("off by a little", "10.2 m", 10.2, 10)
    case("off by a third", "Answer: 4", 4, 3)
    case("half of it", "5", 5, 10)
    case("the other sign", "\u2212" "10", -10, 10)
    case("a true zero", "0", 0, 0)
    case("beside a true zero", "0.1", 0.1, 0)
    case("separators", "$1,234,567.50", 1234567.5, 1234567.5)
    case("separators of the continent", "1.234,5 \u20ac", 1234.5, 1234.5)
    case("a share in percent", "45%", 0.45, 0.45)
    case("percent", "45%", 45, 45)
    case("a word that scales", "1.2 million people", 1200000, 1200000)
    case("a power of ten", "1.5 x 10^-3", 0.0015, 0.0015)
    case("a fraction", "3/4", 0.75, 0.75)
    case("a number word", "twelve", 12, 12)
    case("a truth with its unit", "12 cm", 12, 12.5, {"number": "12.5 kg"})
    case("the last of several", "3 + 4 = 7", 7, 7, recipe={"base": "number", "number": "last"})
    case("a wide tolerance", "12", 12, 10, recipe={"base": "number", "tolerance": 0.2}, tolerance=0.2)
    unread("two different numbers", "12 or 13", "ambiguous")
    unread("no number", "many", "no_items")
    unread("a number that is denied", "It isn't 12.5.", "no_items")
    unread("nothing", "<answer> </answer>", "empty_answer")
    unread("more than the number", "12.5 kg", "no_items", {"base": "number", "number": "only"})
    add("number", "not finite", "number", "1e999", 12.5, worst("number"), "bad_value")


def answer():
    def case(note, completion, truth, terms, *args, recipe="answer"):
        reason = args[0] if args else "ok" if terms["accuracy"] == 1 else "wrong_answer"
        add("answer", note, recipe, completion, truth, terms, reason)

    def unread(note, completion, truth, reason):
        add("answer", note, "answer", completion, truth, worst("answer"), reason, format=0, parsed=0)

    def letters(note, completion, written, truth, right):
        case(note, completion, truth, reference.chosen(set(written), set(right)))

    options = {"choice": "B", "choices": ["a red car", "a blue bus"]}
    letters("a letter", "B", "B", "B", "B")
    letters("in brackets, with its text", "(B) a blue bus", "B", options, "B")
    letters("the text of the option", "It is clear. The answer is a blue bus.", "B", options, "B")
    letters("another letter", "Answer: A. a red car", "A", options, "B")
    letters("several", "A and C", "AC", {"choice": ["A", "C"]}, "AC")
    letters("one of several", "C", "C", {"choice": ["A", "C"]}, "AC")
    letters("one too many", "ABC", "ABC", {"choice": ["A", "C"]}, "AC")
    unread("two letters where one is asked", "A or B", "B", "ambiguous")
    unread("no letter", "the bus", "B", "no_items")
    unread("a letter that is denied", "The answer is not B.", "B", "no_items")
    letters("a letter beside one that is denied", "It isn't A, it is (B).", "B", "B", "B")
    unread("nothing", "", "B", "empty_answer")

    def said(note, completion, right, truth):
        case(note, completion, truth, dict.fromkeys(("accuracy", "exact", "similarity"), float(right)))

    said("yes", "Yes, there is no car.", True, {"yes": True})
    said("no", "No.", True, "no")
    said("the wrong one", "false", False, True)
    said("Chinese", "\u662f\u7684", True, True)
    unread("undecided", "yes or no", True, "ambiguous")

    case("a number", "12 kg", 12, reference.short_number(12, 12))
    case("another number", "9", 12, reference.short_number(9, 12))
    case("near enough", "9", 12, reference.short_number(9, 12, 0.25), recipe={"base": "answer", "tolerance": 0.25})
    unread("two numbers", "9 or 12", 12, "ambiguous")

    case("a truth in a box", "5", {"text": "\\boxed{5}"}, reference.short_text("5", ["5"]))
    case("a truth in a sentence", "The answer is Paris.", {"text": "The answer is Paris."},
         reference.short_text("paris", ["paris"]))
    letters("a boxed letter", "B", "B", "\\boxed{B}", "B")
    case("a text", "The  Eiffel Tower.", "eiffel tower", reference.short_text("eiffel tower", ["eiffel tower"]))
    case("one of the right forms", "{\"answer\": \"Paris\"}", {"text": ["Lutetia", "Paris"]},
         reference.short_text("paris", ["lutetia", "paris"]))
    case("a letter too many", "Pariss", {"text": ["Lutetia", "Paris"]}, reference.short_text("pariss", ["lutetia", "paris"]))
    near = reference.short_text("pariss", ["paris"])
    case("by similarity", "Pariss", "Paris", {**near, "accuracy": near["similarity"]}, recipe={"base": "answer", "above": 0.5})


def spans():
    def case(note, completion, found, truth, *args, **more):
        boxes = [None if span is None else [span[0], 0, span[1], 1] for span in found]
        true = {"boxes": [[start, 0, end, 1] for start, end in truth["spans"]]}
        add("grounding", note, "grounding", completion, truth, reference.grounding([(box, None) for box in boxes], true), *args, **more)

    truth = {"spans": [[12, 20]]}
    case("a moment", "<answer>12 to 16</answer>", [[12, 16]], truth)
    case("minutes and seconds", "0:14 - 0:22", [[14, 22]], truth)
    case("two moments", "[[12, 20], [30, 40]]", [[12, 20], [30, 40]], truth, "extra_items")
    case("another moment", "from 30s to 40s", [[30, 40]], truth, "no_overlap", ["missed_items"])
    case("the end first", "20 to 12", [None], truth, "bad_value", ["no_overlap", "missed_items"])
    case("it does not happen", "none", [], {"spans": []})


def main():
    for make in (grounding, spans, detection, counting, number, answer, ocr, text_alone, perception_r1, pr1_grounding):
        make()
    for name, cases in FILES.items():
        lines = ",\n".join("  " + json.dumps(case) for case in cases)
        (HERE / f"{name}.json").write_text("[\n" + lines + "\n]\n", encoding="ascii")
    print({name: len(cases) for name, cases in FILES.items()}, sum(map(len, FILES.values())))


if __name__ == "__main__":
    main()
