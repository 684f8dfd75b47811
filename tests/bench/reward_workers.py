"""What a score costs where a cluster's reward workers call it, beside the same call in process: `make bench-workers`.

Wall time of a sample, the least of several rounds, on a local Ray of two cores: what crosses process borders waits, so the
processor time of one process would not show it."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "trainers"), str(HERE.parent)]

import ray  # noqa: E402
import vreward  # noqa: E402
import vreward.verl  # noqa: E402
from scoring import detections  # noqa: E402

ROUNDS, MANY = 7, 64
OURS = "+reward.custom_reward_function.reward_kwargs.recipe=detection"


class Worker:
    """A reward worker: the reward is made once, and called for what comes."""

    def __init__(self) -> None:
        self.reward = vreward.verl.reward("detection")

    def one(self, text: str, truth: str) -> Dict[str, Any]:
        return self.reward("det", text, truth, {})

    def many(self, texts: List[str], truths: List[str]) -> List[Dict[str, Any]]:
        return [self.one(text, truth) for text, truth in zip(texts, truths)]

    def nothing(self, text: str, truth: str) -> None:
        """The call alone."""


def least(call: Callable[[], object], samples: int, times: int = 1) -> float:
    """Microseconds for a sample."""
    call()
    seconds = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for _ in range(times):
            call()
        seconds.append((time.perf_counter() - begin) / times)
    return min(seconds) / samples * 1e6


def in_ray(texts: List[str], truths: List[str]) -> List[Tuple[str, float]]:
    here = Worker()
    there = ray.remote(Worker).remote()
    one = (texts[0], truths[0])
    flight = list(zip(texts, truths))
    return [
        ("in process, one sample a call", least(lambda: here.one(*one), 1, 1000)),
        ("in process, a batch of 64: vreward.Scorer", least(lambda: vreward.Scorer("detection").score(texts, truths), MANY, 20)),
        ("an actor of Ray that does nothing, one sample a call", least(lambda: ray.get(there.nothing.remote(*one)), 1, 100)),
        ("an actor of Ray, one sample a call, waited for", least(lambda: ray.get(there.one.remote(*one)), 1, 100)),
        ("an actor of Ray, one sample a call, 64 in flight", least(lambda: ray.get([there.one.remote(*each) for each in flight]), MANY)),
        ("an actor of Ray, 64 samples a call", least(lambda: ray.get(there.many.remote(texts, truths)), MANY, 10)),
    ]


def in_verl(texts: List[str], truths: List[str]) -> List[Tuple[str, float]]:
    """verl's reward loop on two workers, with our function and with one that returns a number at once."""
    from test_verl import batch_of, configured, whole_text_tokenizer
    from verl.experimental.reward_loop.reward_loop import RewardLoopManager

    folder = Path(tempfile.mkdtemp())
    tokenizer: Any = whole_text_tokenizer(texts)
    tokenizer.folder = folder
    tokenizer.save_pretrained(folder)
    (folder / "number.py").write_text("def compute_score(data_source, solution_str, ground_truth, extra_info):\n    return 0.0\n")
    found = []
    path = f"reward.custom_reward_function.path={folder / 'number.py'}"
    for name, setting in (("a function that returns 0.0", path), ("vreward.verl", OURS)):
        manager = RewardLoopManager(configured(tokenizer, setting))
        batch = batch_of(tokenizer, texts, truths)
        found.append((f"verl's reward loop, 64 samples on two workers: {name}", least(lambda: manager.compute_rm_score(batch), MANY)))
        for worker in manager.reward_loop_workers:  # the next ones have their names
            ray.kill(worker)
        time.sleep(1)
    return found


def main() -> None:
    texts, truths = detections(9, MANY)
    ray.init(num_cpus=3, include_dashboard=False, log_to_driver=False)
    for measured in (in_ray, in_verl):
        for name, us in measured(texts, truths):
            print(f"{us:9.1f} us a sample  {name}", flush=True)
    ray.shutdown()


if __name__ == "__main__":
    main()
