"""What `make dist` makes of a clone: a wheel for each platform, and the source distribution. `make check-install`."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from installing import TEN_LINES, check_installed, empty_environment, run

PLATFORMS = {
    "manylinux_2_17_x86_64.manylinux2014_x86_64": "X86-64",
    "manylinux_2_17_aarch64.manylinux2014_aarch64": "AArch64",
    "musllinux_1_2_x86_64": "X86-64",
}
CARRIED = ("cjson", "pcre2", "utf8proc")


@pytest.fixture(scope="session")
def dist(checkout: Path) -> Path:
    run("make", "-s", f"-j{os.cpu_count()}", "dist", cwd=checkout)
    return checkout / "dist"


def wheel_for(dist: Path, tag: str) -> Path:
    (wheel,) = dist.glob(f"vreward-*-py3-none-{tag}.whl")
    return wheel


@pytest.fixture(scope="session", params=PLATFORMS)
def unpacked(request: pytest.FixtureRequest, dist: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("wheel")
    with zipfile.ZipFile(wheel_for(dist, request.param)) as wheel:
        wheel.extractall(folder)
    return request.param, folder


def test_what_is_published(dist: Path) -> None:
    assert len(list(dist.glob("*.whl"))) == len(PLATFORMS)
    listed = {line.split()[1] for line in (dist / "SHA256SUMS").read_text().splitlines()}
    assert listed == {path.name for path in dist.iterdir()} - {"SHA256SUMS"}
    run("sha256sum", "--check", "SHA256SUMS", cwd=dist)
    assert len(list(dist.glob("*.tar.gz"))) == 2


def test_wheels_are_accepted(checkout: Path, dist: Path) -> None:
    """By auditwheel for their platforms, and by the index for their description."""
    tools = checkout / "build" / "venv-dist" / "bin"
    for tag in PLATFORMS:
        shown = run(tools / "auditwheel", "show", wheel_for(dist, tag))
        assert f'platform tag: "{tag.split(".")[0]}"' in " ".join(shown.split())
    run(tools / "twine", "check", "--strict", *dist.glob("*.whl"), *dist.glob("vreward-?.?.?.tar.gz"))


def test_c_library_that_is_asked_for(unpacked: tuple[str, Path]) -> None:
    """glibc 2.17 at most, and musl's own; nothing else is looked for, on no path."""
    tag, folder = unpacked
    library = folder / "vreward" / "libvreward.so"
    headers = run("readelf", "-Wh", library)
    assert PLATFORMS[tag] in headers.split("Machine:")[1].split("\n")[0]
    dynamic = run("readelf", "-Wd", library)
    needed = set(re.findall(r"NEEDED.*\[(.*)\]", dynamic))
    glibc = {"libc.so.6", "libm.so.6", "libpthread.so.0", "ld-linux-aarch64.so.1"}
    assert needed <= ({"libc.musl-x86_64.so.1"} if "musl" in tag else glibc)
    assert "RPATH" not in dynamic
    assert "RUNPATH" not in dynamic
    symbols = run("readelf", "-W", "--dyn-syms", library)
    versions = [tuple(map(int, found.split("."))) for found in re.findall(r"@+GLIBC_([0-9.]+)", symbols)]
    assert max(versions, default=(0,)) <= (2, 17)
    assert bool(versions) == ("musl" not in tag)
    exported = {
        line.split()[7].split("@")[0] for line in symbols.splitlines() if " UND " not in line and "GLOBAL" in line
    }
    assert exported
    assert all(name.startswith(("vreward_", "VREWARD_")) for name in exported)


def test_hardening(unpacked: tuple[str, Path]) -> None:
    tag, folder = unpacked
    library = folder / "vreward" / "libvreward.so"
    segments = run("readelf", "-Wl", library)
    (stack,) = re.findall(r"GNU_STACK.*", segments)
    assert " RW " in stack
    assert "RWE" not in segments
    assert "GNU_RELRO" in segments
    dynamic = run("readelf", "-Wd", library)
    assert "BIND_NOW" in dynamic
    assert "TEXTREL" not in dynamic
    symbols = run("readelf", "-W", "--dyn-syms", library)
    assert "__stack_chk_fail" in symbols
    if "musl" not in tag:  # whose headers have no checked functions
        assert "__vsnprintf_chk" in symbols
    if PLATFORMS[tag] == "X86-64":
        assert "IBT, SHSTK" in run("readelf", "-Wn", library)
    else:  # returns are signed; Debian's libgcc for ARM has no marks for branches, and so neither has what holds it
        assert "paciasp" in run("aarch64-linux-gnu-objdump", "-d", library)


def test_what_a_wheel_carries_is_told(unpacked: tuple[str, Path]) -> None:
    _, folder = unpacked
    (info,) = folder.glob("*.dist-info")
    told = json.loads((info / "sboms" / "vreward.cdx.json").read_text())
    assert told["bomFormat"] == "CycloneDX"
    assert [part["name"] for part in told["components"]] == list(CARRIED)
    for part in told["components"]:
        assert part["properties"]
        assert "Copyright" in (info / "licenses" / f"{part['name']}.txt").read_text()
    assert (info / "licenses" / "LICENSE").is_file()


