"""What well-known functions outside of a project do not do: tables of what is pure, what logs, what changes what."""

from __future__ import annotations

from collections.abc import Sequence


def _names(prefix: str, words: str) -> set[str]:
    return {f"{prefix}.{word}" for word in words.split()}


_PURE = (
    _names(
        "builtins",
        "len str int float bool list dict set tuple frozenset sorted reversed enumerate zip range min max sum any all "
        "isinstance issubclass abs round repr getattr hasattr type hash ord chr format divmod pow map filter callable "
        "super object slice bytes bytearray complex hex oct bin ascii id property",
    )
    | _names(
        "builtins.str",
        "capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha "
        "isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower "
        "lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip "
        "split splitlines startswith strip swapcase title translate upper zfill",
    )
    | _names("builtins.bytes", "decode hex startswith endswith split strip find replace join upper lower count")
    | _names("builtins.dict", "get keys values items copy fromkeys")
    | _names("builtins.list", "index count copy")
    | _names("builtins.tuple", "index count")
    | _names("builtins.set", "union intersection difference symmetric_difference issubset issuperset isdisjoint copy")
    | _names("builtins.int", "bit_length to_bytes from_bytes")
    | _names("builtins.float", "is_integer hex")
    | _names("collections.deque", "count copy index")
    | _names("collections.Counter", "most_common elements total get keys values items copy")
    | _names("collections.defaultdict", "get keys values items copy")
    | _names("collections.OrderedDict", "get keys values items copy")
    | _names("collections", "Counter OrderedDict defaultdict deque ChainMap namedtuple")
    | _names(
        "os.path",
        "join basename dirname splitext split normpath abspath expanduser expandvars isabs relpath commonpath",
    )
    | _names("os", "fspath")
    | _names("pathlib", "Path PurePath PosixPath PurePosixPath WindowsPath PureWindowsPath")
    | _names(
        "pathlib.Path",
        "joinpath with_suffix with_name with_stem relative_to as_posix is_absolute expanduser is_relative_to match "
        "as_uri home",
    )
    | _names("datetime", "datetime date time timedelta timezone")
    | _names(
        "datetime.datetime",
        "strftime strptime isoformat fromisoformat fromtimestamp replace timestamp date time combine",
    )
    | _names("datetime.date", "strftime isoformat fromisoformat replace weekday isoweekday")
    | _names("datetime.timedelta", "total_seconds")
    | _names("re", "compile match search fullmatch sub subn split findall finditer escape")
    | _names("re.Pattern", "match search fullmatch sub subn split findall finditer")
    | _names("re.Match", "group groups groupdict start end span")
    | _names("json", "loads dumps")
    | _names("html", "escape unescape")
    | _names("functools", "partial reduce cmp_to_key")
    | _names("copy", "copy deepcopy")
    | _names("dataclasses", "asdict astuple replace fields is_dataclass field")
    | _names("typing", "cast")
    | _names("decimal", "Decimal")
    | _names("fractions", "Fraction")
    | _names("shlex", "split quote join")
    | _names("zoneinfo", "ZoneInfo")
    | _names("types", "SimpleNamespace MappingProxyType")
    | _names("rich.markup", "escape render")
    | _names("rich.text", "Text")
    | _names("rich.text.Text", "from_markup assemble styled from_ansi copy")
    | _names("rich.table", "Table")
    | _names("rich.panel", "Panel")
    | _names("rich.style", "Style")
    | _names("rich.style.Style", "parse")
    | _names("rich.syntax", "Syntax")
    | _names("rich.console", "Group")
    | _names("rich.align", "Align")
    | _names("rich.columns", "Columns")
    | _names("rich.padding", "Padding")
    | _names("rich.json", "JSON")
    | _names("rich.markdown", "Markdown")
    | _names("rich.rule", "Rule")
    | _names("rich.emoji", "Emoji")
    | _names("textual.content", "Content")
    | _names("textual.color.Color", "parse lighten darken blend with_alpha")
    | _names("textual.color", "Color")
    | _names("textual.coordinate", "Coordinate")
    | _names("textual.geometry", "Offset Region Size Spacing")
    | _names("textual.widgets.option_list", "Option Separator")
    | _names("textual.widgets.selection_list", "Selection")
)
_PURE_MODULES = frozenset(
    "math operator itertools string textwrap urllib.parse statistics unicodedata base64 difflib bisect posixpath "
    "ntpath fnmatch humanize inflect keyword colorsys numbers".split()
)
_IN_PLACE = _names(
    "operator",
    "delitem iadd iand iconcat ifloordiv ilshift imatmul imod imul ior ipow irshift isub itruediv ixor setitem",
)
"""Functions that change their first argument, or set something in it."""
_IMPURE = frozenset({"bisect.insort", "bisect.insort_left", "bisect.insort_right", "operator.call", *_IN_PLACE})
_TAKES_CALLBACK = frozenset(
    "builtins.map builtins.filter builtins.sorted builtins.min builtins.max functools.reduce re.sub re.subn re.Pattern.sub "
    "re.Pattern.subn itertools.groupby itertools.filterfalse itertools.takewhile itertools.dropwhile itertools.starmap "
    "itertools.accumulate".split()
)
_NEW = frozenset(
    "builtins.list builtins.dict builtins.set builtins.bytearray builtins.sorted collections.Counter "
    "collections.OrderedDict collections.defaultdict collections.deque rich.text.Text rich.table.Table rich.tree.Tree "
    "io.StringIO io.BytesIO copy.copy copy.deepcopy types.SimpleNamespace builtins.dict.copy builtins.list.copy".split()
)

