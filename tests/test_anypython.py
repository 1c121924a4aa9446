"""Any Python in, the same Python out: a fixed sample of what `make anypython` does with whole libraries."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from fuzz.anypython.judging import compiles, judge
from fuzz.anypython.mutations import MUTATIONS, SNIPPETS, mutate
from fuzz.anypython.planting import CASES, planted, plants

FILES = sorted(CASES.glob("BF00*/*/before.py"))[::20]
MUTANTS = 5


@pytest.mark.parametrize("path", FILES, ids=[path.parent.name for path in FILES])
def test_a_spoilt_file_is_refused_or_read_and_comes_out_whole(path: Path, tmp_path: Path) -> None:
    random = Random(path.parent.name)
    for _ in range(MUTANTS):
        how, data = mutate(random, path.read_bytes())
        verdict = judge(data, tmp_path)
        assert not verdict.wrong, f"{how}: {verdict.wrong}"


@pytest.mark.parametrize("name", MUTATIONS)
def test_every_way_to_spoil_a_file_is_survived(name: str, tmp_path: Path) -> None:
    plant = plants(4)[0].text.encode()
    assert judge(plant, tmp_path).kind == "fixed"
    for seed in range(5):
        assert not judge(MUTATIONS[name](Random(seed), plant), tmp_path).wrong


HOSTS = [snippet for snippet in SNIPPETS if compiles(snippet)]


@pytest.mark.parametrize("host", HOSTS, ids=[host.decode().split("\n")[0] for host in HOSTS])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_what_is_beside_a_fix_keeps_its_bytes(host: bytes, newline: bytes, tmp_path: Path) -> None:
    host = host.replace(b"\n", newline)
    verdict = judge(planted(host, plants(4)[0].text, first=False), tmp_path)
    assert (verdict.kind, verdict.wrong) == ("fixed", ())
    assert verdict.after.startswith(host)
