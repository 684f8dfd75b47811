"""The names that an explanation uses, in plain words."""

REASONS = {
    "ok": "nothing costs anything but imprecision",
    "no_answer": "there is no answer section, or the thinking never ends",
    "empty_answer": "the answer is empty",
    "truncated": "the text breaks off; what was complete counts",
    "bad_syntax": "items begin, but none is complete",
    "no_items": "the answer holds no box, point, number or choice",
    "bad_value": "an item, or a count, was refused: it counts as written and is matched with nothing",
    "ambiguous": "two different numbers or choices stand where one is asked",
    "too_large": "the completion is longer, or has more items, than is read or compared",
    "limit": "a pattern of the recipe was given up after too much work",
    "space_suspect": "the numbers seem to stand in another coordinate space or order than the recipe says",
    "bad_truth": "the truth cannot be used: the completion is not to blame",
    "no_overlap": "nothing written touches anything true",
    "label_mismatch": "something written overlaps a true item, but has another label",
    "missed_items": "true items were matched with nothing",
    "extra_items": "written items were matched with nothing",
    "wrong_count": "another number of items was written than there are",
    "text_differs": "the texts differ after normalisation",
    "format_failed": "a format check failed, or the answer had to be repaired",
    "below_threshold": "what was written is near what is true, but not near enough for a threshold of the recipe",
    "no_label": "something written overlaps a true item, but no label was read",
    "too_long": "the completion is longer than `soft`",
    "repeats": "tokens or items stand there more than once",
    "wrong_answer": "the answer is another one than the true one",
}

WRITTEN_FATES = {
    "matched": "matched",
    "unmatched": "unmatched: no true item is left that it could be matched with",
    "wrong_label": "wrong label: it overlaps a true item that nobody got",
    "below_threshold": "below the threshold: it overlaps a true item that nobody got, but by too little",
    "refused": "refused: a number is not finite or too large, the box has no extent, or it is of the wrong kind",
    "ignored": "not counted: it stands for a true item that is marked `ignore`",
    "passed_over": "passed over: the recipe's `items` or `faulty` does not count it",
}

TRUE_FATES = {
    "matched": "matched",
    "missed": "missed: nothing was matched with it",
    "ignored": "not counted: it is marked `ignore`",
}

REPAIRS = {
    "truncated": "it breaks off",
    "trailing_comma": "a comma before a closing bracket",
    "python_literal": "single quotes, tuples, True or None, as Python writes them",
    "unquoted_key": "a key without quotes",
    "nan": "NaN or Infinity",
    "numeric_string": "numbers in quotes",
    "extra_level": "a list too many",
    "prose": "text around the JSON",
    "other": "something that was skipped or assumed",
    "unknown_key": "coordinates under a key that says nothing",
}

SPACES = {
    "same": "numbers that need no conversion",
    "dialect": "the space of their form",
    "auto": "the space of their form, where it names one",
    "pixel": "pixels of the image",
    "input": "pixels of the resized image that the model saw",
    "norm1": "fractions of the image, 0 to 1",
    "norm100": "percent of the image",
    "norm999": "parts of the image, 0 to 999",
    "norm1000": "thousandths of the image",
    "norm1024": "parts of the image, 0 to 1024",
}

ORDERS = {
    "xyxy": "x first",
    "yxyx": "y first",
    "xywh": "x, y, width, height",
    "cxcywh": "centre, width, height",
}
