"""What the pages say of coordinates, by the trainers' own code: a model that writes the pixels it sees earns 1.

torchvision has no wheel for a torch without CUDA, so its one function that is called, Resize, is PIL's here."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Callable, Optional

import pytest
import vreward
from vreward.trl import reward

SIZES = [(640, 480), (1920, 1080), (4032, 3024), (100, 80), (333, 1000)]
N = 1003520
HUB = (3136, 12845056)  # min_pixels, max_pixels of Qwen2.5-VL's preprocessor_config.json
LINE = {"resize": {"max_pixels": N}}
Size = tuple[int, int]


@pytest.fixture(scope="module")
def seen(need: Callable[[str], Any]) -> Callable[..., Size]:
    """(width, height) of what the model sees of an image of this size, behind Qwen2.5-VL's processor."""
    need("transformers")
    from PIL import Image
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

    def through(size: Size, max_pixels: int = HUB[1], min_pixels: int = HUB[0]) -> Size:
        processor = Qwen2VLImageProcessorPil(min_pixels=min_pixels, max_pixels=max_pixels)
        grid = processor(images=Image.new("RGB", size), return_tensors="np")["image_grid_thw"][0]
        return int(grid[2]) * 14, int(grid[1]) * 14

    return through


@pytest.fixture
def vision(need: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """qwen_vl_utils, through which verl, slime and ms-swift resize."""
    from transformers.utils import is_torchvision_available

    for name in ("verl.utils.dataset.vision_utils", "swift.template.vision_utils", "swift.model.models.qwen"):
        need(name)  # they ask for torchvision when they are imported, and not again
    if not is_torchvision_available():
        names = ["torchvision", "torchvision.io", "torchvision.transforms"]
        stood_in = {name: ModuleType(name) for name in names}
        whole: Any = stood_in["torchvision"]
        whole.io, whole.transforms = stood_in["torchvision.io"], stood_in["torchvision.transforms"]
        whole.transforms.InterpolationMode = None
        whole.transforms.Resize = lambda size: lambda image: image.resize(size[::-1])
        for name, module in stood_in.items():
            monkeypatch.setitem(sys.modules, name, module)
        for name in [name for name in sys.modules if name.startswith("qwen_vl_utils")]:
            monkeypatch.delitem(sys.modules, name)
    return need("qwen_vl_utils.vision_process")


@pytest.fixture(scope="module")
def input_size(root: Path) -> Callable[..., Any]:
    """The function of docs/trainers/README.md."""
    page = (root / "docs" / "trainers" / "README.md").read_text(encoding="utf-8")
    code = page[page.index("```python\nimport math") + 10 :].split("```")[0]
    namespace: dict[str, Any] = {"print": lambda *_: None}
    exec(code, namespace)
    return namespace["input_size"]  # type: ignore[no-any-return]


def earns(size: Size, sees: Size, space: Any = None, seen_size: Optional[list[int]] = None) -> float:
    """What the box of the whole image earns, written in the pixels that the model sees: 1 only for the right ones."""
    made = reward("grounding", model="qwen2.5-vl", **({} if space is None else {"space": space}))
    truth: dict[str, Any] = {"box": [0, 0, *size], "size": size}
    if seen_size is not None:
        truth["input_size"] = seen_size
    (score,) = made(completions=[json.dumps({"bbox_2d": [0, 0, *sees]})], solution=[truth])
    assert score is not None
    return score


# ---- the processor alone: TRL, OpenRLHF, NeMo RL, AReaL --------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_the_processor_as_the_hub_has_it(seen: Callable[..., Size], size: Size) -> None:
    assert earns(size, seen(size)) == 1.0


def test_a_processor_with_a_limit_of_one_s_own(seen: Callable[..., Size]) -> None:
    for size in SIZES:
        assert earns(size, seen(size, N), LINE) == 1.0
    assert earns((1920, 1080), seen((1920, 1080), N)) < 0.5  # what the line is for


# ---- qwen_vl_utils before it: verl, slime, ms-swift with MAX_PIXELS --------------------------------------------------


def image_of(size: Size) -> Any:
    from PIL import Image

    return Image.new("RGB", size)


@pytest.mark.parametrize("size", SIZES)
def test_verl(vision: Any, seen: Callable[..., Size], size: Size, need: Callable[[str], Any]) -> None:
    process_image = need("verl.utils.dataset.vision_utils").process_image
    file = io.BytesIO()
    image_of(size).save(file, "PNG")
    assert earns(size, seen(process_image({"bytes": file.getvalue()}).size)) == 1.0
    limited = process_image({"bytes": file.getvalue(), "max_pixels": N}).size
    assert earns(size, seen(limited), LINE) == 1.0


def test_verl_s_own_loop_resizes_so(vision: Any, seen: Callable[..., Size], need: Callable[[str], Any]) -> None:
    import asyncio

    dataset = need("verl.utils.dataset.rl_dataset").RLHFDataset
    for size in SIZES:
        parts = [{"type": "image", "image": image_of(size), "max_pixels": N}, {"type": "text", "text": "Where?"}]
        images, _ = asyncio.run(dataset.process_vision_info([{"role": "user", "content": parts}], 14, None))
        assert earns(size, seen(images[0].size), LINE) == 1.0


def test_lmms_eval(vision: Any, seen: Callable[..., Size], root: Path, need: Callable[[str], Any]) -> None:
    """Its class for Qwen2.5-VL has limits of its own, which both get. Importing it takes more than reading it."""
    source = Path(str(need("lmms_eval").__file__)).parent / "models" / "simple" / "qwen2_5_vl.py"
    defaults = re.findall(r"^        (\w+_pixels): int = ([\d *]+),$", source.read_text(encoding="utf-8"), re.M)
    limits = {name: eval(value) for name, value in defaults}
    line = f"`space={json.dumps({'resize': limits})}`"
    assert line in (root / "docs" / "trainers" / "lmms_eval.md").read_text(encoding="utf-8")
    for size in SIZES:
        fetched = vision.fetch_image({"image": image_of(size), **limits})
        assert earns(size, seen(fetched.size, **limits), {"resize": limits}) == 1.0


def test_swift_with_the_environment(
    vision: Any, seen: Callable[..., Size], need: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    need("swift")
    from swift.model.models.qwen import compat_qwen_vl_utils, patch_qwen_vl_utils

    for name in ("IMAGE_MAX_TOKEN_NUM", "IMAGE_MIN_TOKEN_NUM", "VIDEO_MAX_TOKEN_NUM", "VIDEO_MIN_TOKEN_NUM"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("MAX_PIXELS", str(N))
    monkeypatch.setattr(vision, "IMAGE_MAX_TOKEN_NUM", vision.IMAGE_MAX_TOKEN_NUM)
    compat_qwen_vl_utils(14)
    patch_qwen_vl_utils(vision)
    for size in SIZES:
        fetched = vision.fetch_image({"image": image_of(size)})
        assert earns(size, seen(fetched.size), LINE) == 1.0


# ---- scaled before, rounded behind: ms-swift's --max_pixels, EasyR1, AReaL's own data --------------------------------


def test_swift_with_the_option(
    vision: Any, seen: Callable[..., Size], input_size: Callable[..., Any], need: Callable[[str], Any]
) -> None:
    need("swift")
    from swift.template.vision_utils import rescale_image

    for size in SIZES:
        sees = seen(rescale_image(image_of(size), N).size)
        assert earns(size, sees, seen_size=input_size(size, 0, N)) == 1.0
    others = [size for size in SIZES if earns(size, seen(rescale_image(image_of(size), N).size), LINE) < 1]
    assert others  # it is another size than that of one resize


def test_areal_s_own_data(
    seen: Callable[..., Size], input_size: Callable[..., Any], need: Callable[[str], Any]
) -> None:
    need("areal")
    from areal.dataset.clevr_count_70k import convert_image
    from PIL import Image

    for size in SIZES:
        scaled = Image.open(io.BytesIO(convert_image(image_of(size), 336 * 336)))
        assert earns(size, seen(scaled.size), seen_size=input_size(size, 0, 336 * 336)) == 1.0


def test_easyr1(seen: Callable[..., Size], input_size: Callable[..., Any]) -> None:
    """verl/utils/dataset.py, process_image: down to max_pixels, up to min_pixels, sides cut to whole pixels."""

    def process_image(size: Size, min_pixels: int, max_pixels: int) -> Size:
        width, height = size
        for limit, beyond in ((max_pixels, int.__gt__), (min_pixels, int.__lt__)):
            if beyond(width * height, limit):
                factor = (limit / (width * height)) ** 0.5
                width, height = int(width * factor), int(height * factor)
        return width, height

    for size in SIZES:
        sees = seen(process_image(size, 262144, 4194304))
        assert earns(size, sees, seen_size=input_size(size, 262144, 4194304)) == 1.0
    assert earns((100, 80), seen(process_image((100, 80), 262144, 4194304))) < 0.1


def test_the_page_s_function(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (root / "docs" / "trainers" / "README.md").read_text(encoding="utf-8")
    code = page[page.index("```python\nimport math") + 10 :].split("```")[0]
    exec(code, {})
    assert capsys.readouterr().out == code.splitlines()[-1][2:] + "\n"
    assert "588 x 448" in (root / "docs" / "trainers" / "easyr1.md").read_text(encoding="utf-8")


def test_models_of_thousandths_do_not_notice() -> None:
    made = reward("grounding", model="qwen3-vl")
    truth = {"box": [160, 120, 480, 360], "size": [640, 480]}
    assert made(completions=['{"bbox_2d": [250, 250, 750, 750]}'], solution=[truth]) == [1.0]


def test_the_limits_are_those_of_the_preset() -> None:
    resize = vreward.models()["qwen2.5-vl"]["members"]["space"]["resize"]
    assert (resize["min_pixels"], resize["max_pixels"]) == HUB
