"""The project's addresses in a distribution's metadata: those of the repository on GitHub that builds it."""

import os
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class Addresses(MetadataHookInterface):
    """Hatchling calls it for what pyproject.toml says is dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the addresses; none where no workflow builds, since nothing else knows the repository."""
        server, repository = (os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY"))
        home = f"{server}/{repository}"
        places = {"Source": "", "Issues": "/issues", "Changelog": "/blob/main/CHANGELOG.md"}
        metadata["urls"] = {name: home + place for name, place in places.items()} if repository else {}
