"""VREWARD_LOG: what trainers do not log. One JSONL file for each process, off unless the variable is set.

    VREWARD_LOG=prefix        writes prefix-HOST-PID.jsonl
    VREWARD_LOG_EVERY=100     the explanation of every n-th sample; 0: of none
    VREWARD_LOG_GROUPS=zero   groups whose scores are all zero (zero), all the same (equal), or no groups (none)
    VREWARD_LOG_GROUP=8       how many samples of one truth make a group where the trainer calls for one at a time
    VREWARD_LOG_MEGABYTES=64  the file is not written beyond this

Nothing here lets a training step fail: the first problem is reported as a warning and ends the log of this process.
See docs/trainers/README.md for what a line holds.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
import warnings
from collections import OrderedDict
from typing import Any, Dict, List, Mapping, Optional, Protocol

from .._binding.errors import Error
from .._scoring.spaces import Spaces
from ..scorer import Scorer
from ..scores import Scores

TEXT_CHARACTERS = 4000  # of a completion or truth in the log
FEW_SUSPICIOUS = 16  # samples that fit in another space, before the log says so
OPEN_GROUPS = 512  # groups that wait for their other samples
LOGGED_OF_GROUP = 8  # samples of one group that are explained


class Reward(Protocol):
    """What a line says of the adapter that scored."""

    trainer: str
    name: str


class Log:
    """The log of this process. Used by any number of threads; a forked child begins its own file."""

    def __init__(self, prefix: str, settings: Mapping[str, str]) -> None:
        self.prefix = prefix
        self.every = int(_number(settings, "VREWARD_LOG_EVERY", 100))
        self.groups = settings.get("VREWARD_LOG_GROUPS", "zero")
        if self.groups not in ("zero", "equal", "none"):
            raise Error(f"VREWARD_LOG_GROUPS must be zero, equal or none, not {self.groups!r}")
        self.group_size = int(_number(settings, "VREWARD_LOG_GROUP", 8))
        self.limit = int(_number(settings, "VREWARD_LOG_MEGABYTES", 64) * 1e6)
        self._begin()

    def _begin(self) -> None:
        self.lock = threading.Lock()
        self.process = os.getpid()
        self.path = f"{self.prefix}-{socket.gethostname()}-{self.process}.jsonl"
        self.count = 0
        self.written = 0
        self.ended = False
        self.waiting: OrderedDict[Any, List[Any]] = OrderedDict()
        self.spaces: Dict[str, Spaces] = {}

    def one(self, reward: Reward, scorer: Scorer, text: Any, truth: Optional[str], found: Mapping[str, Any]) -> None:
        """Takes note of one sample; samples with the same truth are taken for a group."""
        try:
            self._one(reward, scorer, text, truth, found)
        except Exception as failure:  # never a reason for a step to fail
            self._end(failure)

    def batch(
        self,
        reward: Reward,
        scorer: Scorer,
        texts: List[Any],
        truths: Optional[List[Any]],
        scores: Scores,
        prompts: Any,
    ) -> None:
        """Takes note of a batch, in which the rows of a group stand together."""
        try:
            self._batch(reward, scorer, texts, truths, scores, prompts)
        except Exception as failure:  # never a reason for a step to fail
            self._end(failure)

    def _one(self, reward: Reward, scorer: Scorer, text: Any, truth: Optional[str], found: Mapping[str, Any]) -> None:
        with self._this_process():
            if self._due():
                self._write(reward, scorer, "sample", [(text, truth, found["score"])])
            self._space(reward, scorer, [text], [truth], [found["score"]], [found["reason"]])
            if self.groups == "none":
                return
            group = self.waiting.setdefault((reward.name, truth), [])
            group.append((text, truth, found["score"]))
            if len(group) >= self.group_size:
                del self.waiting[reward.name, truth]
                self._group(reward, scorer, group)
            elif len(self.waiting) > OPEN_GROUPS:
                self.waiting.popitem(last=False)

    def _batch(
        self,
        reward: Reward,
        scorer: Scorer,
        texts: List[Any],
        truths: Optional[List[Any]],
        scores: Scores,
        prompts: Any,
    ) -> None:
        with self._this_process():
            group: List[Any] = []
            before: Any = None
            for row, (text, score) in enumerate(zip(texts, scores.score)):
                truth = None if truths is None else truths[row]
                sample = (text, truth, score)
                if self._due():
                    self._write(reward, scorer, "sample", [sample])
                key = (truth, prompts[row] if isinstance(prompts, (list, tuple)) and row < len(prompts) else None)
                if group and key != before:
                    self._group(reward, scorer, group)
                    group = []
                before = key
                group.append(sample)
            self._group(reward, scorer, group)
            self._space(reward, scorer, texts, truths, scores.score, scores.reason)

    def _space(self, reward: Reward, scorer: Scorer, texts: Any, truths: Any, scores: Any, reasons: Any) -> None:
        """A line of its own as soon as a few samples, and again when ten times as many, fit in another space."""
        if self.ended:
            return
        spaces = self.spaces.setdefault(reward.name, Spaces())
        spaces.add(scorer, texts, truths, scores, reasons)
        if spaces.suspicious < max(FEW_SUSPICIOUS, 10 * spaces.told):
            return
        spaces.told = spaces.suspicious
        for finding in spaces.findings():
            self._line(reward, "space", {"suspicious": spaces.suspicious, "finding": finding})

    def _this_process(self) -> threading.Lock:
        if self.process != os.getpid():  # forked
            self._begin()
        return self.lock

    def _due(self) -> bool:
        self.count += 1
        return self.every > 0 and self.count % self.every == 0

    def _group(self, reward: Reward, scorer: Scorer, group: List[Any]) -> None:
        if len(group) < 2 or self.groups == "none":
            return
        scores = {score for _, _, score in group}
        if scores == {0.0} or (self.groups == "equal" and len(scores) == 1):
            self._write(reward, scorer, "group", group)

    def _write(self, reward: Reward, scorer: Scorer, why: str, samples: List[Any]) -> None:
        if self.ended:
            return
        explained = [
            {"completion": _short(text), "explanation": scorer.explain(text, truth)}
            for text, truth, _ in samples[:LOGGED_OF_GROUP]
        ]
        scores = [score for _, _, score in samples]
        self._line(reward, why, {"truth": _short(samples[0][1]), "scores": scores, "explained": explained})

    def _line(self, reward: Reward, why: str, members: Dict[str, Any]) -> None:
        line: Dict[str, Any] = {
            "time": time.time(),
            "trainer": reward.trainer,
            "reward": reward.name,
            "why": why,
            "sample": self.count,
            **members,
        }
        data = (json.dumps(line, ensure_ascii=False, default=str) + "\n").encode("utf-8", "replace")
        if self.written + len(data) > self.limit:
            self.ended = True
            return
        with open(self.path, "ab") as file:
            file.write(data)
        self.written += len(data)

    def _end(self, failure: Exception) -> None:
        if not self.ended:
            self.ended = True
            warnings.warn(f"VREWARD_LOG ends here: {type(failure).__name__}: {failure}", RuntimeWarning, stacklevel=2)


def _number(settings: Mapping[str, str], name: str, default: float) -> float:
    text = settings.get(name)
    try:
        return default if not text else float(text)
    except ValueError:
        raise Error(f"{name} must be a number, not {text!r}") from None


def _short(text: Any) -> Any:
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    if isinstance(text, str) and len(text) > TEXT_CHARACTERS:
        return f"{text[:TEXT_CHARACTERS]} ... ({len(text)} characters)"
    return text


_NAMES = ("", "_EVERY", "_GROUPS", "_GROUP", "_MEGABYTES")
_logs: Dict[Any, Log] = {}


def current() -> Optional[Log]:
    """The log that the environment asks for, or None."""
    prefix = os.environ.get("VREWARD_LOG")
    if not prefix:
        return None
    key = tuple(os.environ.get("VREWARD_LOG" + name) for name in _NAMES)
    if key not in _logs:
        _logs[key] = Log(prefix, os.environ)
    return _logs[key]
