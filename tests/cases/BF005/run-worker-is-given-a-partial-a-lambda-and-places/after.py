from functools import partial

import requests
from textual.app import App
from textual.containers import Vertical


class Panel(Vertical):
    def on_mount(self) -> None:
        self.app.run_worker(self.load, "load", "panels", thread=True)
        self.run_worker(lambda: self.ask("today"), exclusive=True, thread=True)
        self.run_worker(partial(self.ask, "tomorrow"), thread=True)
        self.run_worker(work=self.load, exit_on_error=False, thread=True)
        self.run_worker(
            self.load,
            name="again",  # told apart in the log
            thread=True,
        )
        self.run_worker(self.load, "last", "panels", "", True, True, True, True)
        self.run_worker(
            self.load, name="a-rather-long-name", group="a-rather-long-group", exclusive=True, thread=True
        )

    def load(self) -> None:
        self.ask("all")

    def ask(self, day: str) -> None:
        requests.get(f"http://plan.example/{day}", timeout=5)


class Plan(App[None]):
    def on_mount(self) -> None:
        self.mount(Panel())


if __name__ == "__main__":
    Plan().run()