def test_wheel_of_this_machine(dist: Path, tmp_path: Path) -> None:
    wheel = wheel_for(dist, f"manylinux_2_17_{platform.machine()}.*")
    programs = empty_environment(tmp_path / "venv")
    run(programs / "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", wheel)
    check_installed(programs, tmp_path)
    told = json.loads(run(programs / "python", "-c", "import json, vreward; print(json.dumps(vreward.build_info()))"))
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".cdx.json")]
        versions = {part["name"]: part["version"] for part in json.loads(archive.read(name))["components"]}
    for name in CARRIED:
        assert versions[name].startswith(told[name].split()[0]), name
    # It is all in one file: none of them is looked for elsewhere.
    code = "import vreward; vreward.build_info(); print(open('/proc/self/maps').read())"
    maps = run(programs / "python", "-c", code, cwd=tmp_path)
    assert not re.search("libcjson|libpcre2|libutf8proc", maps)


def test_frozen_vectors_with_the_wheel(dist: Path, tmp_path: Path, root: Path) -> None:
    """To the last bit, as from the library that make builds."""
    with zipfile.ZipFile(wheel_for(dist, f"manylinux_2_17_{platform.machine()}.*")) as wheel:
        wheel.extractall(tmp_path)
    settings = {"PYTHONPATH": str(tmp_path), "VREWARD_LIBRARY": str(tmp_path / "vreward" / "libvreward.so")}
    ran = run(
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        root / "tests/python/test_vectors.py",
        **settings,
    )
    assert "passed" in ran


# Compilers for the machines that wheels are for, and what runs their programs here.
PROGRAMS = {
    "manylinux_2_17_x86_64.manylinux2014_x86_64": ("x86_64-linux-gnu-gcc", []),
    "manylinux_2_17_aarch64.manylinux2014_aarch64": (
        "aarch64-linux-gnu-gcc",
        ["qemu-aarch64", "-E", "LD_LIBRARY_PATH={folder}", "-L", "/usr/aarch64-linux-gnu"],
    ),
    "musllinux_1_2_x86_64": ("musl-gcc", []),
}


def test_library_of_each_wheel_scores(unpacked: tuple[str, Path], tmp_path: Path, root: Path) -> None:
    """A program for the C library and the processor of the wheel; ARM is emulated."""
    tag, folder = unpacked
    compiler, runner = PROGRAMS[tag]
    source, program, library = tmp_path / "ten_lines.c", tmp_path / "ten_lines", tmp_path / "libvreward.so.0"
    source.write_text(TEN_LINES)
    library.write_bytes((folder / "vreward" / "libvreward.so").read_bytes())
    unresolved = "-Wl,--allow-shlib-undefined"  # musl's library has another name for the linker than for the loader
    run(compiler, f"-I{root}/include", source, library, unresolved, "-o", program)
    emulated = [part.format(folder=tmp_path) for part in runner]
    assert run(*emulated, program, **({} if emulated else {"LD_LIBRARY_PATH": str(tmp_path)})) == "0.5 \n"


def test_source_distribution(dist: Path, tmp_path: Path) -> None:
    (archive,) = dist.glob("vreward-?.?.?.tar.gz")
    with tarfile.open(archive) as opened:
        members = opened.getmembers()
    assert {(member.uid, member.gid, member.uname) for member in members} == {(0, 0, "")}
    assert len({member.mtime for member in members}) == 1
    programs = empty_environment(tmp_path / "venv")
    run(programs / "pip", "install", "--quiet", "--disable-pip-version-check", archive)
    check_installed(programs, tmp_path)


DESCRIBED = """
import os, re, sys
from readme_renderer import markdown
from setuptools import build_meta
folder = sys.argv[1]  # setuptools writes to sys.argv
folder = os.path.join(folder, build_meta.prepare_metadata_for_build_wheel(folder))
told, page = open(os.path.join(folder, "METADATA")).read().split("\\n\\n", 1)
page = markdown.render(page)
print(*re.findall('(?:src|href)="([^#][^"]*)"', page), *re.findall("Project-URL: .*, (.*)", told), sep="\\n")
"""


@pytest.mark.parametrize("repository", ["", "https://example.org/vreward"])
def test_page_of_the_index(checkout: Path, dist: Path, tmp_path: Path, repository: str) -> None:
    """It shows pictures and leads on where the repository's address is told, and nowhere where it is not."""
    python = checkout / "build" / "venv-dist" / "bin" / "python"
    shown = run(python, "-c", DESCRIBED, tmp_path, cwd=checkout, VREWARD_REPOSITORY=repository).split("\n")
    leading = [line for line in shown if line.startswith("http")]
    assert [line for line in shown if "/" in line and " " not in line and line not in leading] == []
    within = [line for line in leading if line.startswith("https://example.org/vreward")]
    assert bool(within) == bool(repository)
    for address in within:
        path = re.fullmatch(r".*/(?:blob|raw)/v[0-9.]+/([^#]*)(?:#.*)?", address)
        assert path is None or (checkout / path[1]).exists(), address
    assert any(address.endswith(".svg") for address in within) == bool(repository)
