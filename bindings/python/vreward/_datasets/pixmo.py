"""PixMo-Count and PixMo-Points."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Mapping

from .._binding.errors import Error
from .document import Draft, Row, finished, numbers, whole
from .pictures import picture_of, settle, stated_size
from .source import Record, column, name_of, records_of

_COUNT = "PixMo-Count as rows (allenai/pixmo-count)"
_POINTS = "PixMo-Points as rows (allenai/pixmo-points)"
_SPACES = ("pixel", "norm100")


def from_pixmo_count(
    source: Any, *, points: bool = True, space: str = "pixel", exif: str = "refuse", on_error: str = "raise"
) -> List[Row]:
    """One truth for each row of PixMo-Count: `phrase` is the label, what is counted.

    source    the data set, or its .parquet or .jsonl file: `count`, `label`, `image_url`, and `points` in pixels, as
              {"x": [..], "y": [..]}; validation and test have none
    points    False: only the count, which needs no image
    space     "pixel" or "norm100" (percent), what the points are in
    exif      what becomes of points in an image that EXIF turns: "refuse", "turn" (with the image), "keep"
    on_error  "raise" at the first row that cannot be used, or "skip" it with a warning

    The truth holds `count` and, where there are any, `points` and the `size` of their image: the row has the downloaded
    `image`, or its `size`. Raises Error.

        >>> row = {"label": "cats", "count": 2, "points": {"x": [5, 70], "y": [5, 8]}, "size": [640, 480]}
        >>> from_pixmo_count([row])[0]["truth"]
        {'count': 2, 'points': [[5, 5], [70, 8]], 'size': [640, 480]}
    """
    return finished(_drafts(source, _COUNT, space, points, exif), name_of(source), on_error, exif)


def from_pixmo_points(
    source: Any, *, points: bool = True, space: str = "norm100", exif: str = "refuse", on_error: str = "raise"
) -> List[Row]:
    """One truth for each row of PixMo-Points: `phrase` is the label, what is pointed at.

    source    the data set, or its .parquet or .jsonl file: `points` as [{"x", "y"}, ..], `count`, `label`, `image_url`
    points    False: the counts alone
    space     "norm100" (percent, as Molmo's own loader takes them) or "pixel"

    `exif`, `on_error` and all else as in from_pixmo_count, but points in percent need no image. A row without points
    says that nothing of the kind is there.

        >>> from_pixmo_points([{"label": "cat", "count": 1, "points": [{"x": 50.0, "y": 25.5}]}])[0]["truth"]
        {'count': 1, 'points': [[50.0, 25.5]], 'space': 'norm100'}
    """
    return finished(_drafts(source, _POINTS, space, points, exif), name_of(source), on_error, exif)


def _drafts(source: Any, wanted: str, space: str, points: bool, exif: str) -> Iterator[Draft]:
    if space not in _SPACES:
        raise Error(f"space must be one of {', '.join(_SPACES)}, not {space!r}")
    for record in records_of(source, wanted):
        if isinstance(record, Draft):
            yield record
            continue
        try:
            yield _draft(record, space, points, exif)
        except Error as failure:
            yield Draft(record.place, None, str(failure))


def _draft(record: Record, space: str, points: bool, exif: str) -> Draft:
    members = record.members
    value = column(record, ("count",), "count")
    count = whole(value)
    if count is None:
        raise Error(f"count must be a whole number from 0, not {value!r}")
    phrase = column(record, ("label",), "label")
    if not isinstance(phrase, str):
        raise Error(f"label must be text, not {phrase!r}")
    truth: Dict[str, Any] = {"count": count}
    found = _points(members.get("points")) if points else []
    if found and len(found) != count:
        raise Error(
            f"count is {count}, but there are {len(found)} points: which is right? points=False takes the count"
        )
    if found:
        truth["points"] = found
        if space == "norm100":
            truth["space"] = "norm100"
            beyond = next((point for point in found if max(point) > 100), None)
            if beyond is not None:
                raise Error(f'the point {beyond} is beyond 100 percent: if they are pixels, say space="pixel"')
        _settle(truth, members, exif)
        if space == "pixel" and "size" not in truth:
            raise Error(
                "its points are in pixels of an image that is not at hand, so its size is unknown: add a column image "
                "(or size), or points=False takes only the count"
            )
    row: Row = {"row": record.number, "image": members.get("image_url"), "phrase": phrase, "truth": truth}
    return Draft(record.place, row)


def _settle(truth: Dict[str, Any], members: Mapping[str, Any], exif: str) -> None:
    image = members.get("image")
    picture = picture_of(image) if not isinstance(image, str) else None
    if truth.get("space") == "norm100" and exif == "turn" and picture is not None and picture.orientation != 1:
        truth["points"] = [[x * picture.size[0] / 100, y * picture.size[1] / 100] for x, y in truth["points"]]
        del truth["space"]
    settle(truth, stated_size(members), picture, exif)


def _points(value: Any) -> List[List[float]]:
    """[[x, y], ..] from {"x": [..], "y": [..]}, a list of {"x", "y"}, or pairs; [] where there are none."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        xs, ys = (_listed(value.get(axis)) for axis in "xy")
        if len(xs) != len(ys):
            raise Error(f"points have {len(xs)} x and {len(ys)} y")
        pairs: List[Any] = [[x, y] for x, y in zip(xs, ys)]
    else:
        pairs = [[one.get("x"), one.get("y")] if isinstance(one, Mapping) else one for one in _listed(value)]
    found = [numbers(pair, 2) for pair in pairs]
    wrong = next((place for place, pair in enumerate(found) if pair is None), None)
    if wrong is not None:
        raise Error(f"point {wrong} must be two numbers, not {pairs[wrong]!r}")
    return [pair for pair in found if pair is not None]


def _listed(value: Any) -> List[Any]:
    value = getattr(value, "tolist", lambda: value)()
    if not isinstance(value, (list, tuple)):
        raise Error(f'points must be {{"x": [..], "y": [..]}} or a list of points, not {value!r}')
    return list(value)
