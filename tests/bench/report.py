"""docs/performance.md and its plots, from the rows of a run."""

from __future__ import annotations

from pathlib import Path

PAGE = """# Performance

Written by `make bench` on {date}: {processor}, {cores} cores, {architecture}; Python {python}; {versions}.

Times are medians of alternating runs in microseconds, everything called from Python on both sides; "ratio" is the fastest
peer's time over vreward's, "target" what is aimed for. On another machine the times differ, the ratios much less.

To repeat: `make bench` (an environment with the peers is made under `build/`; about {minutes} minutes), or `make bench-quick`, which
checks only that it runs and that results agree.

## How cost grows

{plots}

## Tables

{tables}"""


def curves(rows: list[dict]) -> dict[str, list[tuple[str, list[tuple[float, float]]]]]:
    """Rows with a size `n`, as one plot for each work and further dimensions: (name, [(n, microseconds)])."""
    fixed = {"work", "ours_us", "peers", "target", "n", "unit", "C us"}
    grouped: dict[tuple, list[dict]] = {}
    for row in rows:
        if isinstance(row.get("n"), (int, float)) and row["peers"]:
            key = (row["work"], *(f"{name} {row[name]}" for name in row if name not in fixed))
            grouped.setdefault(key, []).append(row)
    plots = {}
    for key, group in grouped.items():
        if len(group) < 3:
            continue
        lines = [("vreward", [(row["n"], row["ours_us"]) for row in group])]
        for peer in dict.fromkeys(name for row in group for name in row["peers"]):
            lines.append((peer, [(row["n"], row["peers"][peer]) for row in group if peer in row["peers"]]))
        plots[", ".join(key)] = lines
    return plots


def draw(title: str, lines: list[tuple[str, list[tuple[float, float]]]], path: Path) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.fonttype"] = "none"
    matplotlib.rcParams["svg.hashsalt"] = "vreward"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 3.6))
    for name, points in lines:
        axes.plot(*zip(*points), marker="o", markersize=3, linewidth=2.2 if name == "vreward" else 1.2, label=name)
    axes.set(xscale="log", yscale="log", xlabel="n", ylabel="microseconds", title=title)
    axes.title.set_fontsize(10)
    axes.grid(True, which="major", alpha=0.3)
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def write_page(folder: Path, machine: dict, tables: dict[str, str], rows: list[dict], minutes: int) -> None:
    plots = folder / "performance"
    plots.mkdir(exist_ok=True)
    for old in plots.glob("*.svg"):
        old.unlink()
    images = []
    for number, (title, lines) in enumerate(sorted(curves(rows).items())):
        name = "".join(c if c.isalnum() else "-" for c in title.lower()).strip("-")[:60] + f"-{number}.svg"
        draw(title, lines, plots / name)
        images.append(f"![{title}](performance/{name})")
    versions = ", ".join(f"{name} {value}" for name, value in machine["versions"].items())
    page = PAGE.format(**{**machine, "versions": versions}, minutes=minutes, plots="\n".join(images), tables="\n".join(tables.values()))
    (folder / "performance.md").write_text(page, encoding="utf-8")
