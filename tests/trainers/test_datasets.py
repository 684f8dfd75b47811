"""docs/datasets.md up to the first training step: its own blocks, in the real GRPOTrainer, with the classes of Qwen2.5-VL
and Qwen3-VL in two small layers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Callable

import pytest
from test_trl import load


def small_qwen3(vision: Any) -> tuple[Any, Any]:
    """A model and a processor as examples/vlm_grpo.py makes them for Qwen2.5-VL."""
    import torch
    from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration, Qwen3VLProcessor

    class Processor(Qwen3VLProcessor):
        def check_argument_for_proper_class(self, name: str, argument: Any) -> Any:
            return (
                vision.NoVideos
                if name == "video_processor"
                else super().check_argument_for_proper_class(name, argument)
            )

    base = vision.make_processor()
    pictures = vision.Qwen2VLImageProcessorPil(min_pixels=32 * 32, max_pixels=96 * 96, patch_size=16, merge_size=2)
    processor = Processor(
        image_processor=pictures,
        tokenizer=base.tokenizer,
        video_processor=vision.NoVideos(),
        chat_template=vision.TEMPLATE,
    )
    ids = processor.tokenizer.convert_tokens_to_ids
    torch.manual_seed(0)
    config = Qwen3VLConfig(
        text_config={
            "vocab_size": len(processor.tokenizer),
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 4,
            "head_dim": 8,
            "max_position_embeddings": 256,
            "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [2, 1, 1]},
            "eos_token_id": ids("<end>"),
            "pad_token_id": ids("<pad>"),
        },
        vision_config={
            "depth": 2,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_heads": 4,
            "out_hidden_size": 32,
            "patch_size": 16,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
            "num_position_embeddings": 64,
            "deepstack_visual_indexes": [0],
        },
        image_token_id=ids("<|image_pad|>"),
        video_token_id=ids("<|video_pad|>"),
        vision_start_token_id=ids("<|vision_start|>"),
        vision_end_token_id=ids("<|vision_end|>"),
    )
    model = Qwen3VLForConditionalGeneration(config)
    model.generation_config.eos_token_id = ids("<end>")
    model.generation_config.pad_token_id = ids("<pad>")
    return model, processor


def test_first_step_of_each_data_set(
    need: Callable[[str], Any], root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trl = need("trl")
    need("PIL")
    vision = load(root / "examples" / "vlm_grpo.py")
    steps = []

    class Config(trl.GRPOConfig):  # type: ignore[misc,name-defined]
        def __init__(self, **settings: Any) -> None:
            here = {
                "output_dir": str(tmp_path / "out"),
                "use_cpu": True,
                "bf16": False,
                "report_to": [],
                "logging_steps": 1,
            }
            super().__init__(
                **{**settings, **here, "max_completion_length": 8, "save_strategy": "no", "disable_tqdm": True}
            )

    class Trainer(trl.GRPOTrainer):  # type: ignore[misc,name-defined]
        def __init__(self, model: str, **settings: Any) -> None:
            if "Qwen3" in model:
                made, processor = small_qwen3(vision)
            else:
                processor = vision.make_processor()
                made = vision.make_model(processor, 0)
            super().__init__(made, processing_class=processor, **settings)

        def train(self) -> None:
            super().train()
            (line,) = (line for line in self.state.log_history if "reward" in line)
            steps.append((type(self.model).__name__, self.reward_func_names, line))

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(trl, "GRPOConfig", Config)
    monkeypatch.setattr(trl, "GRPOTrainer", Trainer)
    page = (root / "docs" / "datasets.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in re.findall(r"^```python[^\n]*\n(.*?)^```", page, re.M | re.S):
        exec(block, names)
    models = ["Qwen2_5_VLForConditionalGeneration", "Qwen3VLForConditionalGeneration"]
    assert [model for model, _, _ in steps] == models * (len(steps) // 2)
    assert [name for _, (name,), _ in steps[::2]] == ["detection", "grounding", "counting", "grounding", "ocr"]
    for _, (name,), line in steps:
        assert 0 <= line[f"rewards/{name}/mean"] <= 1
        assert line[f"{name}/accuracy"] >= 0
