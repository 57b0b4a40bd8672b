"""Normal numbers that a seed repeats, whatever NumPy makes of it: links with noise keep their paths.

NumPy keeps the raw bits of PCG64 for a seed, but may change how `standard_normal` turns bits into numbers.
This is how it does now, to the bit: a ziggurat of 256 layers (Marsaglia & Tsang 2000). The browser does the
same in static/engine/normals.js.
"""

import base64
import math

import numpy as np
from numpy.typing import NDArray

from .base import Array

_EDGE = 3.6541528853610088
"""Where the lowest layer ends and the tail begins."""
_INVERSE = 0.27366123732975828
"""1/_EDGE, as NumPy has it."""
_WIDTHS: Array = np.frombuffer(
    base64.b64decode(
        """
    edkVeDtJzzzG9v3jC42LPLRbLDyvUJI8YTtEOLl8lTwMpy/o/AGYPLzQTC4MI5o892E4L00AnDx0cnRaL6ydPMPVTC1IMp88rbuO
    JzJNoDxDXQI7BfWgPHc2QZemkqE89Rp6j6InojyA2GM4LrWiPPWRV8A/PKM8L7GiwZ69ozxVm/+N7zmkPKf+PTa7saQ8dNMaYnUl
    pTyWzgengJWlPOp+2c8xAqY8PXyjYdJrpjxwBQCSotKmPKb4RtPaNqc8dyqzEK2YpzxD9UatRfinPHcKQ1PMVag8mnZ7nmSxqDyY
    z06pLgupPOoeLIJHY6k8RsU4jsm5qTwsp6TczA6qPFnNd21nYqo8MBYQbq20qjycbBNtsQWrPCl6QoeEVas8Op9Sjjakqzwygr8q
    1vGrPPNOWflwPqw8YTsypROKrDyLJnL+ydSsPEi3gA6fHq08EB/kKZ1nrTzDuCMAzq+tPFN28ak69608/u3Stes9rjwAb3oz6YOu
    PM6C+b06ya48JmLwhOcNrzyI9thU9lGvPK7Xh55tla88rC76fVPYrzzsNELgVg2wPJqPOfVALrA8/KUWnupOsDwQoHJbVm+wPAv0
    cZCGj7A8E2G8hH2vsDx/zEtmPc+wPGsIFkvI7rA87hWVMiAOsTy+DzEHRy2xPEGRjp8+TLE8HiDEvwhrsTw02ngap4mxPIht7lEb
    qLE8yyr4+GbGsTwu1OCTi+SxPJ+gQJmKArI86cbEcmUgsjwfw+l9HT6yPPtrqQy0W7I8f9MdZip5sjwb1xnHgZayPNouuGK7s7I8
    U7jhYtjQsjyOqcvo2e2yPNdIbg3BCrM8MLn04Y4nszyhXiZwRESzPNVSyrriYLM8algFvmp9szxksrJv3ZmzPAM9uL87trM84B1W
    mIbSszyDWnLevu6zPHSe4HHlCrQ8XXSmLfsmtDykMDzoAEO0PF3HynP3XrQ8NsNmnt96tDwvj0gyupa0PF1BAvaHsrQ83BGzrEnO
    tDwFpjgWAOq0PGJVXu+rBbU8WosK8k0htTxPZmrV5jy1PMiyG053WLU8eF9VDgB0tTwUhQ7GgY+1PFkbJCP9qrU8PXN90XLGtTzT
    jC974+G1PDhen8hP/bU8wx+jYLgYtjyisKLoHTS2PAsmtwSBT7Y8cpbJV+Jqtjw3MbGDQoa2PLGyUCmiobY8u0Oz6AG9tjxS0yhh
    Yti2PFT4YTHE87Y862iL9ycPtzzGFGlRjiq3PNzucNz3Rbc8H3PlNWVhtzxJ9O/61ny3PJO9ushNmLc8CRSLPMqztzz7ItvzTM+3
    POfec4zW6rc8H+qGpGcGuDx2hsjaACK4PBWfic6iPbg8vfXRH05ZuDzFfnpvA3W4PC33R1/DkLg8Q8AFko6suDycDKGrZci4PCdq
    RFFJ5Lg8j7VzKToAuTxHgyjcOBy5PPwK7xJGOLk8iqIDeWJUuTzu1XC7jnC5PDEqLonLjLk8v5k/kxmpuTws2dWMecW5PBF0byvs
    4bk8StL6JnL+uTySNvk5DBu6PFvIoiG7N7o8iLsLnn9UujykqUpyWnG6PD0xoGRMjro8CPGfPlarujzO9VrNeMi6PDazi+G05bo8
    GqHDTwsDuzxbmJrwfCC7PAAM4KAKPrs8Az3OQbVbuzwniT+5fXm7PDz35fFkl7s8biWF22u1uzyiwC5rk9O7PIOugZvc8bs8oBbs
    bEgQvDwtevDl1y68PBwNbhOMTbw8BYfsCGZsvDwXpuvgZou8PKuiNr2Pqrw8kNY7x+HJvDw34GgwXum8PG6PizIGCb08IO83ENso
    vTxHxjMV3ki9PCPx55YQab08pfvX9HOJvTxwbiCZCaq9PA5J/PjSyr08Ny5SldHrvTwc0kn7Bg2+PPZG6sR0Lr48iNHBmRxQvjwl
    /pcvAHK+PAq/KkshlL48CG/3wIG2vjw6pxB2I9m+PKnsAWEI/L48IVPCijIfvzxtTbcPpEK/PGgBySBfZr88gpeJBGaKvzy/InEY
    u66/PIXnL9Jg0788C/YYwVn4vzx1oNNH1A7APEfJjwKoIcA8qwKpg6k0wDzH9T5O2kfAPH6zrfY7W8A8aCanI9BuwDwXLmOPmILA
    PFSi6AiXlsA8xMBxdc2qwDxI1O7RPb/APDA9qjTq08A8k2URz9TowDy2n6bv//3APEFwIARuE8E8NV27myEpwTxtCcRpHT/BPDsu
    YEhkVcE88+6dO/lrwTxhEtJ034LBPKzrTlYamsE8ji9/d62xwTyUpnGpnMnBPDmu5Pvr4cE8Adniwp/6wTyBzASdvBPCPO7Tb3pH
    LcI8JJyspEVHwjzgWHbHvGHCPC5ZqPqyfMI8eA53zS6YwjxSCipTN7TCPJfbljHU0MI89XipsQ3uwjzurlbS7AvDPKOkaF57KsM8
    oxKuBcRJwzxAqDN60mnDPApBVpKzisM8+oiucHWswzymBBezJ8/DPHX0YKrb8sM82uW5nKQXxDyUXlQVmD3EPBU6p0TOZMQ8vEOc
    dWKNxDwnWmudc7fEPAKJzQ0l48Q8QazpU58QxTxCfjpSEUDFPBvkSqmxccU82Y1xi8ClxTz+0DokitzFPEwehs9pFsY86moAe85T
    xjzD5Z++QJXGPDLiCY1r28Y8NHpf8CgnxzxzBglWlXnHPIzO1vQt1Mc8NPIpBQM5yDwUfKq/D6vIPJZEb5TgLsk8q1dAAe7LyTxa
    d5R43I/KPLH9eDgfmMs8M60JgrQ7zTw=
        """
    ),
    "<f8",
)
"""The width of each layer, in units of 2⁻⁵² of it: NumPy's own table, whose last digits no formula gives."""
_HEIGHTS: Array = np.exp(-0.5 * (_WIDTHS * 2.0**52) ** 2)
"""The height of the curve exp(−x²/2) at the end of each layer; layer 0 is the lowest, with the tail in it."""
_HEIGHTS[0] = 1.0
_INSIDE: Array = np.floor(
    2.0**52 * np.append(_EDGE / (_WIDTHS[0] * 2.0**52), [0.0, *(_WIDTHS[1:-1] / _WIDTHS[2:])])
)
"""Up to which place each layer lies below the curve."""
_Bits = NDArray[np.uint64]


