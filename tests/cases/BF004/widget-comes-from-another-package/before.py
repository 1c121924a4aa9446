import requests
from textual.app import App, ComposeResult
from textual_plotext import PlotextPlot


class Plot(App[None]):
    def compose(self) -> ComposeResult:
        yield PlotextPlot()

    def action_draw(self) -> None:
        points = requests.get("http://plot.example/points", timeout=5).json()
        plot = self.query_one(PlotextPlot)
        plot.plt.clear_data()
        plot.plt.scatter(points)
        plot.refresh()


if __name__ == "__main__":
    Plot().run()
