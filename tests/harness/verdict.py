"""What the runs of a case show, held against what the case says. A verdict is a list of complaints; none is good."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .case import Case, Scene
from .snapshot import rows_of
from .stage import Stage

Seen = dict[str, Any]

HANG = 3.0
"""Seconds until a run that is expected to hang is believed."""
PATIENCE = 15.0
"""The same for a run that should end."""
SLOWER = 4
"""How much longer answers take when a run is repeated because main seemed to stand still: a busy machine makes gaps,
too, but they do not grow with the delay."""


def prove(case: Case, stage: Stage, after: Mapping[str, bytes] | None = None) -> list[str]:
    """Run every scene of a case.

    Args:
        case: The case.
        stage: Where to run it.
        after: The files as the fix leaves them, in place of the case's own.

    Returns:
        What is wrong, one line each.
    """
    after = case.after if after is None else after
    complaints = []
    with _on_disk(case.before) as before_folder, _on_disk(after or {}) as after_folder:
        for number, scene in enumerate(case.scenes):
            found = _prove(scene, stage, before_folder, after_folder if after else None, scene.delay)
            if any(_is_noise(each) for each in found):
                found = _prove(scene, stage, before_folder, after_folder if after else None, scene.delay * SLOWER)
            label = "" if len(case.scenes) == 1 else f"scene {number + 1}: "
            complaints += [label + each for each in found]
    return complaints


@contextmanager
def _on_disk(files: Mapping[str, bytes]) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="bridgefix-") as folder:
        root = Path(folder).resolve()
        for name, data in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
        yield str(root)


def _prove(scene: Scene, stage: Stage, before: str, after: str | None, delay: float) -> list[str]:
    wanted = []
    for side, folder in (("before", before), ("after", after)):
        if folder is None:
            continue
        wanted += [(side, path) for path, there in (("start", scene.starts), ("bridge", scene.bridges)) if there]
    hangs = {
        ("before", path)
        for path, words in (("start", scene.start_fails), ("bridge", scene.before_fails))
        if "hangs" in words
    }
    jobs = [
        {
            "folder": before if side == "before" else after,
            "path": path,
            "scene": asdict(scene),
            "delay": delay,
            "patience": HANG if (side, path) in hangs else PATIENCE,
        }
        for side, path in wanted
    ]
    seen = dict(zip(wanted, stage.play(jobs), strict=True))
    for (side, path), run in seen.items():
        if "died" in run:
            return [f"{side}, {path}: the run ended without a report: {run['died']}"]
        unknown = [each["text"] for each in run["errors"] if each["type"] in ("Unknown", "LookupError")]
        if unknown:
            return [f"{side}, {path}: {each}" for each in unknown]
    if after is None:
        return _judge_before(scene, seen, delay)
    return [
        *_judge_failures(scene, seen, delay),
        *_judge_start(scene, seen["after", "start"], seen, delay, "after"),
        *_judge_bridge(scene, seen, delay, "after"),
    ]


def _judge_before(scene: Scene, seen: dict[tuple[str, str], Seen], delay: float) -> list[str]:
    """Without an after: before fails as it is said to, or is right."""
    if scene.before_fails or scene.start_fails:
        return _judge_failures(scene, seen, delay)
    start = seen.get(("before", "start"))
    return [
        *(_judge_start(scene, start, {}, delay, "before") if start else []),
        *_judge_bridge(scene, seen, delay, "before"),
    ]


def _judge_failures(scene: Scene, seen: dict[tuple[str, str], Seen], delay: float) -> list[str]:
    complaints = []
    start, bridge = seen.get(("before", "start")), seen.get(("before", "bridge"))
    right = start["shown"] if start and not scene.start_fails else seen.get(("after", "start"), {}).get("shown")
    for path, run, words in (("start", start, scene.start_fails), ("bridge", bridge, scene.before_fails)):
        if run is None:
            continue
        for word in words:
            if not _fails_as(word, run, right, scene):
                complaints.append(f"before, {path}: expected {word!r}, saw {_summary(run)}")
    if start and not scene.start_fails and not scene.errors:
        complaints += [f"before, start: {_error(each)}" for each in start["errors"]]
    return complaints


def _fails_as(word: str, run: Seen, right: Any, scene: Scene) -> bool:
    if word == "hangs":
        return run["hangs"]
    if word == "main blocked":
        return any(each["main"] and each["blocking"] for each in run["fetches"])
    if word == "fetched again":
        return bool(run["fetches"])
    if word == "touched off main":
        return any(not each["main"] for each in run["touches"])
    if word == "goes on":
        return len(run["fetches"]) > len(scene.fetches or ())
    if word == "stale rows":
        return bool(run["shown"]) and any(
            [rows_of(each) for each in run["shown"].get(selector, [])] != [rows]
            for selector, rows in scene.shows.items()
        )
    if word == "still loading":
        shown = [each for entries in (run["shown"] or {}).values() for each in entries]
        return any(each.get("loading") or each.get("disabled") for each in shown)
    if word == "nothing shown":
        return run["shown"] is None or run["shown"] != right
    return any(each["type"] == word for each in run["errors"])


def _summary(run: Seen) -> str:
    parts = [
        *(["a hang"] if run["hangs"] else []),
        *(_error(each) for each in run["errors"]),
        f"fetches {[(each['endpoint'], 'main' if each['main'] else 'worker') for each in run['fetches']]}",
        f"shown {_short(run['shown'])}",
    ]
    return ", ".join(parts)


def _judge_start(scene: Scene, run: Seen, seen: dict[tuple[str, str], Seen], delay: float, side: str) -> list[str]:
    """The right path: fetched off main, shown on main, as before."""
    complaints = list(_judge_threads(run, delay, scene.main_may_block, crossings=side == "after"))
    before = seen.get(("before", "start"))
    if before is None or scene.start_fails:
        complaints += [_error(each) for each in run["errors"]]
    else:
        complaints += _differences(before, run, seen.get(("before", "bridge")))
    asked = [each["endpoint"] for each in run["fetches"]]
    wanted = scene.fetches if scene.fetches is not None else before and [each["endpoint"] for each in before["fetches"]]
    if wanted is not None and asked != list(wanted):
        complaints.append(f"asked {asked}, not {list(wanted)}")
    if not asked and scene.fetches is None:
        complaints.append("nothing was asked: this proves nothing (or say fetches = [])")
    for selector, rows in scene.shows.items():
        shown = run["shown"] and [rows_of(each) for each in run["shown"].get(selector, [])]
        if shown != [rows]:
            complaints.append(f"{selector} shows {_short(shown)}, not {_short([rows])}")
    return [f"{side}, start: {each}" for each in complaints]


def _judge_threads(run: Seen, delay: float, may_block: bool, crossings: bool) -> Iterator[str]:
    if run["hangs"]:
        yield "it hangs"
    for each in run["fetches"]:
        if each["main"] and each["blocking"] and not may_block:
            yield f"{each['endpoint']} was fetched on the main thread"
    for what in dict.fromkeys(each["what"] for each in run["touches"] if not each["main"]):
        yield f"{what} from a worker"
    for each in run["crossings"]:
        if each["main"] and crossings:
            yield f"call_from_thread({each['target']}) on the main thread"
    if run["gap"] is not None and run["gap"] > delay / 2 and not may_block:
        yield f"{_NOISE} for {run['gap']:.2f} s of a delay of {delay} s"


_NOISE = "main stood still"


def _is_noise(complaint: str) -> bool:
    return _NOISE in complaint


def _differences(before: Seen, after: Seen, before_bridge: Seen | None) -> Iterator[str]:
    if before["errors"] != after["errors"]:
        now, then = ([_error(each) for each in run["errors"]] for run in (after, before))
        yield f"errors {now}, before {then}"
    if before["shown"] != after["shown"]:
        yield f"shows {_short(after['shown'])}, before {_short(before['shown'])}"
    if before["state"] != after["state"]:
        yield f"state {_short(after['state'])}, before {_short(before['state'])}"
    if not _same_effects(before["effects"], after["effects"], before_bridge["effects"] if before_bridge else []):
        yield f"effects {_short(after['effects'])}, before {_short(before['effects'])}"
    drawn, drawn_before = _drawn(after), _drawn(before)
    if before["shown"] and after["shown"] and drawn != drawn_before:
        yield f"drew {_short(drawn)}, before {_short(drawn_before)}"


def _drawn(run: Seen) -> list[list[Any]]:
    """The changes of the widgets that are compared, in order."""
    watched = set(run.get("widgets", ()))
    return [
        [each["what"], each["args"]] for each in run["touches"] if each["widget"] in watched and "=" not in each["what"]
    ]


def _same_effects(before: list[Any], after: list[Any], bridge: list[Any]) -> bool:
    """Equal, but for what the bridge itself logged before the fix: now it is on the start path, too."""
    own = Counter(map(json.dumps, bridge)) - Counter(map(json.dumps, before))
    rest = iter([*before, None])
    due = next(rest)
    for each in after:
        if each == due:
            due = next(rest)
        elif each[0] != "fetch" and own[json.dumps(each)]:
            own[json.dumps(each)] -= 1
        else:
            return False
    return due is None


def _judge_bridge(scene: Scene, seen: dict[tuple[str, str], Seen], delay: float, side: str) -> list[str]:
    """The bridge path: data in hand is shown, and nothing else happens."""
    run = seen.get((side, "bridge"))
    if run is None:
        return []
    complaints = [*_judge_threads(run, delay, may_block=False, crossings=side == "after")]
    complaints += [f"{each['endpoint']} was fetched, data in hand" for each in run["fetches"]]
    complaints += [f"call_from_thread({each['target']}) off main" for each in run["crossings"] if not each["main"]]
    complaints += [_error(each) for each in run["errors"]]
    start = seen.get((side, "start"))
    if start and _without(scene.ignore, run["shown"]) != _without(scene.ignore, start["shown"]):
        complaints.append(f"shows {_short(run['shown'])}, a refresh shows {_short(start['shown'])}")
    return [f"{side}, bridge: {each}" for each in complaints]


def _without(parts: tuple[str, ...], value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(parts, each) for key, each in value.items() if key not in parts}
    return [_without(parts, each) for each in value] if isinstance(value, list) else value


def _error(entry: dict[str, str]) -> str:
    return f"{entry['type']}: {entry['text']} (in {entry['where']})"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < 1500 else f"{text[:1500]}…"
