"""Scorers: a compiled recipe that scores, explains and parses what a model wrote."""

from __future__ import annotations

import ctypes
import functools
import json
from ctypes import byref, c_double, c_int64, c_void_p, sizeof
from typing import Any, Dict, List, Mapping, Optional, Tuple, Union

from ._binding import header
from ._binding.arrays import whole_number
from ._binding.errors import Error
from ._binding.loading import library, read_text
from ._binding.texts import encode, encode_any, ragged, text_truth, truth_text, truths_for
from ._scoring.items import ItemColumns
from ._scoring.parsing import parse_text
from ._scoring.recipes import Recipe, recipes
from ._scoring.recipes import recipe_text as recipe_text
from .scores import Scores as Scores

# Completions and truths of this many bytes together, scored by one thread, are done before giving up the interpreter's
# lock would pay.
SHORT_BYTES = 8192

_REASONS = header.REASONS


class _Call:
    """The arguments of one call, made once and used again: making them costs more than filling them in."""

    __slots__ = ("batch", "record", "references", "result")

    def __init__(self) -> None:
        self.batch = header.Batch(sizeof(header.Batch))
        self.result = header.Result(sizeof(header.Result))
        self.record = header.ErrorRecord()
        self.references = byref(self.batch), byref(self.result), byref(self.record)


class _OneCall(_Call):
    """The same for one sample, whose results and offsets have their place here, too."""

    __slots__ = ("offsets", "reason", "values")

    def __init__(self, term_count: int) -> None:
        super().__init__()
        self.values = (c_double * (1 + term_count))()  # the score, then the terms
        self.reason = ctypes.c_int32()
        self.offsets = (c_int64 * 4)()  # of the completion, then of the truth
        self.result.score = ctypes.addressof(self.values)
        self.result.term = ctypes.addressof(self.values) + sizeof(c_double)
        self.result.reason = ctypes.addressof(self.reason)
        self.batch.count = 1
        self.batch.completion_offsets = ctypes.addressof(self.offsets)
        self.batch.truth_offsets = ctypes.addressof(self.offsets) + 2 * sizeof(c_int64)


class _Handle:
    """A scorer of the library. It is destroyed when nobody holds it any more, so never in the middle of a call."""

    __slots__ = ("_destroy", "idle", "idle_one", "keys", "long_score", "pointer", "short_score", "terms")

    def __init__(self, source: bytes) -> None:
        self.pointer: Optional[int] = None
        loaded = library()
        short = loaded.short
        self._destroy = short.scorer_destroy
        pointer, record = c_void_p(), header.ErrorRecord()
        loaded.long.scorer_create(source, len(source), byref(pointer), byref(record))
        self.pointer = pointer.value
        count = short.scorer_term_count(self.pointer)
        self.terms: Tuple[str, ...] = tuple(short.scorer_term_name(self.pointer, i).decode() for i in range(count))
        self.keys = ("score", "reason", *self.terms)
        self.short_score = short.score
        self.long_score = loaded.long.score
        # A call takes arguments from here and puts them back; list.pop and list.append need no lock.
        self.idle: List[_Call] = []
        self.idle_one: List[_OneCall] = []

    def __del__(self) -> None:
        if self.pointer is not None:
            self._destroy(self.pointer)


