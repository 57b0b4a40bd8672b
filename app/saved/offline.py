"""What browsers keep of the page: one that opens when the server is not reached, and what installs it.

The page is that of a site. static/service_worker.js answers with it; all that it needs is in that script, or
is an asset that the script names. So another version has a script of another name, which replaces the older.
"""

import json

from .. import assets
from ..template import json_text
from .site import page, places

SERVICE_WORKER = "service_worker.js"
MANIFEST = "manifest.json"
ICON = "icon.png"
"""icon.svg as 512 pixels, since some phones install no other picture."""
_FOLDER = "assets/kept"
"""Where the page finds its files: the service worker answers there, and no server does."""
_WORDS = (
    "The server cannot be reached. The gallery, lessons, methods and sliders work without it;"
    " functions and rules of your own, maps, races and Tune need it."
)


def _service_worker() -> str:
    kept = places(_FOLDER)
    files = [path.removeprefix(f"{_FOLDER}/") for path in kept.values()]
    told = json_text({"page": page("page.html", kept, "", offline=_WORDS), "files": files})
    return f"self.kept = {told}\n{assets.script(SERVICE_WORKER)}"


def _manifest() -> str:
    """Return what an installed page is called and looks like; its paths are relative to the manifest's."""
    return json.dumps(
        {
            "name": "Trajectory explorer",
            "short_name": "Trajectories",
            "start_url": "../",
            "scope": "../",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#ffffff",
            "icons": [
                {
                    "src": assets.asset(name).file_name,
                    "sizes": sizes,
                    "type": assets.asset(name).media_type,
                    "purpose": "any maskable",
                }
                for name, sizes in (("icon.svg", "any"), (ICON, "512x512"))
            ],
        }
    )


assets.register(SERVICE_WORKER, _service_worker)
assets.register(MANIFEST, _manifest)
