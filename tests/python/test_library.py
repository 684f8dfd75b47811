"""Finding, loading and refusing libraries."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from vreward._binding import loading


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def stub(folder: Path, compiler: str, version: int) -> Path:
    """A shared library that only knows its version."""
    source = folder / "stub.c"
    source.write_text(f"int vreward_version(void);\nint vreward_version(void)\n{{\n    return {version};\n}}\n")
    library = folder / f"libstub{version}.so"
    subprocess.run([compiler, "-shared", "-fPIC", str(source), "-o", str(library)], check=True)
    return library


def test_importing_loads_nothing() -> None:
    assert run("import vreward; print(vreward.__version__)", VREWARD_LIBRARY="/does/not/exist.so").returncode == 0


def test_importing_brings_what_scoring_needs() -> None:
    """And the rest when it is asked for, by whichever name."""
    rooms = "print([name for name in sys.modules if name.startswith(('vreward._evaluation', 'vreward._trainers'))])"
    assert run(f"import sys, vreward; {rooms}").stdout == "[]\n"
    names = "vreward.describe, vreward.Evaluation, vreward.evaluation.Errors, vreward.score_table, set(vreward.__all__) - set(dir(vreward))"
    assert run(f"import vreward; print({names})").stdout.endswith(" set()\n")
    assert (
        run("from vreward import *; print(Evaluation)").stdout
        == "<class 'vreward._evaluation.accumulator.Evaluation'>\n"
    )
    assert "module 'vreward' has no attribute 'nothing'" in run("import vreward; vreward.nothing").stderr


def test_missing_file_is_named() -> None:
    found = run("import vreward; vreward.iou([], [])", VREWARD_LIBRARY="/does/not/exist.so")
    assert "ImportError: cannot load the vreward library /does/not/exist.so" in found.stderr


def test_file_that_is_no_library_is_named(tmp_path: Path) -> None:
    file = tmp_path / "text.so"
    file.write_text("text")
    assert (
        f"cannot load the vreward library {file}"
        in run("import vreward; vreward.iou([], [])", VREWARD_LIBRARY=str(file)).stderr
    )


@pytest.mark.parametrize("version", [9000000, loading.OWN_VERSION + 1000, loading.OWN_VERSION - 1000, 0])
def test_library_of_another_version_is_refused(version: int, tmp_path: Path, compiler: str) -> None:
    library = stub(tmp_path, compiler, version)
    found = run("import vreward; vreward.iou([], [])", VREWARD_LIBRARY=str(library))
    assert f"the vreward library {library} is version {loading.version_text(version)}" in found.stderr
    assert f"version {loading.version_text(loading.OWN_VERSION)}, cannot use" in found.stderr


def test_library_without_a_function_is_refused(tmp_path: Path, compiler: str) -> None:
    library = stub(tmp_path, compiler, loading.OWN_VERSION)
    found = run("import vreward; vreward.iou([[0, 0, 1, 1]], [[0, 0, 1, 1]])", VREWARD_LIBRARY=str(library))
    assert "ImportError: the vreward library is not whole" in found.stderr
    assert "vreward_overlap" in found.stderr


@pytest.mark.parametrize(
    ("own", "found", "fits"),
    [
        (1000, 1000, True),
        (1000, 1005, True),
        (1005, 1000, False),
        (1000, 2000, False),
        (1000000, 1002003, True),
        (1002000, 1001000, False),
        (1002000, 2002000, False),
    ],
)
def test_versions_that_fit(own: int, found: int, fits: bool) -> None:
    assert loading.compatible(found, own) is fits


def test_relative_path_outlives_a_change_of_folder(tmp_path: Path) -> None:
    path = os.path.relpath(loading.library().path)
    code = f"import vreward, os; vreward.iou([], []); os.chdir({str(tmp_path)!r}); print(vreward.build_info()['path'])"
    assert run(code, VREWARD_LIBRARY=path).stdout.strip() == os.path.abspath(path)


def test_threads_load_one_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_loaded", None)
    barrier, found = threading.Barrier(8), []

    def load() -> None:
        barrier.wait()
        found.append(loading.library())

    threads = [threading.Thread(target=load) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(map(id, found))) == 1


def test_child_forked_while_another_thread_loads_can_load() -> None:
    code = """
import os, vreward
from vreward._binding import loading
loading._lock.acquire()  # as if a thread of the parent were loading
child = os.fork()
if child == 0:
    vreward.iou([[0, 0, 1, 1]], [[0, 0, 1, 1]])
    os._exit(0)
import signal, time
for _ in range(100):
    ended, status = os.waitpid(child, os.WNOHANG)
    if ended:
        print("ended", status)
        break
    time.sleep(0.05)
else:
    os.kill(child, signal.SIGKILL)
    print("hangs")
"""
    assert run(code).stdout.strip() == "ended 0"
