"""The scores of each prompt, from files of scored rollouts and from NeMo Gym's profiles."""

from __future__ import annotations

import json
import math
from typing import Any, Callable, Collection, Dict, Iterator, List, Optional, Sequence, Set, Tuple

from .._binding.errors import Error
from ..curriculum import Difficulty, difficulty
from .reader import Reader, Table
from .record import COMPLETION_NAMES, BadRecord, Line, rows_in
from .writer import ADDED

SCORE_NAMES = ("score", "reward")
PROFILE = "mean/reward"  # the member by which a line of *_reward_profiling.jsonl is known
_MISSING = object()
_PLACES = 3  # that a message names


_Choice = Callable[[List[str]], Set[str]]


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


def rows_of(reader: Reader, unwanted: Optional[_Choice] = None) -> Iterator[Tuple[Line, Dict[str, Any]]]:
    """The members of every row, and the line it stands in. `unwanted` chooses of a table's columns those that nobody
    looks at, so that they need not become Python's values."""
    for batch in reader.batches():
        if isinstance(batch, Table) and unwanted is not None and not _may_hold_several(batch.rows.schema):
            batch = batch.emptied(unwanted(batch.rows.column_names))
        for line in batch if isinstance(batch, list) else batch.lines():
            for members in rows_in(line, reader.completion):
                yield line, members


def _may_hold_several(schema: Any) -> bool:
    """Whether a row of this table can be a profile, or hold the columns of several rows."""
    return PROFILE in schema.names or ("prompt" in schema.names and "list" in str(schema.field("prompt").type))


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
    reader: Reader,
    by: str,
    score: Optional[str],
    term: Optional[str],
    threshold: float,
    k: Optional[int],
    rows: bool = True,
) -> Groups:
    """Every prompt of a file. Lines without a prompt or a score are passed over and told in `problems`. `rows`: whether
    those of the prompts are kept, too."""
    found = Groups()
    scores: Dict[Any, List[Optional[float]]] = {}
    names = SCORE_NAMES if score is None else (score,)
    without = f"no score ({', '.join(names)})" if term is None else f'no term "{term}" among the members of "terms"'
    members: Dict[str, Any] = {}
    looked_at = {by, *(names if term is None else ("terms",))}
    for line, members in rows_of(reader, _unwanted(looked_at, rows, reader.completion, score, by)):
        if PROFILE in members:
            _add_profile(found, line, members, by, threshold, k)
            continue
        key = key_of(members, by)
        if key is None:
            found.problems.add(f'no member "{by}" that names the prompt', line.place)
            continue
        value = _score(members, names) if term is None else _term(members, term)
        if value is _MISSING:
            found.problems.add(without, line.place)
            continue
        known = scores.get(key)
        if known is None:
            known = scores[key] = []
            found.rows += [_trained_on(members, reader.completion, score, by)] if rows else []
        known += _numbers(value, line, found.problems)
    found.prompts += [difficulty(key, each, threshold=threshold, k=k) for key, each in scores.items()]
    if not found.prompts:
        told = "; ".join(found.problems.lines())
        there = f" (its last line has {', '.join(members)}; --by and --score name others)" if told else ""
        raise BadRecord(f"{reader.path}: {told or 'holds no rollouts'}{there}")
    return found


def _unwanted(looked_at: Set[str], rows: bool, completion: Optional[str], score: Optional[str], by: str) -> _Choice:
    """Which columns nobody looks at, where only these names and paths are, and, with `rows`, what is trained on."""
    kept = looked_at | {path.split(".")[0] for path in looked_at}

    def choice(columns: List[str]) -> Set[str]:
        return (_dropped(columns, completion, score, by) if rows else set(columns)) - kept

    return choice


def _term(members: Dict[str, Any], name: str) -> Any:
    terms = members.get("terms")
    return terms.get(name, _MISSING) if isinstance(terms, dict) else _MISSING


def _score(members: Dict[str, Any], names: Sequence[str]) -> Any:
    for name in names:
        value = member(members, name)
        if value is not _MISSING:
            return value
    return _MISSING


def _numbers(value: Any, line: Line, problems: Problems) -> List[Optional[float]]:
    """The scores of a line, one or several, None where one cannot be used."""
    if type(value) is float and math.isfinite(value):
        return [value]
    found = []
    for one in value if isinstance(value, list) else [value]:
        number, wrong = _number(one)
        if wrong is not None:
            problems.add(wrong, line.place)
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
    dropped = _dropped(members, completion, score, by)
    return {name: value for name, value in members.items() if name not in dropped}


def _dropped(names: Collection[str], completion: Optional[str], score: Optional[str], by: str) -> Set[str]:
    """What belongs to one rollout and not to its prompt."""
    taken = completion or next((name for name in COMPLETION_NAMES if name in names), None)
    return {name for name in (taken, score, *ADDED, *SCORE_NAMES) if name is not None} - {by}


def _add_profile(
    found: Groups, line: Line, members: Dict[str, Any], by: str, threshold: float, k: Optional[int]
) -> None:
    """A line of NeMo Gym's profile is a prompt: by its rewards where they are there, else by its statistics."""
    sample = members["sample"] if isinstance(members.get("sample"), dict) else {}
    infos = members.get("rollout_infos")
    infos = [info for info in infos if isinstance(info, dict)] if isinstance(infos, list) else []
    tasks = [info["_ng_task_index"] for info in infos if "_ng_task_index" in info]
    key = key_of(sample, by)
    if key is None:
        key = tasks[0] if tasks else line.number - 1
    numbers = [_number(info.get("reward"))[0] for info in infos if "reward" in info]
    missing = _number(members.get("missing_num_rollouts", 0))[0] or 0.0
    if numbers:
        found.prompts.append(difficulty(key, [*numbers, *[None] * int(missing)], threshold=threshold, k=k))
    else:
        try:
            found.prompts.append(_from_statistics(key, members, threshold, int(missing)))
        except Error as failure:
            found.problems.add(str(failure), line.place)
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