class Scorer:
    """A compiled recipe.

    recipe     a name (vreward.recipes() lists them), a dict, or JSON text
    overrides  members of the recipe that differ: Scorer("detection", min_iou=0.75)

    A scorer never changes and may be used by any number of threads. It pickles as its recipe and works after fork and
    spawn. Raises Error for a recipe that is unknown or has an unknown member or value (offset: the byte of the JSON).
    """

    __slots__ = ("__weakref__", "_handle", "_recipe", "_source", "_wants_text")

    def __init__(self, recipe: Recipe, **overrides: Any) -> None:
        self._handle: Optional[_Handle] = None
        self._recipe: Optional[Dict[str, Any]] = None
        self._wants_text: Optional[bool] = None
        self._source = recipe_text(recipe, overrides)
        self._handle = _Handle(self._source)

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (self._source.decode(),)

    def __repr__(self) -> str:
        return f"vreward.Scorer({self._source.decode()!r})"

    def close(self) -> None:
        """Gives the memory back now instead of when the scorer is forgotten, or as soon as the calls that other threads
        are in are done. Every later use raises Error."""
        self._handle = None

    def __enter__(self) -> Scorer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> _Handle:
        handle = self._handle
        if handle is None:
            raise Error("this scorer is closed")
        return handle

    @property
    def recipe(self) -> Dict[str, Any]:
        """The recipe with every default resolved."""
        handle = self._open()
        if self._recipe is None:
            self._recipe = json.loads(read_text(library().short.scorer_recipe_json, handle.pointer))
        copied: Dict[str, Any] = json.loads(json.dumps(self._recipe))
        return copied

    @property
    def wants_text(self) -> bool:
        """Whether a truth can be nothing but text: truth_format "text", or "answer" where the answer is a text."""
        if self._wants_text is None:
            recipe = self.recipe
            form = recipe.get("truth_format")
            self._wants_text = form == "text" or (form == "answer" and recipe["task"].endswith("ocr"))
        return self._wants_text

    def _document(self, truth: Any) -> bytes:
        """One truth that is no str."""
        if not self.wants_text:
            return truth_text(truth)
        try:
            return text_truth(truth)
        except TypeError as failure:
            raise Error(str(failure), header.E_TRUTH, 0) from None

    @property
    def terms(self) -> Tuple[str, ...]:
        """The names of the terms in order; the first three are format, parsed and accuracy."""
        return self._open().terms

    @property
    def range(self) -> Tuple[float, float]:
        """(low, high) that no score leaves."""
        handle, low, high = self._open(), c_double(), c_double()
        library().short.scorer_range(handle.pointer, byref(low), byref(high), byref(header.ErrorRecord()))
        return low.value, high.value

    @property
    def ranges(self) -> Dict[str, Tuple[float, float]]:
        """(low, high) for each term, infinite where there is no bound."""
        handle, low, high = self._open(), c_double(), c_double()
        found = {}
        for i, name in enumerate(handle.terms):
            record = header.ErrorRecord()
            library().short.scorer_term_range(handle.pointer, i, byref(low), byref(high), byref(record))
            found[name] = low.value, high.value
        return found

    def score(self, completions: Any, truths: Any = None, threads: int = 1, *, truth_index: Any = None) -> Scores:
        """The scores of n completions.

        completions  a list of str or bytes, or an Arrow array of (large_)string, which is read where it lies
        truths       a list or Arrow array with one truth per completion, or one truth for all of them. str and bytes
                     are the JSON document itself; dicts and numbers are dumped to it; a list is never one truth.
                     None: only where the recipe needs no truth
        threads      how many, in all, share the batch; never changes a result
        truth_index  n whole numbers: the place in `truths` of each completion's truth, for rollouts that share them

        Raises TypeError for a completion that is no text, Error for lists of unequal length, and Error for a truth that
        cannot be used: error.index is the first such completion and error.scores has the scores of all the others.
        """
        handle = self._open()
        texts = ragged(completions, "completions")
        count = texts.number
        given = truths_for(truths, truth_index, count, lambda: self.wants_text)
        truth, index = given.texts, given.places
        scores = Scores(handle.terms, count)
        try:
            call = handle.idle.pop()
        except IndexError:
            call = _Call()
        batch, result = call.batch, call.result
        batch.count = count
        batch.completion = texts.data
        batch.completion_offsets = texts.offsets
        batch.truth = truth.data
        batch.truth_offsets = truth.offsets
        batch.truth_count = truth.number
        batch.truth_index = None if index is None else index.buffer_info()[0]
        batch.threads = threads if threads == 1 else whole_number(threads, "threads", 32)
        result.score, result.term, result.reason, result.reasons = scores.addresses()
        short = threads < 2 and texts.size + truth.size <= SHORT_BYTES
        try:
            (handle.short_score if short else handle.long_score)(handle.pointer, *call.references)
        except Error as failure:
            if failure.code != header.E_TRUTH:
                raise
            failure.scores = scores
            if not given.wrong:
                raise
        if short:  # else it would keep the texts alive
            handle.idle.append(call)
        if given.wrong:
            _fail_for(given.wrong_for(count), scores)
        return scores

    def score_one(self, completion: Union[str, bytes], truth: Any = None) -> Dict[str, Any]:
        """The score of one completion: a dict of "score", "reason" and every term. A list is one truth here (a box,
        or boxes). Raises as score does."""
        handle = self._open()
        text = encode(completion) if type(completion) is str else encode_any(completion, "completion")
        try:
            call = handle.idle_one.pop()
        except IndexError:
            call = _OneCall(len(handle.terms))
        batch, offsets = call.batch, call.offsets
        batch.completion = text
        offsets[1] = size = len(text)
        if truth is None:
            batch.truth_count = 0
        else:
            document = encode(truth) if type(truth) is str else self._document(truth)
            batch.truth = document
            batch.truth_count = 1
            offsets[3] = length = len(document)
            size += length
        short = size <= SHORT_BYTES
        (handle.short_score if short else handle.long_score)(handle.pointer, *call.references)
        values: List[Any] = call.values[:]
        values.insert(1, _REASONS[call.reason.value])
        if short:
            handle.idle_one.append(call)
        return dict(zip(handle.keys, values))

    def score_items(self, items: Any, truths: Any = None, threads: int = 1, *, truth_index: Any = None) -> Scores:
        """The scores of n samples whose items are arrays already: no text is read, `format` and `parsed` are 1.

        items  for each sample a dict of "boxes" (x1, y1, x2, y2 each) or "points" (x, y each), and as the recipe needs
               them "labels" (str each) and "confidences" (a number each, NaN for none); or the boxes alone

        Everything else, and what is raised, is as of score. Only for recipes that pair items.
        """
        handle = self._open()
        columns = ItemColumns(items)
        truth, index, _ = truths_for(truths, truth_index, columns.count, lambda: False)
        scores = Scores(handle.terms, columns.count)
        labels = columns.labels
        batch = header.ItemBatch(
            struct_size=sizeof(header.ItemBatch),
            count=columns.count,
            item_offsets=columns.offsets.buffer_info()[0],
            label=None if labels is None else labels.data,
            label_offsets=None if labels is None else labels.offsets,
            confidence=columns.confidences.buffer_info()[0] if columns.confidences else None,
            truth=truth.data,
            truth_offsets=truth.offsets,
            truth_count=truth.number,
            truth_index=None if index is None else index.buffer_info()[0],
            threads=whole_number(threads, "threads", 32),
        )
        numbers = ctypes.c_char_p(columns.numbers)
        place = ctypes.cast(numbers, ctypes.c_void_p).value
        if columns.columns == 2:
            batch.point = place
        else:
            batch.box = place
        result = header.Result(sizeof(header.Result), *scores.addresses())
        try:
            library().long.score_items(handle.pointer, byref(batch), byref(result), byref(header.ErrorRecord()))
        except Error as failure:
            if failure.code == header.E_TRUTH:
                failure.scores = scores
            raise
        return scores

    def explain(self, completion: Union[str, bytes], truth: Any = None) -> Dict[str, Any]:
        """Why a completion scores what it scores: a dict, described in docs/explanation.md. Spans in it are bytes of
        the UTF-8 text. A bad truth raises Error, whose member `explanation` is the dict all the same."""
        handle = self._open()
        text = encode_any(completion, "completion")
        document = None if truth is None else self._document(truth)
        explanation: Dict[str, Any] = json.loads(
            read_text(
                library().long.explain,
                handle.pointer,
                text,
                len(text),
                document,
                0 if document is None else len(document),
            )
        )
        return explanation

    def parse(self, text: Union[str, bytes]) -> Dict[str, Any]:
        """What this scorer's recipe reads in a completion; see vreward.parse."""
        handle = self._open()
        text = text if isinstance(text, str) else encode_any(text, "text")
        return parse_text(library().long if len(text) > SHORT_BYTES else library().short, handle.pointer, text)


