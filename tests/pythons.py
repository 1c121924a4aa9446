"""Run a part of the tests in each supported Python that this machine has: `make pythons`. Needs PyPI.

The part: everything but the apps that are run, which cost most of the time and depend on Textual, not on this code.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUPPORTED = ["3.10", "3.11", "3.12", "3.13", "3.14"]
LEFT_OUT = "not behaviour and not launchpad and not fuzz and not harness"


def main(candidates: list[str]) -> None:
    """Try each version once, with the first interpreter that has it."""
    found: dict[str, str] = {}
    for candidate in candidates:
        path = shutil.which(candidate)
        if path is not None:
            say = "import sys; print('%d.%d' % sys.version_info[:2])"
            answer = subprocess.run([path, "-c", say], capture_output=True, text=True, check=False)
            found.setdefault(answer.stdout.strip(), path)
    failed = []
    for version in SUPPORTED:
        if version not in found:
            print(f"Python {version}: not on this machine", flush=True)
            continue
        print(f"Python {version}: {found[version]}", flush=True)
        tools = ROOT / "build" / "pythons" / version
        if not (tools / "bin" / "python").exists():
            subprocess.run([found[version], "-m", "venv", tools], check=True)
        python = tools / "bin" / "python"
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", ".[test]"]
        subprocess.run(install, cwd=ROOT, check=True)
        tests = [
            python,
            "-m",
            "pytest",
            "-q",
            "-n",
            "auto",
            "--maxprocesses",
            "8",
            "--dist",
            "worksteal",
            "-k",
            LEFT_OUT,
        ]
        if subprocess.run(tests, cwd=ROOT, check=False).returncode:
            failed.append(version)
    if failed:
        sys.exit(f"failed: Python {', '.join(failed)}")


if __name__ == "__main__":
    main(sys.argv[1:])
