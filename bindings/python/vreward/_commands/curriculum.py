"""vreward curriculum: how hard each prompt is over its rollouts, and which are worth training on."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections import Counter
from contextlib import ExitStack
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple

from .._binding.errors import Error
from .._rollouts.groups import Groups, groups_of, key_of, rows_of
from .._rollouts.reader import Reader
from ..curriculum import BANDS, ORDERS, Band, Difficulty, keeping, ordered, profile_row, sample, weights
from .options import rare_collections

WRITTEN = ("rows", "ids", "profile")
BINS = 10


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "curriculum",
        help="how hard each prompt is, and which are worth training on",
        description="Groups scored rollouts (of `vreward score`, a trainer, or NeMo Gym's *_reward_profiling.jsonl) by "
        "prompt. Alone: what the file comes to, and what each band would keep. With a band, an order, --write or -o "
        "the prompts that are kept are written.",
    )
    parser.add_argument("file", help="scored rollouts, several of each prompt")
    parser.add_argument(
        "--by",
        default="prompt",
        metavar="NAME",
        help="the member that names the prompt, or a path (extra_info.index); default: prompt",
    )
    parser.add_argument("--score", metavar="NAME", help="the member that holds the score; default: score or reward")
    parser.add_argument("--term", metavar="NAME", help="a term of `terms` instead")
    parser.add_argument("--completion", metavar="NAME", help="the member that holds the completion")
    parser.add_argument("--threshold", type=float, default=0.5, help="a score passes that reaches it; default: 0.5")
    parser.add_argument("--k", type=int, help="of pass@k and best-of-k; default: all rollouts of a prompt")
    parser.add_argument("--band", choices=sorted(BANDS), help="keeps, pools or weighs prompts as others do")
    parser.add_argument("--keep", metavar="LOW:HIGH", help="keeps prompts whose mean is in this band, ends included")
    parser.add_argument("--order", choices=("input", *ORDERS), default="input", help="default: as they come")
    parser.add_argument("--sample", type=int, metavar="N", help="draws N prompts by the weights of --band")
    parser.add_argument("--seed", type=int, default=0, help="of --sample")
    parser.add_argument(
        "--write", choices=WRITTEN, help="rows with `_difficulty`, ids, or NeMo Gym's profile; default: rows"
    )
    parser.add_argument("--rows", metavar="FILE", help="the data set whose rows are written, joined on --by")
    parser.add_argument("-o", "--output", metavar="FILE", help="where they go; default: standard output")
    parser.add_argument("--json", action="store_true", help="the summary as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Returns 1 where lines were passed over or scores could not be used."""
    band = _band(options)
    if options.sample is not None and options.sample < 1:
        raise Error(f"--sample {options.sample}: must be 1 or more")
    for path in (options.file, options.rows):
        if path and options.output and os.path.exists(options.output) and os.path.samefile(path, options.output):
            raise Error(f"{options.output}: is the file that is read")
    reader = Reader(options.file, options.completion)
    asked = (options.output, options.write, options.sample, options.rows, band)
    writes = any(each is not None for each in asked) or options.order != "input"
    own = writes and options.rows is None and options.write != "ids"
    with rare_collections():
        groups = groups_of(reader, options.by, options.score, options.term, options.threshold, options.k, own)
    for told in (*groups.problems.lines(), *_notes(groups.prompts, options)):
        print(f"vreward: {options.file}: {told}", file=sys.stderr)
    chosen, weight = _chosen(groups.prompts, band, options)
    if writes:
        _write(groups, chosen, weight, band, options)
        print(f"{len(chosen)} of {len(groups.prompts)} prompts written", file=sys.stderr)
    elif options.json:
        print(json.dumps(_summary(groups.prompts, options.threshold), ensure_ascii=False))
    else:
        print(_text(_summary(groups.prompts, options.threshold)))
    return 1 if groups.problems else 0


def _band(options: argparse.Namespace) -> Optional[Band]:
    if options.keep is None:
        return None if options.band is None else BANDS[options.band]
    if options.band is not None:
        raise Error("--band and --keep: give one of them")
    low, _, high = options.keep.partition(":")
    try:
        return keeping(float(low or -math.inf), float(high or math.inf))
    except ValueError as failure:
        if isinstance(failure, Error):
            raise
        raise Error(f"--keep {options.keep}: must be LOW:HIGH, as 0.2:0.8") from None


def _notes(prompts: Sequence[Difficulty], options: argparse.Namespace) -> Iterator[str]:
    counts = Counter(one.rollouts for one in prompts)
    if counts[0]:
        yield f"{counts[0]} prompts have no score that can be used: they are in no band"
    if set(counts) <= {0, 1}:
        yield "one rollout of each prompt: no spread and no gap; only timelens' weights are made for that"
    if options.k is not None:
        fewer = sum(number for count, number in counts.items() if count < options.k)
        if fewer:
            yield f"{fewer} of {len(prompts)} prompts have fewer than {options.k} rollouts: no pass@k and best-of-k"


