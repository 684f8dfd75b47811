"""Does cheating pay? Degenerate policies on your own truths, beside an honest one that errs. See docs/audit.md.

from vreward.audit import audit
print(audit(truths, "detection").text())
"""

from __future__ import annotations

import random
from typing import Any, List, Optional, Sequence

from ._audit.additions import ADDED
from ._audit.answers import BOXES, ITEMS, Answer
from ._audit.blind import BLIND
from ._audit.found import HONEST, Audit, Row
from ._audit.policies import OTHER, Policy
from ._audit.run import Earned, Run, mean_and_error, searched
from ._audit.samples import Sample, samples_of
from ._audit.search import judged_on
from ._binding.errors import Error
from .scorer import Scorer

__all__ = ["Audit", "Row", "audit"]

SAMPLES = 500
CHARACTERS = 200_000  # of truths; long pages take longer
ENOUGH = 1e-6  # a smaller difference is rounding
ERRORS = 2.0  # standard errors that a difference must exceed
SEARCHED = 4  # samples that a search needs at least


def audit(
    truths: Sequence[Any],
    recipe: Any,
    *,
    completions: Optional[Sequence[Any]] = None,
    places: Optional[Sequence[Any]] = None,
    skill: float = 0.7,
    seed: int = 0,
    **overrides: Any,
) -> Audit:
    """Scores policies that cheat beside an honest one that errs, on these truths.

    truths       one for each prompt, as Scorer.score takes them; at most 500 are drawn. None where the recipe needs no
                 truth
    recipe       a Scorer, or what makes one
    completions  what a model wrote: for each truth a text, or a list of them. It is shown beside the others
    places       what names each truth where an example is shown; default: its index
    skill        of the honest policy: the share of the true items that it finds, the chance that its count is right;
                 how exact it is follows. The weaker it is, the more alternatives pay
    seed         of everything that is drawn. The same seed gives the same audit
    overrides    members of the recipe that differ

    A policy cheats where its mean is above that of the honest policy by more than two standard errors. One that sees
    nothing knows statistics over other truths only; one that adds to an honest answer is compared with that answer.

    Raises Error for a truth that the recipe refuses, and where no form of answer is found that the recipe reads.

        >>> found = audit([{"count": n % 4 + 2} for n in range(40)], "counting")
        >>> found.holes, found.rows[0].policy
        ([], 'honest')
    """
    if not 0 < skill <= 1:
        raise Error(f"skill is {skill}, it must be above 0 and at most 1")
    scorer = recipe if isinstance(recipe, Scorer) else Scorer(recipe, **overrides)
    chosen = _drawn(truths, seed)
    if not chosen:
        raise Error("there are no truths to audit with")
    named = range(len(truths)) if places is None else places
    rows = None if completions is None else [completions[i] for i in chosen]
    given = [truths[i] if scorer.needs_truth else None for i in chosen]
    samples = samples_of(scorer, given, rows, [named[i] for i in chosen])
    return _of_one_kind(scorer, samples, skill, seed)


def _drawn(truths: Sequence[Any], seed: int) -> List[int]:
    """The places of the truths that are used."""
    places = list(range(len(truths)))
    if len(places) > SAMPLES:
        places = sorted(random.Random(f"{seed} samples").sample(places, SAMPLES))
    length = sum(len(str(truths[i])) for i in places)
    return places if length <= CHARACTERS else places[: max(SEARCHED, len(places) * CHARACTERS // length)]


def _of_one_kind(scorer: Scorer, samples: List[Sample], skill: float, seed: int) -> Audit:
    """The samples of the kind that most are of."""
    kinds = [one.kind for one in samples if one.items or one.kind != BOXES] or [BOXES]
    kind = max(set(kinds), key=lambda one: (kinds.count(one), one))
    empty = kind in ITEMS  # a truth without items is one of every kind of them
    kept = [
        one._replace(kind=kind)
        for one in samples
        if one.kind == kind or (empty and one.kind == BOXES and not one.items)
    ]
    run = Run(scorer, kept, seed, skill)
    judge = _Judge(run)
    judge.model()
    left_out = {}
    if len(kept) < len(samples):
        left_out["other kinds of truth"] = f"{len(samples) - len(kept)} of {len(samples)} are not {kind}"
    for policies, blind in ((BLIND, True), (ADDED, False)):
        fits, lacking = run.applicable(policies)
        left_out.update({name: why for name, why in lacking.items() if why != OTHER})
        for policy in fits:
            judge.policy(policy, blind)
    edits, _ = run.applicable(ADDED)
    if len(kept) >= SEARCHED:
        judge.search(edits)
    name = scorer.recipe.get("base") or scorer.recipe["task"]
    rows = sorted(judge.rows, key=lambda row: -row.gain)
    return Audit(str(name), len(kept), str(run.form), run.perfect, [*judge.first, *rows], left_out)


class _Judge:
    """Rows as policies are compared with the honest one."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.earned = {HONEST: run.earned(run.honest)}
        self.first = [self._row(HONEST, "honest", None, self.earned[HONEST], range(len(run.samples)))]
        self.rows: List[Row] = []
        self._nothing = [Answer()] * len(run.samples)

    def model(self) -> None:
        """The model's own rollouts, each prompt by their mean."""
        samples = self.run.samples
        places = [i for i, one in enumerate(samples) if one.completions]
        if not places:
            return
        texts, scores = [], []
        for i in places:
            document = samples[i].document
            found = self.run.scorer.score(samples[i].completions, document).score
            texts.append(samples[i].completions[0])
            scores.append(sum(found) / len(found))
        self.first.append(self._row("the model's own", "model", None, Earned(texts, scores), places))

    def policy(self, policy: Policy, blind: bool) -> None:
        start = self._nothing if blind else self.run.honest
        earned = self.earned[policy.name] = self.run.earned(self.run.edited(policy, start))
        kind = "blind" if blind else "added"
        everywhere = range(len(self.run.samples))
        self.rows.append(self._row(policy.name, kind, policy.section, earned, everywhere, policy.base or HONEST))

    def search(self, edits: Sequence[Policy]) -> None:
        """What the search makes of the honest answers, and of those of the best paid blind policy."""
        blind = max((row for row in self.rows if row.kind == "blind"), key=lambda row: row.mean)
        policy = next(one for one in BLIND if one.name == blind.policy)
        seen = self.run.edited(policy, self._nothing)
        places = judged_on(len(self.run.samples))
        for start, first, kind in ((self.run.honest, (), "added"), (seen, (policy.name,), "blind")):
            chain, answers = searched(self.run, edits, start)
            if chain:
                name = "search: " + ", ".join((*first, *(edit.name for edit in chain)))
                self.rows.append(self._row(name, kind, "search", self.run.earned(answers, places), places))

    def _row(
        self, name: str, kind: str, section: Optional[str], earned: Earned, places: Sequence[int], against: str = HONEST
    ) -> Row:
        baseline = [self.earned[against].scores[i] for i in places]
        gains = [score - honest for score, honest in zip(earned.scores, baseline)]
        gain, error = mean_and_error(gains)
        top = max(range(len(gains)), key=lambda i: (gains[i], -i))
        return Row(
            name, kind, sum(earned.scores) / len(gains), gain, error, against,
            section is not None and gain > max(ENOUGH, ERRORS * error), section,
            self.run.samples[places[top]].place, earned.texts[top], earned.scores[top], baseline[top],
        )  # fmt: skip
