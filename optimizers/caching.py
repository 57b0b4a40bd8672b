"""A cache of what is made of classes that does not keep them alive: rules that were typed come and go."""

import weakref
from collections.abc import Callable
from functools import lru_cache, wraps


def cached_by_class(size: int = 256) -> Callable:
    """Cache the latest `size` results of a function whose first argument is a class.

    The results must not refer to the class themselves.
    """

    def decorate(make: Callable) -> Callable:
        @lru_cache(maxsize=size)
        def made(reference: weakref.ref, *others):
            return make(reference(), *others)

        @wraps(make)
        def found(cls: type, *others):
            return made(weakref.ref(cls), *others)

        return found

    return decorate
