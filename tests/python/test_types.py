"""The ctypes mirror of the header equals the header, as the compiler sees it."""

from __future__ import annotations

import ctypes
import re
import subprocess
from pathlib import Path

import pytest
import vreward
from vreward._binding import header, loading

STRUCTS = {
    "vreward_error": header.ErrorRecord,
    "vreward_overlap_options": header.OverlapOptions,
    "vreward_edit_distance_options": header.EditDistanceOptions,
    "vreward_match_options": header.MatchOptions,
    "vreward_item": header.Item,
    "vreward_parsed": header.Parsed,
    "vreward_truth_arrays": header.TruthArrays,
    "vreward_batch": header.Batch,
    "vreward_result": header.Result,
    "vreward_item_batch": header.ItemBatch,
    "vreward_evaluation_options": header.EvaluationOptions,
}

# Tables of words: the header's name of each.
WORDS = {
    "VREWARD_REASON_": {name: value for value, name in enumerate(header.REASONS)},
    "VREWARD_OVERLAP_": {
        kind: header.OVERLAP_KINDS[kind] for kind in ("iou", "giou", "ioa-prediction", "ioa-truth")
    },
    "VREWARD_AREA_": header.CONVENTIONS,
    "VREWARD_INVALID_": header.INVALID_POLICIES,
    "VREWARD_DISTANCE_": header.DISTANCES,
    "VREWARD_UNIT_": header.UNITS,
    "VREWARD_NORMALIZE_": {
        {"crlf": "crlf_to_lf"}.get(word, word): bit for word, bit in header.NORMALIZATIONS.items()
    },
    "VREWARD_MATCH_": header.MATCHINGS,
    "VREWARD_ITEM_": {"box": header.ITEM_BOX, "point": header.ITEM_POINT},
    "VREWARD_": {
        "version_major": header.VERSION_MAJOR,
        "version_minor": header.VERSION_MINOR,
        "version_patch": header.VERSION_PATCH,
        "version": loading.OWN_VERSION,
        "ok": header.OK,
        "e_argument": header.E_ARGUMENT,
        "e_recipe": header.E_RECIPE,
        "e_truth": header.E_TRUTH,
        "e_capacity": header.E_CAPACITY,
        "e_memory": header.E_MEMORY,
        "e_unsupported": header.E_UNSUPPORTED,
        "e_limit": header.E_LIMIT,
    },
}


def constants() -> dict[str, int]:
    found = {}
    for prefix, words in WORDS.items():
        for word, value in words.items():
            found[prefix + word.upper().replace("-", "_")] = value
    return found


@pytest.fixture(scope="module")
def from_c(root: Path, compiler: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Sizes, offsets, sizes of members and constants, printed by a C program."""
    folder = tmp_path_factory.mktemp("types")
    lines = []
    for name, struct in STRUCTS.items():
        lines.append(f'printf("{name} %zu\\n", sizeof({name}));')
        for field, *_ in struct._fields_:
            lines.append(f'printf("{name}.{field} %zu\\n", offsetof({name}, {field}));')
            lines.append(f'printf("{name}.{field}.size %zu\\n", sizeof((({name} *)0)->{field}));')
    lines += [f'printf("{name} %lld\\n", (long long){name});' for name in constants()]
    source = folder / "types.c"
    source.write_text(
        "#include <stddef.h>\n#include <stdio.h>\n#include <vreward.h>\n\nint main(void)\n{\n"
        + "".join(f"    {line}\n" for line in lines)
        + "    return 0;\n}\n"
    )
    program = folder / "types"
    subprocess.run([compiler, "-std=c11", f"-I{root / 'include'}", str(source), "-o", str(program)], check=True)
    printed = subprocess.run([str(program)], check=True, capture_output=True, text=True).stdout
    return {name: int(value) for name, value in (line.split() for line in printed.splitlines())}


@pytest.mark.parametrize("name", STRUCTS)
def test_struct(name: str, from_c: dict[str, int]) -> None:
    struct = STRUCTS[name]
    assert ctypes.sizeof(struct) == from_c[name]
    for field, *_ in struct._fields_:
        member = getattr(struct, field)
        assert (field, member.offset, member.size) == (field, from_c[f"{name}.{field}"], from_c[f"{name}.{field}.size"])


def test_struct_members_are_all_there(root: Path) -> None:
    header = re.sub(r"/\*.*?\*/", "", (root / "include" / "vreward.h").read_text(), flags=re.S)
    declared = {}
    for body, name in re.findall(r"typedef struct \w+ \{(.*?)\} (\w+);", header, flags=re.S):
        members = [member for declaration in body.split(";")[:-1] for member in declaration.split(",")]
        declared[name] = [re.search(r"(\w+)(\[\d+\])?$", member.strip()).group(1) for member in members]
    assert {name: [field for field, *_ in struct._fields_] for name, struct in STRUCTS.items()} == declared


def test_constants(from_c: dict[str, int]) -> None:
    for name, value in constants().items():
        assert (name, value) == (name, from_c[name])


def test_constants_are_all_there(root: Path) -> None:
    header = re.sub(r"/\*.*?\*/", "", (root / "include" / "vreward.h").read_text(), flags=re.S)
    declared = set()
    for body in re.findall(r"enum \{(.*?)\}", header, flags=re.S):
        declared |= set(re.findall(r"(VREWARD_\w+)\s*=", body))
    assert declared
    assert declared <= set(constants())


def test_every_function_has_a_prototype(root: Path) -> None:
    header = re.sub(r"/\*.*?\*/", "", (root / "include" / "vreward.h").read_text(), flags=re.S)
    declared = {}
    for returned, name, arguments in re.findall(r"^VREWARD_API ([^#]*?)\bvreward_(\w+)\((.*?)\);", header, re.S | re.M):
        count = 0 if arguments.strip() == "void" else arguments.count(",") + 1
        declared[name] = (returned.strip(), count)
    assert set(declared) == set(loading.PROTOTYPES)
    for name, (returned, count) in declared.items():
        function = getattr(loading.library().short, name)
        assert (name, len(function.argtypes)) == (name, count)
        kinds = {
            "int32_t": ctypes.c_int32,
            "int64_t": ctypes.c_int64,
            "const char *": ctypes.c_char_p,
            "void": None,
        }
        assert (name, function.restype) == (name, kinds[returned])


def test_names_equal_those_of_the_library() -> None:
    names = [loading.library().short.reason_name(reason) for reason in range(len(vreward.REASONS) + 1)]
    assert [name and name.decode() for name in names] == [*vreward.REASONS, None]


def test_version_equals_that_of_the_library() -> None:
    assert loading.library().short.version_string().decode() == vreward.__version__


@pytest.mark.parametrize("flag", ["-O2", "-ffast-math", "-Ofast", "-ffinite-math-only"])
def test_builds_that_would_change_scores_are_refused(flag: str, root: Path, compiler: str, tmp_path: Path) -> None:
    source = root / "lib" / "geometry" / "distance_quality.c"
    command = [compiler, "-std=c11", flag, f"-I{root}/include", f"-I{root}/lib", "-c", str(source), "-o", str(tmp_path / "o")]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert (ran.returncode == 0) == (flag == "-O2"), ran.stderr
    assert flag == "-O2" or "scores would depend on the build" in ran.stderr
