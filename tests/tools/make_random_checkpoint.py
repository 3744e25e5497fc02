#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a checkpoint of a published model's shape with random weights, for measuring. Standard library only.

    tests/tools/make_random_checkpoint.py SHAPE FOLDER [--shards N] [--seed S]

Shapes: mamba-2.8b, mamba-1.4b, mamba-130m (state-spaces, Mamba-1), mamba2-2.7b, mamba2-1.3b (Mamba-2), zamba2-small (a hybrid with
the structure of Zamba2 and 12 layers of width 1024). Matrices are bf16, the rest fp32, as the published files are. The weights are
scaled so that a pass gives finite numbers; the text that such a model writes means nothing. A tokenizer is not written.
"""
import argparse
import json
import math
import os
import random
import struct
import sys

BLOCK = 1 << 24  # bytes of random numbers that matrices are cut from


class Numbers:
    """bf16 noise of a given size, made once and then cut."""

    def __init__(self, seed):
        raw = random.Random(seed).randbytes(BLOCK)
        self.low, self.high = raw[0::2], raw[1::2]
        self.blocks = {}

    def block(self, exponent):
        """Values of random sign whose magnitudes lie between 2^exponent and 2^(exponent + 2)."""
        if exponent not in self.blocks:
            biased = exponent + 127
            biased -= biased % 2  # the lowest bit of the exponent is random
            table = bytes((x & 0x80) | (biased >> 1) for x in range(256))
            out = bytearray(BLOCK)
            out[0::2] = self.low
            out[1::2] = self.high.translate(table)
            self.blocks[exponent] = bytes(out)
        return self.blocks[exponent]

    def matrix(self, shape):
        count = math.prod(shape)
        block = self.block(-3 - round(math.log2(max(shape[-1], 2)) / 2))
        left = 2 * count
        while left > 0:
            yield block[:left]
            left -= len(block)


def floats(values):
    return struct.pack(f"<{len(values)}f", *values)


class Checkpoint:
    """Collects tensors as (name, dtype, shape, function that yields bytes)."""

    def __init__(self, numbers):
        self.numbers, self.tensors = numbers, []

    def matrix(self, name, *shape):
        self.tensors.append((name, "BF16", shape, lambda: self.numbers.matrix(shape)))

    def vector(self, name, *shape, value=lambda i: 1.0):
        self.tensors.append((name, "F32", shape, lambda: [floats([value(i) for i in range(math.prod(shape))])]))

    def save(self, folder, shards):
        os.makedirs(folder, exist_ok=True)
        sizes = [math.prod(s) * (2 if d == "BF16" else 4) for _, d, s, _ in self.tensors]
        limit = math.ceil(sum(sizes) / shards)
        parts, used = [[]], 0
        for tensor, size in zip(self.tensors, sizes):
            if parts[-1] and used + size > limit and len(parts) < shards:
                parts.append([])
                used = 0
            parts[-1].append((tensor, size))
            used += size
        weights = {}
        for number, part in enumerate(parts, 1):
            file = "model.safetensors" if len(parts) == 1 else f"model-{number:05}-of-{len(parts):05}.safetensors"
            write(os.path.join(folder, file), part)
            weights.update({tensor[0]: file for tensor, _ in part})
        if len(parts) > 1:
            with open(os.path.join(folder, "model.safetensors.index.json"), "w", encoding="utf-8") as f:
                json.dump({"metadata": {"total_size": sum(sizes)}, "weight_map": weights}, f, indent=1)


def write(path, part):
    header, at = {}, 0
    for (name, dtype, shape, _), size in part:
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text)
        for (_, _, _, pieces), _ in part:
            for piece in pieces():
                f.write(piece)


def mamba1(out, prefix, d, n=16):
    inner, rank = 2 * d, math.ceil(d / 16)
    out.matrix(prefix + "in_proj.weight", 2 * inner, d)
    out.matrix(prefix + "x_proj.weight", rank + 2 * n, inner)
    out.matrix(prefix + "dt_proj.weight", inner, rank)
    out.vector(prefix + "dt_proj.bias", inner, value=lambda i: -4.6 + 2.3 * (i % 97) / 97)
    out.vector(prefix + "conv1d.weight", inner, 1, 4, value=lambda i: 0.5 * math.sin(i))
    out.vector(prefix + "conv1d.bias", inner, value=lambda i: 0.0)
    out.vector(prefix + "A_log", inner, n, value=lambda i: math.log(1 + i % n))
    out.vector(prefix + "D", inner)
    out.matrix(prefix + "out_proj.weight", d, inner)


def mamba2(out, prefix, d, n=128, headdim=64, groups=1):
    inner = 2 * d
    heads, width = inner // headdim, inner + 2 * groups * n
    out.matrix(prefix + "in_proj.weight", 2 * inner + 2 * groups * n + heads, d)
    out.vector(prefix + "conv1d.weight", width, 1, 4, value=lambda i: 0.5 * math.sin(i))
    out.vector(prefix + "conv1d.bias", width, value=lambda i: 0.0)
    out.vector(prefix + "dt_bias", heads, value=lambda i: -4.6 + 2.3 * i / heads)
    out.vector(prefix + "A_log", heads, value=lambda i: math.log(1 + 15 * i / heads))
    out.vector(prefix + "D", heads)
    out.vector(prefix + "norm.weight", inner)
    out.matrix(prefix + "out_proj.weight", d, inner)


def state_spaces(out, layers, d, generation):
    pad = 8 if generation == 1 else 16
    vocab = 50277
    out.matrix("backbone.embedding.weight", math.ceil(vocab / pad) * pad, d)
    for i in range(layers):
        out.vector(f"backbone.layers.{i}.norm.weight", d)
        (mamba1 if generation == 1 else mamba2)(out, f"backbone.layers.{i}.mixer.", d)
    out.vector("backbone.norm_f.weight", d)
    return {"d_model": d, "n_layer": layers, "vocab_size": vocab, "ssm_cfg": {} if generation == 1 else {"layer": "Mamba2"},
            "rms_norm": True, "residual_in_fp32": True, "fused_add_norm": True, "pad_vocab_size_multiple": pad}


def zamba2(out, layers=12, d=1024, hybrid=(3, 6, 9), blocks=2, heads=16, intermediate=4096, rank=64, vocab=32000):
    out.matrix("model.embed_tokens.weight", vocab, d)
    for i in range(layers):
        base = f"model.layers.{i}."
        if i in hybrid:
            out.matrix(base + "linear.weight", d, d)
            base += "mamba_decoder."
        out.vector(base + "input_layernorm.weight", d)
        mamba2(out, base + "mamba.", d, n=64)
    for block in range(blocks):
        base = f"model.layers.{hybrid[block]}.shared_transformer."
        out.vector(base + "input_layernorm.weight", 2 * d)
        for name in "qkv":
            out.matrix(base + f"self_attn.{name}_proj.weight", 2 * d, 2 * d)
        out.matrix(base + "self_attn.o_proj.weight", d, 2 * d)
        out.vector(base + "pre_ff_layernorm.weight", d)
        out.matrix(base + "feed_forward.gate_up_proj.weight", 2 * intermediate, d)
        out.matrix(base + "feed_forward.down_proj.weight", d, intermediate)
        for k in range(block, len(hybrid), blocks):
            out.matrix(base + f"feed_forward.gate_up_proj_adapter_list.{k}.0.weight", rank, d)
            out.matrix(base + f"feed_forward.gate_up_proj_adapter_list.{k}.1.weight", 2 * intermediate, rank)
    out.vector("model.final_layernorm.weight", d)
    return {"model_type": "zamba2", "hidden_size": d, "num_hidden_layers": layers, "vocab_size": vocab, "mamba_d_state": 64,
            "layers_block_type": ["hybrid" if i in hybrid else "mamba" for i in range(layers)], "hybrid_layer_ids": list(hybrid),
            "n_mamba_heads": 2 * d // 64, "mamba_headdim": 64, "num_attention_heads": heads, "attention_head_dim": 2 * d // heads,
            "intermediate_size": intermediate, "num_mem_blocks": blocks, "adapter_rank": rank, "use_mem_rope": True,
            "tie_word_embeddings": True}


SHAPES = {
    "mamba-2.8b": lambda out: state_spaces(out, 64, 2560, 1),
    "mamba-1.4b": lambda out: state_spaces(out, 48, 2048, 1),
    "mamba-130m": lambda out: state_spaces(out, 24, 768, 1),
    "mamba2-2.7b": lambda out: state_spaces(out, 64, 2560, 2),
    "mamba2-1.3b": lambda out: state_spaces(out, 48, 2048, 2),
    "zamba2-small": zamba2,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shape", choices=sorted(SHAPES))
    parser.add_argument("folder")
    parser.add_argument("--shards", type=int, default=1, help="number of weight files")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.shards < 1:
        sys.exit("--shards: at least one file is needed")
    out = Checkpoint(Numbers(arguments.seed))
    config = SHAPES[arguments.shape](out)
    out.save(arguments.folder, arguments.shards)
    with open(os.path.join(arguments.folder, "config.json"), "w", encoding="utf-8") as f:
        json.dump(config, f, indent=1)


if __name__ == "__main__":
    main()
