"""Lays out the wheel: it puts the repository's folders into one package, `trajectory_explorer`.

In a checkout, app/, optimizers/ and surfaces/ are top-level packages, and app/ imports the others by these
names. In an installation, a user's own app.py would shadow them. So the wheel's modules import
`trajectory_explorer.optimizers`, and so on. The short names work, too, unless other packages have them.

The wheel also has the scripts of the page, minified, and compressed by Brotli, which Python lacks. They are
in a folder that app/assets.py reads.
"""

import re
import runpy
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

try:
    import minify_html
except ImportError:  # pyproject.toml says where it is missing
    minify_html = None
try:
    import brotli
except ImportError:  # likewise
    brotli = None

NAME = "trajectory_explorer"
PACKAGES = ("app", "optimizers", "surfaces")
_OF_PACKAGE = re.compile(rf"^( *from )({'|'.join(PACKAGES)})\b", re.MULTILINE)
_PACKAGE = re.compile(rf"^( *)import ({'|'.join(PACKAGES)})$", re.MULTILINE)
_UNUSED = shutil.ignore_patterns("pictures", "__pycache__")
"""The READMEs' pictures, and what Python has compiled."""
SHORT_NAME = '''"""Another name of `{name}.{package}`, as in a checkout."""

from {name}.alias import alias

alias(__name__, "{name}.{package}")
'''


def write_minified(root: Path, folder: Path) -> None:
    """Write the scripts that app/bundles.py makes into a folder, minified, and compressed beside it."""
    folder.mkdir()
    for name, make in runpy.run_path(str(root / "app" / "bundles.py"))["SCRIPTS"].items():
        element = minify_html.minify(f"<script>{make()}</script>", minify_js=True)
        script = element.removeprefix("<script>").removesuffix("</script>")
        # It reads a script as a module, which is strict in any case.
        content = f'"use strict";{script}\n'.encode()
        (folder / name).write_bytes(content)
        if brotli is not None:
            (folder / f"{name}.br").write_bytes(brotli.compress(content))


class Layout(BuildHookInterface):
    """Hatchling calls it before and after it makes the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Set the files of the wheel. An editable install's wheel has only what a checkout lacks."""
        root = Path(self.root)
        if version == "editable":
            build_data["force_include_editable"] = {str(root / ".wheel" / NAME): NAME}
            return
        self._folder = TemporaryDirectory()
        laid_out = Path(self._folder.name)
        shutil.copytree(root / ".wheel" / NAME, laid_out / NAME)
        for folder in (*PACKAGES, "static"):
            shutil.copytree(root / folder, laid_out / NAME / folder, ignore=_UNUSED)
        for file in laid_out.rglob("*.py"):
            text = _OF_PACKAGE.sub(rf"\1{NAME}.\2", file.read_text(encoding="utf-8"))
            file.write_text(_PACKAGE.sub(rf"\1from {NAME} import \2", text), encoding="utf-8")
        for package in PACKAGES:
            (laid_out / package).mkdir()
            text = SHORT_NAME.format(name=NAME, package=package)
            (laid_out / package / "__init__.py").write_text(text, encoding="utf-8")
        if minify_html is None or brotli is None:
            self.app.display_warning("Without minify-html and brotli the page loads up to 40 kB more.")
        if minify_html is not None:
            write_minified(root, laid_out / NAME / "minified")
        build_data["force_include"] = {str(laid_out): "/"}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the copies."""
        if version != "editable":
            self._folder.cleanup()
