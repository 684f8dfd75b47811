"""What a run over many rollouts comes to, in the lines that a person reads last."""

from __future__ import annotations

import json
import time
from collections import Counter
from itertools import groupby
from typing import Any, Dict, List, Optional, Sequence, Tuple

from .._binding.containers import counted
from .._scoring.spaces import Spaces
from ..scorer import Scorer
from ..scores import Scores
from .record import Record

EXPLAINED = 256  # samples whose explanation is asked for repairs
GROUP_NAMES = ("prompt", "group_id", "uid", "prompt_id", "input", "question", "problem", "responses_create_params")

Group = Tuple[str, int, float, float]  # what the rollouts have in common, how many, the lowest and highest score


class Groups:
    """Rollouts that stand together and share prompt and truth: how many groups there are, and how many have no signal
    because all of their scores are equal."""

    def __init__(self) -> None:
        self.count = self.zero = self.equal = 0
        self.first: Optional[Group] = None  # of what was added: it may go on with what came before
        self.open: Optional[Group] = None  # the last, which may go on
        self.begun = False

    def add(self, key: str, low: float, high: float, number: int = 1) -> None:
        if self.open is not None and self.open[0] == key:
            self.open = (key, self.open[1] + number, min(self.open[2], low), max(self.open[3], high))
            return
        self._close()
        self.open = (key, number, low, high)

    def add_rows(self, keys: Sequence[Any], scores: Sequence[float]) -> None:
        """Rows of one rollout each."""
        begin = 0
        for key, rows in groupby(keys):
            self.add_run(key, scores[begin : (begin := begin + sum(1 for _ in rows))])

    def add_run(self, key: Any, scores: Sequence[float]) -> None:
        """Rows with one key."""
        total = sum(scores)
        usable = scores if total == total else [score for score in scores if score == score]
        if usable:
            self.add(_text(key), min(usable), max(usable), len(usable))

    def _close(self) -> None:
        if self.open is None:
            return
        if not self.begun:
            self.first, self.begun = self.open, True
        else:
            self._take(self.open)
        self.open = None

    def _take(self, group: Group) -> None:
        if group[1] > 1:
            self.count += 1
            self.equal += group[2] == group[3]
            self.zero += group[2] == group[3] == 0

    def merge(self, other: Groups) -> None:
        """What came behind."""
        if other.first is not None:
            self.add(other.first[0], other.first[2], other.first[3], other.first[1])
            self._close()  # others came behind it
        self.count += other.count
        self.zero += other.zero
        self.equal += other.equal
        if other.open is not None:
            self.add(other.open[0], other.open[2], other.open[3], other.open[1])

    def totals(self) -> Tuple[int, int, int]:
        """Groups, those whose scores are all equal, those whose scores are all 0."""
        found = Groups()
        found.count, found.equal, found.zero = self.count, self.equal, self.zero
        for group in (self.first, self.open):
            if group is not None:
                found._take(group)
        return found.count, found.equal, found.zero


