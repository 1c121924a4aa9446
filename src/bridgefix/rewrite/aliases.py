"""Other ways to the object that a method is one of: through what holds it, and through what hands its attributes on to it."""

from __future__ import annotations

import ast
from functools import cached_property

from bridgefix.attributes import delegate, delegates
from bridgefix.effects import Model
from bridgefix.facts import Class, Function
from bridgefix.rewrite.names import is_receiver
from bridgefix.rewrite.unspoken import Unspoken


class Aliases:
    """The expressions of one function that may give its own object; `receiver` is the name of its `self`."""

    def __init__(self, model: Model, function: Function, receiver: str, unspoken: Unspoken) -> None:
        self._project = model.project
        self._owner = model.project.owner(function.id)
        self._receiver = receiver
        self._unspoken = unspoken
        self._known: dict[str, bool | None] = {}

    def attribute(self, node: ast.expr) -> tuple[str, int] | None:
        """The attribute of the object itself that an expression is in, by another way than through `self`, and how deep.

        Of `self._view.screen._rows[0]` it is `_rows`, and 1.
        """
        depth = 0
        while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
            if isinstance(node, ast.Attribute) and self._leads_here(node) is True:
                return node.attr, depth
            node, depth = node.value, depth + 1
        return None

    def is_open(self, node: ast.Attribute) -> bool:
        """Whether an attribute may be handed on, by what was given the object, to who knows whom."""
        return self._leads_here(node) is None

    def _leads_here(self, node: ast.Attribute) -> bool | None:
        if self._owner is None or is_receiver(node.value, self._receiver):
            return False
        cls = self._unspoken.owner_of(node.value)
        if not isinstance(cls, Class):
            return False
        if cls.id in self._family:
            return True
        if self._project.lookup(cls.id, node.attr) or node.attr in self._project.assigned_attributes(cls.id):
            return False
        if cls.id not in self._known:
            self._known[cls.id] = self._hands_on(cls)
        return self._known[cls.id]

    @cached_property
    def _family(self) -> frozenset[str]:
        if self._owner is None:
            return frozenset()
        project = self._project
        return frozenset(cls.id for cls in (*project.mro(self._owner.id), *project.subclasses(self._owner.id)))

    def _hands_on(self, cls: Class) -> bool | None:
        """Whether a class hands its unknown attributes on to the object; None where it may."""
        if not any(True for _ in delegates(self._project, cls.id)):
            return False
        value = delegate(self._project, cls.id)
        if value is not None:
            return value.name in self._family
        project = self._project
        given = (
            project.value(arg, project.functions[call.function])
            for call in project.calls_named(cls.name)
            for arg in (*call.args, *(value for _, value in call.keywords))
        )
        return None if any(one is not None and one.name in self._family for one in given) else False
