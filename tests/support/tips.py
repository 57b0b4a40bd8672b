"""The tips of the page: the terms that they mark with brackets, and their words alone."""

import re

_MARKED = re.compile(r"\[([^]]+)\]")


def terms(tip):
    return _MARKED.findall(tip)


def plain(tip):
    return _MARKED.sub(r"\1", tip)
