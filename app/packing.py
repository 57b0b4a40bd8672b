"""Facts with arrays -> JSON values and one buffer, as they travel to the browser (static/packing.js)."""

import zlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray


def fingerprint(content: bytes) -> str:
    """Return a fingerprint of the bytes of an array: two checksums and the length.

    It need not stop a forger: a browser that forges one deceives only itself.
    """
    return f"{zlib.crc32(content)}-{zlib.adler32(content)}-{len(content)}"


def pack(said: Any, there: Mapping[str, int] = MappingProxyType({})) -> tuple[Any, bytes]:
    """Put all arrays into one buffer.

    Args:
        said: JSON values and arrays.
        there: the columns of doubles that the browser has: fingerprint -> the number that refers to it.

    Returns:
        what is said, with {"array": [offset, type, *shape]} instead of each array (the offset in bytes, the
        type one of "f8", "f4", "u2", "u1"), and the buffer. An array that occurs several times is in the
        buffer once. A column that the browser has becomes {"array": [number]}.
    """
    pieces: list[bytes] = []
    places: dict[int, dict[str, Any]] = {}
    size = 0

    def place(array: NDArray[Any]) -> dict[str, Any]:
        if id(array) not in places:
            places[id(array)] = placed(array)
        return places[id(array)]

    def placed(array: NDArray[Any]) -> dict[str, Any]:
        nonlocal size
        if array.dtype.str[1:] not in ("f8", "f4", "u2", "u1"):
            array = array.astype(np.float64)
        kind, content, begin = array.dtype.str[1:], array.tobytes(), size
        if there and kind == "f8" and array.ndim == 1:
            number = there.get(fingerprint(content))
            if number is not None:
                return {"array": [number]}
        pieces.append(content)
        pieces.append(bytes(-len(content) % 8))  # the browser reads numbers where they are aligned
        size += len(content) + -len(content) % 8
        return {"array": [begin, kind, *array.shape]}

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
