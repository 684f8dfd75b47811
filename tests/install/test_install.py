"""What a new user does: pip install, make install with pkg-config and CMake. `make check-install`; takes minutes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import vreward
from installing import TEN_LINES, check_installed, empty_environment, run


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


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def test_installed_files_are_those_of_the_manifest(checkout: Path, tmp_path: Path, root: Path) -> None:
    places = {"PREFIX": "/opt/vreward", "LIBDIR": "/opt/vreward/lib64", "INCLUDEDIR": "/opt/headers"}
    settings = [f"DESTDIR={tmp_path}", *(f"{name}={place}" for name, place in places.items())]
    foreign = tmp_path / "opt" / "vreward" / "lib64" / "libother.so"
    run("make", "-s", "install", *settings, cwd=checkout)
    listed = (root / "packaging" / "installed.txt").read_text().replace("@VERSION@", vreward.__version__)
    for name, place in places.items():
        listed = listed.replace(f"@{name}@/", f"{place[1:]}/")
    assert files_below(tmp_path) == sorted(listed.split())
    foreign.touch()
    run("make", "-s", "uninstall", *settings, cwd=checkout)
    assert files_below(tmp_path) == [str(foreign.relative_to(tmp_path))]


PROJECT = """
cmake_minimum_required(VERSION 3.16)
project(ten_lines C)
find_package(vreward {asked} REQUIRED)
add_executable(shared ten_lines.c)
target_link_libraries(shared vreward::vreward)
add_executable(static ten_lines.c)
target_link_libraries(static vreward::static)
"""


@pytest.mark.parametrize("staged", [False, True])
def test_a_program_by_cmake(checkout: Path, tmp_path: Path, staged: bool) -> None:
    if shutil.which("cmake") is None:
        pytest.skip("cmake is not here")
    # In a staging folder, too: paths are told from where the package lies.
    prefix = tmp_path / ("stage/usr" if staged else "prefix")
    settings = [f"DESTDIR={tmp_path}/stage", "PREFIX=/usr"] if staged else [f"PREFIX={prefix}"]
    run("make", "-s", "install", *settings, cwd=checkout)
    major, minor = vreward.__version__.split(".")[:2]
    (tmp_path / "ten_lines.c").write_text(TEN_LINES)
    configure = ("cmake", "-B", tmp_path / "build", "-S", tmp_path, f"-DCMAKE_PREFIX_PATH={prefix}")
    for asked in (f"{major}.{int(minor) + 1}", "99"):
        (tmp_path / "CMakeLists.txt").write_text(PROJECT.format(asked=asked))
        with pytest.raises(AssertionError, match="compatible"):
            run(*configure)
    (tmp_path / "CMakeLists.txt").write_text(PROJECT.format(asked=f"{major}.{minor}"))
    run(*configure)
    run("cmake", "--build", tmp_path / "build")
    for program in ("shared", "static"):
        assert run(tmp_path / "build" / program) == "0.5 \n"
    # Its name in the program is that of every release with the same binary interface.
    if shutil.which("readelf"):
        assert "[libvreward.so.0]" in run("readelf", "-d", tmp_path / "build" / "shared")


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
    """Other flags compile all again, the same flags nothing, and warnings as errors have a folder of their own."""
    sources = [path.relative_to(checkout) for path in checkout.glob("lib/base/*.c")]  # all rooms have one rule

    def compile_into(folder: str, *settings: str) -> str:
        return run("make", *(Path(folder, "obj", path).with_suffix(".o") for path in sources), *settings, cwd=checkout)

    compile_into("build")
    assert " -c lib/" not in compile_into("build")
    assert compile_into("build", "CFLAGS=-O0 -g").count(" -c lib/") == len(sources)
    strict = compile_into("build/werror", "CFLAGS=-O0 -g", "WERROR=1")
    assert strict.count(" -c lib/") == strict.count(" -Werror ") == len(sources)
