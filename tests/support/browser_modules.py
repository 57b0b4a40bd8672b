"""Calls of the pure browser modules in static/, without a browser: in the Node.js that comes with Playwright.

    draw("lines.js", "clipped_line", np.array(w1), np.array(w2), view)
    engine("run.js", "simulate", {"rule": ..., "surface": ..., ...})

call an exported function of a module in static/draw/ or static/engine/ and return its result. An array of
NumPy becomes a typed array, one with two dimensions becomes {values, shape}, and all else passes as JSON. The
result consists of lists, dicts and numbers, with None for null and undefined. Floats are exact in both
directions, also −0, nan and inf.
"""

import base64
import json
import subprocess
from pathlib import Path

import numpy as np
import playwright
import pytest

from app.bundles import FOLDER

STATIC = FOLDER
"""The modules that are served: those of the installed package, or of the checkout if that comes first."""
_TYPES = {
    "float64": "Float64Array",
    "float32": "Float32Array",
    "int32": "Int32Array",
    "uint16": "Uint16Array",
    "uint8": "Uint8Array",
}

_CALL = """async ([address, text]) => {
  const read = (_, part) => {
    if (part?.$number) return Number(part.$number)
    if (!part?.$array) return part
    const bytes = Uint8Array.from(Buffer.from(part.bytes, "base64"))
    const values = new globalThis[part.$array](bytes.buffer)
    return part.shape.length === 1 ? values : { values, shape: part.shape }
  }
  const write = (part) => {
    if (typeof part === "number") {
      if (Object.is(part, -0)) return "-0.0"
      return Number.isInteger(part) && !Number.isSafeInteger(part) ? part.toExponential() : String(part)
    }
    if (part instanceof Float64Array) {
      const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength)
      return `{"$floats":"${bytes.toString("base64")}"}`
    }
    if (part instanceof Uint8Array) return `[${part.join(",")}]`
    if (ArrayBuffer.isView(part) || Array.isArray(part)) return `[${Array.from(part, write).join(",")}]`
    if (part === null || typeof part !== "object") return JSON.stringify(part) ?? "null"
    const entries = Object.entries(part).map(([name, each]) => `${JSON.stringify(name)}:${write(each)}`)
    return `{${entries.join(",")}}`
  }
  const module = await import(address)
  const work = WORK
  return write(await Promise.all(JSON.parse(text, read).map((values) => work(...values))))
}"""

_NODE = """
const lines = require("node:readline").createInterface({ input: process.stdin })
lines.on("line", async (line) => {
  const [work, argument] = JSON.parse(line)
  const found = await eval(work)(argument).then((value) => ({ value }), ({ stack }) => ({ error: stack }))
  process.stdout.write(JSON.stringify(found) + "\\n")
})
"""


class JavaScriptError(Exception):
    """A module has thrown something; the text is its stack."""


class Node:
    """A Node.js that calls functions."""

    def __init__(self):
        driver = Path(playwright.__file__).parent / "driver"
        program = next(path for name in ("node", "node.exe") if (path := driver / name).is_file())
        self._process = subprocess.Popen(
            [program, "--no-warnings", "--eval", _NODE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def call(self, function, argument):
        """Call an asynchronous function of one argument, and return what it returns."""
        self._process.stdin.write(json.dumps([function, argument]) + "\n")
        self._process.stdin.flush()
        found = json.loads(self._process.stdout.readline())
        if "error" in found:
            raise JavaScriptError(found["error"])
        return found["value"]

    def close(self):
        self._process.communicate()  # it ends with its input


class Modules:
    """Calls functions of the modules in a folder of static/."""

    def __init__(self, node, folder):
        self._node = node
        self._folder = f"{STATIC.as_uri()}/{folder}"

    def __call__(self, file, name, *arguments):
        """Call a function of a file in the folder."""
        return self.many(file, name, [arguments])[0]

    def many(self, file, name, calls):
        """Call a function once for each sequence of arguments, all in one call of Node.js."""
        return self.work(file, f"module.{name}", calls)

    def work(self, file, function, calls):
        """Do the same with a JavaScript function given as text, which may use the `module`."""
        text = json.dumps([[_written(argument) for argument in arguments] for arguments in calls])
        found = self._node.call(_CALL.replace("WORK", function), [f"{self._folder}/{file}", text])
        return json.loads(found, object_hook=_floats)


@pytest.fixture(scope="session")
def node():
    node = Node()
    yield node
    node.close()


@pytest.fixture(scope="session")
def draw(node):
    return Modules(node, "draw")


@pytest.fixture(scope="session")
def figures(node):
    return Modules(node, "figures")


@pytest.fixture(scope="session")
def recording(node):
    return Modules(node, "recording")


@pytest.fixture(scope="session")
def relief(node):
    return Modules(node, "relief")


@pytest.fixture(scope="session")
def engine(node):
    return Modules(node, "engine")


def _floats(part):
    return np.frombuffer(base64.b64decode(part["$floats"])).tolist() if "$floats" in part else part


def _written(part):
    if isinstance(part, np.ndarray):
        values = np.ascontiguousarray(part)
        bytes_ = base64.b64encode(values.tobytes()).decode()
        return {"$array": _TYPES[values.dtype.name], "bytes": bytes_, "shape": values.shape}
    if isinstance(part, dict):
        return {name: _written(each) for name, each in part.items()}
    if isinstance(part, list | tuple):
        return [_written(each) for each in part]
    if isinstance(part, np.generic):
        part = part.item()
    if isinstance(part, float) and not np.isfinite(part):
        return {"$number": str(part).replace("inf", "Infinity").replace("nan", "NaN")}
    return part
