"""Builds the guides as pages, beside the static site of the product, whose widget is their live figure.

    python tests/support/documentation.py FOLDER

Each method has a page, made of its section in optimizers/methods.md. A test holds that no link is dead.
"""

import html
import posixpath
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import Any

from browser_modules import Modules, Node
from markdown_it import MarkdownIt

from app.saved.site import write_site
from optimizers import OPTIMIZERS

ROOT = Path(__file__).parents[2]
GUIDES = {
    "app/lessons/README.md": "lecturers",
    "surfaces/README.md": "expressions",
    "app/rules/README.md": "rules",
    "app/words/words.md": "words",
    "app/saved/README.md": "files",
    "app/serving/README.md": "serving",
    "app/from_python.md": "python",
    "optimizers/methods.md": "methods",
    "optimizers/two-weights.md": "two-weights",
}
"""The documents that become pages, and the names of their pages."""
_METHODS = "optimizers/methods.md"
_SECTION = re.compile(r"^### (?P<title>.*)\n(?P<words>(?:(?!^##).*\n?)*)", re.MULTILINE)
_CASES = re.compile(r"\\begin\{cases\}.*?\\end\{cases\}", re.DOTALL)
_KEYS = {each.title: each.key for each in OPTIMIZERS.values()}
_PAGE = Template(Path(__file__).with_suffix(".html").read_text(encoding="utf-8"))
_LIVE = Template(
    '<iframe src="../widget.html?run=$key" title="$title, live" loading="lazy"></iframe>\n'
    '<p>Drag a slider, or click on the surface. <a href="../?run=$key">Open it on the whole page</a></p>'
)


def build(folder: Path) -> None:
    """Write the static site into a folder, and the guides into `guides` in it."""
    write_site(folder)
    guides = folder / "guides"
    guides.mkdir(exist_ok=True)
    shutil.copytree(ROOT / "static" / "pictures", guides / "pictures", dirs_exist_ok=True)
    font = next((folder / "assets").glob("math.*.woff2")).name
    node = Node()
    try:
        draw = Modules(node, "draw")
        titles = {}
        bodies = {}
        for name, source, text, live in _pages():
            titles[name] = text.partition("\n")[0].removeprefix("# ")
            bodies[name] = _html(text, source, lambda tex: _mathml(draw, tex)) + live
    finally:
        node.close()
    for name, body in bodies.items():
        shown = {"title": html.escape(titles[name]), "font": font, "body": body}
        page = _PAGE.substitute(shown, guides=_navigation(titles, name))
        (guides / f"{name}.html").write_text(page, encoding="utf-8")


def _pages() -> Iterator[tuple[str, str, str, str]]:
    """Yield of each page its name, its document, its text, and its live figure."""
    for source, name in GUIDES.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        yield name, source, _with_links(text) if source == _METHODS else text, ""
    for section in _SECTION.finditer((ROOT / _METHODS).read_text(encoding="utf-8")):
        title = section["title"]
        if key := _KEYS.get(title):
            live = _LIVE.substitute(key=key, title=html.escape(title))
            yield f"method-{key}", _METHODS, f"# {title}\n{section['words']}", live


def _with_links(text: str) -> str:
    """Return the document of all methods with a link in the place of each method's section."""

    def link(section: re.Match[str]) -> str:
        key = _KEYS.get(section["title"])
        summary = section["words"].strip().partition("\n\n")[0]
        return f"- [{section['title']}](method-{key}.html): {summary}\n" if key else section[0]

    return _SECTION.sub(link, text)


def _navigation(titles: dict[str, str], shown: str) -> str:
    """Return links to all guides; that to the page itself says so."""
    names = [name for name in titles if not name.startswith("method-")]
    marks = {name: ' aria-current="page"' if name == shown else "" for name in names}
    return "\n".join(f'<a href="{name}.html"{marks[name]}>{html.escape(titles[name])}</a>' for name in names)


def _html(text: str, source: str, mathml: Callable[[str], str]) -> str:
    """Return a document as HTML. What leads to no page or picture is no link, such as a file of the code."""
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse(text)
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", re.sub(r"[^\w\- ]", "", inline.content.lower()).replace(" ", "-"))
    for token in tokens:
        children = token.children or []
        for place, child in enumerate(children):
            if child.type == "image":
                child.attrSet("src", f"pictures/{posixpath.basename(str(child.attrs['src']))}")
            if child.type == "link_open":
                target = _target(str(child.attrs["href"]), source)
                end = next(each for each in children[place:] if each.type == "link_close")
                if target is None:
                    child.type = end.type = "text"
                    child.tag = end.tag = ""
                else:
                    child.attrSet("href", target)

    def fence(_: Any, tokens: Any, place: int, *_more: Any) -> str:
        token = tokens[place]
        if token.info == "math":
            return mathml(token.content)
        return f"<pre><code>{html.escape(token.content)}</code></pre>"

    markdown.add_render_rule("fence", fence)
    return str(markdown.renderer.render(tokens, markdown.options, {}))


def _target(link: str, source: str) -> str | None:
    """Return where a link of a document leads on the pages; None if that is nowhere."""
    if re.match(r"[a-z]+:|#|method-", link):
        return link
    path, sign, anchor = link.partition("#")
    name = GUIDES.get(posixpath.normpath(posixpath.join(posixpath.dirname(source), path)))
    return name and f"{name}.html{sign}{anchor}"


def _mathml(draw: Modules, tex: str) -> str:
    """Return the lines of a block of formulas as MathML."""
    inner = re.sub(r"\\(begin|end)\{aligned\}", "", tex).strip()
    cases = _CASES.findall(inner)  # whose rows and columns are their own
    lines = _CASES.sub(r"\\cases", inner).replace("&", "").split(r" \\ ")
    whole = [re.sub(r"\\cases", lambda _: cases.pop(0), line) for line in lines]
    trees = draw.many("mathml.js", "mathml", [(line, {"display": True}) for line in whole])
    return "\n".join(f'<p class="formula">{_written(tree)}</p>' for tree in trees)


def _written(tree: Any) -> str:
    """Return a tree, [tag, attributes, *children], as markup."""
    if isinstance(tree, str):
        return html.escape(tree)
    tag, attributes, *children = tree
    said = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{said}>{''.join(map(_written, children))}</{tag}>"


if __name__ == "__main__":
    build(Path(sys.argv[1]))
