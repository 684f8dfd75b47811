"""What the adapters of the trainers add to a score, and a format reward beside those that trainers ship.

"over the score" is the adapter's time less that of vreward.Scorer on the same texts. The aim is 5 us for each sample in
TRL's batches of 64, and 20 us for a call of verl. TRL's and ms-swift's own rewards are measured where these are
installed: `make bench-adapters`.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterator, List

import vreward
import vreward.trl
import vreward.verl
from scoring import detections
from timing import alternate

BATCH, GROUP = 64, 8
TRL, VERL = 5.0, 20.0  # us to stay within


def rows(quick: bool) -> Iterator[Dict[str, Any]]:
    seconds = 0.3 if quick else 2.0
    yield from over_the_score(seconds)
    yield from format_rewards(seconds)


def groups() -> tuple[List[str], List[str]]:
    """Completions of a batch, and their truths, each of which stands for a group of rollouts."""
    completions, truths = detections(9, BATCH)
    return completions, [truths[row // GROUP * GROUP] for row in range(BATCH)]


def nothing(*_: Any) -> None:
    """Stands for the trainer's own logging."""


def over_the_score(seconds: float) -> Iterator[Dict[str, Any]]:
    completions, truths = groups()
    messages = [[{"role": "assistant", "content": text}] for text in completions]
    scorer = vreward.Scorer("detection")
    trl, verl = vreward.trl.reward("detection"), vreward.verl.reward("detection")
    logs = {"log_extra": nothing, "log_metric": nothing}
    one, truth = completions[0], truths[0]
    found = alternate(
        {
            "scorer, 64": lambda: scorer.score(completions, truths),
            "TRL, text": lambda: trl(prompts=completions, completions=completions, solution=truths, **logs),
            "TRL, messages": lambda: trl(prompts=completions, completions=messages, solution=truths, **logs),
            "scorer, 1": lambda: scorer.score_one(one, truth),
            "verl": lambda: verl(data_source="x", solution_str=one, ground_truth=truth, extra_info={}),
            "verl, by name": lambda: vreward.verl.compute_score("x", one, truth, {}, recipe="detection"),
        },
        seconds,
    )
    for name, base, samples, limit in (
        ("TRL, text", "scorer, 64", BATCH, TRL),
        ("TRL, messages", "scorer, 64", BATCH, TRL),
        ("verl", "scorer, 1", 1, VERL),
        ("verl, by name", "scorer, 1", 1, VERL),
    ):
        own = found[base] / samples * 1e6
        all_of_it = found[name] / samples * 1e6
        yield {
            "work": "Adapters, us per sample (9 boxes)",
            "call": name,
            "in a call": samples,
            "score": round(own, 2),
            "over the score": round(all_of_it - own, 2),
            "at most": limit,
            "ours_us": all_of_it,
            "peers": {},
        }


def format_rewards(seconds: float) -> Iterator[Dict[str, Any]]:
    """The same question for all: thinking in its tags, then the answer."""
    texts = [f"<think>{'so ' * 100}</think>\n<answer>{row}</answer>" for row in range(BATCH)]
    messages = [[{"role": "assistant", "content": text}] for text in texts]
    recipe = {"base": "format", "format": [{"tags": ["think", "answer"]}]}
    ours = vreward.trl.reward(recipe)
    found = alternate({"ours": lambda: ours(completions=messages), **shipped(texts, messages)}, seconds)
    yield {
        "work": "Format rewards in batches of 64, us per sample",
        "text": "300 characters of thinking",
        "ours_us": found.pop("ours") / BATCH * 1e6,
        "peers": {name: value / BATCH * 1e6 for name, value in found.items()},
    }


def shipped(texts: List[str], messages: List[Any]) -> Dict[str, Callable[[], object]]:
    """The format rewards of the trainers that are installed."""
    found: Dict[str, Callable[[], object]] = {}
    try:
        from trl.rewards import think_format_reward
    except ImportError:
        pass
    else:
        assert set(think_format_reward(messages)) == {1.0}
        found["TRL think_format_reward"] = lambda: think_format_reward(messages)
    try:
        from swift.rewards import orms
    except ImportError:
        pass
    else:
        swift = orms["format"]()
        assert set(swift(texts)) == {1.0}
        found["ms-swift Format"] = lambda: swift(texts)
    return found