class Summary:
    """Counts, dialects, and the coordinate spaces in which the numbers would fit better. `looks`: whether samples are
    kept and explained, which the first lines of a run are enough for."""

    def __init__(self, looks: bool = True) -> None:
        self.started = time.monotonic()
        self.count = self.bad_truths = self.refused = 0
        self.total = 0.0
        self.reasons: Counter[str] = Counter()
        self.repairs: Counter[str] = Counter()
        self.dialects: Counter[str] = Counter()  # "auto": none recognised
        self.explained = 0
        self.looks = looks
        self.spaces = Spaces() if looks else Spaces(0, 2)
        self.groups = Groups()
        self.names: Counter[Tuple[Optional[str], Optional[str]]] = Counter()

    def add(self, scores: Scores) -> None:
        total = sum(scores.score)
        usable = scores.score if total == total else [score for score in scores.score if score == score]
        self.count += len(usable)
        self.total += sum(usable)
        self.reasons.update(scores._reason_counts())

    def look(self, scorer: Scorer, texts: Sequence[Any], truths: Any, scores: Scores) -> None:
        """Repairs and spaces, of a bounded number of samples."""
        if "space_suspect" in scores._reason_counts() or (self.looks and not self.spaces.full(scorer)):
            texts, truths = _listed(texts), _listed(truths)
            self.spaces.add(scorer, texts, truths, scores.score, scores.reason)
        if self.looks and self.explained < EXPLAINED:
            texts, truths = _listed(texts), _listed(truths)
            for place, text in enumerate(texts[: EXPLAINED - self.explained]):
                if scores.score[place] == scores.score[place]:
                    self.explained += 1
                    truth = None if truths is None else truths[place]
                    explained = scorer.explain(text, truth)
                    self.repairs.update(explained.get("repairs", ()))
                    if "dialect" in explained:
                        self.dialects[explained["dialect"]] += 1

    def add_groups(self, records: List[Record], scored: List[Tuple[List[Record], Scores]]) -> None:
        """The records in order, with the scores of some of them after the other."""
        if records:
            self.names[records[0].names] += len(records)
        name = next((name for name in GROUP_NAMES if records and name in records[0].members), None)
        if len(scored) == 1 and len(scored[0][1]) == len(records) and name is not None:
            self.groups.add_rows([record.members.get(name) for record in records], scored[0][1].score)
            return
        found: Dict[int, Tuple[float, float, int]] = {}
        for group, scores in scored:
            place, values = 0, scores.score
            for record in group:
                number = len(record.completions)
                own = values[place : place + number]
                place += number
                if number and all(score == score for score in own):
                    found[id(record)] = min(own), max(own), number
        for record in records:
            if id(record) in found:
                low, high, number = found[id(record)]
                self.groups.add(_key(record.members, record.line), low, high, number)

    def add_table_groups(self, rows: Any, scores: Scores) -> None:
        """The same for a table with a completion in each row."""
        name = next((name for name in GROUP_NAMES if name in rows.column_names), None)
        if name is None or str(rows.schema.field(name).type) not in ("string", "large_string", "int64", "int32"):
            return
        keys, begins = _runs(rows.column(name))
        for key, begin, end in zip(keys, begins, [*begins[1:], len(scores)]):
            self.groups.add_run(key, scores.score[begin:end])

    def merge(self, other: Summary) -> None:
        """What another process has counted of the lines that come next."""
        self.count += other.count
        self.total += other.total
        self.bad_truths += other.bad_truths
        self.refused += other.refused
        self.explained += other.explained
        self.reasons.update(other.reasons)
        self.repairs.update(other.repairs)
        self.dialects.update(other.dialects)
        self.names.update(other.names)
        self.spaces.merge(other.spaces)
        self.groups.merge(other.groups)

    def state(self) -> Dict[str, Any]:
        """The counts as JSON, for a run that goes on later."""
        groups = self.groups
        return {
            "count": self.count,
            "total": self.total,
            "bad_truths": self.bad_truths,
            "refused": self.refused,
            "explained": self.explained,
            "reasons": dict(self.reasons),
            "repairs": dict(self.repairs),
            "groups": [groups.count, groups.equal, groups.zero, groups.first, groups.open, groups.begun],
        }

    def restore(self, state: Dict[str, Any]) -> None:
        """What `state` gave."""
        for name in ("count", "total", "bad_truths", "refused", "explained"):
            setattr(self, name, state[name])
        self.reasons = Counter(state["reasons"])
        self.repairs = Counter(state["repairs"])
        groups = self.groups
        groups.count, groups.equal, groups.zero, first, opened, groups.begun = state["groups"]
        groups.first = None if first is None else tuple(first)
        groups.open = None if opened is None else tuple(opened)

    def text(self) -> str:
        seconds = max(time.monotonic() - self.started, 1e-9)
        samples = sum(self.reasons.values())
        mean = f"{self.total / self.count:.4f}" if self.count else "none"
        reasons = ", ".join(
            f"{name} {number} ({100 * number / samples:.1f} %)" for name, number in self.reasons.most_common()
        )
        told = [f"{samples} scored in {seconds:.1f} s, mean score {mean}; {reasons or 'the file is empty'}"]
        if self.refused:
            told.append(f"refused and not in the output: {counted(self.refused, 'line')}")
        if self.repairs:
            repairs = ", ".join(f"{name} {number}" for name, number in self.repairs.most_common())
            told.append(f"repairs in the first {self.explained}: {repairs}")
        count, equal, zero = self.groups.totals()
        if equal:
            told.append(
                f"{equal} of {count} groups ({100 * equal / count:.1f} %) have no signal: all scores of the group are "
                f"equal, in {zero} of them 0"
            )
        return "\n".join([*told, *self.spaces.findings()])


def _runs(column: Any) -> Tuple[List[Any], List[int]]:
    """The keys of a column of Arrow where they change, and the places of these rows."""
    from pyarrow import compute

    keys = column.combine_chunks()
    codes = keys.dictionary_encode("encode").indices if keys.null_count else keys  # null differs from null for Arrow
    changed = compute.indices_nonzero(compute.not_equal(codes[1:], codes[:-1])).to_pylist()
    begins = [0, *(place + 1 for place in changed)]
    return keys.take(begins).to_pylist(), begins


def _listed(values: Any) -> Any:
    return values.slice(0, 4096).to_pylist() if hasattr(values, "to_pylist") else values


def _key(members: Any, line: int) -> str:
    """What rollouts of one group have in common: their prompt, else the line itself."""
    for name in GROUP_NAMES:
        if name in members:
            return _text(members[name])
    return f"line {line}"


def _text(key: Any) -> str:
    return key if type(key) is str else json.dumps(key, default=str)
