"""Second names for packages: under both names the modules are the same objects, loaded once."""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _Modules(MetaPathFinder, Loader):
    """Finds the modules of the package `name` in the package `real`."""

    def __init__(self, name: str, real: str) -> None:
        self._name, self._real = name, real

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        # `python -m` runs __main__ as a module of its own in any case.
        is_ours = name.startswith(f"{self._name}.") and not name.endswith(".__main__")
        return ModuleSpec(name, self) if is_ours else None

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        sys.modules[name] = import_module(self._real + name.removeprefix(self._name))


def alias(name: str, real: str) -> None:
    """Make `name` a second name of the package `real`. The module imported as `name` calls this."""
    sys.meta_path.insert(0, _Modules(name, real))
    sys.modules[name] = import_module(real)
