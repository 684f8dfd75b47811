"""What an assistant that is asked for a reward reads: llms.txt (https://llmstxt.org), docs/assistants.md. (make docs)

Nothing is written here that stands elsewhere: the summary and the example are README.md's, the modules' lines are the
first sentences of their docstrings, the pages are those of docs/README.md, and docs/assistants.md gathers the tables
and the first lines of code of other pages.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import Iterator

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "bindings" / "python" / "vreward"


def text() -> str:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    summary = " ".join(readme.split("\n\n")[1].split())
    example = re.search(r"^```python trainer\n(.*?)^```$", readme, re.M | re.S)
    assert example is not None
    parts = [
        "# vreward",
        f"> {summary}",
        f"A reward in a trainer is one line:\n\n```python\n{example.group(1)}```",
        "## Modules of Python\n\n" + "\n".join(modules()),
        "## Documentation\n\n" + "\n".join(pages()),
    ]
    return "\n\n".join(parts) + "\n"


def modules() -> Iterator[str]:
    """A line for each module that users import, with its page, or its source where it has none of its own."""
    files = [PACKAGE / "__init__.py", *sorted(PACKAGE.glob("[a-z]*.py"))]
    for file in files:
        docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        sentence = re.match(r"(.*?)(?:\.(?:\s|$)|\n\n|$)", docstring, re.S)
        assert sentence is not None
        page = re.search(r"docs/[\w/-]+\.md", docstring)
        where = page.group() if page else str(file.relative_to(ROOT))
        name = "vreward" if file.stem == "__init__" else f"vreward.{file.stem}"
        yield f"- [{name}]({where}): {' '.join(sentence.group(1).split())}"


def pages() -> Iterator[str]:
    """A line for each page that docs/README.md lists."""
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for wish, links in re.findall(r"^\| (?!you want)(.+?) \| (.*\]\(.*) \|$", index, re.M):
        for link in re.findall(r"\]\(([^)]+)\)", links):
            page = (ROOT / "docs" / link).resolve().relative_to(ROOT).as_posix()
            yield f"- [{page}]({page}): {wish}"


INTRODUCTION = """\
# The right lines for each task, model, data set and trainer

<!-- Written by `make docs` (scripts/llms.py) from the pages it links; not to be edited. -->

One page for an assistant that is asked for a reward, and for whoever is in a hurry. Four rows make a reward: the *task*
names the recipe, the *model* says what its numbers mean, the *data set* gives truths, the *trainer* takes one line. Put
them together, then try them: `vreward lint` on the truths, `vreward explain` on a completion. Write no reward function
beside it: what a recipe lacks is one of [its members](recipes.md)."""


def assistants() -> str:
    """docs/assistants.md: from a wish to the lines that fulfil it, on one page."""
    docs = ROOT / "docs"
    trainers = docs / "trainers"
    sections = {
        "task": [table(docs / "tasks.md", "the answer is"), "More: [tasks.md](tasks.md)."],
        "model": [table(docs / "models.md", "`model`", columns=3), "More: [models.md](models.md)."],
        "data set": [
            table(docs / "datasets.md", "data set", columns=3).replace("](#", "](datasets.md#"),
            "More: [datasets.md](datasets.md); truths by hand: [truth.md](truth.md).",
        ],
        "trainer": [trainer(trainers / page) for page in trainer_pages(trainers / "README.md")],
    }
    parts = [INTRODUCTION]
    for name, blocks in sections.items():
        parts += [f"## The {name}", *blocks]
    return "\n\n".join(parts) + "\n"


def table(page: Path, first: str, columns: int = 99) -> str:
    """The first columns of the table whose head begins with this word."""
    rows = re.search(rf"^\| {re.escape(first)}.*(?:\n\|.*)+", page.read_text(encoding="utf-8"), re.M)
    assert rows is not None, (page, first)
    cells = [re.split(r"(?<!\\)\|", row)[1:-1][:columns] for row in rows.group().split("\n")]
    return "\n".join("|" + "|".join(row) + "|" for row in cells)


def trainer_pages(index: Path) -> list[str]:
    """In the order in which docs/trainers/README.md lists them."""
    return re.findall(r"^\| \[[^\]]+\]\((\w+\.md)\)", index.read_text(encoding="utf-8"), re.M)


def trainer(page: Path) -> str:
    """The name of a trainer, and the blocks that stand on its page before the first section."""
    head, _, _ = page.read_text(encoding="utf-8").partition("\n## ")
    blocks = [re.sub(r"^```(\w+).*", r"```\1", block) for block in re.findall(r"^```.*?^```$", head, re.M | re.S)]
    assert blocks, page
    return (
        f"### {head.splitlines()[0].lstrip('# ')}\n\n" + "\n\n".join(blocks) + f"\n\n[Its page](trainers/{page.name})."
    )


if __name__ == "__main__":
    print(assistants() if "assistants" in sys.argv[1:] else text(), end="")
