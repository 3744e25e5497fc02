# SPDX-License-Identifier: GPL-3.0-or-later
"""python/mambascope.py as a researcher uses it: the verbs on a tiny model, and a window."""
import json
import os
import signal
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "python"))
import mambascope  # noqa: E402

TINY = ROOT / "tests/data/models/ss-mamba2-safetensors-bf16"
PATIENCE = 300  # s; a machine may be busy with other work


class Folder(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="mambascope-test-")
        cls.addClassCleanup(cls.folder.cleanup)
        for name in ("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = cls.folder.name

    def path(self, name):
        return os.path.join(self.folder.name, name)


class Verbs(Folder):
    def ids(self):
        return {"ids": TINY / "ids.npy"}

    def test_verbs_are_those_of_the_program(self):
        for name in ("decay", "receptive_field", "map", "bench"):
            self.assertIn(name, dir(mambascope))
        self.assertIn("layer: ", mambascope.decay.__doc__)
        self.assertEqual(mambascope.receptive_field.__name__, "receptive_field")
        with self.assertRaises(AttributeError):
            mambascope.sing
        with self.assertRaisesRegex(TypeError, "decay has no option 'layers'"):
            mambascope.decay(TINY, layers=1)
        with self.assertRaisesRegex(TypeError, "'model' twice"):
            mambascope.decay(TINY, model=TINY)
        with self.assertRaisesRegex(mambascope.Error, "sing: no such verb"):
            mambascope.call("sing")

    def test_json_documents(self):
        info = mambascope.info(model=TINY)
        config = json.loads((TINY / "config.json").read_text())
        self.assertEqual((info["layers"], info["d_model"]), (config["n_layer"], config["d_model"]))
        self.assertIn("layers", mambascope.info(TINY, json=False))  # what a person reads
        text = mambascope.tokenize(prompt="-x, y")  # neither an option nor a list
        self.assertEqual("".join(text["pieces"]).strip(), "-x, y")
        Path(self.path("lines.jsonl")).write_text('{"text": "a"}\n{"text": "b c"}\n')
        self.assertEqual(len(mambascope.tokenize(lines=self.path("lines.jsonl")).splitlines()), 2)

    def test_arrays(self):
        ids = mambascope.read(TINY / "ids.npy")
        curves = mambascope.decay(TINY, layer=1, channels=[0, 1], **self.ids())
        self.assertEqual((len(curves), len(curves[0])), (2, len(ids)))
        self.assertTrue(all(b <= a <= 0 for a, b in zip(curves[0], curves[0][1:])))
        for suffix in ("csv", "json"):
            again = mambascope.decay(TINY, layer=1, channels=(0, 1), out=self.path(f"decay.{suffix}"), **self.ids())
            self.assertAlmostEqual(again[1][-1], float(curves[1][-1]), places=4)
        picture = mambascope.decay(TINY, layer=1, channels=range(2), log_tokens=True, out=self.path("decay.svg"),
                                   **self.ids())
        self.assertEqual(picture, self.path("decay.svg"))
        self.assertIn("<svg", Path(picture).read_text())
        result = mambascope.run(TINY, nll=self.path("nll.npy"), **self.ids())
        losses = mambascope.read(self.path("nll.npy"))
        self.assertAlmostEqual(sum(map(float, losses)) / len(losses), result["nll"], places=4)
        numpy, mambascope.numpy = mambascope.numpy, None  # as where it is not installed
        try:
            self.assertEqual(mambascope.read(self.path("nll.npy")), [float(loss) for loss in losses])
        finally:
            mambascope.numpy = numpy

    def test_errors_are_the_programs_sentences(self):
        with self.assertRaisesRegex(mambascope.Error, r"^--layer 77: the model has layers 0 to \d+$"):
            mambascope.decay(TINY, layer=77, channels=0, **self.ids())
        with self.assertRaisesRegex(mambascope.Error, "channels"):  # wrong usage
            mambascope.decay(TINY, layer=1, **self.ids())
        mambascope.program = "/no/such/program"
        try:
            with self.assertRaisesRegex(mambascope.Error, "^/no/such/program: "):
                mambascope.info(TINY)
            self.assertFalse(hasattr(mambascope, "info"))  # what looks at modules expects AttributeError
        finally:
            mambascope.program = None

    def test_the_program_is_looked_for(self):
        file, mambascope.__file__ = mambascope.__file__, "/mambascope.py"  # above it are no folders to look in
        try:
            self.assertEqual(mambascope._program(), os.environ["MAMBASCOPE_PROGRAM"])
            self.assertEqual(mambascope._beside(), [])
            folder = Path(self.path("share/mambascope/python"))
            mambascope.__file__ = folder / "mambascope.py"
            self.assertIn(Path(self.path("bin/mambascope")).resolve(), mambascope._beside())
        finally:
            mambascope.__file__ = file

    def test_progress_and_interruption(self):
        told = []
        lengths = {"lengths": [256, 512], "trials": 2, "depths": 0.5}
        mambascope.passkey("mamba2-12m", progress=lambda *step: told.append(step), **lengths)
        self.assertTrue(told)
        self.assertTrue(all(what and 0 <= share <= 1 for what, share in told))

        def interrupt(what, share):
            os.kill(os.getpid(), signal.SIGINT)  # what Ctrl+C does

        handler = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            with self.assertRaises(KeyboardInterrupt):
                mambascope.passkey("mamba2-12m", progress=interrupt, lengths=[8192] * 50, trials=50)
        finally:
            signal.signal(signal.SIGINT, handler)


class Windows(Folder):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        story = os.path.join(cls.folder.name, "story.txt")
        Path(story).write_text("It was a dark night, and the key was under the mat. " * 8)
        cls.window = mambascope.Window.start("mamba2-12m", story, timeout=PATIENCE)
        cls.addClassCleanup(cls.window.__exit__)

    def test_state_is_set_and_undone(self):
        self.window.wait(PATIENCE)
        before = self.window.state()
        self.assertEqual(before["sequence"]["kind"], "text")
        after = self.window.set(layer=3, channel=17, theta=1e-12, page="decay", gallery={"seed": 4})
        self.assertEqual(after["method"]["theta"], 1e-12)
        self.assertEqual((after["view"]["page"], after["gallery"]["seed"]), ("decay", 4))
        self.assertEqual((self.window.selection["layer"], self.window.selection["channel"]), (3, 17))
        self.assertFalse(self.window.trigger("edit.undo"))
        self.assertEqual(self.window.state(), before)
        number = type("Number", (), {"tolist": lambda self: 5})()  # as numpy's are
        self.assertEqual(self.window.set(layer=number)["selection"]["layer"], 5)
        self.window.set(after)
        self.assertEqual(self.window.set(before), before)
        self.assertIn("view.page.map", [action["id"] for action in self.window.actions()])
        with self.assertRaisesRegex(mambascope.Error, "^layer: "):
            self.window.set(layer=1000)
        self.assertEqual(self.window.state(), before)

    def test_files(self):
        path = self.path("decay.csv")
        self.assertEqual(self.window.export(path, view="decay"), [path])
        header, first, *rest = mambascope.read(path)
        self.assertIsInstance(header[0], str)
        self.assertIsInstance(first[0], float)
        with self.assertRaisesRegex(mambascope.Error, "exists already"):
            self.window.export(path)
        self.window.export(path, overwrite=True)
        session = self.path("view.mscope")
        Path(session).write_text(json.dumps(self.window.state()))
        self.window.set(layer=2)
        self.assertNotEqual(self.window.open(session)["selection"]["layer"], 2)
        with self.assertRaisesRegex(mambascope.Error, "/no/such/model"):
            self.window.open("/no/such/model")

    def test_others_connect_and_leave(self):
        with mambascope.Window.connect() as other:
            other.set(page="tokens")
        self.assertEqual(self.window.state()["view"]["page"], "tokens")
        gone = Path(self.folder.name, "mambascope", "gone")  # as a window that is closed while all are listed
        gone.symlink_to(self.path("nothing"))
        mambascope.Window.connect().disconnect()
        gone.unlink()
        with self.assertRaisesRegex(mambascope.Error, "^nobody: no window accepts scripts"):
            mambascope.Window.connect("nobody")

    def test_an_answer_that_is_given_up_is_not_taken_for_another(self):
        self.window.set(theta=0.5)
        try:
            self.window.wait(timeout=0)
        except TimeoutError:
            pass
        self.assertIn("selection", self.window.state())

    def test_a_window_that_does_not_open(self):
        with self.assertRaisesRegex(mambascope.Error, "no-such-model: no such"):
            mambascope.Window.start("no-such-model", timeout=PATIENCE)
        with self.assertRaisesRegex(mambascope.Error, "is the name of another window"):
            mambascope._run(["--listen=" + self.window.name])

    def test_windows_that_end(self):
        killed = mambascope.Window.start(TINY, timeout=PATIENCE)
        killed._process.kill()
        killed._process.wait()
        with self.assertRaisesRegex(mambascope.Error, "the connection has ended"):
            while True:  # the kernel may still have room for a request
                killed.state()
        killed.disconnect()
        mambascope.Window.connect().disconnect()  # its socket is left, and passed over
        with mambascope.Window.start(TINY, timeout=PATIENCE) as closed:
            self.assertEqual(closed.set(layer=1)["selection"]["layer"], 1)
        self.assertEqual(closed._process.returncode, 0)


if __name__ == "__main__":
    unittest.main()
