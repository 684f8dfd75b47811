"""What the rewards compute, written down as plainly as possible: every assignment is tried, every distance is the textbook
table. Items come as they should be read; reading is not done here. tests/vectors/make.py freezes its values."""

import math
import re
import unicodedata
from itertools import combinations, permutations

# ---- overlap ---------------------------------------------------------------------------------------------------------


def valid(box):
    return box[0] < box[2] and box[1] < box[3]


def area(box):
    return (box[2] - box[0]) * (box[3] - box[1])


def intersection(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return width * height if width > 0 and height > 0 else 0.0


def iou(a, b):
    if not (valid(a) and valid(b)):
        return 0.0
    inter = intersection(a, b)
    return inter / (area(a) + area(b) - inter)


def giou(a, b):
    if not (valid(a) and valid(b)):
        return -1.0
    union = area(a) + area(b) - intersection(a, b)
    hull = (max(a[2], b[2]) - min(a[0], b[0])) * (max(a[3], b[3]) - min(a[1], b[1]))
    return iou(a, b) - (hull - union) / hull


def center(box):
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def distance(a, b):
    x, y = a[0] - b[0], a[1] - b[1]
    return math.sqrt(x * x + y * y)


def inside(point, box):
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def sized(box, sigma):
    return sigma * (box[2] - box[0]), sigma * (box[3] - box[1])


def part(one, item, true):
    """Of a pair's quality; item and true: (box, point), either None. What is written holds what the part wants."""
    (box, point), (true_box, true_point) = item, true
    if one.get("in_own_box") and not inside(point, box):
        return 0.0
    point, true_point = point or center(box), true_point or center(true_box)
    of = one.get("of", "overlap")
    if of == "inside":
        return float(inside(point, true_box))
    if "gaussian" in one:
        (x, y), (a, b) = sized(true_box, one["gaussian"]), (point[0] - true_point[0], point[1] - true_point[1])
        return math.exp(-((a / x) ** 2 + (b / y) ** 2) / 2)
    value = (iou(box, true_box) if of == "overlap" else distance(point, true_point) if of == "distance"
             else sum(abs(a - b) for a, b in zip(box, true_box)) / 4)
    if "ramp" in one:
        low, high = one["ramp"]
        return min(1.0, max(0.0, (value - low) / (high - low)))
    if "below" in one:
        return float(value < one["below"])
    return (float(value > one["above"]) if "above" in one else float(value >= one["at_least"]) if "at_least" in one
            else value ** one.get("power", 1))


def sum_of_parts(parts, item, true):
    return sum(one.get("weight", 1) * part(one, item, true) for one in parts)


def paired(items, truth, parts):
    """accuracy of detection with `pair`, labels apart: items and truth are lists of (box, point), refused items None."""
    def quality(i, j):
        return 0.0 if items[i] is None else sum_of_parts(parts, items[i], truth[j])

    pairs = best_pairs(quality, len(items), len(truth))
    return divided(sum(quality(i, j) for i, j in pairs), len(items), len(truth))


# ---- matching --------------------------------------------------------------------------------------------------------


def best_pairs(quality, n, m, *ties):
    """The one-to-one pairs (i, j) of quality above 0 with the largest sum, then the largest sum of each of the ties."""
    best = ((0.0,) * (1 + len(ties)), [])
    for k in range(1, min(n, m) + 1):
        for columns in combinations(range(m), k):
            for rows in permutations(range(n), k):
                pairs = [(i, j) for i, j in zip(rows, columns) if quality(i, j) > 0]
                # summed exactly, so that rounding decides nothing
                value = tuple(math.fsum(worth(i, j) for i, j in pairs) for worth in (quality, *ties))
                if value > best[0]:
                    best = (value, pairs)
    return sorted(best[1], key=lambda pair: pair[1])


def divided(total, n, m, divisor="soft"):
    if n == 0 and m == 0:
        return 1.0
    if n == 0 or m == 0:
        return 0.0
    return total / {"soft": max(n, (n + m) / 2), "larger": max(n, m), "predicted": n}[divisor]


def ratio(part, whole):
    return part / whole if whole else 0.0


# ---- tasks: written items in, terms out -------------------------------------------------------------------------------
# An item is (box or point, label); the box None: refused.


def grounding(items, truth):
    boxes = [box for box, _ in items]
    acceptable = truth.get("any_of") or ([truth["box"]] if truth.get("box") else truth.get("boxes", []))
    n = len(boxes)
    if n == 0 or not acceptable:
        both = n == 0 and not acceptable
        return {"accuracy": float(both), "iou": float(both), "giou": 1.0 if both else -1.0, "center_in": float(both),
                "n_items": float(n)}
    fits = []
    for box in boxes:
        if box is None:
            fits.append((0.0, -1.0, 0))
        else:
            best = max(acceptable, key=lambda other: (iou(box, other), giou(box, other)))
            fits.append((iou(box, best), giou(box, best), int(inside(center(box), best))))
    return {
        "accuracy": max(fit[0] for fit in fits) / n,
        "iou": sum(fit[0] for fit in fits) / n,
        "giou": sum(fit[1] for fit in fits) / n,
        "center_in": sum(fit[2] for fit in fits) / n,
        "n_items": float(n),
    }


def pointing(items, truth, decay):
    """grounding with target point: items are points already."""
    box, n = truth["box"], len(items)

    def quality(point):
        if inside(point, box):
            return 1.0
        nearest = (min(max(point[0], box[0]), box[2]), min(max(point[1], box[1]), box[3]))
        reach = decay * distance(box[:2], box[2:])
        return max(0.0, 1 - distance(point, nearest) / reach) if reach else 0.0

    best = max((quality(point) for point, _ in items), default=0.0)
    return {"accuracy": best / n, "iou": 0.0, "giou": -1.0,
            "center_in": sum(inside(point, box) for point, _ in items) / n, "n_items": float(n)}


def area_share(a, b):
    """Share of a's area that lies in b."""
    return intersection(a, b) / area(a)


def counted_boxes(items, truth):
    """Without the written items that stand for ignored true ones: they lie in one and near no counted one, or they fit
    one better than any counted one."""
    boxes, ignore = truth["boxes"], truth.get("ignore") or [False] * len(truth["boxes"])
    counted = [box for box, out in zip(boxes, ignore) if not out]
    ignored = [box for box, out in zip(boxes, ignore) if out]

    def let_off(box):
        if box is None or not ignored:
            return False
        nearest = max((iou(box, other) for other in counted), default=0.0)
        inside_one = any(area_share(box, other) >= 0.5 for other in ignored)
        fits_one = max(iou(box, other) for other in ignored)
        return (inside_one and nearest < 0.1) or (fits_one >= 0.5 and fits_one > nearest)

    return [item for item in items if not let_off(item[0])]


def counted_points(items, points, reach, ignore):
    """The same for points: near is a distance quality of 0.1, fits is one of 0.5, better is the smaller share of the
    reach."""
    counted = [(x, r) for x, r, out in zip(points, reach, ignore) if not out]
    ignored = [(x, r) for x, r, out in zip(points, reach, ignore) if out]

    def let_off(item):
        if item is None or not ignored:
            return False
        far = all(near(item, x, r) < 0.1 for x, r in counted)
        inside_one = any(near(item, x, r) > 0 for x, r in ignored)
        fits_one = max((near(item, x, r, full=0) for x, r in ignored if near(item, x, r) >= 0.5), default=0.0)
        return (inside_one and far) or fits_one > max((near(item, x, r, full=0) for x, r in counted), default=0.0)

    return [item for item in items if not let_off(item)]


def detection(items, truth, labels="match", min_iou=0, f1_iou=0.5, shape=lambda overlap: overlap,
              fold=lambda label: label):
    """Truth boxes are compared by overlap, truth points (written items are points then) by distance."""
    written = len(items)
    places = truth.get("boxes") or truth.get("points", [])
    by_distance = "points" in truth
    ignore = truth.get("ignore") or [False] * len(places)
    if by_distance:
        all_reach = near_reach(places, None, truth.get("size"), ignore)
        reach = [r for r, out in zip(all_reach, ignore) if not out]
        left = counted_points([place for place, _ in items], places, all_reach, ignore)
        items = [item for item in items if item[0] in left]
    else:
        items = counted_boxes(items, truth)
    boxes = [box for box, out in zip(places, ignore) if not out]
    names = [name for name, out in zip(truth.get("labels") or [None] * len(places), ignore) if not out]
    n, m = len(items), len(boxes)
    if n == 0 and m == 0:
        terms = dict.fromkeys(["accuracy", "mean_iou", "precision", "recall", "f1", "label_accuracy"], 1.0)
        return {**terms, "missed": 0.0, "extra": 0.0, "n_items": float(written)}

    def overlap(i, j):
        if items[i][0] is None:
            return 0.0
        return near(items[i][0], boxes[j], reach[j]) if by_distance else iou(items[i][0], boxes[j])

    def same(i, j):
        return labels == "ignore" or (items[i][1] is not None and fold(items[i][1]) == fold(names[j]))

    def quality(i, j):
        return 0.0 if overlap(i, j) < min_iou else overlap(i, j) if by_distance else shape(overlap(i, j))

    def good(i, j):
        return quality(i, j) > 0 and overlap(i, j) >= f1_iou

    pairs = best_pairs(lambda i, j: quality(i, j) if same(i, j) else 0.0, n, m, overlap)
    most = len(best_pairs(lambda i, j: good(i, j) and same(i, j), n, m))
    blind = best_pairs(good, n, m, overlap, same)
    return {
        "accuracy": divided(sum(quality(i, j) for i, j in pairs), n, m),
        "mean_iou": ratio(sum(overlap(i, j) for i, j in pairs), len(pairs)),
        "precision": ratio(most, n),
        "recall": ratio(most, m),
        "f1": ratio(2 * most, n + m),
        "label_accuracy": ratio(sum(same(i, j) for i, j in blind), len(blind)),
        "missed": ratio(m - len(pairs), m),
        "extra": ratio(n - len(pairs), n),
        "n_items": float(written),
    }


def near_reach(points, boxes, size, ignore=None):
    """D of each true point: half the way to the nearest other counted one, within bounds."""
    diagonal = distance((0, 0), size) if size else None
    counted = [point for point, out in zip(points, ignore or [False] * len(points)) if not out]
    reach = []
    for k, point in enumerate(points):
        others = [distance(point, other) for other in counted if distance(point, other) > 1e-9]
        value = min(others) / 2 if others else math.inf
        if boxes:
            value = min(value, distance(boxes[k][:2], boxes[k][2:]) / 2)
        elif diagonal:
            value = min(value, diagonal / 10)
        if diagonal:
            value = max(value, diagonal / 100)
        reach.append(value)
    return reach


def near(point, true, reach, full=0.5):
    """Distance quality: 1 up to `full` of the reach, 0 from the reach on, linear in between."""
    d = distance(point, true)
    return 1.0 if d <= full * reach and d < reach else (1 - d / reach) / (1 - full) if d < reach else 0.0


def counting(items, truth):
    """items: points (centres of what was written), None where refused."""
    boxes = truth.get("boxes")
    places = [center(box) for box in boxes] if boxes else truth["points"]
    ignore = truth.get("ignore") or [False] * len(places)
    all_reach = near_reach(places, boxes, truth.get("size"), ignore)
    points, reach = ([x for x, out in zip(both, ignore) if not out] for both in (places, all_reach))
    written = len(items)
    items = counted_points(items, places, all_reach, ignore)
    n, m = len(items), len(points)

    def quality(i, j):
        return 0.0 if items[i] is None else near(items[i], points[j], reach[j])

    total = sum(quality(i, j) for i, j in best_pairs(quality, n, m))
    location = divided(total, n, m)
    return {"accuracy": location, "exact": float(n == m), "closeness": closeness(n, m), "location": location,
            "n_items": float(written)}


def closeness(n, count):
    return 1.0 if n == count else min(n, count) / max(n, count)


def bare_count(n, count, items=0):
    return {"accuracy": (closeness(n, count) + (n == count)) / 2, "exact": float(n == count),
            "closeness": closeness(n, count), "location": 0.0, "n_items": float(items)}


def levenshtein(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (x != y)))
    return row[-1]


