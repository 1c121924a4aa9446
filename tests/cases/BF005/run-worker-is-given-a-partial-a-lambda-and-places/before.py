from functools import partial

import requests
from textual.app import App
from textual.containers import Vertical


class Panel(Vertical):
    def on_mount(self) -> None:
        self.app.run_worker(self.load, "load", "panels")
        self.run_worker(lambda: self.ask("today"), exclusive=True)
        self.run_worker(partial(self.ask, "tomorrow"), thread=False)
        self.run_worker(work=self.load, exit_on_error=False)
        self.run_worker(
            self.load,
            name="again",  # told apart in the log
        )
        self.run_worker(self.load, "last", "panels", "", True, True, True, False)
        self.run_worker(self.load, name="a-rather-long-name", group="a-rather-long-group", exclusive=True)

    def load(self) -> None:
        self.ask("all")

    def ask(self, day: str) -> None:
        requests.get(f"http://plan.example/{day}", timeout=5)


class Plan(App[None]):
    def on_mount(self) -> None:
        self.mount(Panel())


if __name__ == "__main__":
    Plan().run()
