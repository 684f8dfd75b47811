"""Scorers: a compiled recipe that scores, explains and parses what a model wrote."""

from __future__ import annotations

import json
from ctypes import addressof, byref, c_double, c_int64, sizeof
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Optional, Tuple, Union, cast

from ._binding import header
from ._binding.arrays import whole_number
from ._binding.errors import Error
from ._binding.loading import library, read_text
from ._binding.texts import encode, encode_any, ragged
from ._scoring.handle import SHORT_BYTES, Call, Handle, OneCall
from ._scoring.items import item_batch, item_columns
from ._scoring.parsing import parse_text
from ._scoring.prepared import Truths
from ._scoring.recipes import recipe_text
from ._scoring.truths import Form, one_document, prepared, truth_for_one, truth_list, truths_for
from .scores import Scores
from .types import Explanation, Members, Parsed, Recipe, Score, Term

if TYPE_CHECKING:  # what only checkers need, and bring along
    from typing_extensions import Unpack

    from ._scoring.checks import Finding

_REASONS = header.REASONS


class Scorer:
    """A compiled recipe.

    recipe     a name (vreward.recipes() lists them), a dict, or JSON text
    overrides  members of the recipe that differ: Scorer("detection", min_iou=0.75)

    A scorer never changes and may be used by any number of threads. It pickles as its recipe and works after fork and
    spawn. Raises Error for a recipe that is unknown or has an unknown member or value (offset: the byte of the JSON).

    Example:

        >>> scorer = vreward.Scorer("detection", min_iou=0.75)
        >>> truth = {"boxes": [[0, 0, 10, 10]], "labels": ["cat"]}
        >>> scorer.score(['[{"bbox_2d": [0, 0, 10, 9], "label": "cat"}]'], truth).score
        array('d', [0.9])
    """

    __slots__ = ("__weakref__", "_form", "_handle", "_needs_truth", "_recipe", "_source")

    def __init__(self, recipe: Recipe, **overrides: Unpack[Members]) -> None:
        self._handle: Optional[Handle] = None
        self._recipe: Optional[Dict[str, Any]] = None
        self._form: Optional[Form] = None
        self._needs_truth: Optional[bool] = None
        self._source = recipe_text(recipe, overrides)
        self._handle = Handle(self._source)

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (self._source.decode(),)

    def __repr__(self) -> str:
        return f"vreward.Scorer({self._source.decode()!r})"

    def close(self) -> None:
        """Gives the memory back now instead of when the scorer is forgotten, or as soon as the calls that other threads
        are in are done. Every later use raises Error.

        >>> scorer = vreward.Scorer("counting")
        >>> scorer.close()
        >>> scorer.terms
        Traceback (most recent call last):
        vreward.Error: this scorer is closed
        """
        self._handle = None

    def __enter__(self) -> Scorer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> Handle:
        handle = self._handle
        if handle is None:
            raise Error("this scorer is closed")
        return handle

    @property
    def recipe(self) -> Dict[str, Any]:
        """The recipe with every default resolved.

        >>> vreward.Scorer("detection", min_iou=0.75).recipe["min_iou"]
        0.75
        """
        handle = self._open()
        if self._recipe is None:
            self._recipe = json.loads(read_text(library().short.scorer_recipe_json, handle.pointer))
        copied: Dict[str, Any] = json.loads(json.dumps(self._recipe))
        return copied

    @property
    def wants_text(self) -> bool:
        """Whether a truth can be nothing but text: truth_format "text", or "answer" where the answer is a text.

        >>> vreward.Scorer("ocr", truth_format="text").wants_text, vreward.Scorer("ocr").wants_text
        (True, False)
        """
        return self._truth_form() == "text"

    def _truth_form(self) -> Form:
        if self._form is None:
            recipe = self.recipe
            form = recipe.get("truth_format", "json")
            self._form = "text" if form == "answer" and recipe["task"].endswith("ocr") else form
        return self._form

    @property
    def needs_truth(self) -> bool:
        """Whether the recipe compares with a truth; format, length and repetition do not.

        >>> vreward.Scorer("ocr").needs_truth, vreward.Scorer("format").needs_truth
        (True, False)
        """
        self._open()
        if self._needs_truth is None:
            try:
                self.score_one("")
                self._needs_truth = False
            except Error:
                self._needs_truth = True
        return self._needs_truth

    @property
    def terms(self) -> Tuple[Term, ...]:
        """The names of the terms in order; the first three are format, parsed and accuracy.

        >>> vreward.Scorer("counting").terms[:4]
        ('format', 'parsed', 'accuracy', 'exact')
        """
        return cast("Tuple[Term, ...]", self._open().terms)  # as text: its type is not made anew for each call

    @property
    def range(self) -> Tuple[float, float]:
        """(low, high) that no score leaves.

        >>> vreward.Scorer("counting").range
        (0.0, 1.0)
        """
        handle, low, high = self._open(), c_double(), c_double()
        library().short.scorer_range(handle.pointer, byref(low), byref(high), byref(header.ErrorRecord()))
        return low.value, high.value

    @property
    def ranges(self) -> Dict[str, Tuple[float, float]]:
        """(low, high) for each term, infinite where there is no bound.

        >>> vreward.Scorer("counting").ranges["exact"]
        (0.0, 1.0)
        """
        handle, low, high = self._open(), c_double(), c_double()
        found = {}
        for i, name in enumerate(handle.terms):
            record = header.ErrorRecord()
            library().short.scorer_term_range(handle.pointer, i, byref(low), byref(high), byref(record))
            found[name] = low.value, high.value
        return found

    def score(
        self,
        completions: Iterable[Union[str, bytes]],
        truths: Any = None,
        threads: int = 1,
        *,
        truth_index: Optional[Iterable[Any]] = None,
    ) -> Scores:
        """The scores of n completions.

        completions  a list of str or bytes, or an Arrow array of (large_)string, which is read where it lies
        truths       a list or Arrow array with one truth per completion, or one truth for all of them. str and bytes
                     are the JSON document itself; dicts and numbers are dumped to it; a list is never one truth.
                     None: only where the recipe needs no truth. Or what `prepare` gave
        threads      how many, in all, share the batch; never changes a result
        truth_index  n whole numbers: the place in `truths` of each completion's truth, for rollouts that share them

        Raises TypeError for a completion that is no text, Error for lists of unequal length, and Error for a truth that
        cannot be used: error.index is the first such completion and error.scores has the scores of all the others.

        Example:

            >>> scorer = vreward.Scorer("counting")
            >>> scorer.score(["3", "4"], [3, 3]).score.tolist()
            [1.0, 0.375]
            >>> scorer.score(["3", "4", "4"], [3, 4], truth_index=[0, 1, 1]).score.tolist()
            [1.0, 1.0, 1.0]
        """
        handle = self._open()
        found = handle.columns(completions, truths, truth_index) if threads == 1 else None
        if found is not None:
            return Scores._of(handle.terms, found)
        texts = ragged(completions, "completions")
        count = texts.number
        given = truths_for(truths, truth_index, count, self._truth_form)
        scores = Scores(handle.terms, count)
        try:
            call = handle.idle.pop()
        except IndexError:
            call = Call()
        batch, result = call.batch, call.result
        batch.count = count
        batch.completion = texts.data
        batch.completion_offsets = texts.offsets
        given.fill(batch)
        batch.threads = threads if threads == 1 else whole_number(threads, "threads", 32)
        result.score, result.term, result.reason, result.reasons = scores._addresses()
        short = threads < 2 and texts.size + given.texts.size <= SHORT_BYTES
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

    def score_one(self, completion: Union[str, bytes], truth: Any = None) -> Score:
        """The score of one completion: a dict of "score", "reason" and every term. A list is one truth here (a box,
        or boxes). Raises as score does.

        >>> vreward.Scorer("grounding").score_one("[0, 0, 10, 5]", [0, 0, 10, 10])["score"]
        0.5
        """
        handle = self._open()
        found = library().bridge.score_one(handle.pointer, completion, truth, handle.keys, _REASONS)
        if found is not None:
            return found  # type: ignore[no-any-return]
        text = encode(completion) if type(completion) is str else encode_any(completion, "completion")
        try:
            call = handle.idle_one.pop()
        except IndexError:
            call = OneCall(len(handle.terms))
        batch, offsets = call.batch, call.offsets
        batch.completion = text
        offsets[1] = size = len(text)
        if truth is None:
            batch.truth_count = 0
        else:
            document = encode(truth) if type(truth) is str else one_document(truth, self._truth_form)
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
        return dict(zip(handle.keys, values))  # type: ignore[return-value]

    def score_items(
        self,
        items: Iterable[Any],
        truths: Any = None,
        threads: int = 1,
        *,
        truth_index: Optional[Iterable[Any]] = None,
    ) -> Scores:
        """The scores of n samples whose items are arrays already: no text is read, `format` and `parsed` are 1.

        items  for each sample a dict of "boxes" (x1, y1, x2, y2 each) or "points" (x, y each), and as the recipe needs
               them "labels" (str each) and "confidences" (a number each, NaN for none); or the boxes alone.
               A moment of a video is the box start, 0, end, 1.

        Everything else, and what is raised, is as of score. Only for recipes that pair items.

        Example:

            >>> items = [{"boxes": [[0, 0, 10, 5]], "labels": ["cat"]}, {"boxes": [], "labels": []}]
            >>> truths = [{"boxes": [[0, 0, 10, 10]], "labels": ["cat"]}, {"boxes": [], "labels": []}]
            >>> vreward.Scorer("detection").score_items(items, truths).score.tolist()
            [0.5, 1.0]
        """
        handle = self._open()
        if threads == 1 and (type(truths) is Truths or self._truth_form() == "json"):
            found = handle.item_columns(items, truths, truth_index)
            if found is not None:
                return Scores._of(handle.terms, found)
        columns = item_columns(items)
        given = truths_for(truths, truth_index, columns.count, self._truth_form)
        scores = Scores(handle.terms, columns.count)
        batch = item_batch(columns, whole_number(threads, "threads", 32))
        given.fill(batch)
        result = header.Result(sizeof(header.Result), *scores._addresses())
        try:
            library().long.score_items(handle.pointer, byref(batch), byref(result), byref(header.ErrorRecord()))
        except Error as failure:
            if failure.code == header.E_TRUTH:
                failure.scores = scores
            raise
        return scores

    def prepare(self, truths: Any) -> Truths:
        """Truths that are read here, once, for all calls that take `truths`: those of a data set, found by their rows.

        truths  a list or Arrow array of truths, as `score` takes them, or one truth

        They serve every scorer of the same recipe, and what was given may go. Raises Error for the first that cannot be
        used (error.index: its row); `check` finds all of them.

        >>> scorer = vreward.Scorer("counting")
        >>> truths = scorer.prepare([3, 4])
        >>> scorer.score(["3", "5", "4"], truths, truth_index=[0, 1, 1]).score.tolist()
        [1.0, 0.4, 1.0]
        """
        return prepared(self._open().pointer, truths, self._truth_form)

    def explain(
        self, completion: Union[str, bytes], truth: Any = None, *, truth_index: Optional[int] = None
    ) -> Explanation:
        """Why a completion scores what it scores: a dict, described in docs/explanation.md. Spans in it are bytes of
        the UTF-8 text. A bad truth raises Error, whose member `explanation` is the dict all the same. Of prepared
        truths `truth_index` is the row.

        >>> why = vreward.Scorer("grounding").explain("[0, 0, 10, 5]", [0, 0, 10, 10])
        >>> why["score"], why["reason"], why["items"][0]["overlap"]
        (0.5, 'ok', 0.5)
        """
        handle = self._open()
        text = encode_any(completion, "completion")
        offsets = (c_int64 * 2)(0, len(text))
        batch = header.Batch(sizeof(header.Batch), 1, text, addressof(offsets))
        given = truth_for_one(truth, truth_index, self._truth_form)
        given.fill(batch)
        return _explained(library().long.explain, handle, batch)

    def explain_items(self, items: Any, truth: Any = None, *, truth_index: Optional[int] = None) -> Explanation:
        """Why one sample of score_items scores what it scores, as of explain.

        items  that sample's: a dict of "boxes" or "points", "labels" and "confidences"; or the boxes alone

        >>> why = vreward.Scorer("grounding").explain_items([[0, 0, 10, 5]], [0, 0, 10, 10])
        >>> why["items"][0]["fate"]
        'matched'
        """
        handle = self._open()
        columns = item_columns([items])
        given = truth_for_one(truth, truth_index, self._truth_form)
        batch = item_batch(columns, 1)
        given.fill(batch)
        return _explained(library().long.explain_items, handle, batch)

    def check(self, truths: Any) -> List[Finding]:
        """What is wrong with truths, and what looks wrong, before anything is trained on them; empty: nothing.

        truths  a list of truths, or one, as `score` takes them; a string is the document itself

        Each finding has `kind`, `message`, `bad` (the library refuses these truths; else they only look wrong), `count`
        and `places`, the first rows.

        >>> (found,) = Scorer("grounding").check([{"box": [0, 0, 9, 9]}, {"box": [5, 5, 5, 9]}])
        >>> found.kind, found.bad, found.count, found.places
        ('bad_truth', True, 1, [1])
        """
        from ._scoring.checks import Check  # what it imports takes as long as all else

        given = truth_list(truths)
        found = Check(self)
        found.add(given, range(len(given)))
        return found.findings()

    def parse(self, text: Union[str, bytes]) -> Parsed:
        """What this scorer's recipe reads in a completion; see vreward.parse.

        >>> vreward.Scorer("counting").parse("I see 3")["number"]
        3.0
        """
        handle = self._open()
        text = text if isinstance(text, str) else encode_any(text, "text")
        return parse_text(library().long if len(text) > SHORT_BYTES else library().short, handle.pointer, text)


def _explained(function: Any, handle: Handle, batch: Any) -> Explanation:
    """The first sample of a batch."""
    explanation: Explanation = json.loads(read_text(function, handle.pointer, byref(batch), 0))
    return explanation


def _fail_for(wrong: Dict[int, str], scores: Scores) -> None:
    """Raises for truths that are no text, by completion; the scores of the others are kept."""
    scores._spoil(wrong)
    first = min(wrong)
    failure = Error(wrong[first], header.E_TRUTH, first)
    failure.scores = scores
    raise failure
