"""Regions that are drawn, and nets that learn before one's eyes, in a real browser."""

import re

import pytest

import logicnet
from logicnet import MLP, train
from logicnet.learning.softening.sigmoid import soften
from logicnet.playground.pages import page_text
from outside.browser import WIDTHS, browser, opened, serving  # noqa: F401

REACH = 6  # of the picture, on each side of the origin
SQUARE = {"outside": [[-3, -3], [3, -3], [3, 3], [-3, 3]], "sign": 1}
FIRST = {"view": "region", "region": {"mode": "shapes", "shapes": [SQUARE]}}
TWO = [
    {"outside": [[-3, -3], [0, -3], [0, 0], [-3, 0]]},
    {"outside": [[0, 0], [3, 0], [3, 3], [0, 3]]},
]


@pytest.fixture(scope="module")
def window(browser):  # noqa: F811
    """One page for all regions, as each page has a Python process of its own."""
    with serving(FIRST) as server:
        width, height = WIDTHS["laptop"]
        context = browser.new_context(viewport={"width": width, "height": height})
        page, complaints = context.new_page(), []
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(server.address)
        yield page
        context.close()
    assert complaints == []


@pytest.fixture
def plane(window):
    window.locator("svg.plane").wait_for()
    window.evaluate("state => logicnet.set(state)", FIRST)
    answered(window, "yes")
    return window


@pytest.fixture
def alone(opened, tmp_path):  # noqa: F811
    """A function that opens the view "train" with settings, in a page without Python."""

    def open_(size="laptop", state=(), **settings):
        path = tmp_path / "train.html"
        path.write_text(page_text({"view": "train", "train": settings, **dict(state)}), "utf-8")
        page = opened(path.as_uri(), size)
        page.wait_for_selector(".net-card .measure b")
        return page

    return open_


def answered(page, word):
    """Wait until the question of one hidden layer has this answer."""
    page.locator(".one-hidden-card .says", has_text=word).wait_for()


def corner(page, number, shape=0):
    return page.locator(f"[data-corner='{shape} -1 {number}']")


def middle(box):
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def shapes(page):
    return page.evaluate("logicnet.state().region.shapes")


def drag(page, handle, dx, dy):
    """Drag a handle by so many units of the plane."""
    frame, (x, y) = page.locator("svg.plane").bounding_box(), middle(handle.bounding_box())
    unit = frame["width"] / (2 * REACH)
    page.mouse.move(x, y)
    page.mouse.down()
    for share in (0.3, 0.6, 1):
        page.mouse.move(x + share * dx * unit, y - share * dy * unit)
    page.mouse.up()


# Regions ----------------------------------------------------------------------------------------


def test_a_dragged_corner_changes_the_outline_the_network_and_the_verdict(plane):
    before = plane.locator(".outline polyline").count()
    words = plane.locator(".region-net .facts").inner_text()
    plane.locator(".shape .body").click()
    drag(plane, corner(plane, 2), -4, -4)  # the square becomes a dart
    place = shapes(plane)[0]["outside"][2]
    assert place != [3, 3]
    plane.wait_for_function("count => document.querySelector('#logicnet').shadowRoot"
                            ".querySelectorAll('.unit-line').length > 0", arg=before)  # fmt: skip
    plane.locator(".region-net .verdict.equal:not(.pending)").wait_for()
    network = plane.locator(".region-net .facts")
    region = logicnet.Region.polygon([(-3, -3), (3, -3), tuple(place), (-3, 3)])
    units = logicnet.compile(region).units
    network.filter(has_text=f"{units} units").wait_for()
    assert words.startswith("2–4–1")
    plane.keyboard.press("Control+z")
    plane.wait_for_timeout(50)
    assert shapes(plane)[0]["outside"][2] == [3, 3]


