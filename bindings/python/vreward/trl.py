"""Rewards for TRL (GRPOTrainer, RLOOTrainer) and what calls as it does (Axolotl, Unsloth). See docs/trainers/trl.md.

from vreward.trl import reward
GRPOTrainer(model, reward_funcs=[reward("detection")], ...)
"""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Sequence

from ._trainers.adapter import Adapter, Part

__all__ = ["Reward", "reward"]


class Reward(Adapter):
    """A reward function of TRL's shape; made by `reward`."""

    trainer = "vreward.trl"
    keeps_other_tasks = True

    def __init__(self, recipe: Any, *positional: Any, tokenizer: Any = None, **named: Any) -> None:
        super().__init__(recipe, *positional, **named)
        self.tokenizer = tokenizer

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
            if self.term is None and self.needs_truth:
                # With it the table can be scored and explained: vreward score completions_00001.parquet
                log_extra(f"{self.name}/truth", _rows(count, parts, lambda part: part.truths))
        if log_metric is not None and self.term is None:
            for part in parts:
                self._log_terms(part, log_metric)
        return rewards

    def _log_terms(self, part: Part, log_metric: Callable[[str, float], None]) -> None:
        prefix = self.name if part.task is None else f"{self.name}/{part.task}"
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


def reward(
    recipe: Any,
    truth: str = "solution",
    term: Optional[str] = None,
    *,
    by: Optional[str] = None,
    name: Optional[str] = None,
    tokenizer: Any = None,
    **overrides: Any,
) -> Reward:
    """A reward function for GRPOTrainer and RLOOTrainer.

    recipe     a name, a dict or JSON; with `by` a mapping of task -> recipe: reward({"det": "detection"}, by="task")
    truth      the dataset's column that holds the truth, one JSON document for each row
    term       a term instead of the score, for TRL's own weights: reward("detection", term="format")
    by         the column that holds the task; rows of a task without a recipe get None
    name       what TRL logs it as; default: the recipe and the term
    tokenizer  decodes completion_ids with special tokens, for recipes that need them; TRL's own text has none
    overrides  members of the recipe that differ: reward("detection", min_iou=0.75)

    Raises vreward.Error for an unknown recipe now, and for a missing column or a bad truth when called.
    """
    return Reward(recipe, truth, term, by=by, name=name, tokenizer=tokenizer, **overrides)
