#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times of other programs for the work that `mambascope bench` measures, as the JSON that its --peer reads.

On the CPU: transformers' Mamba and Mamba-2, models of the bundled models' sizes with random weights. On a GPU: the
same, and state-spaces' kernels where mamba_ssm is installed. What is not installed is named on stderr and left out.

    taskset -c 0,1 python3 tests/bench/peers.py --threads 2 --out peers.json
    taskset -c 0,1 mambascope bench --threads 2 --peer peers.json
"""
import argparse
import json
import statistics
import sys
import time


def say(text):
    print(f"peers.py: {text}", file=sys.stderr, flush=True)


def median_ms(work, repeat, wait):
    work()
    times = []
    for _ in range(repeat):
        wait()
        start = time.perf_counter()
        work()
        wait()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


class Peers:
    def __init__(self, torch, options):
        self.torch = torch
        self.device = options.device
        self.threads = options.threads
        self.repeat = options.repeat
        self.tokens = options.tokens
        self.filter = options.filter
        self.out = options.out
        self.results = []
        self.save()
        self.wait = torch.cuda.synchronize if self.device.startswith("cuda") else lambda: None

    def add(self, name, shape, dtype, peer, work, units=1, repeat=None):
        if self.filter not in name:
            return
        try:
            ms = median_ms(work, repeat or self.repeat, self.wait) / units
        except (RuntimeError, ValueError, ImportError) as error:
            say(f"{name} {shape}: {peer}: {str(error).splitlines()[0]}")
            return
        self.results.append({"name": name, "shape": shape, "dtype": dtype, "peer": peer, "ms": ms})
        self.save()
        say(f"{name} {shape} {dtype}: {ms:.4f} ms ({peer})")

    def save(self):
        """What there is so far: whoever stops this keeps it."""
        with open(self.out, "w", encoding="utf-8") as file:
            json.dump({"device": self.device, "threads": self.threads, "results": self.results}, file, indent=1)
            file.write("\n")

    def models(self):
        try:
            import transformers
        except ImportError:
            return say("transformers is not installed: no whole models")
        torch = self.torch
        common = {"vocab_size": 8192, "hidden_size": 384, "num_hidden_layers": 10, "expand": 2, "conv_kernel": 4}
        made = {
            "mamba2-12m": lambda: transformers.Mamba2ForCausalLM(
                transformers.Mamba2Config(state_size=64, head_dim=32, num_heads=24, n_groups=1,
                                          tie_word_embeddings=True, **common)),
            "mamba1-12m": lambda: transformers.MambaForCausalLM(
                transformers.MambaConfig(state_size=16, tie_word_embeddings=True, **common)),
        }
        peer = f"transformers {transformers.__version__}"
        for name, make in made.items():
            if self.filter not in f"prefill {name}" and self.filter not in f"decode {name}":
                continue
            torch.manual_seed(1)
            model = make().eval().to(self.device)
            ids = torch.randint(0, 8192, (1, self.tokens), device=self.device)
            new = 16

            def prefill():
                model(ids, use_cache=True, logits_to_keep=1)

            def decode():
                model.generate(ids[:, :8], max_new_tokens=new, min_new_tokens=new, do_sample=False, pad_token_id=0)

            self.add(f"prefill {name}", f"L{self.tokens}", "fp32", peer, prefill, repeat=1)
            self.add(f"decode {name}", "L1", "fp32", peer, decode, units=new, repeat=2)

    def kernels(self):
        torch = self.torch
        if not self.device.startswith("cuda"):
            return
        try:
            from mamba_ssm.ops.selective_scan_interface import selective_scan_fn
        except ImportError as error:
            selective_scan_fn = None
            say(f"mamba_ssm's selective scan is not there ({error})")
        try:
            from mamba_ssm.ops.triton.ssd_combined import mamba_chunk_scan_combined
        except ImportError as error:
            mamba_chunk_scan_combined = None
            say(f"mamba_ssm's chunk scan is not there ({error})")
        for length, channels in [(65536, 4096), (16384, 1536), (2048, 4096)]:
            for name, dtype in [("fp32", torch.float32), ("bf16", torch.bfloat16)]:
                if selective_scan_fn is not None:
                    self.scan(selective_scan_fn, length, channels, name, dtype)
        for length in [65536, 16384, 2048]:
            for name, dtype in [("fp32", torch.float32), ("bf16", torch.bfloat16)]:
                if mamba_chunk_scan_combined is not None:
                    self.ssd(mamba_chunk_scan_combined, length, name, dtype)

    def scan(self, function, length, channels, name, dtype, states=16):
        torch = self.torch
        options = {"device": self.device, "dtype": dtype}
        x, z = (torch.randn(1, channels, length, **options) for _ in range(2))
        dt = torch.rand(1, channels, length, **options) * 0.1
        a = -torch.rand(channels, states, device=self.device) * 8 - 0.5
        b, c = (torch.randn(1, states, length, **options) for _ in range(2))
        d = torch.randn(channels, device=self.device)
        with torch.no_grad():
            self.add("scan", f"L{length} D{channels} N{states}", name, "mamba_ssm",
                     lambda: function(x, dt, a, b, c, d, z=z, delta_softplus=True))

    def ssd(self, function, length, name, dtype, heads=64, dim=64, states=128):
        torch = self.torch
        options = {"device": self.device, "dtype": dtype}
        x = torch.randn(1, length, heads, dim, **options)
        dt = torch.rand(1, length, heads, **options) * 0.1
        a = -torch.rand(heads, device=self.device) * 8 - 0.5
        b, c = (torch.randn(1, length, 1, states, **options) for _ in range(2))
        d = torch.randn(heads, device=self.device)
        with torch.no_grad():
            self.add("ssd", f"L{length} H{heads} P{dim} N{states}", name, "mamba_ssm",
                     lambda: function(x, dt, a, b, c, chunk_size=256, D=d))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=2, help="of the CPU")
    parser.add_argument("--tokens", type=int, default=4096, help="of a prefill")
    parser.add_argument("--repeat", type=int, default=9)
    parser.add_argument("--filter", default="", help="only names that contain this")
    parser.add_argument("--out", required=True, help="JSON for mambascope bench --peer")
    options = parser.parse_args()
    try:
        import torch
    except ImportError:
        say("torch is not installed: nothing can be measured")
        return 1
    torch.set_num_threads(options.threads)
    peers = Peers(torch, options)
    with torch.inference_mode():
        peers.models()
    peers.kernels()
    return 0


if __name__ == "__main__":
    sys.exit(main())