ASKING = frozenset(
    "items keys values get lower upper strip lstrip rstrip split rsplit splitlines join format startswith endswith "
    "title capitalize casefold isdigit isalpha replace removeprefix removesuffix partition rpartition count index "
    "copy isoformat strftime total_seconds date time timestamp most_common as_dict model_dump ljust rjust center "
    "zfill decode encode find rfind isnumeric isalnum isupper islower as_posix".split()
)
"""Methods that, asked of a value of unknown type, answer and change nothing."""

GIVING = frozenset({"get", "items", "values", "setdefault", "pop", "popitem", "popleft"})
"""Methods that give out what their object holds."""

OPERATORS = frozenset(
    "__abs__ __add__ __aenter__ __aexit__ __aiter__ __and__ __anext__ __await__ __bool__ __bytes__ __ceil__ __complex__ "
    "__contains__ __del__ __delattr__ __delete__ __delitem__ __divmod__ __enter__ __eq__ __exit__ __float__ __floor__ "
    "__floordiv__ __format__ __ge__ __get__ __getattr__ __getattribute__ __getitem__ __gt__ __hash__ __iadd__ __iand__ "
    "__ifloordiv__ __ilshift__ __imatmul__ __imod__ __imul__ __index__ __int__ __invert__ __ior__ __ipow__ __irshift__ "
    "__isub__ __iter__ __itruediv__ __ixor__ __le__ __len__ __lshift__ __lt__ __matmul__ __missing__ __mod__ __mul__ "
    "__ne__ __neg__ __next__ __or__ __pos__ __pow__ __radd__ __rand__ __rdivmod__ __repr__ __reversed__ __rfloordiv__ "
    "__rich__ __rlshift__ __rmatmul__ __rmod__ __rmul__ __ror__ __round__ __rpow__ __rrshift__ __rshift__ __rsub__ "
    "__rtruediv__ __rxor__ __set__ __setattr__ __setitem__ __str__ __sub__ __truediv__ __trunc__ __xor__".split()
)
"""Methods that run without being called."""

LOG_METHODS = frozenset("debug info warning warn error exception critical log success trace".split())
_LOGGERS = (
    "logging.", "loguru.logger.", "structlog.", "textual.Logger.", "textual.log.", "warnings.warn", "builtins.print",
    "textual.log", "textual._log.", "rich.print", "sys.stderr.write", "sys.stdout.write", "traceback.print_exc",
)  # fmt: skip

_SELF: frozenset[int | str] = frozenset({"self"})
_FIRST: frozenset[int | str] = frozenset({0})
_NOTHING: frozenset[int | str] = frozenset()

