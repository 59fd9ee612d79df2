"""A real browser for tests: chromium or Chrome, driven by Playwright.

Without one a test is skipped with a word; where CI is set it fails.
"""

import os
import shutil
import threading
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from logicnet.playground.server import PageServer
from optional import optional

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
WIDTHS = {"phone": (390, 844), "laptop": (1280, 800), "projector": (1920, 1080)}
READY = (
    "() => document.querySelector('#logicnet')?.shadowRoot?.querySelector('[data-ready]') != null"
)
_SECONDS = 20  # until a page must show what is expected; a loaded machine is slow


def launched(driver, error):
    """The first browser that starts: one on the path, one of Playwright's, Chrome or Edge.

    `error` is what Playwright raises; the last one is raised where nothing starts.
    """
    named = os.environ.get("LOGICNET_BROWSER")
    found = [named] if named else [path for path in map(shutil.which, PROGRAMS) if path]
    ways = [{"executable_path": path} for path in found]
    ways += [{}, {"channel": "chrome"}, {"channel": "msedge"}]
    for way in ways[:-1]:
        with suppress(error):
            return driver.chromium.launch(args=["--no-sandbox"], **way)
    return driver.chromium.launch(args=["--no-sandbox"], **ways[-1])


@pytest.fixture(scope="module")
def browser():
    """One browser for the tests of a file: a driver that runs leaves no room for another loop."""
    api = optional("playwright.sync_api")
    with api.sync_playwright() as driver:
        try:
            found = launched(driver, api.Error)
        except api.Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no chromium or Chrome here: {str(error).splitlines()[0]}")
        yield found
        found.close()


@pytest.fixture
def opened(browser):
    """A function that opens an address in a window of its own; at the end none has complained.

    What a test expects to be complained of it takes out of `complaints`.
    """
    with ExitStack() as stack:
        pages = []

        def open_(address, size="laptop", ready=True, **options):
            width, height = WIDTHS[size]
            context = browser.new_context(viewport={"width": width, "height": height}, **options)
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(_SECONDS * 1000)
            page.complaints = []
            page.elsewhere = []
            page.on("console", lambda said: _note(page, said))
            page.on("pageerror", lambda error: page.complaints.append(str(error)))
            page.on("request", lambda asked: _sent(page, address, asked.url))
            page.goto(address)
            if ready:
                page.wait_for_function(READY)
            pages.append(page)
            return page

        yield open_
        complaints = [said for page in pages for said in page.complaints]
        elsewhere = [url for page in pages for url in page.elsewhere]
    assert complaints == []
    assert elsewhere == []


def _note(page, said):
    if said.type in ("error", "warning"):
        page.complaints.append(said.text)


def _sent(page, address, url):
    """Note what is asked of another place than that of the page."""
    home = "/".join(address.split("/")[:3])
    if not url.startswith((home, "data:", "blob:")):
        page.elsewhere.append(url)


@contextmanager
def serving(state=None, port=0):
    """The server of the playground, in a thread."""
    server = PageServer(state or {}, port)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def site(text):
    """Another site on this machine: every address of it is a page with this text."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
