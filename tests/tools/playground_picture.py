"""Make the animated picture of the README from the playground itself: ``playground_picture.py``.

A browser shows the page that the server sends, and every frame is a photograph of it.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Error, sync_playwright

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "helpers"), str(TESTS.parent)]

from outside.browser import READY, launched, serving  # noqa: E402

FILE = TESTS.parent / "docs" / "pictures" / "playground.webp"
SIZE = {"width": 1280, "height": 800}
WIDTH = 960  # of the picture
MOST_BYTES = 700_000
QUALITY = 78
RULE = "a & (b | ~c) | ~a & c & d"
SHAPE = [[-3.5, -3], [3.5, -3], [3.5, 2], [0, 4], [-3.5, 2]]


class Film:
    """Frames, and how long each is seen."""

    def __init__(self, page):
        self.page, self.frames, self.times = page, [], []

    def take(self, milliseconds, wait=0):
        """A photograph, after a wait for what is asked of Python."""
        self.page.evaluate("scrollTo(0, 0)")
        self.page.mouse.move(2, 400)
        self.page.wait_for_timeout(wait)
        image = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        height = round(image.height * WIDTH / image.width)
        self.frames.append(image.resize((WIDTH, height), Image.Resampling.LANCZOS))
        self.times.append(milliseconds)

    def save(self, path):
        """The film as an animated WebP."""
        self.frames[0].save(path, save_all=True, append_images=self.frames[1:], loop=0,
                            duration=self.times, quality=QUALITY, method=6)  # fmt: skip


def logic(film):
    """A formula is typed, inputs are clicked, another style is chosen."""
    field = film.page.locator("#formula")
    for end in range(1, len(RULE) + 1, 4):
        field.fill(RULE[:end])
        film.take(110, 60)
    field.fill(RULE)
    film.take(1100, 900)
    for name in ("a", "b", "c", "a", "d"):
        film.page.locator(f"[data-input={name}]").first.click()
        film.take(650, 250)


def set_state(page, **state):
    page.evaluate("state => logicnet.set({ ...logicnet.state(), ...state })", state)


def style(film):
    """The same logic with the fewest units known."""
    set_state(film.page, style="compact")
    film.take(1700, 900)


def region(film):
    """A corner of a polygon is dragged."""
    for step in range(9):
        shape = [[*corner] for corner in SHAPE]
        shape[3][1] = 4 - 0.6 * step
        shapes = [{"outside": shape, "sign": 1}]
        set_state(film.page, view="region", region={"mode": "shapes", "shapes": shapes})
        film.take(1000 if step in (0, 8) else 160, 700 if step in (0, 8) else 350)


def train(film):
    """A net learns two rings, a frame every few epochs."""
    settings = {"task": "circle", "noise": 0.05, "points": 250, "hidden": [6], "seed": 1}
    set_state(film.page, view="train", train=settings)
    film.take(700, 800)
    step = film.page.get_by_label("One epoch")
    for epochs in (5, 5, 5, 10, 10, 20, 20, 20, 30):
        step.evaluate("(button, n) => { for (; n; n -= 1) button.click(); }", epochs)
        film.take(200, 150)
    film.times[-1] = 1800


def main():
    """Make the picture, and say how large it is."""
    with serving({}) as server, sync_playwright() as driver:
        page = launched(driver, Error).new_page(viewport=SIZE, color_scheme="light")
        page.goto(server.address)
        page.wait_for_function(READY)
        set_state(page, source={"kind": "formula", "text": "a"}, style="wide", view="logic")
        page.wait_for_timeout(3000)
        film = Film(page)
        for part in (logic, style, region, train):
            part(film)
        film.save(FILE)
    size = FILE.stat().st_size
    print(f"{FILE}: {len(film.frames)} frames, {size} bytes")
    sys.exit(size > MOST_BYTES)


if __name__ == "__main__":
    main()
