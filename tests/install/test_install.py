"""What a new user does: pip install, the wheel, make install with pkg-config. `make check-install`; takes minutes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

THREE_LINES = """
import vreward
result = vreward.score("grounding", '<answer>[{"bbox_2d": [0, 0, 10, 5]}]</answer>', '{"box": [0, 0, 10, 10]}')
print(result["score"], result["reason"])
"""

TEN_LINES = r"""
#include <stdio.h>
#include <vreward.h>
int main(void) {
    const char text[] = "<answer>[{\"bbox_2d\": [0, 0, 10, 5]}]</answer>", truth[] = "{\"box\": [0, 0, 10, 10]}";
    int64_t text_offsets[] = {0, sizeof text - 1}, truth_offsets[] = {0, sizeof truth - 1};
    vreward_scorer *scorer; vreward_error err; double score = -1;
    vreward_batch batch = {sizeof batch, 1, text, text_offsets, truth, truth_offsets, 1, 0, 0, 0};
    vreward_result result = {sizeof result, &score, 0, 0, 0};
    if (!vreward_scorer_create("grounding", 9, &scorer, &err)) vreward_score(scorer, &batch, &result, &err);
    printf("%g %s\n", score, err.message); }
"""


def run(*command: object, cwd: Path | None = None, **environment: str) -> str:
    """Output of a command in an environment where nothing of this checkout is found by chance."""
    clean = {name: value for name, value in os.environ.items() if name not in ("VREWARD_LIBRARY", "PYTHONPATH")}
    ran = subprocess.run(
        list(map(str, command)), cwd=cwd, env={**clean, **environment}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout[-3000:]}\n{ran.stderr[-3000:]}"
    return ran.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare clone of what is committed."""
    folder = tmp_path_factory.mktemp("clone") / "vreward"
    run("git", "clone", "--quiet", ROOT, folder)
    return folder


def empty_environment(folder: Path) -> Path:
    run(sys.executable, "-m", "venv", folder)
    return folder / "bin"


def check_installed(programs: Path, folder: Path) -> None:
    """The package works, from another folder, and is the installed one."""
    assert run(programs / "python", "-c", THREE_LINES, cwd=folder) == "0.5 ok\n"
    path = run(programs / "python", "-c", "import vreward; print(vreward.build_info()['path'])", cwd=folder)
    assert Path(path.strip()).is_relative_to(programs.parent)
    assert "grounding" in run(programs / "vreward", "recipes", cwd=folder)
    assert "detection" in run(programs / "python", "-m", "vreward", "recipes", cwd=folder)
    listed = run(programs / "python", "-m", "pip", "show", "vreward", cwd=folder)
    assert "Requires: \n" in listed
    typed = run(programs / "python", "-c", "import vreward, os; print(os.listdir(os.path.dirname(vreward.__file__)))")
    assert "py.typed" in typed
    assert (Path(path.strip()).parent / "_report" / "page" / "page.html.j2").is_file()


def test_pip_install(checkout: Path, tmp_path: Path) -> None:
    programs = empty_environment(tmp_path / "venv")
    run(programs / "pip", "install", "--quiet", "--disable-pip-version-check", checkout)
    check_installed(programs, tmp_path)


def test_source_distribution(checkout: Path, tmp_path: Path) -> None:
    programs = empty_environment(tmp_path / "venv")
    run(programs / "pip", "install", "--quiet", "--disable-pip-version-check", "setuptools>=70.1")
    code = f"from setuptools import build_meta; build_meta.build_sdist({str(tmp_path)!r})"
    run(programs / "python", "-c", code, cwd=checkout)
    (archive,) = tmp_path.glob("vreward-*.tar.gz")
    run(programs / "pip", "install", "--quiet", "--disable-pip-version-check", archive)
    check_installed(programs, tmp_path)


def test_wheel(checkout: Path, tmp_path: Path) -> None:
    run("make", "-s", "wheel", f"PYTHON={sys.executable}", cwd=checkout)
    (wheel,) = (checkout / "dist").glob("*.whl")
    assert "-py3-none-manylinux" in wheel.name
    programs = empty_environment(tmp_path / "venv")
    run(programs / "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", wheel)
    check_installed(programs, tmp_path)
    licenses = run(programs / "python", "-m", "zipfile", "-l", wheel)
    for name in ("cjson", "pcre2-8", "utf8proc"):
        assert f"vreward.libs/licenses/{name}.txt" in licenses
    # The libraries that it was built with come out of the wheel, not from the system.
    code = "import vreward; vreward.build_info(); print(open('/proc/self/maps').read())"
    maps = run(programs / "python", "-c", code, cwd=tmp_path)
    for name in ("libcjson", "libpcre2-8", "libutf8proc"):
        loaded = {line.split()[-1] for line in maps.splitlines() if name in line}
        assert loaded, name
        assert all(Path(file).is_relative_to(tmp_path / "venv") for file in loaded), loaded


def test_make_install_and_pkg_config(checkout: Path, tmp_path: Path, compiler: str) -> None:
    prefix = tmp_path / "prefix"
    run("make", "-s", "install", f"PREFIX={prefix}", cwd=checkout)
    settings = {"PKG_CONFIG_PATH": str(prefix / "lib" / "pkgconfig")}
    source = tmp_path / "ten_lines.c"
    source.write_text(TEN_LINES)

    flags = run("pkg-config", "--cflags", "--libs", "vreward", **settings).split()
    shared = tmp_path / "shared"
    run(compiler, source, *flags, "-o", shared)
    assert run(shared, LD_LIBRARY_PATH=str(prefix / "lib")) == "0.5 \n"

    flags = run("pkg-config", "--static", "--cflags", "--libs", "vreward", **settings).split()
    static = tmp_path / "static"
    run(
        compiler,
        source,
        *[str(prefix / "lib" / "libvreward.a") if f == "-lvreward" else f for f in flags],
        "-o",
        static,
    )
    assert run(static) == "0.5 \n"

    run("make", "-s", "uninstall", f"PREFIX={prefix}", cwd=checkout)
    assert [file for file in prefix.rglob("*") if not file.is_dir()] == []


def test_make_install_into_a_staging_folder(checkout: Path, tmp_path: Path) -> None:
    run("make", "-s", "install", f"DESTDIR={tmp_path}", "PREFIX=/usr", cwd=checkout)
    assert (tmp_path / "usr" / "include" / "vreward.h").is_file()
    # Whatever prefix an earlier build was told.
    assert (tmp_path / "usr" / "lib" / "pkgconfig" / "vreward.pc").read_text().startswith("prefix=/usr\nlibdir=/usr/lib\n")
    if shutil.which("readelf"):
        headers = run("readelf", "-d", tmp_path / "usr" / "lib" / "libvreward.so")
        assert "[libvreward.so.0]" in headers


def test_an_earlier_build_hides_nothing(checkout: Path) -> None:
    """Other flags compile again what is there, the same flags nothing, and warnings as errors have a folder of their own."""
    make = ("make", f"-j{os.cpu_count()}", "lib")
    run(*make, cwd=checkout)
    assert " -c lib/" not in run(*make, cwd=checkout)
    again = run(*make, "CFLAGS=-O0 -g", cwd=checkout)
    assert again.count(" -c lib/") == len(list(checkout.glob("lib/**/*.c")))
    strict = run(*make, "CFLAGS=-O0 -g", "WERROR=1", cwd=checkout)
    assert strict.count(" -Werror ") >= again.count(" -c lib/")
    assert (checkout / "build" / "werror" / "libvreward.a").is_file()
