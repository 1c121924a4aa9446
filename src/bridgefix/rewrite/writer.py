"""The decided words put into the exemplar's tree."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import libcst as cst

from bridgefix.rewrite.edit import Changer
from bridgefix.rewrite.evidence import Evidence
from bridgefix.rewrite.words import GENERIC, split


class Writer(Changer):
    """Puts the decided texts in, renames locals, and leaves out comments that would not be true."""

    def __init__(self, texts: Mapping[int, str], evidence: Evidence, names: Mapping[str, str]) -> None:
        super().__init__()
        self.texts = texts
        self.words = evidence.words
        self.names = names
        self.known = GENERIC | set(split(" ".join([ast.unparse(evidence.exemplar.node), evidence.bridge.name])))

    def leave_SimpleString(self, original_node: cst.SimpleString, updated_node: cst.SimpleString) -> cst.SimpleString:
        return updated_node.with_changes(value=self.texts.get(id(original_node), original_node.value))

    def leave_FormattedStringText(
        self, original_node: cst.FormattedStringText, updated_node: cst.FormattedStringText
    ) -> cst.FormattedStringText:
        return updated_node.with_changes(value=self.texts.get(id(original_node), original_node.value))

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        new = self.texts.get(id(original_node), self.names.get(original_node.value))
        return updated_node if new is None else updated_node.with_changes(value=new)

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:
        attr = original_node.attr
        return updated_node.with_changes(attr=attr.with_changes(value=self.texts.get(id(attr), attr.value)))

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        keyword = original_node.keyword
        if keyword is None:
            return updated_node
        return updated_node.with_changes(keyword=keyword.with_changes(value=self.texts.get(id(keyword), keyword.value)))

    def leave_EmptyLine(
        self, original_node: cst.EmptyLine, updated_node: cst.EmptyLine
    ) -> cst.EmptyLine | cst.RemovalSentinel:
        if updated_node.comment is None:
            return updated_node
        comment = self._comment(updated_node.comment.value)
        if comment is None:
            return cst.RemoveFromParent()
        return updated_node.with_changes(comment=updated_node.comment.with_changes(value=comment))

    def leave_TrailingWhitespace(
        self, original_node: cst.TrailingWhitespace, updated_node: cst.TrailingWhitespace
    ) -> cst.TrailingWhitespace:
        if updated_node.comment is None:
            return updated_node
        comment = self._comment(updated_node.comment.value)
        if comment is None:
            return updated_node.with_changes(comment=None, whitespace=cst.SimpleWhitespace(""))
        return updated_node.with_changes(comment=updated_node.comment.with_changes(value=comment))

    def _comment(self, text: str) -> str | None:
        """A comment in X's words, where it speaks of nothing but what the code does; None for any other."""
        versions = self.words.versions(text, agreeing=True)
        if not versions:
            return text
        return (
            versions[0] if all(w in self.known or self.words.mentions(w) for w in split(text) if len(w) > 2) else None
        )
