"""docs/performance.md and its picture, from the rows of a run."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Callable

PAGE = """# Performance

How many times as long as vreward the fastest peer takes, of the newest releases of each:

{standing}

![How many times as long the fastest peer takes, for every measurement](performance/standing.svg)

Each dot is a row of the tables below; left of the line vreward is behind.

Written by `make bench` on {date}: {processor}, {cores} cores, {architecture}; Python {python}; {versions}.
The peers are the newest releases on that day: {releases}.{left_out}

Times are processor time in microseconds on one core, the least of alternating rounds, everything called from Python on both
sides; "median" is that of vreward's rounds, "ratio" the time of the fastest peer over vreward's, "target" what is aimed for.
Where files, threads or processes are measured it is the time on the clock. On another machine the times differ, the
ratios less. How many instructions the main paths take beside those that they must: [performance-limits.md](performance-limits.md).

To repeat: `make bench` (an environment with the peers is made under `build/`; about {minutes} minutes), or `make bench-quick`, which
checks only that it runs and that results agree.

## Tables

{tables}"""

Ratio = tuple[str, float, dict]  # the work, the ratio, the row


def works(*beginnings: str) -> Callable[[Ratio], bool]:
    return lambda one: one[0].startswith(beginnings)


def texts(shortest: int, longest: int) -> Callable[[Ratio], bool]:
    return lambda one: one[0].startswith("edit distance") and shortest <= one[2]["n"] <= longest


# What the page opens with, and which rows each sentence sums up.
SENTENCES: dict[str, Callable[[Ratio], bool]] = {
    "Edit distance of texts up to 500 characters": texts(0, 500),
    "Edit distance of longer texts": texts(501, 10**9),
    "Matching": works("boxes to pairs", "dense random matrix", "matrix of overlaps"),
    "Average precision, precision, recall and F1": works("AP ", "all figures", "precision, recall"),
    "Whole rewards, repair of JSON, and files": works("published", "text to ", "a cut-off", "vreward score", "vreward curriculum"),
}

# Columns that were measured: they do not say which row it is.
MEASURED = ("us", "MB", "/s", "second", "aim", "gain")


def place(row: dict) -> str:
    """Where in its table a row stands."""
    fixed = {"work", "ours_us", "peers", "target", "rivals"}
    told = [f"{key} {row[key]}" for key in row if key not in fixed and not any(word in key for word in MEASURED)]
    return ", ".join([row["work"].split(", us")[0].split(":")[0], *told])


def sentence(subject: str, ratios: list[Ratio]) -> str:
    ahead = sum(ratio >= 1 for _, ratio, _ in ratios)
    middle = statistics.median(ratio for _, ratio, _ in ratios)
    _, worst, row = min(ratios, key=lambda one: one[1])
    return (
        f"- **{subject}**: not slower than the fastest peer in {ahead} of {len(ratios)} measurements; the middle ratio is "
        f"{middle:.2g}, the least {worst:.2g} ({place(row)})."
    )


def standing(ratios: list[Ratio]) -> str:
    found = [(subject, list(filter(holds, ratios))) for subject, holds in SENTENCES.items()]
    return "\n".join(sentence(subject, some) for subject, some in found if some)


def draw(ratios: list[Ratio], path: Path) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.fonttype"] = "none"
    matplotlib.rcParams["svg.hashsalt"] = "vreward"
    from matplotlib import pyplot

    works = list(dict.fromkeys(work for work, _, _ in ratios))[::-1]
    figure, axes = pyplot.subplots(figsize=(8, 0.9 + 0.26 * len(works)))
    for line, work in enumerate(works):
        values = [ratio for name, ratio, _ in ratios if name == work]
        colours = ["#1b7837" if value >= 1 else "#b2182b" for value in values]
        axes.scatter(values, [line] * len(values), c=colours, s=14, alpha=0.7, linewidths=0)
    axes.axvline(1, color="black", linewidth=1)
    axes.set(xscale="log", xlabel="time of the fastest peer over vreward's", yticks=range(len(works)), yticklabels=works)
    axes.tick_params(axis="y", labelsize=8)
    axes.grid(True, axis="x", which="major", alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def write_page(folder: Path, machine: dict, tables: dict[str, str], ratios: list[Ratio], minutes: int) -> None:
    pictures = folder / "performance"
    pictures.mkdir(exist_ok=True)
    for old in pictures.glob("*.svg"):
        old.unlink()
    draw(ratios, pictures / "standing.svg")
    installed = ", ".join(f"{name} {release}" for name, release in machine["peers"].items() if release)
    missing = ", ".join(name for name, release in machine["peers"].items() if not release)
    page = PAGE.format(
        **{**machine, "versions": ", ".join(f"{name} {value}" for name, value in machine["versions"].items())},
        standing=standing(ratios),
        releases=installed,
        left_out=f" Left out, since they do not install there: {missing}." if missing else "",
        minutes=minutes,
        tables="\n".join(tables.values()),
    )
    (folder / "performance.md").write_text(page, encoding="utf-8")