def _fail_for(wrong: Dict[int, str], scores: Scores) -> None:
    """Raises for truths that are no text, by completion; the scores of the others are kept."""
    scores.spoil(wrong)
    first = min(wrong)
    failure = Error(wrong[first], header.E_TRUTH, first)
    failure.scores = scores
    raise failure


_CACHE_SIZE = 64
_scorers: Dict[Any, Scorer] = {}


def cached_scorer(recipe: Recipe, overrides: Mapping[str, Any]) -> Scorer:
    """The scorer of a recipe, made once; the oldest are forgotten when there are many."""
    key: Any = recipe
    if overrides or type(recipe) is not str:
        key = recipe_text(recipe, overrides)
    try:
        return _scorers[key]
    except KeyError:
        scorer = Scorer(recipe, **overrides)
        while len(_scorers) >= _CACHE_SIZE:
            try:
                _scorers.pop(next(iter(_scorers)), None)
            except (StopIteration, RuntimeError):  # another thread was faster
                break
        _scorers[key] = scorer
        return scorer


def score(recipe: Recipe, completion: Union[str, bytes], truth: Any = None, **overrides: Any) -> Dict[str, Any]:
    """The score of one completion: a dict of "score", "reason" and every term of the recipe.

    recipe      a name, a dict or JSON text; its scorer is kept for the next call
    completion  str or bytes; whatever it holds is scored
    truth       the JSON document, or a dict, list or number to be dumped to it; None where the recipe needs none
    overrides   members of the recipe that differ: vreward.score("ocr", text, "Paris", truth_format="text")

    Raises Error for a recipe or a truth that cannot be used, TypeError for a completion that is no text.
    """
    try:
        scorer = cached_scorer(recipe, overrides)
    except Error as failure:
        if isinstance(completion, str) and completion in recipes() and recipe != completion:
            raise Error(f"{failure} (the recipe comes first: score(recipe, completion, truth))", failure.code) from None
        raise
    return scorer.score_one(completion, truth)


