"""Where a fix puts the imports that it needs: ruff, which sorts imports, finds nothing to do after it."""

import subprocess
import sys

import pytest

from bridgefix.cli import main

APP = """

class Weather(App):
    async def on_key(self):
        requests.post("http://weather.example")

    def on_mount(self):
        answer = requests.get("http://weather.example")
        self.query_one("#today", Label).update(answer.text)
"""
NEW = ["import asyncio", "from textual import"]
"""What both fixes of it need."""
FILES = {
    "sections": "from __future__ import annotations\n\n# of Python\nfrom collections import deque\n\n# of others\n"
    "import requests\nfrom rich.text import Text\n\n# the app\nfrom textual.app import App\nfrom textual.widgets import Label\n\n"
    "from weather import now\n\nfrom .later import later\n",
    "nothing of Python": '"""Today."""\n\nimport requests\nfrom textual import (\n    on,\n)\n'
    "from textual.app import App\nfrom textual.widgets import Label\n",
    "only the future of Python": "from __future__ import annotations\n\nimport requests\n"
    "from textual.app import App\nfrom textual.widgets import Label\n",
}
MIXED = (
    "import time\n\nimport requests\nfrom rich.text import Text\nfrom textual.app import App\nimport textual.events\n"
    "from textual.widgets import Label\n"
)


def sorted_by(*options):
    """Whether ruff leaves the file alone."""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "I", *options, "app.py"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("imports", "options"),
    [
        *[pytest.param(text, (), id=name) for name, text in FILES.items()],
        pytest.param(MIXED, ("--config", "lint.isort.force-sort-within-sections=true"), id="forms mixed"),
    ],
)
def test_imports_stay_sorted(imports, options, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weather.py").touch()
    file = tmp_path / "app.py"
    file.write_text(imports + APP)
    assert sorted_by(*options)
    with pytest.raises(SystemExit):
        main(["--apply", "--unsafe-fixes", "--select", "BF004", "app.py"])
    new = file.read_text()
    assert all(f"\n{line}" in f"\n{new}" for line in NEW), new
    assert sorted_by(*options), new
    compile(new, "app.py", "exec")
    assert ("# the app\nfrom textual.app" in imports) == ("# the app\nfrom textual.app" in new)
    left = [line for line in imports.splitlines() if line.strip()]
    assert [line for line in new.splitlines() if line in left] == left
