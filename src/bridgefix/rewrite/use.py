"""What a stretch of code reads, binds and changes: the answer that `defuse` gives, and whom it asks."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from bridgefix.facts import Function
from bridgefix.rewrite.names import NONE, Names
from bridgefix.summaries import ANYWHERE

DEEP = ANYWHERE
INSIDE = "*"
"""Before a name in `changes`: it is an object inside the one that the name holds that changes."""


class Answer(NamedTuple):
    """What a `Judge` says of one call: which of its operands may change, and which attributes of `self` it touches."""

    changes: tuple[ast.expr, ...] = ()
    gets: Names = NONE
    sets: Names = NONE
    transparent: bool = False
    """The call is only a way to call what it is given: how it is spelled itself does not count."""
    deep: tuple[ast.expr, ...] = ()
    """Those of `changes` inside of which something may change, too."""
    gives: tuple[ast.expr, ...] = ()
    """Operands whose objects it may give back."""
    gives_held: Names = NONE
    """Attributes of `self` whose objects it may give back."""
    gives_itself: bool = False
    """It may give back `self`."""
    grows: tuple[tuple[str, int], ...] = ()
    """Those of `sets` that are changed in place, and how deep in what they hold."""


Judge = Callable[[ast.Call], Answer]


class Use(NamedTuple):
    """Reads, binds, changes and ways out of a stretch of code. All names are locals of the function looked at."""

    reads: Names = NONE
    """May be read before this stretch binds them."""
    binds: Names = NONE
    """May be bound (or deleted) here."""
    always: Names = NONE
    """Bound on every way through that goes on after it."""
    changes: Names = NONE
    """The object that the name holds may be changed in place; with `INSIDE`, one that it holds."""
    gets: Names = NONE
    """Attributes of `self` that may be read, and places outside of it (`elsewhere`)."""
    sets: Names = NONE
    """Those that may be set, deleted or changed in place."""
    leaves: Names = NONE
    """Some of: return, value (a return with a value), raise, break, continue, yield, await."""
    stops: bool = False
    """Never goes on after it."""
    opaque: str | None = None
    """Why nothing can be said: `exec`, `locals()` and the like."""
    through: Names = NONE
    """Those attributes in `sets` through which the object of a local is changed in place."""

    def then(self, other: Use) -> Use:
        """This, and after it the other."""
        if self.stops:
            return self
        return Use(
            self.reads | (other.reads - self.always),
            self.binds | other.binds,
            self.always | other.always,
            self.changes | other.changes,
            self.gets | other.gets,
            self.sets | other.sets,
            self.leaves | other.leaves,
            other.stops,
            self.opaque or other.opaque,
            self.through | other.through,
        )

    def maybe(self) -> Use:
        """This, or nothing at all."""
        return self._replace(always=NONE, stops=False)


def either(branches: Iterable[Use]) -> Use:
    """One of the branches; a branch that stops has no say in what is bound after it."""
    ways = list(branches)
    going = [way for way in ways if not way.stops]
    always = frozenset.intersection(*(way.always for way in going)) if going else NONE
    union = Use()
    for way in ways:
        union = union._replace(stops=False).then(way._replace(always=NONE, stops=False))
    return union._replace(always=always, stops=not going)


class Attributes(Protocol):
    """Knows what else is read and set where an attribute of the object is."""

    def read(self, names: Names) -> tuple[Names, Names]:
        """These attributes with those that are read to give their values, and what is set by that.

        A method is taken for called where it is named.
        """

    def is_variable(self, name: str) -> bool:
        """Whether a name that is bound nowhere in the function is a variable of a module."""

    def runs(self, name: str) -> Function | None:
        """The property or method that an attribute of the object is."""

    def set(self, name: str) -> tuple[Names, Names]:
        """What is read and what is set where this attribute is set, itself included."""

    def spoils(self, attribute: str) -> bool:
        """Whether what an attribute is set to is changed by that."""

    def joined(self, attribute: str) -> Names:
        """The attributes and variables that may hold the same objects as one does, that one with them."""

    def place(self, node: ast.expr) -> tuple[str, int] | None:
        """The attribute or variable that an expression is in, and how deep in what that holds; None for a local."""

    def kept(self, attribute: str, depth: int) -> Names:
        """The locals whose objects may change where something is changed that deep in what the attribute holds."""
