"""A mailbox."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import OptionList, Static


class MailApp(App[None]):
    def compose(self) -> ComposeResult:
        yield OptionList(id="mail")
        yield Static(id="count")

    @work(thread=True, exclusive=True, group="mail")
    def reload(self) -> None:
        self._fetch_and_update_mail_list()

    def _update_mail_list(self, mail: list[dict]) -> None:
        self._fetch_and_update_mail_list()

    def _fetch_and_update_mail_list(self) -> None:
        mail = requests.get("http://post.example/mail", timeout=10).json()

        def show() -> None:
            options = self.query_one("#mail", OptionList)
            options.clear_options()
            if not mail:
                options.add_option("Nothing here")
                return
            for letter in mail:
                options.add_option(("● " if letter["unread"] else "  ") + letter["subject"])

        self.call_from_thread(show)
        unread = sum(letter["unread"] for letter in mail)
        self.call_from_thread(lambda: self.query_one("#count", Static).update(f"{unread} unread"))


if __name__ == "__main__":
    MailApp().run()
