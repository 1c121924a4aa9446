import pytest
from textual import work
from textual.app import App


def test_a_plain_method_is_refused():
    with pytest.raises(Exception, match="thread=True"):

        class Refused(App[None]):
            @work
            def load(self) -> None:
                pass


async def test_a_plain_method_fails_as_a_worker():
    class Plain(App[None]):
        def load(self) -> None:
            pass

        def on_mount(self) -> None:
            with pytest.raises(Exception, match="async"):
                self.run_worker(self.load)

    async with Plain().run_test():
        pass
