#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times MambaScope's tokenizers against Hugging Face's library on the same text, one after the other in the same run.

    python3 -m venv FOLDER && FOLDER/bin/pip install 'tokenizers==0.23.*'
    FOLDER/bin/python tests/bench/tokenizers_against_hf.py --bin build/release/bin/mambascope --text FILE TOKENIZER_JSON...

The text is the file's, repeated or cut to --bytes. MambaScope is timed as a process: `mambascope tokenize --tokenizer T
--text FILE --out ids.npy` less the same with an empty text, so that starting the program and reading the tokenizer do not
count. The library is timed around encode(). Both take the best of --repeat runs, both use one thread for one text, and
their ids have to be equal. The last column is MambaScope's whole process, start and tokenizer included.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time

import tokenizers


def best(repeat, work):
    times = []
    for _ in range(repeat):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--text", required=True)
    parser.add_argument("--bytes", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("tokenizers", nargs="+")
    args = parser.parse_args()
    with open(args.text, encoding="utf-8") as file:
        content = file.read()
    data = content.encode()
    data = (data * (args.bytes // len(data) + 1))[: args.bytes]
    text = data.decode("utf-8", "ignore")  # a character cut at the end is left out

    print(f"{len(text.encode()):,} bytes, best of {args.repeat}, tokenizers {tokenizers.__version__}, "
          f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'':28}{'tokens':>9}{'MambaScope':>12}{'library':>10}{'process':>10}")
    equal = True
    with tempfile.TemporaryDirectory() as folder:
        full, empty, out = (os.path.join(folder, name) for name in ("full.txt", "empty.txt", "ids.csv"))
        with open(full, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        open(empty, "w").close()
        for path in args.tokenizers:
            def program(source):
                subprocess.run([args.bin, "tokenize", "--tokenizer", path, "--text", source, "--out", out],
                               check=True, stdout=subprocess.DEVNULL)

            library = tokenizers.Tokenizer.from_file(path)
            other = best(args.repeat, lambda: library.encode(text))
            start = best(args.repeat, lambda: program(empty))
            whole = best(args.repeat, lambda: program(full))
            with open(out) as file:
                ids = [int(line) for line in file.read().replace(",", "\n").split() if line.lstrip("-").isdigit()]
            same = ids == library.encode(text).ids
            equal = equal and same
            name = os.path.join(os.path.basename(os.path.dirname(path)), os.path.basename(path))
            print(f"{name[-27:]:28}{len(ids):9,}{whole - start:10.3f} s{other:8.3f} s{whole:8.3f} s"
                  + ("" if same else "  THE IDS DIFFER"), flush=True)
    sys.exit(0 if equal else 1)


if __name__ == "__main__":
    main()
