"""Ways to spoil a file, each chosen by a seed."""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from collections.abc import Callable
from random import Random

from fuzz.anypython.judging import parses

Mutation = Callable[[Random, bytes], bytes]

_COOKIES = (
    b"latin-1", b"cp1252", b"utf-8", b"utf8", b"utf-16", b"utf-7", b"utf-32", b"rot13", b"cp037", b"ascii", b"nonsense",
    b"iso-8859-15", b"shift_jis", b"euc-jp", b"utf-8-sig", b"punycode", b"idna", b"unicode_escape", b"raw_unicode_escape",
    b"undefined", b"hex", b"zlib", b"base64", b"utf-16-le", b"gb18030", b"iso2022_jp", b"koi8-r", b"mbcs", b"\xe9", b"-",
)  # fmt: skip
_NEWLINES = (b"\r", b"\r\n", b"\n", b"\f\n", b"\n\f", b"\n\n", b"\v", b"\x1c", b"\x85", b"\xe2\x80\xa8")
_BYTES = (
    b"\0",
    b"\t",
    b" ",
    b"\f",
    b"\x1a",
    b"\x1b[31m",
    b"\xff",
    b"\xc3",
    b"\xc3\xa9",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x98\x80",
    b"\xe2\x80\xae",
    b"(",
    b")",
    b"[",
    b"{",
    b"}",
    b"'",
    b'"',
    b'"""',
    b"#",
    b"\\",
    b"\\\n",
    b";",
    b":",
    b",",
    b"=",
    b"*",
    b"@",
    b"!",
    b"\xc2\xa0",
    b"\xef\xbb\xbf",
)
SNIPPETS = [
    snippet.encode() + b"\n"
    for snippet in r"""try:
    pass
except A, B:
    pass
--
type X[T] = list[T]
--
def f[T: (int, str)](x: T) -> T: ...
--
class C[**P]: ...
--
x = f"{f"{1}"}"
--
x = t"hello {name!r:>{width}}"
--
print 'hello'
--
exec 'x' in {}
--
match x:
    case {'a': [1, *_], **rest} if rest: pass
    case C(a=1) | None: pass
--
try: pass
except* E: pass
--
with (open('a') as a, open('b') as b,): pass
--
async def f():
    async with a as b, c: [x async for x in y]
--
lambda x, /, y, *, z: (yield)
--
x = 0xfor 1
--
x = 1if 1else 2
--
nonlocal x
--
return 1
--
await x
--
from __future__ import annotations
--
from __future__ import braces
--
from . import *
--
del (a), [b], (c, [d])
--
x: int = yield
--
@(x := y)
def f(): pass
--
def f(a, a): pass
--
for x in *a, *b: pass
--
a[*b] = c[1:2, *d]
--
global __debug__
--
__debug__ = 1
--
f(**a, *b)
--
print(*a, sep='')
--
a = b = (yield)
--
while 1: break
else: pass
--
if 1:
	pass
        pass
--
0777
--
1_000_j
--
u'x' b'y'
--
'\N{NO SUCH}'
--
f'{}'
--
def f():
    continue
--
class A: return
--
async def f(): yield 1; return 2
--
*a = b
--
a, = b,
--
(a) = 1
--
f() = 1""".split("\n--\n")
]
"""Syntax of all Pythons from 2.7 to 3.14, some of it wrong in all of them."""


def _lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True) or [b""]


def _delete_lines(random: Random, data: bytes) -> bytes:
    lines = _lines(data)
    start = random.randrange(len(lines))
    del lines[start : start + random.choice((1, 1, 1, 2, 5, 40))]
    return b"".join(lines)


def _swap_lines(random: Random, data: bytes) -> bytes:
    lines = _lines(data)
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    if random.random() < 0.5:
        other = min(one + 1, len(lines) - 1)
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _repeat_lines(random: Random, data: bytes) -> bytes:
    lines = _lines(data)
    start = random.randrange(len(lines))
    stretch = lines[start : start + random.choice((1, 2, 5, 40))]
    at = random.choice((start, random.randrange(len(lines))))
    lines[at:at] = stretch
    return b"".join(lines)


def _indent(random: Random, data: bytes) -> bytes:
    lines = _lines(data)
    start = random.randrange(len(lines))
    for number in range(start, min(start + random.choice((1, 1, 3, 20)), len(lines))):
        line = lines[number]
        lines[number] = random.choice(
            (b" " + line, b"\t" + line, b"    " + line, line[1:], line[4:], line.lstrip(b" \t"))
        )
    return b"".join(lines)


