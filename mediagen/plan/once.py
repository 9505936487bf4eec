"""Asking once for each name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from mediagen.errors import ItemError

T = TypeVar("T")


def once(find: Callable[[str], T]) -> Callable[[str], T]:
    """`find`, asked once for each name; what it raised is raised again: a slow server is not waited for twice."""

    @cache
    def outcome(name: str) -> T | ItemError:
        try:
            return find(name)
        except ItemError as error:
            return error

    def found(name: str) -> T:
        result = outcome(name)
        if isinstance(result, ItemError):
            raise result
        return result

    return found
