"""Every policy on every sample, scored."""

from __future__ import annotations

import math
import random
from typing import Any, Dict, List, Optional, Sequence, Tuple

from ..scorer import Scorer
from .answers import COUNT, NUMBER, Answer
from .forms import form_of, shown
from .honest import Skill, honest
from .others import Others, others_of
from .policies import Knowledge, Policy
from .samples import Sample
from .search import judged_on, learnt_on, search

CONSTANTS = 20  # that are tried, on
JUDGES = 100  # other samples
MOST_ITEMS = 100  # after the second edit on: they would multiply


class Earned:
    """What a policy earned."""

    def __init__(self, texts: List[str], scores: List[float]) -> None:
        self.texts = texts
        self.scores = scores


class Run:
    """The samples of one audit, what the honest policy says of each, and what policies earn on them."""

    def __init__(self, scorer: Scorer, samples: Sequence[Sample], seed: int, skill: float) -> None:
        self.scorer = scorer
        self.samples = samples
        self.seed = seed
        self.form, self.perfect = form_of(scorer, samples)
        self.others: List[Others] = others_of(samples, seed)
        self.honest = [
            honest(one, others, self._draw("honest", i), Skill.of(skill))
            for i, (one, others) in enumerate(zip(samples, self.others))
        ]
        self._documents = None if samples[0].document is None else [one.document for one in samples]

        for others in {id(one): one for one in self.others}.values():
            others.best = self._best_constant(others)

    def _best_constant(self, others: Others) -> Any:
        """What a policy that sees nothing learns to say of counts and numbers: what earns most elsewhere."""
        kind = self.samples[0].kind
        values = sorted(set(others.values[kind])) if kind in (COUNT, NUMBER) else []
        tried = values[:: -(-len(values) // CONSTANTS)] if values else []
        known = others.samples[:JUDGES]
        documents = [one.document for one in known]

        def earns(value: Any) -> float:
            texts = [self.form.write(Answer(text=shown(kind, value)), one) for one in known]
            return math.fsum(self.scorer.score(texts, documents).score)

        return max(tried, key=earns, default=None)

    def _draw(self, name: str, place: int) -> random.Random:
        return random.Random(f"{self.seed} {name} {place}")

    def earned(self, answers: Sequence[Answer], places: Optional[Sequence[int]] = None) -> Earned:
        """The answers, one for each place, written and scored."""
        places = range(len(self.samples)) if places is None else places
        texts = [self.form.write(answer, self.samples[i]) for answer, i in zip(answers, places)]
        documents = None if self._documents is None else [self._documents[i] for i in places]
        return Earned(texts, list(self.scorer.score(texts, documents).score))

    def edited(
        self, policy: Policy, start: Sequence[Answer], places: Optional[Sequence[int]] = None, step: int = 0
    ) -> List[Answer]:
        """What answers, one for each place, become under a policy; a policy that sees nothing makes them anew."""
        made = []
        for i, answer in zip(range(len(self.samples)) if places is None else places, start):
            sample = self.samples[i]
            known = Knowledge(self.others[i], sample.size, sample.kind, self._draw(f"{policy.name} {step}", i))
            answer = policy.write(known, answer)
            if step > 0 and len(answer.items or ()) > MOST_ITEMS:
                answer = answer._replace(items=(answer.items or ())[:MOST_ITEMS])
            made.append(answer)
        return made

    def applicable(self, policies: Sequence[Policy]) -> Tuple[List[Policy], Dict[str, str]]:
        """Those that apply, and why the others do not, by name."""
        kind, known = self.samples[0].kind, self.others[0]
        lacking = {policy.name: policy.lacks(kind, known) for policy in policies}
        fits = [policy for policy in policies if lacking[policy.name] is None]
        return fits, {name: why for name, why in lacking.items() if why is not None}


def searched(run: Run, edits: Sequence[Policy], start: Sequence[Answer]) -> Tuple[Tuple[Policy, ...], List[Answer]]:
    """The chain of edits that the search found, and what it makes of the answers that it is judged on."""
    count = len(run.samples)
    places = learnt_on(count)

    def edited(policy: Policy, step: int, answers: Sequence[Answer]) -> List[Answer]:
        return run.edited(policy, answers, places, step)

    def scored(answers: Sequence[Answer]) -> float:
        return math.fsum(run.earned(answers, places).scores) / len(places)

    chain = search(edits, [start[i] for i in places], edited, scored)
    judged = [start[i] for i in judged_on(count)]
    for step, policy in enumerate(chain):
        judged = run.edited(policy, judged, judged_on(count), step)
    return chain, judged


def mean_and_error(values: Sequence[float]) -> Tuple[float, float]:
    """The mean, and its standard error; 0 for a single value."""
    count = len(values)
    mean = math.fsum(values) / count
    if count < 2:
        return mean, 0.0
    return mean, math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (count - 1) / count)
