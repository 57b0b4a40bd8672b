"""Work that can be done in slices: generators that yield the share that is done, and return the result."""

import functools
from collections.abc import Callable, Generator
from typing import ParamSpec, TypeVar

import numpy as np

Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")
Progress = Generator[float, None, Result]
"""Work that reports its progress, from 0 to 1, and has a result."""


def finished(work: Progress[Result]) -> Result:
    """Do work without a pause, and return its result."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: Result = end.value
            return result


def stretched(work: Progress[Result], low: float, high: float) -> Progress[Result]:
    """Do work that is a part of something larger: its progress from 0 to 1 becomes low to high."""
    while True:
        try:
            share = next(work)
        except StopIteration as end:
            result: Result = end.value
            return result
        yield low + share * (high - low)


def without_warnings(make: Callable[Arguments, Progress[Result]]) -> Callable[Arguments, Progress[Result]]:
    """Let the slices of a work overflow or divide by zero in silence; between them, NumPy warns as before."""

    @functools.wraps(make)
    def made(*args: Arguments.args, **options: Arguments.kwargs) -> Progress[Result]:
        work = make(*args, **options)
        while True:
            with np.errstate(all="ignore"):
                try:
                    share = next(work)
                except StopIteration as end:
                    result: Result = end.value
                    return result
            yield share

    return made