def test_shapes_are_drawn_cut_moved_by_keys_and_removed(plane):
    frame = plane.locator("svg.plane").bounding_box()

    def click(x, y):
        plane.mouse.click(frame["x"] + (x + REACH) / (2 * REACH) * frame["width"],
                          frame["y"] + (REACH - y) / (2 * REACH) * frame["height"])  # fmt: skip

    plane.locator("[data-choice=cut]").click()
    for point in ((-1, -1), (1, -1), (0, 1), (-1, -1)):
        click(*point)
    plane.locator(".shape.cut").wait_for()
    assert len(shapes(plane)) == 2
    assert shapes(plane)[1] == {"outside": [[-1, -1], [1, -1], [0, 1]], "sign": -1}
    plane.locator(".region-net .verdict.equal:not(.pending)").wait_for()
    corner(plane, 0, shape=1).focus()
    plane.keyboard.press("ArrowLeft")
    plane.keyboard.press("ArrowUp")
    assert shapes(plane)[1]["outside"][0] == [-1.25, -0.75]
    plane.locator("[data-choice=half_plane]").click()
    click(-4, 0)
    click(4, 0)
    plane.locator(".shape.half-plane").wait_for()
    assert shapes(plane)[2]["half_plane"] == [0, 8, 0]  # the upper side, to the left of the way
    plane.get_by_label("difference; change to union").click()
    assert shapes(plane)[1]["sign"] == 1
    corner(plane, 0, shape=1).focus()
    plane.keyboard.press("Delete")
    plane.locator(".shape.cut").wait_for(state="detached")
    assert len(shapes(plane)) == 2


def test_one_hidden_layer_is_refused_with_the_points_that_prove_it(plane):
    plane.evaluate("shapes => logicnet.set({...logicnet.state(), region: {shapes}})", TWO)
    answered(plane, "no, proven")
    assert plane.locator(".proof.inside").count() == 2
    assert plane.locator(".proof.outside").count() == 2


def test_inequalities_and_geojson_are_read_and_errors_are_said(plane):
    plane.locator("[data-choice=text]").click()
    field = plane.get_by_label("Inequalities")
    field.fill("x + y <= 2 & x >= 0 & y >= 0")
    plane.locator(".region-net .facts", has_text="2–3–1").wait_for()
    field.fill("x + <= 2")
    plane.locator(".plane-card .trouble").wait_for()
    plane.locator(".region-net .verdict", has_text="waiting").wait_for()
    assert plane.locator(".verdict.equal").count() == 0  # the proofs were of the region before
    plane.locator("[data-choice=geojson]").click()
    field = plane.get_by_label("GeoJSON")
    field.fill('{"type": "Polygon", "coordinates": [[[0,0],[4,0],[4,4],[1,5],[0,4],[0,0]]]}')
    field.blur()
    plane.locator(".region-net .facts", has_text="2–5–1").wait_for()


def test_a_unit_shows_its_half_plane_and_the_pointer_what_fires(plane):
    plane.locator(".region-net .field-node").nth(3).hover()
    plane.locator(".unit-line.chosen").wait_for(state="attached")
    assert re.search(r"h\d fires where [xy] ", plane.locator(".unit-hint").inner_text())
    plane.mouse.move(*middle(plane.locator("svg.plane").bounding_box()))
    plane.locator(".probe", has_text="is inside; h1 h2 h3 h4 h5 fire").wait_for()


# Training ---------------------------------------------------------------------------------------


def epochs(page):
    return int(page.locator(".epoch-number").inner_text())


def losses(page):
    shown = page.locator(".net-card .measure", has_text="loss").locator("b")
    return [float(one) for one in shown.all_inner_texts()]


