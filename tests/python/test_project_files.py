"""SECURITY.md, CITATION.cff and the issue forms say what is true of the project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import vreward
import yaml

FOLDER = Path(__file__).resolve().parents[2] / ".github" / "ISSUE_TEMPLATE"
FORMS = sorted(form for form in FOLDER.glob("*.yml") if form.name != "config.yml")


def test_the_citation_is_of_this_version(root: Path) -> None:
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)  # those that the format asks for
    assert citation["version"] == vreward.__version__


def test_every_environment_variable_is_named(root: Path) -> None:
    page = (root / "SECURITY.md").read_text(encoding="utf-8")
    sources = [*root.glob("lib/**/*.[ch]"), *root.glob("bindings/python/vreward/**/*.py")]
    reads = r"(?:getenv\(|environ\.get\(|environ\[)\"(VREWARD_\w+)\""
    read = {name for source in sources for name in re.findall(reads, source.read_text(encoding="utf-8"))}
    assert read == set(re.findall(r"^\| `(VREWARD_\w+)`", page, re.M))


def test_there_are_forms() -> None:
    assert len(FORMS) >= 3


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_a_form_is_one(form: Path, root: Path) -> None:
    """What a forge asks of it: https://docs.github.com/communities/using-templates-to-encourage-useful-issues."""
    content = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert {"name", "description", "body"} <= set(content) <= {"name", "description", "labels", "body"}
    asked = [part for part in content["body"] if part["type"] != "markdown"]
    assert all(part["type"] in ("input", "textarea", "dropdown") and part["attributes"]["label"] for part in asked)
    names = [part["id"] for part in asked]
    assert len(set(names)) == len(names)
    assert any(part.get("validations", {}).get("required") for part in asked)
    links = re.findall(r"\]\(\.\./blob/main/([^)]+)\)", form.read_text(encoding="utf-8"))
    assert [link for link in links if not (root / link).is_file()] == []
