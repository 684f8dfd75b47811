"""Builds libvreward.so with make and carries it inside the package.

The wheel holds no Python extension, so one serves every Python 3: its tag is py3-none-<platform>. Where
VREWARD_PREBUILT names a folder (packaging/wheel.sh), the library is the one there, and the wheel is for the platform
that is written there.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build import build
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
LIBRARY_BUILD = "build/package"
# Where the repository is to be seen, told by whoever publishes: make dist REPOSITORY=https://...
REPOSITORY = os.environ.get("VREWARD_REPOSITORY", "").rstrip("/")
PREBUILT = Path(os.environ["VREWARD_PREBUILT"]) if "VREWARD_PREBUILT" in os.environ else None
# The manual page and the completions of shells, where `make manual` has written them.
SHELL = Path("packaging/shell")


def version() -> str:
    """The version, from the only place where it is written."""
    header = (ROOT / "include" / "vreward.h").read_text()
    return ".".join(re.findall(r"define VREWARD_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", header))


def description() -> str:
    """README.md for the page of a package index, where paths within the repository lead nowhere.

    They become addresses; where no REPOSITORY is told, links become their words, and pictures go.
    """

    def absolute(found: "re.Match[str]") -> str:
        picture, words, path = found.groups()
        if not REPOSITORY:
            return "" if picture else words
        return f"{picture}[{words}]({REPOSITORY}/{'raw' if picture else 'blob'}/v{version()}/{path})"

    return re.sub(r"(!?)\[([^\]]*)\]\((?!https?:|#)([^)]+)\)", absolute, (ROOT / "README.md").read_text("utf-8"))


def addresses() -> "dict[str, str]":
    """Of the repository, for the side of that page."""
    pages = {"Source": "", "Documentation": f"/blob/v{version()}/docs/README.md", "Issues": "/issues"}
    pages["Changelog"] = f"/blob/v{version()}/CHANGELOG.md"
    return {name: REPOSITORY + page for name, page in pages.items()} if REPOSITORY else {}


def built_library() -> Path:
    """The folder in which make has built it."""
    make = os.environ.get("MAKE", "make")
    command = [make, "-s", f"-j{os.cpu_count() or 1}", "lib", f"BUILD={LIBRARY_BUILD}", f"PYTHON={sys.executable}"]
    try:
        subprocess.run(command, cwd=ROOT, check=True)
    except (OSError, subprocess.CalledProcessError) as failure:
        raise SystemExit(
            f"vreward: building the library failed ({failure}).\n"
            "It needs a C11 compiler, make, pkg-config and the development files of cJSON, PCRE2 and utf8proc;\n"
            "`make packages` installs them on Debian and Ubuntu and names them elsewhere."
        ) from None
    return ROOT / LIBRARY_BUILD


class BuildApart(build):
    """Keeps what setuptools builds out of the folder that make builds in."""

    def initialize_options(self) -> None:
        super().initialize_options()
        self.build_base = "build/setuptools"


class BuildWithLibrary(build_py):
    """Adds the shared library to the package's files."""

    def run(self) -> None:
        if not self.editable_mode:
            shutil.rmtree(self.build_lib, ignore_errors=True)  # modules that are gone would stay in the wheel
        super().run()
        target = ROOT / "bindings" / "python" / "vreward" if self.editable_mode else Path(self.build_lib) / "vreward"
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile((PREBUILT or built_library()) / "libvreward.so", target / "libvreward.so")


class PlatformDistribution(Distribution):
    """Installed beside compiled packages, although there is no extension module."""

    def has_ext_modules(self) -> bool:
        return True


class AnyPythonWheel(bdist_wheel):
    """One wheel for every Python 3 of this platform."""

    def get_tag(self):
        _, _, platform = super().get_tag()
        return "py3", "none", (PREBUILT / "platform").read_text().strip() if PREBUILT else platform

    def write_wheelfile(self, wheelfile_base, *arguments, **keywords):
        """Beside it what a prebuilt library carries (PEP 770), and its licences (PEP 639)."""
        super().write_wheelfile(wheelfile_base, *arguments, **keywords)
        for folder in ("licenses", "sboms") if PREBUILT else ():
            shutil.copytree(PREBUILT / folder, Path(wheelfile_base) / folder, dirs_exist_ok=True)


setup(
    version=version(),
    long_description=description(),
    long_description_content_type="text/markdown",
    project_urls=addresses(),
    distclass=PlatformDistribution,
    data_files=[
        (f"share/{path.parent.relative_to(SHELL)}", [str(path)]) for path in sorted(SHELL.rglob("*")) if path.is_file()
    ],
    cmdclass={"build": BuildApart, "build_py": BuildWithLibrary, "bdist_wheel": AnyPythonWheel},
)
