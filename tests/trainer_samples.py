"""Completions and truths that every adapter is tested with."""

from __future__ import annotations

import json

GOOD = '[{"bbox_2d": [10, 10, 30, 30], "label": "cat"}]'
HALF = '[{"bbox_2d": [10, 10, 30, 20], "label": "cat"}]'
EMPTY = ""
HOSTILE = [
    "[" * 100_000,
    "<answer>" * 5_000,
    "\x00\ud800<box>(1,2),(3",
    '[{"bbox_2d": [NaN, 1e999, -1e999, 10]}]',
    '{"bbox_2d": [' + "9" * 2_000 + ", 1, 2, 3]}",
    "the " * 20_000,
]
# An image that Qwen2.5-VL's processor leaves as it is.
TRUTH = json.dumps({"boxes": [[10, 10, 30, 30]], "labels": ["cat"], "size": [84, 56]})
BAD_TRUTHS = [
    "not JSON",
    "{}",
    '{"boxes": [[1, 2, 3]], "labels": ["cat"]}',
    '{"boxes": [[1, 2, 3, 4]], "lables": ["cat"]}',
]


def whole_text_tokenizer(texts: list[str]) -> object:
    """A real tokenizer with one token for each text, so that any completion can be made of ids."""
    from tokenizers import AddedToken, Tokenizer, decoders, models
    from transformers import PreTrainedTokenizerFast

    words = ["<pad>", "<end>", "<unknown>", *dict.fromkeys(texts)]
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="<unknown>"))
    tokenizer.decoder = decoders.Fuse()
    tokenizer.add_special_tokens([AddedToken(mark, special=True) for mark in ("<|box_start|>", "<|box_end|>")])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", eos_token="<end>", unk_token="<unknown>", padding_side="left"
    )