def indel(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(previous[j - 1] if x == y else min(previous[j], row[-1]) + 1)
    return row[-1]


def rate(d, written, true):
    return d / true if true else float(written > 0)


def ocr(text, truth, edit=levenshtein, norm="longer", unit=None, above=0):
    """text and truth: normalised; truth may be a list. unit: what cuts a text into words or tokens, where it is the unit."""
    if isinstance(truth, list):
        nearest = max(truth, key=lambda one: ocr(text, one, edit, norm, unit)["accuracy"])
        return ocr(text, nearest, edit, norm, unit, above)
    words, true_words = (unit or str.split)(text), (unit or str.split)(truth)
    a, b = (words, true_words) if unit else (text, truth)
    d = edit(a, b)
    longer = max(len(a), len(b)) if edit is levenshtein else len(a) + len(b)
    accuracy = max(0.0, 1 - rate(d, len(a), len(b))) if norm == "truth" else 1 - d / longer if longer else 1.0
    return {
        "accuracy": accuracy if accuracy > above or not above else 0.0,
        "cer": rate(d, len(a), len(b)),
        "wer": rate(edit(words, true_words), len(words), len(true_words)),
        "exact": float(text == truth),
    }


def number(p, g, tolerance=0.05):
    error = 0.0 if p == g else math.inf if g == 0 else abs(p - g) / abs(g)
    mra = sum(error < k / 20 for k in range(1, 11)) / 10
    return {"accuracy": mra, "exact": float(error == 0), "relative": 1 - min(1.0, error),
            "tolerance": float(error <= tolerance), "mra": mra}


def chosen(letters, truth):
    """letters and truth: sets."""
    return {"accuracy": float(letters == truth), "exact": float(letters == truth),
            "similarity": len(letters & truth) / len(letters | truth)}


def short_text(text, forms):
    """text and forms: folded."""
    near = max(1 - levenshtein(text, form) / max(len(text), len(form)) for form in forms)
    return {"accuracy": float(text in forms), "exact": float(text in forms), "similarity": near}


def short_number(p, g, tolerance=0.0):
    error = 0.0 if p == g else math.inf if g == 0 else abs(p - g) / abs(g)
    return {"accuracy": float(error <= tolerance), "exact": float(error == 0), "similarity": 1 - min(1.0, error)}


def length(n, soft, hard):
    return {"accuracy": 1.0 if n <= soft else 0.0 if n >= hard else (hard - n) / (hard - soft)}


ALONE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u2e80-\u312f\u3190-\u31ff\u3200-\u4dbf"
                   "\u4e00-\u9fff\ua9e0-\ua9ff\uaa60-\uaadf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff9f"
                   "\U0001aff0-\U0001b16f\U0001f200-\U0001f2ff\U00020000-\U0003fffd]")


