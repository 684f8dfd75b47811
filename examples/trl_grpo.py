"""A model that learns to see from vreward's rewards: TRL's GRPOTrainer on a CPU, in a minute or two, from nothing.

A randomly initialised Llama of two layers reads a scene in words ("find cat top-left") and answers as vision-language
models do ([{"bbox_2d": [10, 10, 30, 30], "label": "cat"}]). A few supervised steps on answers that are mostly wrong
teach it the format; what is right it learns from the reward alone, one task after the other:

    grounding   find the one object             rewarded by the recipe grounding
    detection   find both objects               detection
    counting    how many make a quartet         counting
    ocr         write small letters as capitals ocr

Beside detection stands a control: the same model, trained twice by a published reward (perception-r1-detection), once
as it is and once without its matching (item i against truth i, "match": "sequential"). The objects of a truth come in
no particular order, and the model cannot know which. All three are measured by the recipe detection.

    pip install torch trl
    python examples/trl_grpo.py --svg learning.svg --json learning.json
"""

from __future__ import annotations

import argparse
import json
import random
import time
import warnings
from typing import Any, Callable, NamedTuple

import torch
from datasets import Dataset
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, PrinterCallback
from trl import GRPOConfig, GRPOTrainer
from vreward.trl import Reward, reward

PLACES = ["top-left", "top", "top-right", "left", "middle", "right", "bottom-left", "bottom", "bottom-right"]
GROUPS = ["solo", "pair", "trio", "quartet", "quintet", "sextet", "septet", "octet", "nonet"]
NAMES = ["cat", "dog", "bird"]
LETTERS = "abcdef"
STEPS_OF_TEN = [str(10 * i) for i in range(11)]
RIGHT = 0.4  # how often a number, label or letter in the supervised answers is right


class Row(NamedTuple):
    """A prompt, its truth, and the pieces of a right answer, each with what else could stand in its place."""

    prompt: str
    truth: dict[str, Any]
    answer: list[tuple[str, list[str]]]


# ---- four tasks ------------------------------------------------------------------------------------------------------


def box_of(place: str) -> list[int]:
    column, row = PLACES.index(place) % 3, PLACES.index(place) // 3
    return [30 * column + 10, 30 * row + 10, 30 * column + 30, 30 * row + 30]


def item(place: str, name: str, first: bool) -> list[tuple[str, list[str]]]:
    """One item of a JSON list. A piece is a token, so that answers are short."""
    box = box_of(place)
    numbers = [(f"{number}, ", [f"{other}, " for other in STEPS_OF_TEN]) for number in box[:3]]
    last = (f'{box[3]}], "label": "', [f'{other}], "label": "' for other in STEPS_OF_TEN])
    label = (f'{name}"}}', [f'{other}"}}' for other in NAMES])
    return [('[{"bbox_2d": [' if first else ', {"bbox_2d": [', []), *numbers, last, label]


def grounding(chance: random.Random) -> Row:
    name, place = chance.choice(NAMES), chance.choice(PLACES)
    return Row(f"find {name} {place}", {"box": box_of(place)}, [*item(place, name, True), ("]", [])])


def detection(chance: random.Random) -> Row:
    places, names = chance.sample(PLACES, 2), [chance.choice(NAMES), chance.choice(NAMES)]
    order = chance.sample([0, 1], 2)  # annotators mark objects in any order
    truth = {"boxes": [box_of(places[i]) for i in order], "labels": [names[i] for i in order]}
    answer = item(places[0], names[0], True) + item(places[1], names[1], False) + [("]", [])]
    return Row(f"all {names[0]} {places[0]} {names[1]} {places[1]}", truth, answer)


def counting(chance: random.Random) -> Row:
    count = chance.randint(1, 9)
    return Row(f"count {GROUPS[count - 1]}", {"count": count}, [(str(count), [str(i) for i in range(1, 10)])])


def ocr(chance: random.Random) -> Row:
    text = chance.choices(LETTERS, k=5)
    answer = [(letter.upper(), list(LETTERS.upper())) for letter in text]
    return Row(f"read {' '.join(text)}", {"text": "".join(text).upper()}, answer)


