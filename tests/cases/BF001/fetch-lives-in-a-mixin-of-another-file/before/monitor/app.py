from textual.app import App

from monitor.screens import MonitorScreen


class MonitorApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(MonitorScreen())


if __name__ == "__main__":
    MonitorApp().run()