def tokens(text):
    """Up to 16 letters or digits, and each further one of the same run; any other character that is no white space, and
    every character of scripts without spaces. Each with its marks."""
    found, letters = [], 0  # of the run that this place is in
    for character in text:
        if character.isspace():
            letters = 0
            found.append("")
        elif (unicodedata.category(character)[0] == "M" or character in "\u200c\u200d") and found and found[-1]:
            found[-1] += character
        elif character.isalnum() and not ALONE.match(character):
            if 0 < letters < 16:
                found[-1] += character
            else:
                found.append(character)
            letters += 1
        else:
            found.append(character)
            letters = 0
    return [token for token in found if token]


def repetition(units, n):
    runs = [tuple(units[i:i + n]) for i in range(len(units) - n + 1)]
    share = len(set(runs)) / len(runs) if runs else 1.0
    return {"accuracy": share, "repeated": 1 - share}


def perception_r1_counting(items, truth):
    points = [center(box) for box in truth["boxes"]] if truth.get("boxes") else truth.get("points", [])
    diagonal = distance((0, 0), truth["size"])
    n, m = len(items), len(points)

    def quality(i, j):
        return 0.0 if items[i] is None else near(items[i], points[j], diagonal, full=0)

    location = divided(sum(quality(i, j) for i, j in best_pairs(quality, n, m)), n, m, "larger")
    return {"accuracy": location, "exact": float(n == m), "closeness": min(n, m) / max(n, m) if n != m else 1.0,
            "location": location, "n_items": float(n)}


def perception_r1_detection(items, truth):
    """The terms of detection, of which the four parts are accuracy, class, f1 and -missed."""
    boxes, names = truth["boxes"], truth["labels"]
    n, m = len(items), len(boxes)

    def overlap(i, j):
        return 0.0 if items[i][0] is None else iou(items[i][0], boxes[j])

    def same(i, j):
        return items[i][1] == names[j]

    pairs = sorted(best_pairs(overlap, n, m, same), key=lambda pair: pair[1])
    total, right = sum(overlap(i, j) for i, j in pairs), sum(same(i, j) for i, j in pairs)
    nothing = float(n == m == 0)
    return {"accuracy": divided(total, n, m, "larger"), "mean_iou": total / len(pairs) if pairs else nothing,
            "precision": len(pairs) / n if n else nothing, "recall": len(pairs) / m if m else nothing,
            "f1": 2 * len(pairs) / (n + m) if n + m else 1.0, "label_accuracy": right / len(pairs) if pairs else nothing,
            "missed": (m - len(pairs)) / m if m else 0.0, "extra": (n - len(pairs)) / n if n else 0.0,
            "n_items": float(n), "class": divided(float(right), n, m, "larger")}
