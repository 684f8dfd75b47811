"""The scores of each prompt, from files of scored rollouts and from NeMo Gym's profiles."""

from __future__ import annotations

import json
import math
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

from .._binding.errors import Error
from ..curriculum import Difficulty, difficulty
from .reader import Reader
from .record import COMPLETION_NAMES, BadRecord, rows_in
from .writer import ADDED

SCORE_NAMES = ("score", "reward")
PROFILE = "mean/reward"  # the member by which a line of *_reward_profiling.jsonl is known
_MISSING = object()
_PLACES = 3  # that a message names


class Row(NamedTuple):
    place: str  # "file:line"
    number: int
    members: Dict[str, Any]


class Problems:
    """What is wrong with lines, each message once: how often, and where first."""

    def __init__(self) -> None:
        self._places: Dict[str, List[str]] = {}

    def add(self, message: str, place: str) -> None:
        self._places.setdefault(message, []).append(place)

    def __bool__(self) -> bool:
        return bool(self._places)

    def lines(self) -> List[str]:
        return [
            f"{len(places)} x {message}: {', '.join(places[:_PLACES])}{', ...' if len(places) > _PLACES else ''}"
            for message, places in self._places.items()
        ]


class Groups:
    """Prompts in the order in which they first come.

    prompts  the difficulty of each
    rows     what each is trained on: its first line, without the completion and the score of it
    """

    def __init__(self) -> None:
        self.prompts: List[Difficulty] = []
        self.rows: List[Dict[str, Any]] = []
        self.problems = Problems()


def rows_of(reader: Reader) -> Iterator[Row]:
    for line in reader.lines():
        for members in rows_in(line, reader.completion):
            yield Row(line.place, line.number, members)


def member(members: Dict[str, Any], name: str) -> Any:
    """The member of this name, or at this path (extra_info.index); _MISSING where there is none."""
    if name in members:
        return members[name]
    value: Any = members
    for part in name.split("."):
        if not isinstance(value, dict) or part not in value:
            return _MISSING
        value = value[part]
    return value


def key_of(members: Dict[str, Any], by: str) -> Any:
    """What names the prompt of a row: the member itself where it can be a key, else its JSON. None: there is none."""
    value = member(members, by)
    if value is _MISSING or value is None:
        return None
    return value if isinstance(value, (str, int, float)) else json.dumps(value, sort_keys=True, ensure_ascii=False)


def groups_of(
    reader: Reader, by: str, score: Optional[str], term: Optional[str], threshold: float, k: Optional[int]
) -> Groups:
    """Every prompt of a file. Lines without a prompt or a score are passed over and told in `problems`."""
    found = Groups()
    scores: Dict[Any, List[Optional[float]]] = {}
    members: List[str] = []
    for row in rows_of(reader):
        members = list(row.members)
        if PROFILE in row.members:
            _add_profile(found, row, by, threshold, k)
            continue
        key = key_of(row.members, by)
        if key is None:
            found.problems.add(f'no member "{by}" that names the prompt', row.place)
            continue
        usable = _scores(row, score, term, found.problems)
        if usable is None:
            continue
        if key not in scores:
            scores[key] = []
            found.rows.append(_trained_on(row.members, reader.completion, score, by))
        scores[key] += usable
    found.prompts += [difficulty(key, each, threshold=threshold, k=k) for key, each in scores.items()]
    if not found.prompts:
        told = "; ".join(found.problems.lines())
        there = f" (its last line has {', '.join(members)}; --by and --score name others)" if told else ""
        raise BadRecord(f"{reader.path}: {told or 'holds no rollouts'}{there}")
    return found


def _scores(row: Row, name: Optional[str], term: Optional[str], problems: Problems) -> Optional[List[Optional[float]]]:
    """The scores of a line, one or several, None where one cannot be used; None where there is no score at all."""
    if term is not None:
        terms = row.members.get("terms")
        value = terms.get(term, _MISSING) if isinstance(terms, dict) else _MISSING
        said = f'no term "{term}" among the members of "terms"'
    else:
        names = [name] if name is not None else SCORE_NAMES
        values = (member(row.members, each) for each in names)
        value = next((each for each in values if each is not _MISSING), _MISSING)
        said = f"no score ({', '.join(names)})"
    if value is _MISSING:
        problems.add(said, row.place)
        return None
    found = []
    for one in value if isinstance(value, list) else [value]:
        number, wrong = _number(one)
        if wrong is not None:
            problems.add(wrong, row.place)
        found.append(number)
    return found


def _number(value: Any) -> Tuple[Optional[float], Optional[str]]:
    """A finite number, or why there is none."""
    if value is None:
        return None, "the score is null, as where the truth is bad"
    try:
        number = float(value) if isinstance(value, (int, float, str)) else None
    except (ValueError, OverflowError):
        number = None
    if number is None:
        return None, f"the score is {json.dumps(value, ensure_ascii=False)[:40]}, which is no number"
    if not math.isfinite(number):
        return None, f"the score is {'NaN, as where the truth is bad' if number != number else 'infinite'}"
    return number, None


def _trained_on(members: Dict[str, Any], completion: Optional[str], score: Optional[str], by: str) -> Dict[str, Any]:
    taken = completion or next((name for name in COMPLETION_NAMES if name in members), None)
    dropped = {taken, score, *ADDED, *SCORE_NAMES} - {by}
    return {name: value for name, value in members.items() if name not in dropped}


def _add_profile(found: Groups, row: Row, by: str, threshold: float, k: Optional[int]) -> None:
    """A line of NeMo Gym's profile is a prompt: by its rewards where they are there, else by its statistics."""
    members = row.members
    sample = members["sample"] if isinstance(members.get("sample"), dict) else {}
    infos = members.get("rollout_infos")
    infos = [info for info in infos if isinstance(info, dict)] if isinstance(infos, list) else []
    tasks = [info["_ng_task_index"] for info in infos if "_ng_task_index" in info]
    key = key_of(sample, by)
    if key is None:
        key = tasks[0] if tasks else row.number - 1
    numbers = [_number(info.get("reward"))[0] for info in infos if "reward" in info]
    missing = _number(members.get("missing_num_rollouts", 0))[0] or 0.0
    if numbers:
        found.prompts.append(difficulty(key, [*numbers, *[None] * int(missing)], threshold=threshold, k=k))
    else:
        try:
            found.prompts.append(_from_statistics(key, members, threshold, int(missing)))
        except Error as failure:
            found.problems.add(str(failure), row.place)
            return
    found.rows.append(sample)


def _from_statistics(key: Any, members: Dict[str, Any], threshold: float, missing: int) -> Difficulty:
    mean, best, worst, median, std = (
        _number(members.get(f"{name}/reward"))[0] for name in ("mean", "max", "min", "median", "std")
    )
    if mean is None:
        raise Error(f'"{PROFILE}" is no number')
    # Which of them passed is known only where all did, or none.
    rate = 1.0 if worst is not None and worst >= threshold else 0.0 if best is not None and best < threshold else None
    count = int(_number(members.get("num_rollouts"))[0] or 1)
    return Difficulty(key, count, missing, mean, std, best, worst, median, rate, None, None, None)
