"""The page's HTML, which is filled for a session or for a file."""

import json
import re
from functools import cache
from typing import Any

from jinja2 import Environment, FunctionLoader, Template

from .bundles import text

_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def template(name: str = "page.html") -> Template:
    """Return a page of static/ as a template, which escapes all values but those that it marks as safe."""
    return Environment(autoescape=True, loader=FunctionLoader(text)).get_template(name)


def json_text(value: Any) -> str:
    """Return JSON that can stand in a script element of a page in UTF-8, which has no lone surrogates."""
    text = json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("<", r"\u003c"))
