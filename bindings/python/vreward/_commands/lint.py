"""vreward lint: what is wrong with the truths of files, before anything is trained on them."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from .._binding.containers import counted
from .._binding.errors import Error
from .._rollouts.record import COMPLETION_NAMES, TRUTH_NAMES, BadRecord, member_of, rows_in, truth_name_of
from .._rollouts.summary import Summary
from .._scoring.checks import Check
from .options import add_input, reader_of, scorer_of


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "lint",
        help="what is wrong with the truths of files",
        description="Every bad truth, grouped by what is wrong, and what looks like a mistake: tiny or repeated boxes, "
        "fractions taken for pixels, labels that differ in case, texts that are all alike. Where rows hold completions "
        "too: would their numbers fit better in another coordinate space? Ends with 1 where something was found.",
    )
    add_input(parser, several=True)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Returns 1 where something was found."""
    scorer = scorer_of(options, "lint needs --recipe")
    if not scorer.needs_truth:
        raise Error(f"--recipe {options.recipe}: compares with no truth, so there is nothing to check")
    reader, check, summary = reader_of(options), Check(scorer), Summary()
    for batch in reader.batches():
        truths, places, records = [], [], []
        for line in batch if isinstance(batch, list) else batch.lines():
            for members in rows_in(line, reader.completion):
                truths.append(_truth(members, options.truth, line.place))
                places.append(line.place)
            if summary.explained < 256 and any(name in members for name in (options.completion, *COMPLETION_NAMES)):
                records += reader.records(line)
        check.add(truths, places)
        texts = [(text, record.truth) for record in records for text in record.completions]
        if texts:
            _look(scorer, texts, summary)
    found = check.findings()
    spaces = summary.spaces.findings()
    if not check.count:
        raise BadRecord(f"{reader.path}: holds no truths")
    if options.json:
        rows = [asdict(one) for one in found]
        labels = dict(check.labels.most_common())
        document = {"truths": check.count, "bad": check.bad, "found": rows, "labels": labels}
        document.update(spaces=spaces, dialects=dict(summary.dialects.most_common()))
        print(json.dumps(document, ensure_ascii=False))
    else:
        for one in found:
            print(one.text())
        for sentence in spaces:
            print(f"suspicious: {sentence}")
        if summary.dialects:
            dialects = ", ".join(f"{name} {count}" for name, count in summary.dialects.most_common())
            print(f"dialects of the first {counted(summary.explained, 'completion')}: {dialects}")
        print(f"truths: {check.count}, bad: {check.bad}, boxes: {check.boxes}, labels: {len(check.labels)}")
    return 1 if found or spaces else 0


def _truth(members: Any, name: Any, place: str) -> Any:
    names = (name or truth_name_of(members) or "",)
    found = member_of(members, names)
    if found is None and names[0] not in members:
        wanted = name or ", ".join(TRUTH_NAMES) + "; --truth names another"
        raise BadRecord(f"{place}: no truth ({wanted}) among its members: {', '.join(members)}")
    return found


def _look(scorer: Any, texts: Any, summary: Summary) -> None:
    try:
        scores = scorer.score([text for text, _ in texts], [truth for _, truth in texts])
    except Error as failure:
        if failure.scores is None:
            return
        scores = failure.scores
    summary.look(scorer, [text for text, _ in texts], [truth for _, truth in texts], scores)