def _tokens(random: Random, data: bytes) -> bytes:
    """Delete, double or swap tokens of a text that can be tokenized; else of words."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        lines = text.splitlines(keepends=True)
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line))
        spans = [
            (starts[token.start[0] - 1] + token.start[1], starts[token.end[0] - 1] + token.end[1])
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.string.strip()
        ]
    except (tokenize.TokenError, SyntaxError, IndexError, ValueError):
        spans = [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]
    if not spans:
        return data
    for _ in range(random.choice((1, 1, 2, 5))):
        start, end = spans[random.randrange(len(spans))]
        other = text[slice(*spans[random.randrange(len(spans))])]
        text = text[:start] + random.choice(("", text[start:end] * 2, other)) + text[end:]
    return text.encode("utf-8", "surrogateescape")


def _insert(random: Random, data: bytes) -> bytes:
    for _ in range(random.choice((1, 1, 3))):
        at = random.randrange(len(data) + 1)
        data = data[:at] + random.choice(_BYTES) + data[at:]
    return data


def _delete_bytes(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + data[at + random.choice((1, 1, 2, 10, 300)) :]


def _cut(random: Random, data: bytes) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _flip(random: Random, data: bytes) -> bytes:
    if not data:
        return data
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


def _newlines(random: Random, data: bytes) -> bytes:
    new = random.choice(_NEWLINES)
    if random.random() < 0.4:
        return data.replace(b"\r\n", b"\n").replace(b"\n", new)
    lines = _lines(data)
    for _ in range(random.choice((1, 3, 30))):
        at = random.randrange(len(lines))
        lines[at] = lines[at].rstrip(b"\r\n") + random.choice((new, random.choice(_NEWLINES)))
    return b"".join(lines)


def _mark(random: Random, data: bytes) -> bytes:
    mark = random.choice(
        (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, b"\xef\xbb\xbf" * 2)
    )
    return mark + data


def _cookie(random: Random, data: bytes) -> bytes:
    """A cookie, in the right place or not, and sometimes the text recoded as it says."""
    name = random.choice(_COOKIES)
    form = random.choice(
        (b"# -*- coding: %s -*-\n", b"# coding=%s\n", b"#!/usr/bin/python\n# vim: set fileencoding=%s :\n")
    )
    if random.random() < 0.5:
        try:
            data = data.decode("utf-8").encode(name.decode("ascii"), random.choice(("strict", "replace", "ignore")))
        except Exception:
            data += b"x = '\xe9'\n"
    where = random.random()
    if where < 0.8:
        return form % name + data
    return random.choice((b"\n\n", b"x = 1\n", b"\xef\xbb\xbf", b"\f", b"'''\n")) + form % name + data


def _recode(random: Random, data: bytes) -> bytes:
    try:
        return data.decode("utf-8").encode(
            random.choice(("utf-16", "utf-32", "utf-16-le", "utf-7", "cp037", "latin-1"))
        )
    except UnicodeError:
        return data.decode("latin-1").encode("utf-8")


def _tabs(random: Random, data: bytes) -> bytes:
    width = random.choice((4, 8, 2))
    lines = _lines(data)
    for number, line in enumerate(lines):
        stripped = line.lstrip(b" ")
        spaces = len(line) - len(stripped)
        if spaces and random.random() < random.choice((1.0, 0.9, 0.5)):
            lines[number] = b"\t" * (spaces // width) + b" " * (spaces % width) + stripped
    return b"".join(lines)


def _trailing(random: Random, data: bytes) -> bytes:
    ends = (
        b"",
        b"\\",
        b"\\\n",
        b"\x1a",
        b"\0",
        b"\n\n \t\n",
        b"#",
        b"# \xff",
        b"\f",
        b" ",
        b"\r",
        b";",
        b"    ",
        b"'''",
        b"(",
        b"if 1:",
    )
    return data.rstrip(b"\r\n") + random.choice(ends)


def _snippet(random: Random, data: bytes) -> bytes:
    """A piece of syntax of some Python version, at the indentation of a line."""
    lines = _lines(data)
    at = random.randrange(len(lines))
    indent = re.match(rb"[ \t]*", lines[at])
    assert indent is not None
    snippet = b"".join(indent[0] + line for line in random.choice(SNIPPETS).splitlines(keepends=True))
    lines[at:at] = [snippet]
    return b"".join(lines)


def _spacing(random: Random, data: bytes) -> bytes:
    """Odd spaces, comments and continued lines where the meaning stays."""
    changes = (
        (b":\n", b" :  \n"),
        (b", ", b" ,  "),
        (b"(", b"( "),
        (b" = ", b"  =\t"),
        (b"\n", b"  # x\n"),
        (b"(", b"(\n"),
        (b" = ", b" = \\\n  "),
        (b".", b" . "),
    )
    old, new = random.choice(changes)
    parts = data.split(old)
    share = random.choice((0.02, 0.2, 1.0))
    return b"".join(part + (new if random.random() < share else old) for part in parts[:-1]) + parts[-1]


MUTATIONS: dict[str, Mutation] = {
    "deleted lines": _delete_lines, "swapped lines": _swap_lines, "repeated lines": _repeat_lines, "indentation": _indent,
    "tokens": _tokens, "inserted bytes": _insert, "deleted bytes": _delete_bytes, "cut": _cut, "a bit": _flip,
    "newlines": _newlines, "a mark": _mark, "a cookie": _cookie, "recoded": _recode, "tabs": _tabs, "the end": _trailing,
    "other syntax": _snippet, "spacing": _spacing,
}  # fmt: skip


def mutate(random: Random, data: bytes) -> tuple[str, bytes]:
    """One mutation or a few, and their names. Two of three try several times for what can still be parsed."""
    found = "", data
    for _ in range(random.choice((1, 6, 6))):
        names = [random.choice(list(MUTATIONS)) for _ in range(random.choice((1, 1, 1, 2, 3)))]
        found = " + ".join(names), data
        for name in names:
            found = found[0], MUTATIONS[name](random, found[1])
        if parses(found[1]):
            break
    return found
