"""Figures over a whole data set: an evaluation of the library, which samples are added to."""

from __future__ import annotations

import json
import math
import threading
from array import array
from ctypes import byref, c_void_p, sizeof
from typing import TYPE_CHECKING, Any, Dict, Iterable, Optional, Union

from .._binding import header
from .._binding.arrays import whole_number
from .._binding.containers import counted, listed
from .._binding.errors import Error
from .._binding.loading import library, read_text
from .._binding.texts import ragged
from .._scoring.handle import Handle
from .._scoring.items import item_batch, item_columns
from .._scoring.truths import truths_for
from ..scorer import Scorer
from ..types import Members, Recipe

if TYPE_CHECKING:  # what only checkers need, and bring along
    from typing_extensions import Unpack


class Evaluation:
    """The figures that papers print of a whole data set: AP, accuracies, errors, each as its convention has it.

    recipe     a vreward.Scorer, or what makes one: a name, a dict, or JSON text
    overrides  members of the recipe that differ

    Which figures there are follows from the recipe's task: docs/figures.md. Samples come in parts and in any order, and
    parts that were added elsewhere are merged; boxes and texts are not kept. Any number of threads may use one.

    Example:

        >>> evaluation = vreward.Evaluation("grounding")
        >>> evaluation.add(["[0, 0, 10, 9]", "[0, 0, 10, 4]"], [[0, 0, 10, 10], [0, 0, 10, 10]])
        >>> metrics = evaluation.result()["metrics"]
        >>> metrics["Acc@0.5"]["value"], metrics["mIoU"]["value"]
        (0.5, 0.65)
    """

    __slots__ = ("__weakref__", "_destroy", "_lock", "_pointer", "_scorer", "scorer")

    def __init__(self, recipe: Union[Recipe, Scorer], **overrides: Unpack[Members]) -> None:
        self._pointer: Optional[int] = None
        self._lock = threading.Lock()
        if isinstance(recipe, Scorer) and overrides:
            raise TypeError("overrides belong to a recipe: a Scorer is made already, so give them to it")
        self.scorer = recipe if isinstance(recipe, Scorer) else Scorer(recipe, **overrides)
        self._scorer: Optional[Handle] = self.scorer._open()  # kept: the evaluation needs it as long as it lives
        self._destroy = library().short.evaluation_destroy
        pointer = c_void_p()
        library().short.evaluation_create(self._scorer.pointer, byref(pointer), byref(header.ErrorRecord()))
        self._pointer = pointer.value

    def __del__(self) -> None:
        pointer = getattr(self, "_pointer", None)  # not there where the arguments were wrong
        if pointer is not None:
            self._destroy(pointer)

    def close(self) -> None:
        """Gives the memory back now instead of when the evaluation is forgotten. Every later use raises Error.

        >>> evaluation = vreward.Evaluation("counting")
        >>> evaluation.close()
        >>> evaluation.result()
        Traceback (most recent call last):
        vreward.Error: this evaluation is closed: make a new one
        """
        with self._lock:
            pointer, self._pointer = self._pointer, None
            if pointer is not None:
                self._destroy(pointer)

    def __enter__(self) -> Evaluation:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> int:
        if self._pointer is None:
            raise Error("this evaluation is closed: make a new one")
        return self._pointer

    def add(
        self,
        completions: Iterable[Union[str, bytes]],
        truths: Any = None,
        keys: Optional[Iterable[int]] = None,
        *,
        truth_index: Optional[Iterable[Any]] = None,
    ) -> None:
        """Adds n completions.

        completions, truths, truth_index  as Scorer.score takes them
        keys  n whole numbers: which image or prompt each belongs to. Rollouts of one image have the same key; intervals
              draw keys. None: samples are counted. Given always or never

        Raises as Scorer.score does: after an Error for a bad truth (error.index) all other samples are added, and the
        result counts it in "bad_truths"; after any other nothing is.

        >>> evaluation = vreward.Evaluation("counting")
        >>> evaluation.add(["3", "5"], [3, 4], keys=[7, 8])
        >>> evaluation.result()["metrics"]["MAE"]["value"]
        0.5
        """
        texts = ragged(completions, "completions")
        given = truths_for(truths, truth_index, texts.number, self.scorer._truth_form)
        if given.wrong:
            wrong = given.wrong_for(texts.number)
            first = min(wrong)
            raise Error(wrong[first], header.E_TRUTH, first)
        batch = header.Batch(
            struct_size=sizeof(header.Batch),
            count=texts.number,
            completion=texts.data,
            completion_offsets=texts.offsets,
        )
        given.fill(batch)
        self._add(library().long.evaluation_add, batch, _keys(keys, texts.number))

    def add_items(
        self,
        items: Iterable[Any],
        truths: Any = None,
        keys: Optional[Iterable[int]] = None,
        *,
        truth_index: Optional[Iterable[Any]] = None,
    ) -> None:
        """Adds n samples whose items are arrays already.

        items  as Scorer.score_items takes them

        Everything else, and what is raised, is as of add. Only for recipes that pair items.

        >>> evaluation = vreward.Evaluation("detection")
        >>> items = {"boxes": [[0, 0, 10, 10]], "labels": ["cat"], "confidences": [0.9]}
        >>> evaluation.add_items([items], [{"boxes": [[0, 0, 10, 10]], "labels": ["cat"]}])
        >>> evaluation.result()["metrics"]["F1@0.5"]["value"]
        1.0
        """
        columns = item_columns(items)
        given = truths_for(truths, truth_index, columns.count, self.scorer._truth_form)
        batch = item_batch(columns, 1)
        given.fill(batch)
        self._add(library().long.evaluation_add_items, batch, _keys(keys, columns.count))

    def _add(self, function: Any, batch: Any, keys: Optional[array[int]]) -> None:
        address = None if keys is None else keys.buffer_info()[0]
        with self._lock:
            function(self._open(), byref(batch), address, byref(header.ErrorRecord()))

    def merge(self, other: Evaluation) -> None:
        """Adds all samples of another evaluation, which stays as it is. Whatever the order of adding and merging, the
        result is the same to the last digit.

        other  an Evaluation of the same recipe. Both were given keys, unless one is empty; else Error

        >>> one, other = vreward.Evaluation("counting"), vreward.Evaluation("counting")
        >>> one.add(["3"], [3], keys=[0])
        >>> other.add(["5"], [4], keys=[1])
        >>> one.merge(other)
        >>> one.result()["samples"]
        2
        """
        if not isinstance(other, Evaluation):
            raise TypeError(f"other must be a vreward.Evaluation, not {type(other).__name__}")
        if other is self:
            raise Error("an evaluation cannot be merged with itself: give another one")
        first, second = (self, other) if id(self) < id(other) else (other, self)  # two that merge crosswise do not wait
        with first._lock, second._lock:
            library().long.evaluation_merge(self._open(), other._open(), byref(header.ErrorRecord()))

    def result(self, bootstrap: int = 0, seed: int = 0, resamples: bool = False) -> Dict[str, Any]:
        """The figures of all samples added so far: a dict of "task", "samples", "keys" (different ones), "bad_truths",
        "metrics", "reasons" (the share of each primary reason) and, of detection, "labels".

        bootstrap  how many resamples of the keys the intervals come from; 0: there are none
        seed       which resamples: two evaluations over the same keys draw the same ones
        resamples  whether each metric has its value in each resample, to be compared pair by pair

        Each metric is a dict of "value", "comparable" ("leaderboard": what published tables print, "own": not),
        "convention" (a few words), and with bootstrap "low" and "high", the 95 % interval, and "resamples".

        >>> evaluation = vreward.Evaluation("counting")
        >>> evaluation.add(["3", "5"], [3, 4])
        >>> exact = evaluation.result(bootstrap=100)["metrics"]["exact"]
        >>> exact["value"], exact["low"], exact["high"]
        (0.5, 0.0, 1.0)
        """
        options = header.EvaluationOptions(
            struct_size=sizeof(header.EvaluationOptions),
            bootstrap=whole_number(bootstrap, "bootstrap"),
            seed=whole_number(seed, "seed"),
            resamples=bool(resamples),
        )
        with self._lock:
            text = read_text(library().long.evaluation_json, self._open(), byref(options))
        found: Dict[str, Any] = json.loads(text)
        for figures in (*found["metrics"].values(), *found.get("labels", {}).values(), found["reasons"]):
            _as_floats(figures)
        return found


def _as_floats(figures: Dict[str, Any]) -> None:
    """JSON has 1 for 1.0. Numbers of boxes stay whole."""
    for name, value in figures.items():
        if type(value) is int and name not in ("truths", "detections"):
            figures[name] = float(value)
        elif name == "resamples":
            figures[name] = [math.nan if one is None else float(one) for one in value]


def _keys(keys: Optional[Iterable[int]], count: int) -> Optional[array[int]]:
    if keys is None:
        return None
    try:
        numbers = array("q", listed(keys, "keys"))
    except OverflowError:
        raise Error("keys holds a number beyond 64 bits") from None
    except TypeError:
        raise TypeError(
            "keys must hold one whole number for each sample; number the images where they have names"
        ) from None
    if len(numbers) != count:
        raise Error(f"{counted(count, 'sample')} but {counted(len(numbers), 'key')}")
    return numbers
