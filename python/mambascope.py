# SPDX-License-Identifier: GPL-3.0-or-later
"""MambaScope from Python: the command line's verbs as functions, and a running window.

    import mambascope
    curves = mambascope.decay("mamba2-12m", layer=6, channels=[7, 15], prompt="It was a dark night")
    with mambascope.Window.start("mamba2-12m") as window:
        window.set(layer=3, theta=1e-10, page="decay")
        window.export("decay.csv")

docs/scripting.md has the rest. Needs Python 3.9 and nothing else; arrays are numpy's where numpy can be imported.
"""
import ast
import csv
import functools
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

try:
    import numpy
except ImportError:
    numpy = None

program = None  # the program to run; None: looked for, see _program()


class Error(Exception):
    """What went wrong, in the program's own sentence."""


class _UnknownVerb(Error, AttributeError):
    """The program cannot be asked for its verbs: to hasattr() they are not there, to a person this says why."""


# ------------------------------------------------------------------------------------------------ verbs


def _program():
    found = program or os.environ.get("MAMBASCOPE_PROGRAM")
    found = found or next((path for path in _beside() if path.is_file()), None) or shutil.which("mambascope")
    if not found:
        raise Error("mambascope: the program was not found; set mambascope.program or MAMBASCOPE_PROGRAM to its path")
    return os.fspath(found)


def _beside():
    """Where the program is if this file lies in a source tree that was built, or in an installation."""
    folders = list(Path(__file__).resolve().parents)
    tree, installation = folders[1:2], folders[3:4]  # either may be above the root
    return [folder / "build/release/bin/mambascope" for folder in tree] + [
        folder / "bin/mambascope" for folder in installation]


_PROGRESS = re.compile(r"(.*) (\d+) %(?:, .* left)?$")