TASKS: dict[str, Callable[[random.Random], Row]] = {f.__name__: f for f in (grounding, detection, counting, ocr)}


# ---- the model -------------------------------------------------------------------------------------------------------


def make_tokenizer() -> PreTrainedTokenizerFast:
    chance = random.Random(0)
    pieces = dict.fromkeys(["<pad>", "<end>"])
    for make in TASKS.values():
        for row in (make(chance) for _ in range(500)):
            pieces.update(dict.fromkeys(row.prompt.split()))
            for piece, others in row.answer:
                pieces.update(dict.fromkeys([piece, *others]))
    words = Tokenizer(models.WordLevel({piece: i for i, piece in enumerate(pieces)}, unk_token="<pad>"))
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    words.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(
        tokenizer_object=words, pad_token="<pad>", eos_token="<end>", unk_token="<pad>", padding_side="left"
    )


def make_model(tokenizer: PreTrainedTokenizerFast, seed: int) -> LlamaForCausalLM:
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=24,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=4,
        max_position_embeddings=64,
        initializer_range=0.15,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return LlamaForCausalLM(config)


def warm_start(model: Any, tokenizer: Any, rows: list[Row], chance: random.Random, steps: int) -> None:
    """Supervised steps on answers in the right format, of which only some numbers, labels and letters are right."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-2, betas=(0.9, 0.95))
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.05, steps)
    ids = tokenizer.convert_tokens_to_ids
    for _ in range(steps):
        sequences, lengths = [], []
        for row in chance.choices(rows, k=32):
            answer = [p if not others or chance.random() < RIGHT else chance.choice(others) for p, others in row.answer]
            prompt = ids(row.prompt.split())
            sequences.append(torch.tensor(prompt + ids(answer) + [tokenizer.eos_token_id]))
            lengths.append(len(prompt))
        tokens = torch.nn.utils.rnn.pad_sequence(sequences, batch_first=True, padding_value=tokenizer.pad_token_id)
        labels = tokens.masked_fill(tokens == tokenizer.pad_token_id, -100)
        for place, length in enumerate(lengths):
            labels[place, :length] = -100
        loss = model(input_ids=tokens, attention_mask=(labels != -100) | (tokens != 0), labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()


# ---- learning --------------------------------------------------------------------------------------------------------


def learn(task: str, trained_by: Reward, measured_by: Reward, steps: int, seed: int) -> list[float]:
    """The mean of `measured_by` in each step of a model that is trained by `trained_by`."""
    torch.set_num_threads(1)  # the model is so small that more threads only wait for each other
    chance = random.Random(seed)
    rows = [TASKS[task](chance) for _ in range(2000)]
    tokenizer = make_tokenizer()
    model = make_model(tokenizer, seed)
    warm_start(model, tokenizer, rows, chance, 500)
    # What stands after the answer costs nothing in these recipes: the format is a reward of its own.
    rewards = [trained_by, reward(task, term="format"), *([] if measured_by is trained_by else [measured_by])]
    trainer = GRPOTrainer(
        model=model,
        reward_funcs=rewards,
        args=GRPOConfig(
            output_dir=f"build/trl_grpo/{task}",
            per_device_train_batch_size=128,
            num_generations=16,
            max_completion_length=24,
            max_steps=steps,
            learning_rate=4e-3,
            lr_scheduler_type="constant",
            beta=0.0,
            reward_weights=[1.0, 0.2, 0.0][: len(rewards)],
            logging_steps=1,
            save_strategy="no",
            report_to=[],
            use_cpu=True,
            bf16=False,
            disable_tqdm=True,
            log_level="error",
            seed=seed,
        ),
        train_dataset=Dataset.from_list([{"prompt": row.prompt, "solution": json.dumps(row.truth)} for row in rows]),
        processing_class=tokenizer,
    )
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    key = f"rewards/{measured_by.name}/mean"
    return [line[key] for line in trainer.state.log_history if key in line]


def curves(tasks: list[str], steps: int, seed: int) -> dict[str, list[float]]:
    """The curve of each task, and of the controls as "detection, matching" and "detection, no_matching"."""
    found = {}
    for task in tasks:
        own = reward(task)
        found[task] = timed(task, own, own, steps, seed)
        if task == "detection":
            for name, match in (("matching", "optimal"), ("no_matching", "sequential")):
                control = reward("perception-r1-detection", match=match, name=name)
                found[f"detection, {name}"] = timed(task, control, own, steps, seed)
    return found


def timed(task: str, trained_by: Reward, measured_by: Reward, steps: int, seed: int) -> list[float]:
    began = time.perf_counter()
    curve = learn(task, trained_by, measured_by, steps, seed)
    first, last = ends(curve)
    print(f"{task} by {trained_by.name:14} {first:.3f} -> {last:.3f}   {time.perf_counter() - began:.1f} s", flush=True)
    return curve


def ends(curve: list[float]) -> tuple[float, float]:
    """The mean of the first five steps and of the last twenty."""
    return sum(curve[:5]) / len(curve[:5]), sum(curve[-20:]) / len(curve[-20:])


# ---- the picture -----------------------------------------------------------------------------------------------------

WIDTH, HEIGHT, MARGIN = 200, 120, 40
STYLES = {
    ", matching": 'stroke="#6b9bd1" stroke-dasharray="4 3"',
    ", no_matching": 'stroke="#b5532f" stroke-dasharray="4 3"',
    "": 'stroke="#2f6db5"',
}


def svg(found: dict[str, list[float]]) -> str:
    """One panel for each task, reward from 0 to 1 over steps; the control is dashed."""
    panels = [task for task in TASKS if task in found]
    width = MARGIN + len(panels) * (WIDTH + 24)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT + 84}" font-family="system-ui, '
        'sans-serif" font-size="12" role="img" aria-label="Mean reward over training steps for four tasks">',
        f'<rect width="{width}" height="{HEIGHT + 84}" fill="#fff"/>',
    ]
    for place, task in enumerate(panels):
        x = MARGIN + place * (WIDTH + 24)
        parts.append(f'<g transform="translate({x} 32)">')
        parts.append(f'<text x="0" y="-12" font-weight="600" fill="#222">{task}</text>')
        for level in (0, 0.5, 1):
            y = HEIGHT * (1 - level)
            parts.append(f'<path d="M0 {y:g}H{WIDTH}" stroke="#ddd"/>')
            if place == 0:
                parts.append(f'<text x="-8" y="{y + 4:g}" text-anchor="end" fill="#666">{level:g}</text>')
        for suffix, style in STYLES.items():
            if task + suffix in found:
                parts.append(f'<path d="{path(found[task + suffix])}" fill="none" stroke-width="1.8" {style}/>')
        steps = len(found[task])
        parts.append(f'<text x="0" y="{HEIGHT + 18}" fill="#666">0</text>')
        parts.append(f'<text x="{WIDTH}" y="{HEIGHT + 18}" text-anchor="end" fill="#666">{steps} steps</text>')
        parts.append("</g>")
    legend = "mean reward of 128 completions; a Llama of two layers, TRL GRPO, on a CPU"
    if "detection, no_matching" in found:
        legend += ". Dashed: trained by perception-r1-detection; red: without its matching"
    parts.append(f'<text x="{MARGIN}" y="{HEIGHT + 74}" fill="#666">{legend}</text></svg>')
    return "\n".join(parts) + "\n"


def path(curve: list[float]) -> str:
    """The curve, each point the mean of the five steps around it."""
    points = []
    for step in range(len(curve)):
        near = curve[max(0, step - 2) : step + 3]
        points.append(f"{WIDTH * step / max(1, len(curve) - 1):.1f} {HEIGHT * (1 - sum(near) / len(near)):.1f}")
    return "M" + "L".join(points)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", nargs="+", choices=list(TASKS), default=list(TASKS))
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--svg", metavar="FILE", help="draw the curves")
    parser.add_argument("--json", metavar="FILE", help="write the curves")
    options = parser.parse_args()
    warnings.filterwarnings("ignore", category=FutureWarning)
    found = curves(options.tasks, options.steps, options.seed)
    if options.svg:
        with open(options.svg, "w", encoding="utf-8") as file:
            file.write(svg(found))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(found, file)


if __name__ == "__main__":
    main()
