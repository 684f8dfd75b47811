"""A vision-language model that learns where things are: TRL's GRPOTrainer, pictures and boxes, on a CPU.

The classes of Qwen2.5-VL, built from a configuration of two small layers on each side and a processor made by hand, so
that nothing is downloaded. In a picture whose colour runs from side to side and from top to bottom one of nine squares
is lit in blue; the model answers with its box. As in trl_grpo.py it learns the format from a few supervised steps whose
numbers are mostly wrong, and the rest from the recipe grounding.

    pip install torch trl pillow
    python examples/vlm_grpo.py
"""

from __future__ import annotations

import argparse
import json
import random
import warnings
from typing import Any

import torch
from datasets import Dataset
from PIL import Image
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    PreTrainedTokenizerFast,
    PrinterCallback,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2_5_VLProcessor,
)
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.video_processing_utils import VideoProcessorMixin
from trl import GRPOConfig, GRPOTrainer
from vreward.trl import reward

SIDE = 84  # of a picture: 3 x 3 tokens of 28 x 28 pixels
NUMBERS = [28 * i for i in range(4)]
SPECIAL = ["<pad>", "<end>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>"]
PIECES = ['{"bbox_2d": [', *(f"{n}, " for n in NUMBERS), *(f"{n}]}}" for n in NUMBERS), "where"]
TEMPLATE = (
    "{% for message in messages %}{% for part in message.content %}{% if part.type == 'image' %}"
    "<|vision_start|><|image_pad|><|vision_end|>{% elif part.type == 'text' %} {{ part.text }} {% endif %}"
    "{% endfor %}{% endfor %}"
)
RIGHT = 0.4  # how often a number in the supervised answers is right


class NoVideos(VideoProcessorMixin):
    """Qwen's own needs torchvision, and there are no videos here."""


class Processor(Qwen2_5_VLProcessor):
    """Qwen's, which without torchvision cannot tell what a video processor is."""

    def check_argument_for_proper_class(self, name: str, argument: Any) -> Any:
        return NoVideos if name == "video_processor" else super().check_argument_for_proper_class(name, argument)


def make_processor() -> Qwen2_5_VLProcessor:
    words = [*SPECIAL, *PIECES]
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="<pad>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.decoder = decoders.Fuse()
    tokenizer.add_special_tokens([AddedToken(word, special=True) for word in SPECIAL])
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", eos_token="<end>", unk_token="<pad>", padding_side="left"
    )
    pictures = Qwen2VLImageProcessorPil(min_pixels=28 * 28, max_pixels=SIDE * SIDE, patch_size=14, merge_size=2)
    return Processor(image_processor=pictures, tokenizer=fast, video_processor=NoVideos(), chat_template=TEMPLATE)


def make_model(processor: Any, seed: int) -> Qwen2_5_VLForConditionalGeneration:
    torch.manual_seed(seed)
    ids = processor.tokenizer.convert_tokens_to_ids
    config = Qwen2_5_VLConfig(
        text_config={
            "vocab_size": len(processor.tokenizer),
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 4,
            "max_position_embeddings": 128,
            "initializer_range": 0.15,
            "tie_word_embeddings": True,
            "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [1, 1, 2]},
            "bos_token_id": None,
            "eos_token_id": ids("<end>"),
            "pad_token_id": ids("<pad>"),
        },
        vision_config={
            "depth": 2,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_heads": 4,
            "out_hidden_size": 32,
            "patch_size": 14,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
            "window_size": 112,
            "fullatt_block_indexes": [1],
            "initializer_range": 0.15,
        },
        image_token_id=ids("<|image_pad|>"),
        video_token_id=ids("<|video_pad|>"),
        vision_start_token_id=ids("<|vision_start|>"),
        vision_end_token_id=ids("<|vision_end|>"),
        tie_word_embeddings=True,
    )
    model = Qwen2_5_VLForConditionalGeneration(config)
    model.generation_config.eos_token_id = ids("<end>")
    model.generation_config.pad_token_id = ids("<pad>")
    return model


def make_row(chance: random.Random) -> dict[str, Any]:
    x, y = 28 * chance.randrange(3), 28 * chance.randrange(3)
    picture = Image.new("RGB", (SIDE, SIDE))
    for left in range(0, SIDE, 28):
        for top in range(0, SIDE, 28):
            blue = 255 if (left, top) == (x, y) else 0
            picture.paste((4 * left, 4 * top, blue), (left, top, left + 28, top + 28))
    prompt = [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "where"}]}]
    return {"prompt": prompt, "image": picture, "solution": json.dumps({"box": [x, y, x + 28, y + 28]})}


def warm_start(model: Any, processor: Any, rows: list[dict[str, Any]], chance: random.Random, steps: int) -> None:
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, betas=(0.9, 0.95))
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.05, steps)
    ids, end = processor.tokenizer.convert_tokens_to_ids, processor.tokenizer.eos_token_id
    prompt = "<|vision_start|><|image_pad|><|vision_end|> where"
    for _ in range(steps):
        some = chance.choices(rows, k=32)
        inputs = processor(text=[prompt] * len(some), images=[row["image"] for row in some], return_tensors="pt")
        answers = []
        for row in some:
            box = [n if chance.random() < RIGHT else chance.choice(NUMBERS) for n in json.loads(row["solution"])["box"]]
            answers.append([ids('{"bbox_2d": ['), *(ids(f"{n}, ") for n in box[:3]), ids(f"{box[3]}]}}"), end])
        answer = torch.tensor(answers)
        begin = inputs["input_ids"].shape[1]
        inputs["input_ids"] = torch.cat([inputs["input_ids"], answer], 1)
        inputs["attention_mask"] = torch.ones_like(inputs["input_ids"])
        inputs["mm_token_type_ids"] = torch.nn.functional.pad(inputs["mm_token_type_ids"], (0, answer.shape[1]))
        labels = inputs["input_ids"].clone()
        labels[:, :begin] = -100
        loss = model(**inputs, labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()


def learn(steps: int, seed: int, warm: int = 400) -> list[float]:
    """The mean reward in each step."""
    torch.set_num_threads(1)
    chance = random.Random(seed)
    rows = [make_row(chance) for _ in range(512)]
    processor = make_processor()
    model = make_model(processor, seed)
    warm_start(model, processor, rows, chance, warm)
    trainer = GRPOTrainer(
        model=model,
        reward_funcs=[reward("grounding"), reward("grounding", term="format")],
        args=GRPOConfig(
            output_dir="build/vlm_grpo",
            per_device_train_batch_size=64,
            num_generations=16,
            max_completion_length=8,
            max_steps=steps,
            learning_rate=2e-3,
            lr_scheduler_type="constant",
            beta=0.0,
            reward_weights=[1.0, 0.2],
            logging_steps=1,
            save_strategy="no",
            report_to=[],
            use_cpu=True,
            bf16=False,
            disable_tqdm=True,
            log_level="error",
            seed=seed,
        ),
        train_dataset=Dataset.from_list(rows),
        processing_class=processor,
    )
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    return [line["rewards/grounding/mean"] for line in trainer.state.log_history if "reward" in line]


def ends(curve: list[float]) -> tuple[float, float]:
    """The mean of the first five steps and of the last ten."""
    return sum(curve[:5]) / 5, sum(curve[-10:]) / 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    warnings.filterwarnings("ignore", category=FutureWarning)
    first, last = ends(learn(options.steps, options.seed))
    print(f"grounding {first:.3f} -> {last:.3f}")


if __name__ == "__main__":
    main()
