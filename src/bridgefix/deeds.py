"""What is done for good by a call that waits: what it sends, saves or starts, and does not only ask for.

The table of what blocks does not say it. Names do, and what is handed over: an HTTP verb, a statement of SQL, the words
of a command.
"""

from __future__ import annotations

from collections.abc import Iterator

from bridgefix.effects import Model
from bridgefix.facts import Call, Expr, Function
from bridgefix.syntax import parts_of

_DEEDS = frozenset("put patch delete save upload unlink rmtree remove rename move deploy commit".split())
"""Words in the names of what waits that leave no doubt: what is shown after it tells of what was done."""
_ACTS = _DEEDS | frozenset(
    "post send sendall sendto sendmsg sendmail write create submit insert mkdir makedirs publish executemany apply stop "
    "kill terminate shutdown restart logout check_call".split()
)
"""Words that tell of something done, not only asked."""
_SENDS = frozenset("commit delete deploy patch post publish put save send submit upload write".split())
"""Words with which the names of methods begin that do something themselves."""
_MAY_ACT = _ACTS | frozenset("copy download execute export login store update".split())
"""Words that may tell of it."""
_HTTP = frozenset("put patch delete".split())
_QUERIES = frozenset("select with show explain describe pragma values table".split())
"""How a statement of SQL begins that only asks."""
_STATEMENTS = frozenset("alter call create delete drop grant insert merge replace truncate update".split())
"""How one begins that does something."""
_COMMANDS = frozenset(
    "add apply build checkout chmod chown commit cp create delete deploy disable dd down enable install kill killall ln "
    "make merge mkdir mount mv pkill publish pull push rebase reboot remove rename reset restart revert rm rmdir rsync "
    "scale shutdown start stash stop switch sync tag tee touch umount uninstall up update upgrade".split()
)
"""Words of commands that do something."""


def does_for_good(model: Model, call: Call) -> bool:
    """Whether what a call leads to, or what it hands over, may tell that it does something, and does not only ask."""
    said = _said(model, call)
    return said if said is not None else any(_MAY_ACT & _words(name) for name in names_down(model, call))


def acts(model: Model, call: Call) -> bool:
    """The same, where it is not only one of the words that may mean either, or stand in the name of what only shows."""
    said = _said(model, call)
    if said is not None:
        return said
    blocks = model.effects.of_call(call).blocks
    names = [step.symbol.rpartition(".")[2].lower().strip("_").split("_") for step in blocks]
    return bool(names) and (not _ACTS.isdisjoint(names[-1]) or any(name[0] in _SENDS for name in names[1:-1]))


def tells_of_a_deed(model: Model, wait: Call) -> bool:
    """Whether what is shown after a call tells of what that has done: it is so, however much newer the next run is."""
    said = _is_for_its_own_sake(model, wait) or _said_here(model, wait)
    return bool(said) or any(_DEEDS & _words(name) for name in names_down(model, wait))


def names_down(model: Model, call: Call) -> Iterator[str]:
    """The name of what is called, and those on the way down to what waits in it."""
    yield call.func.name
    for step in model.effects.of_call(call).blocks[1:]:
        yield step.symbol.rpartition(".")[2]


def _words(name: str) -> set[str]:
    return set(name.lower().strip("_").split("_"))


_RUN = frozenset("run call check_call check_output getoutput getstatusoutput system".split())
_ASKERS = frozenset({"requests", "httpx", "urllib", "urllib3"})


def _is_for_its_own_sake(model: Model, call: Call, depth: int = 0) -> bool:
    """Whether nobody takes what a command or a server answers: then it was asked for what that does. Where somebody
    catches what a request raises, whether there is an answer is one.
    """
    view = model.effects.of_call(call)
    if not view.blocks or depth > _DEEP:
        return False
    if view.targets:
        inner = [call for target in view.targets for call in target.calls]
        return any(_is_for_its_own_sake(model, call, depth + 1) for call in inner)
    package, _, name = view.blocks[-1].symbol.partition(".")
    if package in ("subprocess", "os"):
        return call.statement and name in _RUN
    return call.statement and package in _ASKERS and not any(block.catches for block in call.context.tries)


_DEEP = 4


def _said(model: Model, call: Call, depth: int = 0) -> bool | None:
    """Whether a verb, a statement or a command that is handed over does something, here or on the way down; None where
    nothing tells.
    """
    if _is_for_its_own_sake(model, call):
        return True
    said = _said_here(model, call)
    if said is not None or depth > _DEEP:
        return said
    inner = [one for target in model.effects.of_call(call).targets for one in target.calls]
    below = {_said(model, one, depth + 1) for one in inner if model.effects.of_call(one).blocks}
    return True if True in below else None


def _said_here(model: Model, call: Call) -> bool | None:
    blocks = model.effects.of_call(call).blocks
    waits = blocks[-1].symbol if blocks else call.func.name
    last = waits.rpartition(".")[2]
    function = model.project.functions[call.function]
    texts = [text for arg in call.args for text in _texts(arg, function)]
    first = texts[0].split(None, 1)[0].lower() if texts and texts[0].strip() else ""
    if last == "request":
        return first in _HTTP or None
    if last in ("execute", "executemany", "executescript", "sql"):
        if first in _QUERIES or " if not exists " in f" {texts[0].lower() if texts else ''} ":
            return False
        return first in _STATEMENTS or None
    if waits.startswith(("subprocess.", "os.system", "os.popen", "create_subprocess")):
        words = {word for text in texts for word in text.split() if not text.startswith("-")}
        return not words.isdisjoint(_COMMANDS) or None
    return None


def _texts(expr: Expr, function: Function) -> Iterator[str]:
    """The strings that an argument is made of, or that a local of the function is bound to."""
    bound = (item.value for item in function.bindings.get(expr.name, ())) if expr.kind == "name" else ()
    for value in (expr, *bound):
        for part in parts_of(value) if value is not None else ():
            if part.kind == "const" and isinstance(part.value, str):
                yield part.value
