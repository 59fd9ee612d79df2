"""The server: it answers its own page and nobody else, each tab by itself, and stops at once."""

import http.client
import json
import random
import re
import signal
import threading
import time
from urllib.request import urlopen

import pytest

from logicnet.errors import SpecificationError
from logicnet.playground import server as server_module
from logicnet.playground.server import MOST_BYTES, serve
from logicnet.playground.tabs import MOST_TABS, Busy, Tabs
from outside.browser import browser, opened, serving, site  # noqa: F401
from processes import start

SMALL = {"source": {"kind": "formula", "text": "a & b"}}
_drawn = random.Random(1)
LONG = {
    "source": {
        "kind": "table",
        "inputs": [f"x{k}" for k in range(12)],
        "outputs": ["y"],
        "values": ["".join(_drawn.choices("01", k=1 << 12))],
    },
    "style": "compact",
    "options": {"effort": "high"},
}


@pytest.fixture(scope="module")
def served():
    with serving() as server:
        yield server


def send(server, method, path, body=None, **headers):
    """(status, headers, text) of one request; headers that are None are left out."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=60)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    known = {"Host": server.hosts[0]}
    if body is not None:
        known |= {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "X-Logicnet-Token": server.token,
            "Origin": f"http://{server.hosts[0]}",
        }
    for name, value in (known | {n.replace("_", "-"): v for n, v in headers.items()}).items():
        for each in value if isinstance(value, list) else [value]:
            if each is not None:
                connection.putheader(name, each)
    connection.endheaders(body)
    with connection.getresponse() as response:
        return response.status, response.headers, response.read().decode()


def ask(server, verb="describe", request=SMALL, tab="t", number=1, **headers):
    body = json.dumps({"tab": tab, "id": number, "verb": verb, "request": request}).encode()
    return send(server, "POST", "/ask", body, **headers)


def lines(server, *args, **options):
    """What is said to a request, line by line."""
    status, _, text = ask(server, *args, **options)
    assert status == 200
    return [json.loads(line) for line in text.splitlines()]


# Who may ask ------------------------------------------------------------------------------------


def test_the_page_is_at_its_address_alone_and_may_load_nothing(served):
    status, headers, text = send(served, "GET", f"/{served.token}/")
    assert status == 200
    assert 'id="logicnet"' in text
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    for path in ("/", "/wrong/", "//", f"/{served.token[:-1]}/", f"/x/{served.token}/",
                 f"/?token={served.token}", f"/{served.token.lower()}/", "/%00/"):  # fmt: skip
        status, _, text = send(served, "GET", path)
        assert (status, "logicnet-data" in text) == (403, False), path
        assert served.token not in text
    for path in (f"/{served.token}", f"/{served.token}/x", f"/{served.token}/../x"):
        assert send(served, "GET", path)[0] == 404, path


@pytest.mark.parametrize(
    "host",
    [None, "", "example.org", "example.org:{port}", "127.0.0.1", "127.0.0.1:1",
     "evil127.0.0.1:{port}", "127.0.0.1:{port}.evil.org", "[::1]:{port}",
     ["127.0.0.1:{port}", "example.org"]],
)  # fmt: skip
def test_another_name_of_this_machine_is_refused(served, host):
    port = served.server_address[1]
    each = host if isinstance(host, list) else [host]
    names = [name and name.format(port=port) for name in each]
    assert send(served, "GET", f"/{served.token}/", Host=names)[0] == 421
    assert ask(served, Host=names)[0] == 421


@pytest.mark.parametrize(
    "headers",
    [{"X_Logicnet_Token": None}, {"X_Logicnet_Token": "wrong"}, {"X_Logicnet_Token": ""},
     {"Origin": None}, {"Origin": "null"}, {"Origin": "http://example.org"},
     {"Origin": "https://{host}"}, {"Origin": "http://127.0.0.1"}, {"Origin": "http://{host}.evil"}],
)  # fmt: skip
def test_who_is_not_the_page_is_not_answered(served, headers):
    headers = {
        name: value and value.format(host=served.hosts[0]) for name, value in headers.items()
    }
    status, found, text = ask(served, **headers)
    assert status == 403
    assert "answer" not in text
    assert "Access-Control-Allow-Origin" not in found
    body = json.dumps({"tab": "t"}).encode()
    assert send(served, "POST", "/stop", body, **headers)[0] == 403


def test_what_a_form_or_a_plain_request_of_another_site_could_send_is_refused(served):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None):
        assert ask(served, Content_Type=kind)[0] == 415
    for kind in ("iframe", "script", "image", "empty"):
        assert send(served, "GET", f"/{served.token}/", Sec_Fetch_Dest=kind)[0] == 403
    assert send(served, "OPTIONS", "/ask")[0] == 501
    assert send(served, "PUT", "/ask")[0] == 501


def test_bodies_that_are_too_large_or_of_no_length_are_not_read(served):
    for length, status in ((str(MOST_BYTES + 1), 413), ("9" * 40, 413), ("-1", 411), ("²", 411),
                           ("1e3", 411), (None, 411)):  # fmt: skip
        assert ask(served, Content_Length=length)[0] == status
    assert ask(served, Transfer_Encoding="chunked")[0] == 411


@pytest.mark.parametrize(
    ("body", "path", "status"),
    [(b"[]", "/ask", 400), (b"{", "/ask", 400), (b"\xff", "/ask", 400),
     (b"[" * 100000, "/ask", 400), (b"{}", "/ask", 400),
     (b'{"tab": 1}', "/ask", 400), (b'{"tab": "t"}', "/ask", 400),
     (b'{"tab": "t", "verb": []}', "/ask", 400), (b'{"tab": "t"}', "/other", 404),
     (b'{"tab": "t"}', "/ask/../stop", 404)],
)  # fmt: skip
def test_what_is_no_request_is_refused_with_a_word(served, body, path, status):
    found, _, text = send(served, "POST", path, body)
    assert (found, bool(text.strip())) == (status, True)


def test_the_token_is_compared_in_constant_time(served, monkeypatch):
    compared = []
    monkeypatch.setattr(server_module, "compare_digest", lambda a, b: compared.append(a) or False)
    assert send(served, "GET", f"/{served.token}/")[0] == 403
    assert ask(served)[0] == 403
    assert compared == [served.token.encode()] * 2


def test_a_page_of_another_site_reaches_nothing(served, opened):  # noqa: F811
    """It even knows the token, as it would not."""
    attack = f"""<script type="module">
    const base = "http://{served.hosts[0]}", token = "{served.token}";
    const request = {json.dumps(SMALL)};
    const body = JSON.stringify({{tab: "t", id: 1, verb: "describe", request}});
    const tries = {{
      json: () => fetch(base + "/ask", {{method: "POST", body,
        headers: {{"Content-Type": "application/json", "X-Logicnet-Token": token}}}}),
      plain: () => fetch(base + "/ask", {{method: "POST", body, mode: "no-cors"}}).then((r) => {{
        if (r.type === "opaque") throw new Error("not to be read"); return r;}}),
      page: () => fetch(`${{base}}/${{token}}/`),
    }};
    const found = {{}};
    for (const [name, go] of Object.entries(tries)) {{
      try {{ found[name] = (await go()).status; }} catch (error) {{ found[name] = "failed"; }}
    }}
    const frame = document.createElement("iframe");
    frame.src = `${{base}}/${{token}}/`;
    frame.onload = () => {{
      try {{ found.frame = frame.contentDocument?.body?.innerHTML ? "read" : "failed"; }}
      catch (error) {{ found.frame = "failed"; }}
      document.title = JSON.stringify(found);
    }};
    document.body.append(frame);
    </script>"""
    with site(attack) as address:
        page = opened(address, ready=False)
        page.wait_for_function("document.title.startsWith('{')")
        assert set(json.loads(page.title()).values()) == {"failed"}
        page.complaints.clear()
        page.elsewhere.clear()


# Answers ----------------------------------------------------------------------------------------


def test_a_request_is_answered_with_what_is_known_before_and_errors_with_their_place(served):
    found = lines(served, "compare", SMALL | {"styles": ["wide", "compact"]})
    assert [sorted(line) for line in found] == [["progress"], ["progress"], ["answer"]]
    wrong = {"source": {"kind": "formula", "text": "a & & b"}}
    (line,) = lines(served, "describe", wrong)
    assert line["error"]["place"] == {"from": 4, "to": 5}
    (line,) = lines(served, "missing")
    assert "the verb is one of describe" in line["error"]["message"]
    (line,) = lines(served, "describe", [1])
    assert "expected an object" in line["error"]["message"]


def test_a_text_is_never_the_path_of_a_file(served, tmp_path):
    path = tmp_path / "secret.pla"
    path.write_text(".i 1\n.o 1\n1 1\n.e\n")
    for kind in ("formula", "region", "geojson"):
        (line,) = lines(served, "compile", {"source": {"kind": kind, "text": str(path)}})
        assert "error" in line
    named = {"source": {"kind": "file", "name": str(path), "text": "nonsense"}}
    (line,) = lines(served, "compile", named)
    assert "error" in line


def test_long_work_of_one_tab_keeps_no_other_waiting_and_is_stopped_at_once(served):
    heard = []
    thread = threading.Thread(
        target=lambda: heard.extend(lines(served, "compile", LONG, tab="busy", number=7))
    )
    thread.start()
    time.sleep(0.5)
    assert "answer" in lines(served, tab="other")[-1]
    assert thread.is_alive()
    body = json.dumps({"tab": "busy", "id": 7}).encode()
    assert json.loads(send(served, "POST", "/stop", body)[2]) == {"stopped": True}
    thread.join(10)
    assert not thread.is_alive()
    assert heard == [{"error": {"message": "stopped", "place": None}}]
    assert "answer" in lines(served, tab="busy")[-1]


def test_work_that_nobody_waits_for_ends(served):
    body = json.dumps({"tab": "left", "id": 1, "verb": "compile", "request": LONG}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", served.server_address[1])
    connection.request("POST", "/ask", body, {
        "Content-Type": "application/json", "X-Logicnet-Token": served.token,
        "Origin": f"http://{served.hosts[0]}"})  # fmt: skip
    time.sleep(0.5)
    assert served.tabs._tabs["left"].waiting
    connection.close()
    limit = time.monotonic() + 20
    while served.tabs._tabs["left"].waiting and time.monotonic() < limit:
        time.sleep(0.05)
    assert not served.tabs._tabs["left"].waiting
    assert served.tabs._tabs["left"].worker is None


def test_a_worker_that_dies_is_told_of_and_the_next_request_gets_another(served):
    lines(served, tab="dies")
    worker = served.tabs._tabs["dies"].worker
    worker._process.kill()
    assert "has ended" in lines(served, tab="dies")[-1]["error"]["message"]
    assert "answer" in lines(served, tab="dies")[-1]


def test_a_tab_that_closes_gives_its_process_back(served):
    lines(served, tab="closed")
    process = served.tabs._tabs["closed"].worker._process
    send(served, "POST", "/stop", json.dumps({"tab": "closed"}).encode())
    assert "closed" not in served.tabs._tabs
    assert process.poll() is not None


def test_tabs_are_few_and_the_idle_ones_give_way():
    tabs = Tabs()
    try:
        for name in range(MOST_TABS):
            tabs._tab(str(name))
        tabs._tabs["0"].waiting.append(object())
        tabs._tab("one more")
        assert len(tabs._tabs) == MOST_TABS
        assert "0" in tabs._tabs
        for tab in tabs._tabs.values():
            tab.waiting.append(object())
        with pytest.raises(Busy, match="tabs are at work"):
            tabs._tab("another")
    finally:
        tabs.close()


def test_nothing_is_left_when_the_server_closes():
    with serving() as server:
        lines(server)
        processes = [server.tabs._tabs["t"].worker._process]
    assert all(process.poll() is not None for process in processes)
    with pytest.raises(ConnectionRefusedError):
        ask(server)


def test_the_command_prints_the_address_and_ctrl_c_ends_it_cleanly():
    with start("-m", "logicnet", "playground", "a ^ b", "--no-browser") as process:
        try:
            address = re.search(r"http://\S+", process.stdout.readline())[0]
            with urlopen(address) as page:
                assert b'"text": "a ^ b"' in page.read()
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (process.returncode, errors) == (0, "")


def test_a_port_that_is_taken_and_what_is_no_port_are_told_of(served):
    port = served.server_address[1]
    with pytest.raises(SpecificationError, match=f"port {port}: .*; pass another one"):
        serve("a", port=port, browser=False)
    with pytest.raises(SpecificationError, match="port"):
        serve("a", port=70000)
