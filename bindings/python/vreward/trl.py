"""Rewards for TRL (GRPOTrainer, RLOOTrainer) and what calls as it does (Axolotl, Unsloth). See docs/trainers/trl.md.

from vreward.trl import reward
GRPOTrainer(model, reward_funcs=[reward("detection")], ...)
"""

from __future__ import annotations

import warnings
from itertools import islice
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence

from ._binding.errors import Error
from ._scoring.cache import cached_scorer
from ._trainers.adapter import Adapter, Part

__all__ = ["Reward", "reward"]


class Reward(Adapter):
    """A reward function of TRL's shape; made by `reward`."""

    trainer = "vreward.trl"
    keeps_other_tasks = True

    def __init__(self, recipe: Any, *positional: Any, tokenizer: Any = None, pictures: int = 0, **named: Any) -> None:
        super().__init__(recipe, *positional, **named)
        self.tokenizer = tokenizer
        self.pictures = pictures
        if pictures:
            from ._report.pictures import pillow

            pillow()  # what is missing is said before anything is trained

    # Axolotl counts the parameters and wants two at least.
    def __call__(
        self,
        prompts: Any = None,
        completions: Any = None,
        completion_ids: Any = None,
        trainer_state: Any = None,
        log_extra: Optional[Callable[[str, List[Any]], None]] = None,
        log_metric: Optional[Callable[[str, float], None]] = None,
        **columns: Any,
    ) -> List[Optional[float]]:
        if self.tokenizer is not None:
            completions = self._decoded(completion_ids)
        parts = self.batch(completions, columns, prompts)
        count = len(completions)
        rewards = _rows(count, parts, self.values)
        if log_extra is not None:
            log_extra(f"{self.name}/reason", _rows(count, parts, lambda part: part.scores.reason))
            if self.needs_truth:
                # With it the table can be scored and explained: vreward score completions_00001.parquet
                log_extra(f"{self.name}/truth", _rows(count, parts, lambda part: part.truths))
            if "n_items" in self.terms:
                log_extra(f"{self.name}/n_items", _rows(count, parts, lambda part: part.scores.terms["n_items"]))
        if log_metric is not None and self.term is None:
            for part in parts:
                self._log_terms(part, log_metric)
        if self.pictures and _is_due(trainer_state):
            for part in parts:
                self._show(part, prompts, completions, columns)
        return rewards

    def _show(self, part: Part, prompts: Any, completions: Any, columns: Mapping[str, Any]) -> None:
        """Logs the first rollouts of a part, drawn. Nothing that goes wrong here ends a training run."""
        from ._report.tables import log_table

        try:
            places = islice(enumerate(part.places()), self.pictures)
            rows = [self._row(part, place, row, prompts, completions, columns) for place, row in places]
            if rows and not log_table(f"{self._prefix(part)}/rollouts", rows):
                warnings.warn(f"{self.trainer}: pictures={self.pictures}, and no tracker has a run", stacklevel=2)
        except Exception as failure:
            warnings.warn(f"{self.trainer}: the rollouts were not drawn: {failure}", stacklevel=2)

    def _row(
        self, part: Part, place: int, row: int, prompts: Any, completions: Any, columns: Mapping[str, Any]
    ) -> Dict[str, Any]:
        from ._report.reading import prompt_text
        from ._report.tables import picture_of, row_of

        text = self.text(completions[row], row)
        truth = None if part.truths is None else part.truths[place]
        found = cached_scorer(self.source(part.task), {}).explain(text, truth)
        image = next((columns[name][row] for name in ("image", "images") if name in columns), None)
        try:
            picture = picture_of(found, truth, image)
        except Error:  # a broken picture: a blank sheet
            picture = picture_of(found, truth, None)
        asked = {"prompt": prompt_text({"prompt": prompts[row]})} if prompts is not None else {}
        return {**asked, **row_of(text, found), "picture": picture}

    def _prefix(self, part: Part) -> str:
        return self.name if part.task is None else f"{self.name}/{part.task}"

    def _log_terms(self, part: Part, log_metric: Callable[[str, float], None]) -> None:
        prefix = self._prefix(part)
        count = len(part.scores)
        if count:
            for name, values in part.scores.terms.items():
                log_metric(f"{prefix}/{name}", sum(values) / count)

    def _decoded(self, completion_ids: Any) -> List[str]:
        """The completions with their special tokens, which TRL's own decoding leaves out."""
        if completion_ids is None:
            raise self.error("tokenizer= decodes completion_ids, and they did not come")
        tokenizer = getattr(self.tokenizer, "tokenizer", self.tokenizer)  # a processor has one inside
        ends = {tokenizer.eos_token_id, tokenizer.pad_token_id}
        kept = []
        for ids in completion_ids:
            ids = ids.tolist() if hasattr(ids, "tolist") else list(ids)
            while ids and ids[-1] in ends:
                ids.pop()
            kept.append(ids)
        texts: List[str] = tokenizer.batch_decode(kept, skip_special_tokens=False)
        return texts


def _rows(count: int, parts: List[Part], of_part: Callable[[Part], Optional[Sequence[Any]]]) -> List[Any]:
    """What the parts have for their rows, in the order of the batch; None for rows of other tasks."""
    found: List[Any] = [None] * count
    for part in parts:
        values = of_part(part)
        if part.rows is None:
            return [None] * count if values is None else list(values)
        if values is not None:
            for row, value in zip(part.rows, values):
                found[row] = value
    return found


def _is_due(state: Any) -> bool:
    """Whether this is a step that TRL logs, in the process that does."""
    every = getattr(state, "logging_steps", 1) or 1
    step = getattr(state, "global_step", 0)
    return getattr(state, "is_world_process_zero", True) and (every < 1 or (step + 1) % int(every) == 0)


def reward(
    recipe: Any,
    truth: str = "solution",
    term: Optional[str] = None,
    *,
    by: Optional[str] = None,
    name: Optional[str] = None,
    tokenizer: Any = None,
    pictures: int = 0,
    **overrides: Any,
) -> Reward:
    """A reward function for GRPOTrainer and RLOOTrainer.

    recipe     a name, a dict or JSON; with `by` a mapping of task -> recipe: reward({"det": "detection"}, by="task")
    truth      the dataset's column that holds the truth, one JSON document for each row
    term       a term instead of the score, for TRL's own weights: reward("detection", term="format")
    by         the column that holds the task; rows of a task without a recipe get None
    name       what TRL logs it as; default: the recipe and the term
    tokenizer  decodes completion_ids with special tokens, for recipes that need them; TRL's own text has none
    pictures   so many rollouts of a batch are drawn and logged as a table to W&B, Trackio or SwanLab, whenever TRL logs
    overrides  members of the recipe that differ: reward("detection", min_iou=0.75)

    Raises vreward.Error for an unknown recipe now, and for a missing column or a bad truth when called.
    """
    return Reward(recipe, truth, term, by=by, name=name, tokenizer=tokenizer, pictures=pictures, **overrides)
