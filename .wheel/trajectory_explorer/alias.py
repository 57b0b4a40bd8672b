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
        self.load(module.__name__)

    def load(self, name: str) -> None:
        """Import the module of a second name, and give all that is loaded by now its second name, too.

        Python sets a submodule as an attribute of its package when it imports it. A package that has a
        function of the same name would lose it, if that happened again under the second name.
        """
        sys.modules[name] = import_module(self._real + name.removeprefix(self._name))
        for other, module in list(sys.modules.items()):
            if other.startswith(f"{self._real}."):
                sys.modules.setdefault(self._name + other.removeprefix(self._real), module)


def alias(name: str, real: str) -> None:
    """Make `name` a second name of the package `real`. The module imported as `name` calls this."""
    modules = _Modules(name, real)
    sys.meta_path.insert(0, modules)
    modules.load(name)
