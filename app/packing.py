"""Facts with arrays -> JSON values and one buffer, as they travel to the browser (static/packing.js)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def pack(said: Any) -> tuple[Any, bytes]:
    """Put all arrays into one buffer.

    Returns:
        what is said, with {"array": [offset, type, *shape]} instead of each array (the offset in bytes, the
        type one of "f8", "f4", "u2", "u1"), and the buffer. An array that is said several times is in the
        buffer once.
    """
    pieces: list[bytes] = []
    places: dict[int, dict[str, list[Any]]] = {}
    size = 0

    def place(array: NDArray[Any]) -> dict[str, list[Any]]:
        nonlocal size
        if id(array) not in places:
            if array.dtype.str[1:] not in ("f8", "f4", "u2", "u1"):
                array = array.astype(np.float64)
            places[id(array)] = {"array": [size, array.dtype.str[1:], *array.shape]}
            pieces.append(array.tobytes())
            pieces.append(bytes(-array.nbytes % 8))  # the browser reads numbers where they are aligned
            size += array.nbytes + -array.nbytes % 8
        return places[id(array)]

    def packed(part: Any) -> Any:
        if isinstance(part, np.ndarray):
            return place(part)
        if isinstance(part, dict):
            return {name: packed(each) for name, each in part.items()}
        if isinstance(part, list | tuple):
            return [packed(each) for each in part]
        return part

    told = packed(said)
    return told, b"".join(pieces)
