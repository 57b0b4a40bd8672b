"""Packed arrays come out of a message unchanged."""

import numpy as np

from app.packing import pack

LOW = np.array([1.0, 2.0, 3.0])


def test_arrays_come_out_as_they_were_packed(page):
    kinds = {"f8": "Float64Array", "f4": "Float32Array", "u2": "Uint16Array", "u1": "Uint8Array"}
    arrays = {kind: np.array([1, 2, 250], kind) for kind in kinds}
    images = {f"{kind} image": np.array([[1, 2, 3], [4, 5, 6]], kind) for kind in kinds}
    said = {
        **arrays,
        **images,
        "deep": [{"a": [LOW, None, "w", True, 3]}, {"array": 7}],
        "i8": np.array([1, -2]),
    }
    head, buffer = pack(said)
    found = page.run(
        """async ([head, bytes]) => {
            const { unpacked } = await import("/packing.js")
            const plain = (_, part) => ArrayBuffer.isView(part) ? [part.constructor.name, ...part] : part
            return JSON.parse(JSON.stringify(unpacked(head, Uint8Array.from(bytes).buffer), plain))
        }""",
        [head, list(buffer)],
    )
    assert found == {
        **{kind: [name, 1, 2, 250] for kind, name in kinds.items()},
        **{
            f"{kind} image": {"values": [name, 1, 2, 3, 4, 5, 6], "shape": [2, 3]}
            for kind, name in kinds.items()
        },
        "deep": [{"a": [["Float64Array", 1, 2, 3], None, "w", True, 3]}, {"array": 7}],
        "i8": ["Float64Array", 1, -2],
    }
