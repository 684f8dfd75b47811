"""The rooms of the Python package: imports run one way, from the commands down to what binds the library."""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path
from types import FrameType
from typing import Callable, Iterator

import pytest
from vreward.command_line import main
from vreward.trl import reward

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "bindings" / "python" / "vreward"
README = ROOT / "bindings" / "python" / "README.md"

MODULES = {
    ".".join(("vreward", *file.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): file
    for file in sorted(PACKAGE.rglob("*.py"))
}


def rows() -> list[str]:
    """The rows of the README's table, from the lowest room up."""
    table = re.search(r"^\| room .*?\n\n", README.read_text(encoding="utf-8"), re.M | re.S)
    assert table is not None
    return table.group().splitlines()[2:-1]


def rooms() -> dict[str, int]:
    """The rank of each folder and each module at the top."""
    ranks: dict[str, int] = {}
    for rank, row in enumerate(rows()):
        for name in re.findall(r"`([\w.]+)/?`", "|".join(row.split("|")[1:3])):
            assert name not in ranks, f"{name} stands in two rooms"
            ranks[name] = rank
    return ranks


def room_of(module: str) -> str:
    return MODULES[module].relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(module: str, text: str) -> Iterator[str]:
    """The modules of the package that a module imports anywhere: at its top, inside functions and for types only."""
    package = module if MODULES.get(module, Path()).name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join(filter(None, (*above, node.module)))
            for alias in node.names:
                name = f"{base}.{alias.name}"
                if name in MODULES or base in MODULES:
                    yield name if name in MODULES else base


def graph() -> dict[str, set[str]]:
    return {module: set(imports(module, file.read_text(encoding="utf-8"))) for module, file in MODULES.items()}


def circle(edges: dict[str, set[str]]) -> list[str]:
    """Modules that import each other in a ring, the first of them again at the end; empty where there are none."""
    done: set[str] = set()

    def follow(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module not in done:
            for imported in sorted(edges[module]):
                found = follow(imported, [*path, module])
                if found:
                    return found
            done.add(module)
        return []

    return next(filter(None, (follow(module, []) for module in edges)), [])


def test_what_counts_as_an_import() -> None:
    """Each of the ways in which a module can name another is seen."""
    text = """
from __future__ import annotations
import json
import vreward.scorer
from typing import TYPE_CHECKING
from . import loading
from .errors import Error
if TYPE_CHECKING:
    from ..trl import Reward
def later():
    from .. import __version__
    from ..ray import Score as S
"""
    assert sorted(imports("vreward._binding.header", text)) == [
        "vreward",
        "vreward._binding.errors",
        "vreward._binding.loading",
        "vreward.ray",
        "vreward.scorer",
        "vreward.trl",
    ]


def test_circles_are_found() -> None:
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"d", "b"}, "d": set()}) == ["b", "c", "b"]


def test_no_module_imports_one_that_imports_it() -> None:
    assert circle(graph()) == []


def test_every_module_stands_in_a_room() -> None:
    assert set(rooms()) == {room_of(module) for module in MODULES}


def test_every_file_of_a_room_is_named_in_its_row() -> None:
    for row in rows():
        folder = re.findall(r"`(\w+)/`", row)[0]
        files = {file.name for file in (PACKAGE / folder).glob("*.py")} - {"__init__.py"}
        named = {Path(name).name for name in re.findall(r"`([\w/]+\.py)`", row)}
        assert (folder, files - named) == (folder, set())
        assert (folder, named - files - {file.name for file in PACKAGE.glob("*.py")}) == (folder, set())


def test_imports_run_down() -> None:
    ranks = rooms()
    upward = [
        f"{module} imports {imported}"
        for module, all_imported in graph().items()
        for imported in all_imported
        if ranks[room_of(imported)] > ranks[room_of(module)]
    ]
    assert upward == []


def test_files_are_short() -> None:
    lengths = {module: len(file.read_text(encoding="utf-8").splitlines()) for module, file in MODULES.items()}
    assert {module: length for module, length in lengths.items() if length >= 400} == {}


# ---- the paths that the README lists ---------------------------------------------------------------------------------


def listed(heading: str) -> list[tuple[str, str]]:
    """(file, function) in the order of the list under a heading."""
    section = README.read_text(encoding="utf-8").split(f"## {heading}")[1].split("\n## ")[0]
    return [(file, name) for name, file in re.findall(r"`([\w.]+)` \(`([\w/]+\.py)`\)", section)]


def called(run: Callable[[], object]) -> list[tuple[str, str]]:
    """(file, function) of the package in the order of their first calls."""
    order: dict[tuple[str, str], None] = {}

    def note(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(str(PACKAGE)):
            owner = type(frame.f_locals["self"]).__mro__ if "self" in frame.f_locals else ()
            names = [f"{one.__name__}.{code.co_name}" for one in owner if code.co_name in vars(one)] or [code.co_name]
            order.update(((str(Path(code.co_filename).relative_to(PACKAGE)), name), None) for name in names)

    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(None)
    return list(order)


def scored_line(folder: Path) -> Callable[[], object]:
    line = {"completion": [{"role": "assistant", "content": "[0, 0, 10, 10]"}], "truth": {"box": [0, 0, 10, 10]}}
    (folder / "in.jsonl").write_text(json.dumps(line) + "\n")
    return lambda: main(["score", str(folder / "in.jsonl"), "--recipe", "grounding", "-o", str(folder / "out.jsonl")])


def rewarded_rollout(_folder: Path) -> Callable[[], object]:
    message, made = [{"role": "assistant", "content": "[0, 0, 10, 10]"}], reward("grounding")
    return lambda: made(completions=[message, message], solution=[{"box": [0, 0, 10, 10]}] * 2)


@pytest.mark.parametrize(
    ("heading", "prepared"),
    [
        ("One line of a file, from `vreward score` to its scores", scored_line),
        ("One rollout, from TRL to its reward", rewarded_rollout),
    ],
)
def test_paths(
    heading: str, prepared: Callable[[Path], Callable[[], object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VREWARD_LOG", str(tmp_path / "log"))
    path = listed(heading)
    assert len(path) > 5
    steps = called(prepared(tmp_path))
    assert [step for step in steps if step in path] == path