def normal_numbers(seed: int, index: int, count: int) -> Array:
    """Return the first numbers of a stream: independent normal numbers of mean 0 and deviation 1.

    Args:
        seed: a whole number from 0 to 2**32 − 1.
        index: the number of the stream, from 0.
        count: how many numbers.
    """
    size = count + count // 16 + 64  # one number takes 1.02 words on average
    while True:
        found = _numbers(np.random.PCG64([seed, index]).random_raw(size))
        if found.size >= count:
            return found[:count]
        size *= 2


def _numbers(bits: _Bits) -> Array:
    """Return all numbers that words of 64 bits give."""
    layers = (bits & np.uint64(0xFF)).astype(int)
    places = ((bits >> np.uint64(9)) & np.uint64(2**52 - 1)).astype(float)
    signs = np.where(bits & np.uint64(0x100), -1.0, 1.0)
    numbers = signs * (places * _WIDTHS[layers])
    parts, at = [], 0
    for slow in np.flatnonzero(places >= _INSIDE[layers]).tolist():
        if slow < at:  # a word that an earlier number has taken
            continue
        parts.append(numbers[at:slow])
        layer, number = int(layers[slow]), float(numbers[slow])
        at = slow + 1
        try:
            if layer == 0:
                number, at = _tail(bits, at, int(bits[slow]) & 0x20000 != 0)
            else:
                low, high = _HEIGHTS[layer], _HEIGHTS[layer - 1]
                is_below = (high - low) * _uniform(bits, at) + low < math.exp(-0.5 * number * number)
                at += 1
                if not is_below:
                    continue
        except IndexError:  # the words end within a number
            return np.concatenate(parts)
        parts.append(np.array([number]))
    return np.concatenate([*parts, numbers[at:]])


def _tail(bits: _Bits, at: int, is_negative: bool) -> tuple[float, int]:
    """Return a number beyond the edge, and the place of the first word that it leaves."""
    while True:
        x = -_INVERSE * math.log1p(-_uniform(bits, at))
        y = -math.log1p(-_uniform(bits, at + 1))
        at += 2
        if y + y > x * x:
            return (-(_EDGE + x) if is_negative else _EDGE + x), at


def _uniform(bits: _Bits, at: int) -> float:
    """Return a number in [0, 1) from one word."""
    return (int(bits[at]) >> 11) * 2.0**-53