def test_steps_are_those_of_python_with_its_data_and_its_first_weights(alone):
    page = alone(task="xor", noise=0.1, points=60, seed=4, hidden=[3], optimiser="momentum",
                 rate=0.1, batch=10, features=["x", "y"])  # fmt: skip
    rows, labels, _ = logicnet.datasets.xor(60, 0.1, 4)
    start = MLP.random([2, 3, 1], activation="tanh", seed=4)
    for _ in range(6):
        page.get_by_label("One epoch").click()
    found = train(start, rows, labels, optimiser="momentum", rate=0.1, batch=10, seed=4, epochs=6)
    assert epochs(page) == 6
    assert losses(page)[0] == pytest.approx(found.mlp.loss(rows, labels), abs=6e-4)
    right = (found.mlp.predict(rows)[:, 0] == labels).mean()
    assert f"{int(right * 1000) / 10:g} %" in page.locator(".measure.right").inner_text()


def test_training_plays_pauses_and_begins_anew(alone):
    page = alone(task="gauss")
    first = losses(page)[0]
    page.get_by_label("Play").click()
    page.wait_for_function("() => +document.querySelector('#logicnet').shadowRoot"
                           ".querySelector('.epoch-number').textContent > 5")  # fmt: skip
    page.get_by_label("Pause").click()
    stopped = epochs(page)
    page.wait_for_timeout(120)
    assert epochs(page) == stopped
    assert losses(page)[0] < first
    page.get_by_label("Begin anew").click()
    page.wait_for_timeout(60)
    assert (epochs(page), losses(page)[0]) == (0, first)


def test_random_and_compiled_learn_side_by_side_and_are_hardened(alone):
    table = {"kind": "table", "inputs": ["a", "b", "c"], "outputs": ["y"], "values": ["01100110"]}
    page = alone(
        state={"source": table, "style": "wide"},
        data="table",
        noise=0,
        copies=1,
        **{"from": "both"},
    )
    page.locator(".net-card").nth(1).wait_for()
    assert page.locator(".net-card h2").all_inner_texts() == [
        "random weights, same wires",
        "compiled",
    ]
    proof = page.locator(".certificate").inner_text()
    network = logicnet.compile(
        logicnet.TruthTable.from_string({"y": "01100110"}, ["a", "b", "c"]), "wide"
    )
    assert proof == f"Certificate: {soften(network).certificate}"
    rivals = page.locator(".net-card")
    for card in (rivals.nth(0), rivals.nth(1)):
        card.locator(".harden").click()
    assert "as before" in rivals.nth(1).locator(".hard .says").inner_text()
    page.get_by_label("One epoch").click()
    assert "no longer" in page.locator(".certificate").inner_text()


def test_rows_that_hardening_changes_are_listed_and_the_network_is_opened(alone):
    table = {
        "kind": "table",
        "inputs": ["a", "b", "c", "d"],
        "outputs": ["y"],
        "values": ["0110100110010110"],
    }
    page = alone(state={"source": table, "style": "wide"}, data="table", noise=0, copies=1,
                 hidden=[3], activation="tanh", seed=2, rate=0.1)  # fmt: skip
    for _ in range(12):
        page.get_by_label("One epoch").click()
    page.locator(".harden").click()
    says = page.locator(".hard .says").inner_text()
    count = int(says.split()[0])
    assert re.fullmatch(r"\d+ of 16 rows are decided otherwise", says)
    assert page.locator(".changed-rows li").count() == min(12, count)
    page.locator(".changed-rows button").first.click()
    assert page.evaluate("logicnet.state().train.row") is not None
    page.locator("text=Open the network").click()
    page.locator(".network-card").wait_for()
    assert page.evaluate("logicnet.state().network.construction") == "hardened"
    page.locator(".verdict.different:not(.pending)").first.wait_for()


