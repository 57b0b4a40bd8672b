"""The page's HTML, which is filled for a session or for a file."""

import json
from functools import cache
from typing import Any

from jinja2 import Environment, FunctionLoader, Template

from .bundles import text


@cache
def template(name: str = "page.html") -> Template:
    """Return a page of static/ as a template, which escapes all values but those that it marks as safe."""
    return Environment(autoescape=True, loader=FunctionLoader(text)).get_template(name)


def json_text(value: Any) -> str:
    """Return JSON that can stand in a script element."""
    return json.dumps(value, allow_nan=False, separators=(",", ":")).replace("<", r"\u003c")
