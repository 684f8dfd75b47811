"""What would the scores be if the numbers were read in the space in which they fit? Summed up over many samples."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Dict, List, Optional, Sequence, Tuple

from .._binding.errors import Error
from ..scorer import Scorer

EXPLAINED = 64  # suspicious samples whose explanation is asked
KEPT = 256  # samples that are scored again
OFTEN = 10  # where truths are wrong, more than one answer in so many says so
REASON = "space_suspect"

Sample = Tuple[Any, Any, float]


class Spaces:
    """Collects samples as they are scored, a bounded number of each recipe.

    kept       samples that are scored again
    explained  suspicious samples whose explanation is asked
    """

    def __init__(self, kept: int = KEPT, explained: int = EXPLAINED) -> None:
        self.kept = kept
        self.explained = explained
        self.suspicious = 0
        self.told = 0  # how many were suspicious when it was last said
        self.keys: Dict[Scorer, str] = {}
        self.recipes: Dict[str, List[Sample]] = {}
        self.fits: Dict[str, Counter[str]] = {}

    def full(self, scorer: Scorer) -> bool:
        """Whether nothing but suspicious samples of this scorer's recipe would still be collected."""
        return len(self.recipes.get(self.keys.get(scorer, ""), ())) >= self.kept

    def add(
        self, scorer: Scorer, texts: Sequence[Any], truths: Optional[Sequence[Any]], scores: Any, reasons: Any
    ) -> None:
        """Samples of one recipe. `reasons` are names."""
        if truths is None:
            return
        if scorer not in self.keys:
            self.keys[scorer] = json.dumps(scorer.recipe)
        recipe = self.keys[scorer]
        kept = self.recipes.setdefault(recipe, [])
        fits = self.fits.setdefault(recipe, Counter())
        if self.full(scorer) and REASON not in reasons:
            return
        for text, truth, score, reason in zip(texts, truths, scores, reasons):
            if len(kept) < self.kept and score == score:
                kept.append((text, truth, score))
            if reason != REASON:
                continue
            self.suspicious += 1
            if sum(fits.values()) < self.explained:
                found = scorer.explain(text, truth).get("fits_as")
                if found is not None:
                    found.pop("overlap")
                    found.pop("input_size", None)
                    fits[json.dumps(found, sort_keys=True)] += 1

    def merge(self, other: Spaces) -> None:
        """What another process has collected."""
        self.suspicious += other.suspicious
        for recipe, samples in other.recipes.items():
            kept = self.recipes.setdefault(recipe, [])
            kept.extend(samples[: self.kept - len(kept)])
            self.fits.setdefault(recipe, Counter()).update(other.fits[recipe])

    def findings(self) -> List[str]:
        """A sentence for each recipe whose numbers mostly fit in one other space."""
        told = []
        for recipe, fits in self.fits.items():
            if fits:
                name, count = fits.most_common(1)[0]
                often = count * OFTEN >= len(self.recipes[recipe])
                sentence = self._finding(recipe, json.loads(name), often)
                told += [sentence] if sentence else []
        return told

    def _finding(self, recipe: str, fits: Dict[str, Any], often: bool) -> Optional[str]:
        if not often and ("truth_order" in fits or "size_exchanged" in fits):
            return None  # a few bad answers fit by chance, and no mean says whether the others would
        name = fits["space"] if fits["order"] == "xyxy" else f"{fits['space']}, {fits['order']}"
        if "truth_order" in fits:
            return f'the numbers fit truths whose boxes are {fits["truth_order"]}: is "order" missing in them?'
        if "size_exchanged" in fits:
            return f"numbers fit as {name} with width and height of the truths' size exchanged"
        if "resize" in fits:
            name += ", resized to at most {max_pixels} pixels".format(**fits["resize"])
        space = {"prediction": fits["space"], "order": fits["order"], "resize": fits.get("resize", {})}
        samples = self.recipes[recipe]
        try:
            scores = Scorer(json.loads(recipe), space=space).score([s[0] for s in samples], [s[1] for s in samples])
        except Error:  # a truth lacks what this space needs
            return None
        before, after = (sum(each) / len(samples) for each in ([s[2] for s in samples], scores.score))
        if not after > before:
            return None
        of = "" if len(samples) < KEPT else f" of the first {len(samples)}"
        return f"read as {name}, the mean{of} would be {after:.3f} instead of {before:.3f}"
