"""The trajectory explorer: a page whose paths follow every control at once (Panel and Bokeh).

`panel.serve(app.open_page)` serves it with Panel, `app.explore` shows a run in a notebook, and
`app.TrajectoryExplorer` is a component for apps of Panel.
"""

import importlib
from typing import Any

_HOMES = {
    "open_page": ".serving.panel",
    "explore": ".saved.notebook",
    "TrajectoryExplorer": ".saved.component",
}
"""Where the names of this package stand. They are imported when they are first used: most is large."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name], __name__), name)
