"""The symbolic work in a process of its own, which can be killed: texts come in, compiled texts go out.

`Worker` is the client's end; `python -m surfaces.worker` is the process. Each input line is a text and the
names of its columns as JSON, each output line its `Compiled` or its `ExpressionError` as JSON. So whatever
comes back is only text.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, cast

from surfaces.codegen import Loop
from surfaces.compiled import Compiled, Model, Source, compile_text
from surfaces.parameters import Parameter
from surfaces.tokens import ExpressionError

SECONDS = 1.5
"""How long one text may take; the most expensive that were found within the language's bounds take 0.7 s."""
MEGABYTES = 200
"""How much memory one text may take, beside what the idle process has."""
_START = 20.0
"""Seconds that a process may take until it is ready: one, on a machine that has nothing else to do."""

log = logging.getLogger(__name__)


class GaveUpError(Exception):
    """The symbolic work on a text took too much time or memory, or failed."""

    message = "its derivatives are too complicated: leave some parts out"
    position = None


class Worker:
    """One process that does the symbolic work on one text at a time. Not to be shared by threads.

    Raises:
        OSError: the process cannot be started, or does not get ready.
    """

    def __init__(self) -> None:
        home = str(Path(__file__).parents[__name__.count(".")])  # from where this module is found by its name
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")])),
            },
            # Ctrl-C is for the server, which then closes the pipes.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # the same on Windows
        )
        self._input, self._output = (
            cast(IO[bytes], self._process.stdin),
            cast(IO[bytes], self._process.stdout),
        )
        with self._at_most(_START):
            is_ready = self._output.readline()
        if not is_ready:
            self.close()
            raise ChildProcessError("the process has ended before it was ready")

    def compile(self, text: str, columns: Sequence[str] = (), seconds: float = SECONDS) -> Compiled:
        """Do the symbolic work on a text, with the names of the table's columns if it uses data.

        Raises:
            ExpressionError: the text is no error function.
            GaveUpError: its derivatives take too much time or memory, and the process has ended; or they
                failed, which is logged.
        """
        try:
            with self._at_most(seconds):
                self._input.write(json.dumps([text, *columns]).encode() + b"\n")
                self._input.flush()
                answer = json.loads(self._output.readline())
        except (OSError, ValueError):
            self.close()
            raise GaveUpError from None
        if "fault" in answer:
            log.error(answer["fault"])
            raise GaveUpError
        if "message" in answer:
            raise ExpressionError(answer["message"], answer["position"])
        answer = _with_tuples(answer)
        return Compiled(
            **answer
            | {
                "parameters": {name: Parameter(**each) for name, each in answer["parameters"].items()},
                "sources": {name: _source(each) for name, each in answer["sources"].items()},
                "model": answer["model"] and Model(**answer["model"]),
            }
        )

    @contextlib.contextmanager
    def _at_most(self, seconds: float) -> Iterator[None]:
        """Kill the process if what follows takes longer, so that its output ends."""
        alarm = threading.Timer(seconds, self._process.kill)
        alarm.start()
        try:
            yield
        finally:
            alarm.cancel()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process can take another text."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._input.close()
        self._output.close()
        self._process.wait()


def _with_tuples(value: Any) -> Any:
    """A value of JSON with its lists as tuples."""
    if isinstance(value, dict):
        return {name: _with_tuples(each) for name, each in value.items()}
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value


def _source(fields: dict[str, Any]) -> Source:
    return Source(**fields | {"loop": fields["loop"] and Loop(**fields["loop"])})


def serve() -> None:
    """Be the process: answer until the input ends."""
    _bound_memory()
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            text, *columns = json.loads(line)
            answer = asdict(compile_text(text, columns))
        except ExpressionError as error:
            answer = {"message": error.message, "position": error.position}
        except (MemoryError, RecursionError):  # the client sees that the process has ended
            return
        except Exception:
            answer = {"fault": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # on Windows, where the time limit alone must do
        return
    memory = Path("/proc/self/statm")
    if memory.exists():  # elsewhere the size of the idle process is unknown
        idle = int(memory.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        most = idle + MEGABYTES * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    try:
        serve()
    except BrokenPipeError:  # the client has ended: nobody reads what is left, at the end of Python either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
