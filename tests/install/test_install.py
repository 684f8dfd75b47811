"""What a new user does: pip install, make install with pkg-config and CMake. `make check-install`; takes minutes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from installing import check_installed, empty_environment, run

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


def test_pip_install(checkout: Path, tmp_path: Path) -> None:
    programs = empty_environment(tmp_path / "venv")
    run(programs / "pip", "install", "--quiet", "--disable-pip-version-check", checkout)
    check_installed(programs, tmp_path)


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
    assert (
        (tmp_path / "usr" / "lib" / "pkgconfig" / "vreward.pc").read_text().startswith("prefix=/usr\nlibdir=/usr/lib\n")
    )
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
