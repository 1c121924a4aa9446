"""A rule and a fix too small to be wrong, to test what is round them: it finds `refetch()` and writes `show(data)`."""

from __future__ import annotations

from bridgefix.findings import Finding, Level, Place, Refusal, Rewrite, Step, Thread
from bridgefix.rules import Rule

BROKEN = """\
from textual.app import App


class Monitor(App):
    def update(self, data):
        self.refetch()
"""
FIXED = BROKEN.replace("self.refetch()", "self.show(data)\n        self.done()")


def find(model, settings):
    for path, facts in model.project.files.items():
        for function in facts.functions.values():
            for call in function.calls:
                if call.func.name == "refetch":
                    place = Place(path, call.line, call.span[1] + 1, call.span[2])
                    step = Step(path, function.line, function.qualname, Thread.MAIN)
                    subject = (*(function.id,) * 3, ":".join(map(str, call.span)))
                    yield Finding("BF001", place, function.qualname, "fetches again", subject, (step,))


def fix(model, finding, texts, settings):
    """One line becomes two. A comment on the line chooses what else happens."""
    path = finding.place.path
    lines = texts[path].split("\n")
    line = lines[finding.place.line - 1]
    if "# refuse" in line:
        return Refusal("the line says so", finding.place.line)
    if "# crash" in line:
        raise ZeroDivisionError("inside the fix")
    if "# garbage" in line:
        return Rewrite({path: texts[path] + "def (:\n"}, Level.SAFE)
    if "# useless" in line:
        return Rewrite({path: texts[path] + "# more\n"}, Level.SAFE)
    indent = line[: len(line) - len(line.lstrip())]
    new = [indent + "self.show(data)", indent + "self.done()"]
    if "# worse" in line:
        new.append(indent + "self.refetch2()")
    if "# foreign" in line:
        new.append(indent + "print('\N{SNOWMAN}')")
    lines[finding.place.line - 1 : finding.place.line] = new
    changed = {path: "\n".join(lines)}
    if "# with " in line:
        other = line.split("# with ")[1]
        changed[other] = texts[other] + "# and this\n"
    level = Level.UNSAFE if "# unsafe" in line else Level.SAFE
    return Rewrite(changed, level, "and that is that" if "# note" in line else None)


def find_worse(model, settings):
    for path, facts in model.project.files.items():
        for function in facts.functions.values():
            for call in function.calls:
                if call.func.name == "refetch2":
                    place = Place(path, call.line, call.span[1] + 1)
                    yield Finding("BF002", place, function.qualname, "is worse", (function.id,))


RULES = (
    Rule("BF001", "refetching-bridge", find, "A fake."),
    Rule("BF002", "crossing-on-main", find_worse, "Another."),
)
FIXES = {"BF001": fix}
