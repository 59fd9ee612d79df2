"""The server of the playground: one page, for the browser of this machine and nobody else.

It listens on 127.0.0.1. Whoever asks must know the token of the address, must call this machine by
its own name (`Host`), so that no other site's name can be pointed here, and must be the page
itself (`Origin`). The page may load nothing and run nothing but its own script.
"""

from __future__ import annotations

import json
import secrets
import select
import socket
import sys
import webbrowser
from collections.abc import Callable, Mapping
from contextlib import suppress
from hmac import compare_digest
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.checks import whole

from .pages import page_text, policy
from .tabs import Busy, Tabs

MOST_BYTES = 8_000_000  # of a request
_PATIENCE = 30  # seconds for a request to come whole
_LOOK = 0.1  # seconds between two looks at whether who asked is still there
_LINE = "\n"
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class PageServer(ThreadingHTTPServer):
    """The server, with the state that its page begins with; `address` is what is opened."""

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self, state: Mapping[str, Any], port: int = 0) -> None:
        self.token = secrets.token_urlsafe(24)
        self.state = state
        self.tabs = Tabs()
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names under which this server may be called."""
        port = self.server_address[1]
        return f"127.0.0.1:{port}", f"localhost:{port}"

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{self.hosts[0]}/{self.token}/"

    def knows(self, token: str) -> bool:
        """Whether this is the token, in a time that says nothing of how much of it is right."""
        return compare_digest(token.encode("utf-8", "replace"), self.token.encode("ascii"))

    def server_close(self) -> None:
        """Close it, and end all work."""
        super().server_close()
        self.tabs.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle is no error."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Refused(Exception):
    """A request that is not answered, and why."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    server: PageServer
    server_version, sys_version = "logicnet", ""
    timeout = _PATIENCE

    def do_GET(self) -> None:
        """The page, at its address."""
        self._guarded(self._page)

    def do_POST(self) -> None:
        """What the page asks."""
        self._guarded(self._posted)

    def _guarded(self, answer: Callable[[], None]) -> None:
        try:
            self._check_host()
            answer()
        except _Refused as refused:
            self.close_connection = True
            self._send(refused.status, "text/plain; charset=utf-8", f"{refused}\n".encode())

    def _check_host(self) -> None:
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or hosts[0] not in self.server.hosts:
            raise _Refused(HTTPStatus.MISDIRECTED_REQUEST, "this is not the host that was meant")

    # The page ---------------------------------------------------------------------------------

    def _page(self) -> None:
        token, slash, rest = self.path.removeprefix("/").partition("/")
        if not self.server.knows(token):
            raise _Refused(
                HTTPStatus.FORBIDDEN,
                "the address has no valid token; open the one that logicnet playground prints",
            )
        if rest or not slash:
            raise _Refused(HTTPStatus.NOT_FOUND, "there is nothing at this address")
        site = self.headers.get("Sec-Fetch-Dest", "document")
        if site != "document":
            raise _Refused(HTTPStatus.FORBIDDEN, "the page is opened, not loaded into another one")
        host = {"name": "server", "token": self.server.token}
        text = page_text(self.server.state, host)
        self._send(HTTPStatus.OK, "text/html; charset=utf-8", text.encode("utf-8"))

    # What the page asks -----------------------------------------------------------------------

    def _posted(self) -> None:
        self._check_sender()
        asked = self._body()
        answer = _POSTS.get(self.path)
        if answer is None:
            raise _Refused(HTTPStatus.NOT_FOUND, "there is nothing at this address")
        tab = asked.get("tab")
        if not isinstance(tab, str) or not 0 < len(tab) <= 64:
            raise _Refused(HTTPStatus.BAD_REQUEST, '"tab" must be a text')
        answer(self, tab, asked)

    def _check_sender(self) -> None:
        if not self.server.knows(self.headers.get("X-Logicnet-Token", "")):
            raise _Refused(HTTPStatus.FORBIDDEN, "the token is not that of this server")
        origin = self.headers.get("Origin")
        if origin not in {f"http://{host}" for host in self.server.hosts}:
            raise _Refused(HTTPStatus.FORBIDDEN, "another site may not ask this server")
        if self.headers.get_content_type() != "application/json":
            raise _Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "expected application/json")

    def _body(self) -> Mapping[str, Any]:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or self.headers.get("Transfer-Encoding"):
            raise _Refused(HTTPStatus.LENGTH_REQUIRED, "expected Content-Length")
        if len(length) > 12 or int(length) > MOST_BYTES:
            told = f"{length[:12]} bytes are too many; the limit is {MOST_BYTES}"
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told)
        try:
            asked = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            raise _Refused(HTTPStatus.BAD_REQUEST, "expected JSON") from None
        if not isinstance(asked, dict):
            raise _Refused(HTTPStatus.BAD_REQUEST, "expected a JSON object")
        return asked

    def _ask(self, tab: str, asked: Mapping[str, Any]) -> None:
        """Answer line by line: what is known before, and the answer or an error."""
        verb = asked.get("verb")
        if not isinstance(verb, str):
            raise _Refused(HTTPStatus.BAD_REQUEST, '"verb" must be a text')
        try:
            lines = self.server.tabs.ask(tab, asked.get("id"), verb, asked.get("request"), self)
        except Busy as busy:
            raise _Refused(HTTPStatus.SERVICE_UNAVAILABLE, str(busy)) from None
        self._head(HTTPStatus.OK, "application/x-ndjson; charset=utf-8")
        self.close_connection = True
        for line in lines:
            self.wfile.write(line.encode("utf-8"))
            self.wfile.flush()

    def _stop(self, tab: str, asked: Mapping[str, Any]) -> None:
        """End what a tab has asked for; all of it, and its process, where no id is given."""
        stopped = self.server.tabs.stop(tab, asked.get("id"))
        self._send(HTTPStatus.OK, "application/json", json.dumps({"stopped": stopped}).encode())

    # Sending ----------------------------------------------------------------------------------

    def is_gone(self) -> bool:
        """Whether who asked has closed the connection."""
        with suppress(OSError, ValueError):
            if not select.select([self.connection], [], [], 0)[0]:
                return False
            return not self.connection.recv(1, socket.MSG_PEEK)
        return True

    def _send(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self._head(status, kind, len(content))
        self.wfile.write(content)

    def _head(self, status: HTTPStatus, kind: str, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", f"{policy()}; frame-ancestors 'none'")
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""


_POSTS: Mapping[str, Callable[[_Handler, str, Mapping[str, Any]], None]] = {
    "/ask": _Handler._ask,
    "/stop": _Handler._stop,
}


@checked()
def serve(source: Any = None, *, port: int = 0, browser: bool = True) -> None:
    """Serve the playground on this machine until Ctrl-C, and open it in the browser.

    `source` is what it begins with: a formula, or a network, a net or a comparison.
    """
    from .pages import state_of

    number = whole(port, "port", 0, 65535)
    state = {"view": "logic", "source": {"kind": "formula", "text": source}} if isinstance(
        source, str) else {} if source is None else state_of(source)  # fmt: skip
    try:
        playground = PageServer(state, number)
    except OSError as error:
        raise SpecificationError(f"port {number}: {error.strerror}; pass another one") from None
    with playground:
        print(f"The playground is at {playground.address}\nCtrl-C ends it.", flush=True)
        if browser:
            webbrowser.open(playground.address)
        with suppress(KeyboardInterrupt):
            playground.serve_forever(poll_interval=0.2)
