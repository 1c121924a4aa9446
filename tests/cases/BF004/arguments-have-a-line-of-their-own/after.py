import asyncio
import subprocess

from textual.app import App, ComposeResult
from textual.widgets import Label


class Versions(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="slurm")
        yield Label(id="kernel")

    async def action_load(self) -> None:
        slurm = await asyncio.to_thread(
            subprocess.run, ["sinfo", "--version", "--noheader"], capture_output=True, text=True, check=True
        )
        kernel = await asyncio.to_thread(
            subprocess.run,
            ["uname", "--kernel-name", "--kernel-release", "--machine"], capture_output=True, text=True, timeout=5
        )
        disk = await asyncio.to_thread(
            subprocess.run,
            ["df", "--human-readable"],
            capture_output=True,
            text=True,
        )
        host = await asyncio.to_thread(
            subprocess.run,
            ["hostname"], text=True, capture_output=True  # the short one
        )
        await asyncio.sleep(0)
        self.query_one("#slurm", Label).update(slurm.stdout)
        self.query_one("#kernel", Label).update(f"{kernel.stdout} {disk.stdout} {host.stdout}")


if __name__ == "__main__":
    Versions().run()
