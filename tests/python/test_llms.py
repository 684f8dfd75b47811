"""llms.txt: its lines are what the modules and the pages say of themselves, and its links lead somewhere. And
docs/assistants.md, which names every trainer, model and task."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
import vreward


def lines(root: Path) -> list[tuple[str, str, str]]:
    """(name, link, what it says) of every line that names something."""
    return re.findall(r"^- \[(.+?)\]\((.+?)\): (.+)$", (root / "llms.txt").read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize(("file", "argument"), [("llms.txt", []), ("docs/assistants.md", ["assistants"])])
def test_it_is_up_to_date(root: Path, file: str, argument: list[str]) -> None:
    command = [sys.executable, "scripts/llms.py", *argument]
    made = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert (root / file).read_text(encoding="utf-8") == made.stdout, "make docs writes it again"


def test_the_page_for_assistants_has_every_model_task_and_trainer(root: Path) -> None:
    page = (root / "docs" / "assistants.md").read_text(encoding="utf-8")
    assert [name for name in vreward.models() if f"| `{name}` |" not in page] == []
    assert [name for name in vreward.recipes() if f"`{name}`" not in page] == []
    trainers = {path.name for path in (root / "docs" / "trainers").glob("*.md")} - {"README.md"}
    assert set(re.findall(r"\[Its page\]\(trainers/(\w+\.md)\)", page)) == trainers


def test_the_page_for_assistants_names_recipes_and_models_that_exist(root: Path) -> None:
    page = (root / "docs" / "assistants.md").read_text(encoding="utf-8")
    lines = re.findall(r"reward\(\"([\w-]+)\"(?:.*?model=\"([\w.-]+)\")?", page)
    assert len(lines) > 10
    for recipe, model in lines:
        vreward.Scorer(recipe, **({"model": model} if model else {}))


def test_every_module_has_the_line_of_its_docstring(root: Path) -> None:
    said = {name: sentence for name, _, sentence in lines(root) if name.startswith("vreward")}
    package = Path(vreward.__file__).parent
    files = {f"vreward.{file.stem}": file for file in package.glob("*.py") if not file.stem.startswith("_")}
    files["vreward"] = package / "__init__.py"
    assert set(said) == set(files)
    for name, sentence in said.items():
        docstring = ast.get_docstring(ast.parse(files[name].read_text(encoding="utf-8"))) or ""
        assert len(sentence) > 10
        assert " ".join(docstring.split()).startswith(sentence)


def test_every_link_leads_to_a_file(root: Path) -> None:
    links = [link for _, link, _ in lines(root)]
    assert [link for link in links if not (root / link).is_file()] == []
    pages = {link for link in links if link.startswith("docs/")}
    listed = re.findall(r"\]\(([\w./-]+\.md)\) \|", (root / "docs" / "README.md").read_text(encoding="utf-8"))
    assert {f"docs/{page}" for page in listed if not page.startswith("..")} <= pages
