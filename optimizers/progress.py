"""Work that can be done in slices: generators that yield the share that is done, and return the result."""

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")
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
