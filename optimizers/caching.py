"""A cache for functions of classes that does not keep the classes alive: typed rules come and go."""

import weakref
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])


def cached_by_class(make: Function) -> Function:
    """Cache the latest results of a function whose first argument is a class.

    The results must not refer to the class themselves.
    """

    @lru_cache(maxsize=256)
    def made(reference: weakref.ref[type], *others: Any) -> Any:
        return make(reference(), *others)

    @wraps(make)
    def found(cls: type, *others: Any) -> Any:
        return made(weakref.ref(cls), *others)

    return cast(Function, found)