def _chosen(
    prompts: Sequence[Difficulty], band: Optional[Band], options: argparse.Namespace
) -> Tuple[List[int], List[float]]:
    """The places of the prompts that are written, in their order, and the weight of each prompt."""
    weight = weights(band, prompts) if band is not None else [float(one.rollouts > 0) for one in prompts]
    order = range(len(prompts)) if options.order == "input" else ordered(prompts, options.order)
    kept = set(range(len(prompts)) if band is None else (i for i, one in enumerate(prompts) if band.keeps(one)))
    if options.sample is not None:
        kept = set(sample(prompts, weight, options.sample, options.seed))
    return [i for i in order if i in kept], weight


def _write(
    groups: Groups, chosen: Sequence[int], weight: Sequence[float], band: Optional[Band], options: argparse.Namespace
) -> None:
    rows = groups.rows
    if options.rows is not None:
        rows, chosen = _joined(groups.prompts, chosen, options)
    with ExitStack() as files:
        out = sys.stdout
        if options.output is not None:
            out = files.enter_context(open(options.output, "w", encoding="utf-8", errors="backslashreplace"))
        for task, place in enumerate(chosen):
            found = groups.prompts[place]
            if options.write == "ids":
                written: Any = found.prompt
            elif options.write == "profile":
                written = profile_row(found, task, rows[place])
            else:
                told = found.members()
                if band is not None:
                    told.update({"band": band.name, "pool": band.pool(found), "weight": weight[place]})
                written = {**rows[place], "_difficulty": told}
            out.write(json.dumps(written, ensure_ascii=False) + "\n")


def _joined(
    prompts: Sequence[Difficulty], chosen: Sequence[int], options: argparse.Namespace
) -> Tuple[List[Dict[str, Any]], List[int]]:
    """The rows of the data set, and of the chosen prompts those that have one."""
    wanted = {prompts[place].prompt: place for place in chosen}
    rows: List[Dict[str, Any]] = [{} for _ in prompts]
    for _, members in rows_of(Reader(options.rows)):
        place = wanted.get(key_of(members, options.by))
        if place is not None and not rows[place]:
            rows[place] = members
    without = [place for place in chosen if not rows[place]]
    if without:
        first = json.dumps(prompts[without[0]].prompt, ensure_ascii=False)[:80]
        print(
            f"vreward: {options.rows}: {len(without)} prompts have no row there, the first is {first}", file=sys.stderr
        )
    return rows, [place for place in chosen if rows[place]]


def _mean(values: Sequence[Optional[float]]) -> Optional[float]:
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None


def _summary(prompts: Sequence[Difficulty], threshold: float) -> Dict[str, Any]:
    means = [one.mean for one in prompts if one.mean is not None]
    bins = Counter(min(max(int(mean * BINS), 0), BINS - 1) for mean in means)
    return {
        "prompts": len(prompts),
        "rollouts": sum(one.rollouts for one in prompts),
        "unusable": sum(one.unusable for one in prompts),
        "threshold": threshold,
        "mean": _mean(means),
        "std": _mean([one.std for one in prompts]),
        "best": _mean([one.best for one in prompts]),
        "pass_rate": _mean([one.pass_rate for one in prompts]),
        "pass_at_k": _mean([one.pass_at_k for one in prompts]),
        "best_of_k": _mean([one.best_of_k for one in prompts]),
        "gap": _mean([one.gap for one in prompts]),
        "histogram": [bins[place] for place in range(BINS)],
        "bands": {
            name: {
                "keeps": sum(map(band.keeps, prompts)),
                "pools": dict(Counter(filter(None, map(band.pool, prompts)))) if band.pools else {},
                "rule": band.rule,
            }
            for name, band in BANDS.items()
        },
    }


def _text(found: Dict[str, Any]) -> str:
    def number(name: str) -> str:
        return "none" if found[name] is None else f"{found[name]:.3f}"

    unusable = f", {found['unusable']} scores that cannot be used" if found["unusable"] else ""
    lines = [
        f"{found['prompts']} prompts, {found['rollouts']} rollouts{unusable}",
        "",
        "mean over the prompts",
        f"  mean score         {number('mean')}",
        f"  spread (std)       {number('std')}",
        f"  best               {number('best')}",
        f"  pass rate at {found['threshold']:<5g} {number('pass_rate')}",
        f"  pass@k             {number('pass_at_k')}",
        f"  best of k          {number('best_of_k')}, {number('gap')} above the mean",
        "",
        "prompts by mean score",
    ]  # fmt: skip
    most = max([*found["histogram"], 1])
    for place, count in enumerate(found["histogram"]):
        bar = "#" * math.ceil(count / most * 40)
        lines.append(f"  {place / BINS:.1f} to {(place + 1) / BINS:.1f}  {count:>8}  {bar}".rstrip())
    lines += ["", f"  {'band':18}{'keeps':>8}  rule"]
    for name, band in found["bands"].items():
        pools = ", ".join(f"{pool} {count}" for pool, count in band["pools"].items())
        lines.append(f"  {name:18}{band['keeps']:>8}  {band['rule']}{f' ({pools})' if pools else ''}")
    return "\n".join(lines)