def test_a_row_is_passed_forward_and_back(alone):
    page = alone(task="circle", points=50, hidden=[2], features=["x", "y"])
    assert page.locator("[data-choice=forward]").is_disabled()
    page.locator(".point-picture").focus()
    page.keyboard.press("ArrowRight")
    page.locator("[data-choice=forward]").click()
    page.locator("[data-node='4'][aria-label*=': ']").wait_for()
    rows, labels, _ = logicnet.datasets.circle(50, 0.1, 0)
    mlp = MLP.random([2, 2, 1], activation="tanh", seed=0)
    values = mlp.values(rows[:1])[0]
    told = [page.locator(f"[data-node='{n}']").get_attribute("aria-label") for n in (2, 3, 4)]
    shown = [float(one.split(": ")[1].replace("−", "-")) for one in told]
    assert shown == pytest.approx(values.tolist(), abs=0.006)
    page.locator("[data-choice=backward]").click()
    page.locator("[data-node='4'][aria-label*='δ']").wait_for()
    delta = page.locator("[data-node='4']").get_attribute("aria-label")
    assert float(delta.split("δ ")[1].replace("−", "-")) == pytest.approx(
        labels[0] - values[2], abs=0.006
    )


def test_the_gain_has_its_bound_beside_it(alone):
    page = alone(task="xor", **{"from": "compiled"})
    slider = page.locator("[data-name=gain]")
    bound = page.locator(".run-tools .range output")
    first = bound.inner_text()
    assert "error ≤ 0.01" in first
    slider.focus()
    for _ in range(60):
        page.keyboard.press("ArrowLeft")
    assert bound.inner_text() != first
    page.locator(".certificate", has_text="certifies nothing").wait_for()


def test_own_rows_are_learnt_and_wrong_ones_are_told_of(alone):
    page = alone(data="csv", csv="size,weight,kind\n1,2,a\n2,1,b\n1.5,3,a\n3,1,b", hidden=[2])
    assert page.locator("[data-node='0']").get_attribute("aria-label") == "size"
    page.evaluate(
        "logicnet.set({...logicnet.state(), train: {data: 'csv', csv: 'x,y\\n1,2\\noops,3'}})"
    )
    page.locator(".trouble", has_text="line 3, column x: expected a number, got oops").wait_for()


def test_a_given_net_is_trained_on_what_it_decides(opened, tmp_path):  # noqa: F811
    path = tmp_path / "mlp.html"
    logicnet.plot.page(soften(logicnet.compile("a ^ b ^ c")), path)
    page = opened(path.as_uri())
    page.locator(".net-card h2", has_text="given weights").wait_for()
    assert "100 %" in page.locator(".measure.right").inner_text()


@pytest.mark.parametrize("size", ["phone", "laptop", "projector"])
def test_nothing_is_wider_than_the_window(alone, size):
    page = alone(size, task="spiral", hidden=[8, 8])
    wide = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    canvas = page.locator(".field-stage canvas").bounding_box()
    card = page.locator(".net-card").bounding_box()
    assert wide
    assert card["x"] <= canvas["x"]
    assert canvas["x"] + canvas["width"] <= card["x"] + card["width"] + 1


@pytest.mark.parametrize(
    "settings",
    [
        {"task": "spiral", "features": ["x", "y", "x^2", "sin x"], "hidden": [4, 3], "l2": 0.001},
        {"task": "circle", "from": "compiled", "gain": 3, "batch": 30, "optimiser": "sgd"},
        {"data": "table", "noise": 0.1, "copies": 3, "from": "compiled", "loss": "squares"},
    ],
    ids=["features", "rule", "table"],
)
def test_the_code_to_take_away_trains_the_same_net(alone, settings, capsys):
    table = {"kind": "table", "inputs": ["a", "b"], "outputs": ["y"], "values": ["0110"]}
    page = alone(state={"source": table, "style": "compact"}, points=50, **settings)
    for _ in range(3):
        page.get_by_label("One epoch").click()
    page.get_by_label("Take away").click()
    code = page.locator(".code").inner_text()
    names = {}
    exec(code, names)
    capsys.readouterr()
    shown = page.locator(".net-card .measure", has_text="loss").locator("b").inner_text()
    rows = names.get("rows", names["data"].x)
    loss = names["mlp"].loss(rows, names["data"].y, settings.get("loss", "auto"))
    assert float(shown) == pytest.approx(loss, abs=6e-4)
