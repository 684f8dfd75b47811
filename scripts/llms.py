"""Prints llms.txt, what an assistant that is asked for a reward reads first: https://llmstxt.org. (make docs)

Nothing is written here that stands elsewhere: the summary and the example are README.md's, the modules' lines are the
first sentences of their docstrings, the pages are those of docs/README.md.
"""

from __future__ import annotations

import ast
import re
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


if __name__ == "__main__":
    print(text(), end="")
