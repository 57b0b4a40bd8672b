"""The writer of videos, read back element by element."""

import struct

import matroska as read
import pytest


@pytest.mark.parametrize(("count", "rate", "every"), [(1, 30, 60), (300, 30, 60), (95, 24, 47)])
def test_a_video_has_all_its_pictures_at_their_times_and_can_be_searched(recording, count, rate, every):
    places = [k for k in range(count) if k % 7 < 4 or k == count - 1]  # pictures stand until the next one
    pictures = [
        {"data": [k % 251, 7] * (k % 40 + 1), "key": i % every == 0, "place": k} for i, k in enumerate(places)
    ]
    size = {"width": 2602, "height": 1498, "rate": rate, "count": count, "codec": "VP9"}
    head, segment = read.walk(bytes(recording("webm.js", "webm", pictures, size)))
    assert (head[0], segment[0]) == (read.EBML, read.SEGMENT)
    assert read.only(head[2], 0x4282) == b"webm"
    elements = segment[2]
    info = read.only(elements, read.INFO)
    assert read.number(info, 0x2AD7B1) == 1_000_000  # times are in ms
    assert struct.unpack(">d", read.only(info, 0x4489)) == pytest.approx((1000 * count / rate,))
    track = read.only(read.only(elements, read.TRACKS), read.TRACK_ENTRY)
    assert (read.only(track, 0x86), read.number(track, 0x83), read.number(track, 0xD7)) == (b"V_VP9", 1, 1)
    assert read.all_of(track, 0x23E383) == []  # pictures last differently long
    video = read.only(track, read.VIDEO)
    assert (read.number(video, 0xB0), read.number(video, 0xBA)) == (2602, 1498)

    clusters = read.all_of(elements, read.CLUSTER)
    found = read.pictures(clusters)
    assert [(key, list(content)) for _, key, content in found] == [(p["key"], p["data"]) for p in pictures]
    assert [at for at, _, _ in found] == [int(1000 * k / rate + 0.5) for k in places]
    assert all(read.pictures([cluster])[0][1] for cluster in clusters)  # a player may begin there

    begin = elements[0][1]  # positions count from the first element
    begins = {place - begin: content for name, place, content in elements if name == read.CLUSTER}
    cues = read.all_of(read.only(elements, read.CUES), read.CUE_POINT)
    assert len(cues) == len(begins)
    for cue in cues:
        cluster = begins[read.number(read.only(cue, read.CUE_POSITIONS), 0xF1)]
        assert read.number(cluster, read.TIMESTAMP) == read.number(cue, 0xB3)
