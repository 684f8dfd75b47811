"""What the page is made of, as JSON: the figures, the prompts, and every rollout with what is drawn of it."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Any, Dict, Iterable, List, Optional, Set, Tuple

from .._binding.containers import counted
from .._binding.errors import Error
from .._rollouts.groups import Problems
from .._rollouts.reader import Reader
from .._rollouts.record import BadRecord
from .._rollouts.scorers import Scorers
from .._scoring import words
from ..curriculum import Difficulty, difficulty
from . import fates
from .explained import NO_RECIPE, Explained, Explainer
from .figures import CHANGES, GROUP_KINDS, Figures, change, group_kind, kinds
from .pictures import Album, Shown
from .reading import Sample, prompt_text, read
from .shapes import size_of, truth_members
from .shown import Shower, cut, truth_text

FIRST_PICTURES = 3  # that a note names


class Report:
    """Rollouts of one run, or of two that are compared.

    runs     what each is called, and where its rollouts come from
    by       the member that names the prompt; None: prompt, picture and truth together
    sample   at most so many rollouts of each run; None: all, and too many are refused
    folder   where the pictures lie that rows name
    """

    def __init__(
        self,
        runs: List[Tuple[str, Reader]],
        scorers: Scorers,
        *,
        by: Optional[str] = None,
        sample: Optional[int] = None,
        folder: Optional[str] = None,
    ) -> None:
        self.names = [name for name, _ in runs]
        self.problems = [Problems() for _ in runs]
        self.album = Album(folder)
        self.shower = Shower()
        self.figures: List[Dict[str, Figures]] = [{} for _ in runs]
        self.prompts: List[List[Difficulty]] = [[] for _ in runs]
        self.groups: List[Dict[str, Any]] = []
        self.rollouts: List[Dict[str, Any]] = []
        self.missing: Dict[str, Set[int]] = {}  # why pictures are not there, and of which prompts
        self.sample = Sample(None if sample is None else sample * len(runs))
        for run, (_, reader) in enumerate(runs):
            for one in read(reader, run, by, self.problems[run]):
                self.sample.add(one)
        explainer = Explainer(scorers)
        for prompt in self.sample.prompts.values():
            explained = sorted(self._explained(explainer, prompt), key=lambda one: (one.recipe, one.taken.run))
            for _, rollouts in groupby(explained, key=lambda one: one.recipe):
                self._add(list(rollouts))
        if not self.rollouts and any(self.problems):
            told = [f"{name}: {line}" for name, found in zip(self.names, self.problems) for line in found.lines()]
            raise Error("; ".join(told))

    def _explained(self, explainer: Explainer, prompt: Iterable[Any]) -> List[Explained]:
        found = []
        for one in prompt:
            try:
                found.append(explainer.of(one))
            except BadRecord as failure:
                place = one.record.place
                self.problems[one.run].add(str(failure).removeprefix(f"{place}: "), place)
        return found

    def _add(self, rollouts: List[Explained]) -> None:
        """The rollouts of a prompt that one recipe scored."""
        record, recipe = rollouts[0].taken.record, rollouts[0].recipe
        pictures = [self._picture(one) for one in rollouts]
        first = pictures[0]
        statistics: List[Dict[str, Any]] = []
        means: List[Optional[float]] = []
        for run in range(len(self.names)):
            found = difficulty(None, [one.score for one in rollouts if one.taken.run == run])
            self.prompts[run] += [found] if found.rollouts + found.unusable else []
            statistics.append({"mean": found.mean, "std": found.std, "kind": group_kind(found)})
            means.append(found.mean)
        terms = list(dict.fromkeys(name for one in rollouts for name in one.terms))
        self.groups.append(
            {
                "prompt": cut(prompt_text(record.members)),
                "recipe": recipe,
                "terms": terms,
                "truth": truth_text(record.truth),
                "picture": first.place,
                "no_picture": first.missing,
                "first": len(self.rollouts),
                "count": len(rollouts),
                "runs": statistics,
                "change": change(*means) if len(means) == 2 else None,
            }
        )
        for one, picture in zip(rollouts, pictures):
            self.figures[one.taken.run].setdefault(recipe, Figures()).add(one)
            shown = self.shower.rollout(one, terms, picture)
            # What --by puts together may be of another picture and have another truth.
            if picture != first:
                shown.update({"picture": picture.place, "no_picture": picture.missing})
            if one.taken.record.truth != record.truth:
                shown["truth"] = truth_text(one.taken.record.truth)
            self.rollouts.append(shown)

    def _picture(self, one: Explained) -> Shown:
        size = size_of(truth_members(one.taken.record.truth))
        found = self.album.of(one.taken.record.members, None if size is None else (int(size[0]), int(size[1])))
        if found.missing:
            self.missing.setdefault(found.missing, set()).add(one.taken.prompt)
        return found

    def summary(self) -> Dict[str, Any]:
        """The figures without the rollouts: what `vreward report --json` prints."""
        runs = [
            {
                "name": name,
                "recipes": {recipe: found.document() for recipe, found in sorted(self.figures[run].items())},
                "prompts": kinds(self.prompts[run]),
                "unusable": self.problems[run].lines(),
            }
            for run, name in enumerate(self.names)
        ]
        changed = Counter(group["change"] for group in self.groups if group["change"])
        return {
            "runs": runs,
            "changed": {name: changed[name] for name in CHANGES if changed[name]},
            "rollouts": len(self.rollouts),
            "read": self.sample.seen,
            "notes": self.notes(),
        }

    @property
    def bad_truths(self) -> int:
        """How many rollouts have no score because their truth cannot be used."""
        return sum("bad_truth" in row for row in self.rollouts)

    def notes(self) -> List[str]:
        """What a reader must know of this page, in sentences."""
        told = []
        if not self.rollouts:
            told.append("There is no rollout in the file.")
        if self.sample.seen > self.sample.kept:
            told.append(f"A sample of whole prompts: {self.sample.kept:,} of {self.sample.seen:,} rollouts.")
        for run, problems in enumerate(self.problems):
            told += [f"{self.names[run]}: passed over: {line}" for line in problems.lines()]
        figures = [(name, found) for run in self.figures for name, found in run.items()]
        if self.bad_truths:
            message = next(row["bad_truth"] for row in self.rollouts if "bad_truth" in row)
            told.append(
                f"{counted(self.bad_truths, 'rollout')} without a score, of a truth that cannot be used: {message}"
            )
        unexplained = sum(found.unexplained for _, found in figures)
        if unexplained:
            told.append(
                f"{counted(unexplained, 'rollout')} without an explanation, shown with the scores of the file: "
                "--recipe NAME explains, and draws what was written and what is true."
            )
        differing = sum(found.differing for _, found in figures)
        if differing:
            told.append(
                f"{counted(differing, 'rollout')} {'has' if differing == 1 else 'have'} another score in the file than "
                "by this recipe and version, which is the one shown. Were they scored by another recipe?"
            )
        if self.missing:
            first = "; ".join(list(self.missing)[:FIRST_PICTURES])
            more = "; ..." if len(self.missing) > FIRST_PICTURES else ""
            count = len(set().union(*self.missing.values()))
            told.append(f"{counted(count, 'prompt')} drawn without the picture: {first}{more}")
        if self.shower.not_aligned:
            told.append(f"{counted(self.shower.not_aligned, 'pair')} of long texts beside each other, not aligned.")
        return told

    def document(self) -> Dict[str, Any]:
        """All that the page shows."""
        return {
            **self.summary(),
            "groups": self.groups,
            "rows": self.rollouts,
            "pictures": self.album.pictures,
            "words": {
                "reasons": words.REASONS,
                "repairs": words.REPAIRS,
                "kinds": GROUP_KINDS,
                "changes": CHANGES,
                "written": {name: look._asdict() for name, look in fates.WRITTEN.items()},
                "true": {name: look._asdict() for name, look in fates.TRUTH.items()},
                "no_recipe": NO_RECIPE,
            },
        }