_MUTATES: dict[str, frozenset[int | str]] = {
    **dict.fromkeys(_names("builtins.list", "append extend insert remove pop clear sort reverse"), _SELF),
    **dict.fromkeys(_names("builtins.dict", "update pop popitem clear setdefault"), _SELF),
    **dict.fromkeys(
        _names("builtins.set", "add remove discard pop clear update difference_update intersection_update"), _SELF
    ),
    **dict.fromkeys(_names("builtins.bytearray", "append extend pop clear"), _SELF),
    **dict.fromkeys(_names("collections.deque", "append appendleft extend extendleft pop popleft clear rotate"), _SELF),
    **dict.fromkeys(_names("collections.Counter", "update subtract pop popitem clear setdefault"), _SELF),
    **dict.fromkeys(_names("collections.defaultdict", "update pop popitem setdefault clear"), _SELF),
    **dict.fromkeys(_names("collections.OrderedDict", "update pop setdefault clear move_to_end popitem"), _SELF),
    **dict.fromkeys(_names("rich.text.Text", "append append_text stylize highlight_regex truncate"), _SELF),
    **dict.fromkeys(_names("rich.table.Table", "add_row add_column add_section"), _SELF),
    **dict.fromkeys(_names("rich.tree.Tree", "add"), _SELF),
    **dict.fromkeys(_names("io.StringIO", "write read seek getvalue close writelines"), _SELF),
    **dict.fromkeys(_names("io.TextIOWrapper", "write read readline readlines writelines seek close flush"), _SELF),
    **dict.fromkeys(_names("threading.Lock", "acquire release locked"), _SELF),
    **dict.fromkeys(_names("threading.RLock", "acquire release"), _SELF),
    **dict.fromkeys(_names("threading.Event", "set clear wait"), _SELF),
    **dict.fromkeys(_names("threading.Thread", "start join"), _SELF),
    **dict.fromkeys(_names("queue.Queue", "put put_nowait get get_nowait join task_done"), _SELF),
    **dict.fromkeys(_names("heapq", "heappush heappop heapify heappushpop heapreplace"), _FIRST),
    **dict.fromkeys(_names("builtins", "setattr delattr next"), _FIRST),
    **dict.fromkeys(_names("bisect", "insort insort_left insort_right"), _FIRST),
    **dict.fromkeys(_IN_PLACE, _FIRST),
    **dict.fromkeys(_names("random", "shuffle"), _FIRST),
    **dict.fromkeys(_names("random", "random randint choice uniform sample choices randrange"), _NOTHING),
    **dict.fromkeys(_names("json", "dump load"), _NOTHING),
    **dict.fromkeys(_names("time", "time monotonic perf_counter sleep strftime localtime time_ns"), _NOTHING),
    **dict.fromkeys(_names("datetime.datetime", "now utcnow today"), _NOTHING),
    **dict.fromkeys(_names("datetime.date", "today"), _NOTHING),
    **dict.fromkeys(_names("os", "getenv getcwd listdir makedirs remove stat getpid unlink rename"), _NOTHING),
    **dict.fromkeys(_names("os.path", "exists isfile isdir getmtime getsize realpath"), _NOTHING),
    **dict.fromkeys(_names("os.environ", "get"), _NOTHING),
    **dict.fromkeys(
        _names("pathlib.Path", "exists is_file is_dir read_text read_bytes write_text mkdir unlink iterdir glob stat "
               "resolve cwd absolute rglob touch open"),
        _NOTHING,
    ),
    **dict.fromkeys(_names("builtins", "open input print iter vars dir"), _NOTHING),
    **dict.fromkeys(_names("uuid", "uuid4 uuid1"), _NOTHING),
    **dict.fromkeys(_names("textual.worker", "get_current_worker"), _NOTHING),
    "threading.get_ident": _NOTHING,
    "threading.current_thread": _NOTHING,
}  # fmt: skip

_QUIET_BASES = frozenset(
    "builtins.object abc.ABC typing.NamedTuple typing.TypedDict typing.Generic typing.Protocol enum.Enum enum.IntEnum "
    "enum.StrEnum enum.Flag builtins.str builtins.int builtins.tuple builtins.dict builtins.list builtins.Exception "
    "builtins.ValueError builtins.RuntimeError builtins.KeyError builtins.TypeError builtins.OSError "
    "pydantic.BaseModel textual.message.Message".split()
)


def is_pure_name(dotted: str) -> bool:
    """Whether calling this has no effect that can be seen, can't block, and gives the same answer if asked twice."""
    if dotted in _PURE:
        return True
    return dotted.rpartition(".")[0] in _PURE_MODULES and dotted not in _IMPURE


def is_pure_call(dotted: str, arguments: int, keywords: Sequence[str | None]) -> bool:
    """The same, with an eye on the arguments."""
    if dotted == "builtins.pow" or dotted == "builtins.type":
        return arguments < 3
    if dotted == "datetime.datetime.fromtimestamp":
        return arguments + len(keywords) > 0
    return is_pure_name(dotted)


_ON_DISK = frozenset({
    *_names("pathlib.Path", "exists is_file is_dir read_text read_bytes write_text mkdir unlink iterdir glob stat rglob "
            "touch open"),
    *_names("os", "listdir makedirs remove stat unlink rename"), *_names("os.path", "exists isfile isdir getmtime getsize"),
    *_names("io.TextIOWrapper", "write read readline readlines writelines flush"), *_names("json", "dump load"),
    "builtins.open",
})  # fmt: skip


def is_on_disk(dotted: str) -> bool:
    """Whether it reads or writes files: quick enough for nobody to complain, but nothing to take to main."""
    return dotted in _ON_DISK


def takes_callback(dotted: str) -> bool:
    """Whether it may call a function that it is given."""
    return dotted in _TAKES_CALLBACK


def makes_new(dotted: str) -> bool:
    """Whether it makes an object that nobody else has."""
    return dotted in _NEW


def is_log_name(dotted: str) -> bool:
    """Whether calling this writes to a log, or prints."""
    return dotted.startswith(_LOGGERS) and not dotted.endswith(("getLogger", "get_logger", "basicConfig"))


CHANGING = frozenset(name.rpartition(".")[2] for name, changed in _MUTATES.items() if changed == _SELF) - ASKING
"""Methods of well-known objects that change these."""


def mutates(dotted: str) -> frozenset[int | str] | None:
    """Which arguments (by position) and whether the receiver ("self") it changes; None where that is not known."""
    return _MUTATES.get(dotted)


def is_quiet_base(dotted: str) -> bool:
    """Whether a class with this base and without an `__init__` of its own does nothing when an instance is made."""
    return dotted in _QUIET_BASES