def _run(words, progress=None):
    """Runs the program; its standard output. Whatever interrupts this, Ctrl+C above all, cancels the program."""
    # A session of its own: a terminal's Ctrl+C would reach the program a second time, which ends it at once.
    try:
        process = subprocess.Popen([_program(), *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, encoding="utf-8", errors="replace", start_new_session=True)
    except OSError as error:
        raise Error(f"{_program()}: {error.strerror}") from None
    printed, sentence = [], ""
    reader = threading.Thread(target=lambda: printed.append(process.stdout.read()), daemon=True)
    with process:
        reader.start()
        try:
            for line in process.stderr:
                step = _PROGRESS.match(line.rstrip("\n"))
                if step and progress:
                    progress(step[1], int(step[2]) / 100)
                elif line.startswith("mambascope: "):
                    sentence = sentence or line[len("mambascope: "):].strip()
            process.wait()
        except BaseException:
            process.terminate()  # it keeps what is complete, as after Ctrl+C
            try:
                process.stderr.read()
                process.wait()
            finally:  # a second Ctrl+C does not wait for that
                process.kill()
                reader.join()
            raise
        reader.join()
    if process.returncode != 0:
        raise Error(sentence or f"{words[0]}: the program ended with status {process.returncode}")
    return printed[0]


@functools.lru_cache(maxsize=None)
def _described(path):
    return json.loads(_run(["--describe"]))["verbs"]


def _verbs():
    return _described(_program())


def _python_name(option):
    return option["name"].lstrip("-").replace("-", "_").lower()


def _words(option, value):
    """An argument's words on the command line."""
    if option["kind"] == "flag":
        return [option["name"]] if value else []
    if value is None:
        return []
    values = list(value) if isinstance(value, (list, tuple, range)) or getattr(value, "ndim", 0) else [value]
    texts = [os.fspath(one) if isinstance(one, os.PathLike) else str(one) for one in values]
    if option["kind"] == "list":
        texts = [",".join(texts)]
    return texts if not option["name"].startswith("-") else [f"{option['name']}={text}" for text in texts]


def call(verb, /, *arguments, progress=None, **options):
    """A verb of the command line by its name: call("receptive-field", "mamba2-12m", ...).

    `progress(what, share)` is told how far it is. The answer is the verb's JSON document; of a verb without one the
    array or table that it wrote, or the path of another file; of other verbs what they printed.
    """
    known = _verbs().get(verb)
    if known is None:
        raise Error(f"{verb}: no such verb; there are {', '.join(_verbs())}")
    declared = {_python_name(option): option for option in known["options"]}
    places = [name for name, option in declared.items() if not option["name"].startswith("-")]
    if len(arguments) > len(places):
        raise TypeError(f"{verb} takes {len(places)} positional arguments, and {len(arguments)} were given")
    for name, value in zip(places, arguments):
        if name in options:
            raise TypeError(f"{verb} was given '{name}' twice")
        options[name] = value
    for name in options:
        if name not in declared:
            raise TypeError(f"{verb} has no option '{name}'; there are {', '.join(declared)}")
    asks_json = "json" in declared and options.setdefault("json", True)
    with tempfile.TemporaryDirectory(prefix="mambascope-") as folder:
        if "out" in declared and declared["out"]["required"] and options.get("out") is None:
            options["out"] = os.path.join(folder, f"{verb}.npy")
        words = [word for name, value in options.items() for word in _words(declared[name], value)]
        printed = _run([verb, *words] + (["--progress"] if progress else []), progress)
        if asks_json:
            try:
                return json.loads(printed)
            except ValueError:
                return printed  # a form of the verb without a document, for example tokenize --lines
        out = options.get("out")
        if out is None:
            return printed
        return read(out) if os.path.splitext(out)[1].lower() in _READERS and os.path.isfile(out) else os.fspath(out)


def __getattr__(name):
    verb = name.replace("_", "-")
    try:
        verbs = {} if name.startswith("_") else _verbs()
    except Error as error:
        raise _UnknownVerb(*error.args) from None
    if verb not in verbs:
        raise AttributeError(f"module 'mambascope' has no attribute '{name}', nor has the program a verb '{verb}'")

    def function(*arguments, progress=None, **options):
        return call(verb, *arguments, progress=progress, **options)

    known = verbs[verb]
    lines = [known["summary"] + ".", ""]
    lines += [f"    {_python_name(option)}: {option['description']}" for option in known["options"]]
    function.__name__ = function.__qualname__ = name
    function.__doc__ = "\n".join(lines)
    return function


def __dir__():
    try:
        return sorted([*globals(), *(verb.replace("-", "_") for verb in _verbs())])
    except Error:
        return sorted(globals())


# ------------------------------------------------------------------------------------------------ files


def _read_npy(path):
    if numpy is not None:
        return numpy.load(path)
    data = Path(path).read_bytes()
    size, start = (2, 10) if data[6] == 1 else (4, 12)
    end = start + int.from_bytes(data[start - size:start], "little")
    header = ast.literal_eval(data[start:end].decode("latin-1"))
    shape = header["shape"]
    if 0 in shape:
        return []
    code = {"f4": "f", "f8": "d", "i4": "i", "i8": "q", "u1": "B", "b1": "?"}[header["descr"][1:]]
    return memoryview(data[end:]).cast(code, shape).tolist() if shape else memoryview(data[end:]).cast(code)[0]


def _number(text):
    try:
        return float(text)
    except ValueError:
        return text


def _read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return [[_number(field) for field in row] for row in csv.reader(file)]


def _read_json(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


_READERS = {".npy": _read_npy, ".csv": _read_csv, ".json": _read_json}


def read(path):
    """A file that the program wrote: .npy as an array (nested lists without numpy), .csv as rows of numbers and texts,
    .json."""
    reader = _READERS.get(os.path.splitext(path)[1].lower())
    if reader is None:
        raise Error(f"{path}: only {', '.join(_READERS)} can be read")
    return reader(path)


# ------------------------------------------------------------------------------------------------ a window


def _folder():
    """Where windows that accept scripts have their sockets."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and os.path.isdir(runtime):
        return Path(runtime, "mambascope")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "mambascope", "scripts")


def _changed(path):
    try:
        return os.path.getmtime(path)
    except OSError:
        return 0  # its window was closed meanwhile


def _plain(value):
    """What JSON does not know: numpy's numbers and arrays, paths."""
    return value.tolist() if hasattr(value, "tolist") else os.fspath(value)


class Window:
    """A window that accepts scripts. See start() and connect()."""

    def __init__(self, path, process=None):
        self.name = os.path.basename(path)
        self._process = process
        self._pending = b""
        self._last = 0
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.connect(os.fspath(path))
        except OSError:
            self._socket.close()
            raise

    @classmethod
    def connect(cls, name=None):
        """The window of that name; without one, the newest window that accepts scripts."""
        try:
            paths = [_folder() / name] if name else sorted(_folder().iterdir(), key=_changed, reverse=True)
        except OSError:
            paths = []
        for path in paths:
            try:
                return cls(path)
            except OSError:
                continue  # left by a window that was killed
        raise Error(f"{name or 'window'}: no window accepts scripts; start one with --listen, or tick Tools > Accept "
                    "scripts")

    @classmethod
    def start(cls, *arguments, timeout=60):
        """Opens a window with these arguments (a model's name, files). What is asked of it waits for the model."""
        name = f"python-{os.getpid()}-{secrets.token_hex(4)}"
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen([_program(), f"--listen={name}", *map(os.fspath, arguments)],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said,
                                       start_new_session=True)
            limit = time.monotonic() + timeout
            while True:
                try:
                    window = cls(_folder() / name, process)
                    break
                except OSError:
                    pass
                if process.poll() is not None:
                    said.seek(0)
                    found = re.search(r"^mambascope: (.*)$", said.read().decode("utf-8", "replace"), re.MULTILINE)
                    raise Error(found[1] if found else f"window: the program ended with status {process.returncode}")
                if time.monotonic() > limit:
                    process.kill()
                    process.wait()
                    raise Error(f"window: did not open within {timeout} s")
                time.sleep(0.05)
        return window

    def request(self, method, params=None, timeout=None):
        """One request of the protocol (docs/scripting.md), and its answer."""
        self._last += 1
        line = json.dumps({"id": self._last, "method": method, "params": params or {}}, default=_plain) + "\n"
        try:
            self._socket.sendall(line.encode())
            answer = self._answer(self._last, timeout)
        except (ConnectionError, EOFError):
            raise Error("window: the connection has ended") from None
        if "error" in answer:
            raise Error(answer["error"])
        return answer["result"]

    def _answer(self, wanted, timeout):
        limit = None if timeout is None else time.monotonic() + timeout
        while True:
            line, newline, rest = self._pending.partition(b"\n")
            if newline:
                self._pending = rest
                answer = json.loads(line)
                if answer["id"] in (wanted, None):  # others are of requests that were given up
                    return answer
                continue
            try:
                self._socket.settimeout(None if limit is None else max(0.001, limit - time.monotonic()))
                more = self._socket.recv(1 << 16)
            except socket.timeout:
                raise TimeoutError(f"the window has not answered within {timeout} s") from None
            finally:
                self._socket.settimeout(None)
            if not more:
                raise EOFError
            self._pending += more

    def state(self):
        """The view state as session files have it: groups of fields."""
        return self.request("state")

    @property
    def selection(self):
        """Layer, channel and cell that all pages show."""
        return self.state()["selection"]

    def set(self, state=None, **fields):
        """Changes the view in one step: set(layer=3, theta=1e-12, page="map"), or a state. The state afterwards."""
        return self.request("set", {**(state or {}), **fields})

    def actions(self):
        """What the command palette lists, each with the id that trigger() takes."""
        return self.request("actions")

    def trigger(self, action):
        """As if a person chose it in the menus. True when a dialog is waiting for a person."""
        return self.request("trigger", {"id": action})["dialog"]

    def open(self, path):
        """Opens a model, session, text, profile or tokenizer and waits until it is open."""
        place = os.path.abspath(path) if os.path.exists(path) else os.fspath(path)  # or a model's name
        return self.request("open", {"path": place})

    def wait(self, timeout=None):
        """Waits until nothing is computed. Error when something failed, TimeoutError after `timeout` seconds."""
        self.request("wait", timeout=timeout)

    def export(self, path, view=None, scale=None, whole=False, overwrite=False):
        """Waits, then writes the page that is shown, or turns to `view` first. The files that were written."""
        given = {"path": os.path.abspath(path), "view": view, "scale": scale, "whole": whole, "overwrite": overwrite}
        return self.request("export", {name: value for name, value in given.items() if value is not None})

    def close(self):
        """Closes the window as a person would."""
        self.request("close")
        self.disconnect()
        if self._process:
            self._process.wait()

    def disconnect(self):
        """Leaves the window as it is."""
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if not self._process:
            self.disconnect()
        elif self._process.poll() is None and self._socket.fileno() >= 0:
            self.close()
