"""Reads WebM files element by element (RFC 8794, RFC 9559), independently of what writes them."""

import struct

EBML, SEGMENT, INFO, TRACKS, TRACK_ENTRY, VIDEO = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0
CUES, CUE_POINT, CUE_POSITIONS, CLUSTER = 0x1C53BB6B, 0xBB, 0xB7, 0x1F43B675
TIMESTAMP, SIMPLE_BLOCK = 0xE7, 0xA3
MASTERS = {EBML, SEGMENT, INFO, TRACKS, TRACK_ENTRY, VIDEO, CUES, CUE_POINT, CUE_POSITIONS, CLUSTER}


def walk(data, at=0, end=None):
    """Return the elements between two places: (id, place, content). A master's content is such a list."""
    end = len(data) if end is None else end
    found = []
    while at < end:
        place = at
        name, at = _variable(data, at, marked=True)
        size, at = _variable(data, at, marked=False)
        assert at + size <= end
        found.append((name, place, walk(data, at, at + size) if name in MASTERS else data[at : at + size]))
        at += size
    assert at == end
    return found


def _variable(data, at, marked):
    """Return a number of variable length, with or without the marker of its length, and where it ends."""
    length = 9 - data[at].bit_length()
    number = int.from_bytes(data[at : at + length], "big")
    return number if marked else number & ~(1 << 7 * length), at + length


def all_of(elements, name):
    """Return the contents of all elements of a kind."""
    return [content for each, _, content in elements if each == name]


def only(elements, name):
    """Return the content of the one element of a kind."""
    (content,) = all_of(elements, name)
    return content


def number(elements, name):
    """Return the content of the one element of a kind, which is a whole number."""
    return int.from_bytes(only(elements, name), "big")


def pictures(clusters):
    """Return the pictures of clusters: (time in ms, whether it is a key frame, content)."""
    found = []
    for cluster in clusters:
        for block in all_of(cluster, SIMPLE_BLOCK):
            track, since, flags = struct.unpack(">BhB", block[:4])
            assert track == 0x81
            found.append((number(cluster, TIMESTAMP) + since, bool(flags & 0x80), block[4:]))
    return found