def explain(recipe: Recipe, completion: Union[str, bytes], truth: Any = None, **overrides: Any) -> Dict[str, Any]:
    """Why one completion scores what it scores; see Scorer.explain."""
    return cached_scorer(recipe, overrides).explain(completion, truth)


def parse(text: Union[str, bytes], dialect: str = "auto", **options: Any) -> Dict[str, Any]:
    """What a model wrote, as items.

    dialect  how items are written (docs/recipes.md); "auto" recognises those that cannot be confused
    options  members of a recipe: target="point", answer={"tag": "result"}, space={"order": "xywh"}, ...

    "items"    a list of dicts: "box" (x1, y1, x2, y2) or "point" (x, y), numbers as written; "label" and "confidence",
               None where not written; "span" (begin, end): text[begin:end] is what was read, in characters of a str
               and bytes of bytes; "reason": "ok", or, for an item that counts but pairs with nothing, "bad_value" or
               "extra_items" (it is of another form than the one that counts)
    "reason"   the main finding, "ok" where there is none; "reasons" all of them
    "dialect"  what it was read as; "space": that dialect's coordinate space; "repairs": what had to be repaired
    "answer"   span of the answer; "number": the number that was read (dialect "number"), else None
    """
    return (_reader(dialect, **options) if options else _plain_reader(dialect)).parse(text)


def _reader(dialect: str, **options: Any) -> Scorer:
    if dialect == "text":
        return cached_scorer({"base": "ocr", **options}, {})
    base = "counting" if dialect == "number" else "grounding"
    return cached_scorer({"base": base, "dialect": dialect, **options}, {})


_plain_reader = functools.lru_cache(maxsize=32)(_reader)
