"""What one clicks, types and edits in the playground, in a real browser, held against Python."""

import itertools
import json
import re
import xml.etree.ElementTree as ElementTree

import pytest

import logicnet
from logicnet.errors import ParseError
from logicnet.formats import native_json
from logicnet.playground.pages import page_text
from outside.browser import browser, opened  # noqa: F401

FORMULA = "a & (b | ~c) | ~a & c & d"
CORNERS = "~b & ~d"  # a group of four corners
TWO_FRAMES = "() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
TEXT = "main .formula-box input"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A function from a state to the address of a page that stands alone."""
    folder, made = tmp_path_factory.mktemp("front"), itertools.count()

    def address_of(**state):
        path = folder / f"{next(made)}.html"
        path.write_text(page_text(state), encoding="utf-8")
        return path.as_uri()

    return address_of


@pytest.fixture
def page(opened, address):  # noqa: F811
    return opened(address(source={"kind": "formula", "text": FORMULA}, style="wide"))


def settled(page, verdict="equal"):
    """Wait until nothing is asked any more, and a verdict of this kind is there."""
    page.wait_for_selector(f".verdict.{verdict}:not(.pending)")


def rows(page):
    """The rows of the truth table as text."""
    page.locator("[data-shown=table]").click()
    page.wait_for_selector(".truth .value")
    return "".join(page.locator(".truth .value").all_inner_texts()).replace("–", "-")


def python_rows(formula):
    """The rows of a formula, by the network that Python compiles and evaluates."""
    known = logicnet.compile(formula)
    points = [*itertools.product((0, 1), repeat=len(known.inputs))]
    return "".join(str(bit) for bit in known(points)[:, 0].tolist())


def shown_units(page):
    """(sum, threshold, fires) of each unit as a screen reader hears them."""
    labels = [each.get_attribute("aria-label") for each in page.locator("[data-unit]").all()]
    found = [re.search(r"sum (\S+), threshold (\S+), (fires|does not)", each) for each in labels]
    return [(whole(f[1]), whole(f[2]), f[3] == "fires") for f in found]


def whole(text):
    return int(text.replace("−", "-"))


def wait_for_count(page, selector, count):
    page.wait_for_function(
        "([what, count]) => document.querySelector('#logicnet').shadowRoot"
        ".querySelectorAll(what).length === count",
        arg=[selector, count],
    )


# Logic ------------------------------------------------------------------------------------------


def test_a_cell_of_the_map_changes_table_formula_and_network(page):
    settled(page)
    page.locator(".karnaugh [data-row='0']").click()
    page.wait_for_function("text => document.querySelector('#logicnet').shadowRoot"
                           ".querySelector('#formula').value !== text", arg=FORMULA)  # fmt: skip
    settled(page)
    expected = "1" + python_rows(FORMULA)[1:]
    assert python_rows(page.input_value(TEXT)) == expected
    assert rows(page) == expected


def test_a_cell_goes_through_zero_one_and_any_by_click_and_by_key(page):
    settled(page)
    cell = page.locator(".karnaugh [data-row='5']")
    for said in ("1", "any", "0"):
        cell.click()
        page.wait_for_selector(f".karnaugh [data-row='5'][aria-label$=': {said}']")
    cell.press("-")
    cell.press("ArrowRight")
    page.keyboard.press("1")
    settled(page)
    text = python_rows(FORMULA)
    assert rows(page) == text[:5] + "-" + text[6:]  # the neighbour at the right, row 7, has 1


def test_a_group_over_the_corners_is_four_open_pieces(opened, address):  # noqa: F811
    source = {"kind": "table", "inputs": [*"abcd"], "outputs": ["y"],
              "values": [python_rows(f"({CORNERS}) & (a | ~a) & (c | ~c)")]}  # fmt: skip
    page = opened(address(source=source, style="wide"))
    settled(page)
    paths = [each.get_attribute("d") for each in page.locator(".karnaugh .loop").all()]
    assert len(paths) == 4
    assert not any("Z" in path for path in paths)
    assert all(path.count("Q") == 1 for path in paths)


def test_an_error_is_told_with_its_place_while_typing(page):
    settled(page)
    page.fill(TEXT, "a & & b")
    page.wait_for_selector(".formula-says.wrong")
    with pytest.raises(ParseError) as error:
        logicnet.parse("a & & b")
    caret = page.locator(".formula .caret").evaluate("e => e.style.getPropertyValue('--at')")
    assert int(caret) == error.value.position
    assert page.locator(".verdict").inner_text().strip() == "waiting"
    page.fill(TEXT, "a & b")
    page.wait_for_selector(".formula-says:not(.wrong)")
    settled(page)


def test_an_input_more_and_one_less(page):
    settled(page)
    page.get_by_label("One input more").click()
    wait_for_count(page, ".cell", 32)
    page.get_by_label("One input less").click()
    settled(page)
    assert rows(page) == python_rows(FORMULA)


def test_styles_are_chosen_by_arrow_keys(page):
    settled(page)
    page.locator("[data-style=wide]").press("ArrowDown")
    page.wait_for_selector("[data-style=minterms][aria-checked=true]:focus")
    settled(page)
    wait_for_count(page, "[data-unit]", 9)


# The network ------------------------------------------------------------------------------------


def test_units_show_the_sums_that_python_finds(opened, address):  # noqa: F811
    net = logicnet.compile("a ^ b ^ c", style="deep")
    page = opened(address(view="network", network=plain(net)))
    settled(page)
    for row in itertools.product((0, 1), repeat=3):
        for name, bit in zip("abc", row, strict=True):
            node = page.locator(f"[data-input={name}]")
            if (node.get_attribute("aria-checked") == "true") != bool(bit):
                node.press("Enter")
                state = "true" if bit else "false"
                page.wait_for_selector(f"[data-input={name}][aria-checked={state}]")
        assert shown_units(page) == expected_units(net, row)


def plain(net):
    """A network as its page holds it."""
    return json.loads(native_json.dumps(net))


def expected_units(net, row):
    """Each unit's sum, threshold and whether it fires, by the definition."""
    values, found = [*row], []
    for unit in range(net.units):
        reads, weights = net.wires_of(unit)
        total = sum(int(w) * values[r] for r, w in zip(reads, weights, strict=True))
        threshold = int(net.thresholds[unit])
        found.append((total, threshold, total >= threshold))
        values.append(int(total >= threshold))
    return found


def test_an_edit_is_different_with_its_counterexample_and_undo_takes_it_back(page):
    settled(page)
    page.locator("[data-unit='1']").click()
    page.get_by_label("increase threshold").click()
    settled(page, "different")
    told = page.locator(".verdict .says").inner_text()
    at, got, expected = re.fullmatch(r"different at (.*): y is (\d), not (\d)", told).groups()
    inputs = dict(each.split("=") for each in at.split())
    for name, bit in inputs.items():
        state = "true" if bit == "1" else "false"
        page.wait_for_selector(f"[data-input={name}][aria-checked={state}]")
    row = int("".join(inputs[name] for name in "abcd"), 2)
    assert python_rows(FORMULA)[row] == expected != got
    assert page.locator(".output .bit").text_content() == got
    page.get_by_label("Undo", exact=True).click()
    settled(page)
    page.get_by_label("Redo", exact=True).click()
    settled(page, "different")
    page.get_by_role("button", name="Restore").click()
    settled(page)


def test_what_is_no_weight_is_put_back(page):
    settled(page)
    page.locator("[data-unit='1']").click()
    field = page.get_by_label("threshold", exact=True)
    before = field.input_value()
    for typed in ("", "two", "1e308", "1e400"):
        field.fill(typed)
        field.blur()
        assert field.input_value() == before
    assert page.get_by_label("Undo", exact=True).is_disabled()
    settled(page)


def test_layers_are_stepped_through(page):
    settled(page)
    page.get_by_label("Back to the inputs").click()
    wait_for_count(page, ".unit.unknown", 4)
    page.get_by_label("Compute the next layer").click()
    wait_for_count(page, ".unit.unknown", 1)
    assert page.locator(".output .bit").text_content() == "?"


def test_a_large_network_folds_into_matrices_and_unfolds(opened, address):  # noqa: F811
    net = logicnet.compile(" ^ ".join("abcdefg"), style="wide")
    page = opened(address(view="network", network=plain(net)))
    page.get_by_role("button", name="Show matrices").click()
    page.wait_for_selector(".matrix canvas")
    assert page.locator(".matrix").count() == 2
    page.get_by_role("button", name="Show units").click()
    page.wait_for_selector("[data-unit='64']")


# State ------------------------------------------------------------------------------------------


def test_the_link_holds_the_whole_state(page, opened):  # noqa: F811
    settled(page)
    page.locator(".karnaugh [data-row='0']").click()
    page.locator("[data-style=minterms]").click()
    settled(page)
    page.get_by_label("Back to the inputs").click()
    units = page.locator("[data-unit]").count()
    page.wait_for_function("() => location.hash.length > 20")
    page.wait_for_timeout(600)  # the link is written after a pause
    again = opened(page.url)
    settled(again)
    assert again.locator("[data-unit]").count() == units
    assert again.locator(".unit.unknown").count() == units
    assert rows(again) == "1" + python_rows(FORMULA)[1:]


def test_a_broken_link_is_no_state(opened, address):  # noqa: F811
    page = opened(address() + "#s=thisisnostate")
    settled(page)
    assert page.input_value(TEXT) == FORMULA


def test_a_state_that_cannot_be_shown_is_told_and_left(opened, address):  # noqa: F811
    page = opened(address(view="network", network={"format": "logicnet network", "inputs": ["a"]}))
    page.get_by_role("button", name="Start anew").click()
    settled(page)
    assert page.input_value(TEXT) == FORMULA


def test_a_thousand_quick_edits_come_to_what_they_say(page):
    settled(page)
    clicks = page.evaluate(
        """() => {
            const root = document.querySelector('#logicnet').shadowRoot;
            const counts = Array(16).fill(0);
            let at = 1;
            for (let k = 0; k < 1000; k++) {
              at = (at * 75 + 74) % 65537;
              const row = at % 16;
              counts[row]++;
              const cell = root.querySelector(`.karnaugh [data-row="${row}"]`);
              const key = "01-"[counts[row] % 3];
              cell.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
            }
            return counts;
        }"""
    )
    settled(page)
    start = python_rows(FORMULA)
    expected = "".join("01-"[n % 3] if n else bit for n, bit in zip(clicks, start, strict=True))
    assert rows(page) == expected


def test_a_drawer_opens_by_key_takes_the_focus_and_gives_it_back(page):
    settled(page)
    button = page.locator("[data-drawer=take]")
    button.press("Enter")
    page.wait_for_selector(".drawer:focus")
    page.keyboard.press("Escape")
    page.wait_for_selector("[data-drawer=take]:focus")
    assert page.locator(".drawer").count() == 0


def test_the_picture_that_is_taken_away_stands_alone(page, tmp_path):
    settled(page)
    page.locator("[data-drawer=take]").click()
    with page.expect_download() as coming:
        page.locator(".take-file", has_text="SVG").first.click()
    coming.value.save_as(tmp_path / "network.svg")
    picture = ElementTree.parse(tmp_path / "network.svg").getroot()
    texts = ["".join(each.itertext()) for each in picture.iter() if each.tag.endswith("text")]
    assert {"a", "b", "c", "d", "y"} <= set(texts)
    assert not any("class" in each.attrib for each in picture.iter())
    boxes = [each for each in picture.iter() if each.tag.endswith("rect")]
    assert all("rgb" in each.get("fill", "") or each.get("fill")[0] == "#" for each in boxes)
    assert "var(" not in (tmp_path / "network.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("size", ["phone", "laptop"])
def test_nothing_jumps(size, opened, address):  # noqa: F811
    page = opened(address(), size)
    settled(page)
    before = boxes(page)
    page.locator(".karnaugh [data-row='0']").press("1")
    settled(page)
    page.locator("[data-unit='0']").press("Enter")
    page.fill(TEXT, "a & & b & c & d")
    page.wait_for_selector(".formula-says.wrong")
    assert boxes(page) == before


def boxes(page):
    """Where the cards are."""
    found = [each.bounding_box() for each in page.locator(".logic-main > .card").all()]
    return [[round(box[k]) for k in ("x", "width", "height")] for box in found]


def test_a_limit_takes_a_style_that_keeps_to_it(page):
    settled(page)
    page.get_by_label("Wires into a unit").select_option("3")
    page.wait_for_selector("[data-style=compact][aria-checked=true]")
    page.locator("[data-style=wide]").click()
    settled(page)
    assert page.get_by_label("Wires into a unit").input_value() == ""


def test_no_width_makes_the_page_scroll_sideways(page):
    settled(page)
    for view in ("logic", "network", "region", "train"):
        page.locator(".tab").nth(("logic", "network", "region", "train").index(view)).click()
        page.wait_for_selector(f".{view}-view")
        for width in (320, 560, 768, 960, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(TWO_FRAMES)
            assert page.evaluate("document.scrollingElement.scrollWidth") <= width, (view, width)


def test_inputs_that_count_as_minus_one_and_numbers_are_summed_as_python_does(opened, address):  # noqa: F811
    net = logicnet.compile("a ^ b ^ c").encoded("bipolar")
    page = opened(address(view="network", network=plain(net), inputs={"a": 1, "b": 0, "c": 1}))
    settled(page)
    assert shown_units(page) == expected_units(net, (1, -1, 1))
    plane = logicnet.compile("x + 2*y <= 3 & x >= 0 & y >= 0.5")
    page = opened(address(view="network", network=plain(plane), inputs={"x": 0.5, "y": 1}))
    page.wait_for_selector("[data-unit]")
    fires = [each.get_attribute("aria-label") for each in page.locator("[data-unit]").all()]
    assert [each.endswith(", fires") for each in fires] == [True] * plane.units
    page.locator(".number-slider input").first.fill("-1")
    page.wait_for_selector("[data-unit][aria-label$='does not fire']")


def test_a_table_of_two_outputs_is_told_by_their_names(opened, address):  # noqa: F811
    source = {"kind": "table", "inputs": ["a", "b"], "outputs": ["s", "c"],
              "values": ["0110", "0001"]}  # fmt: skip
    page = opened(address(source=source, style="wide"))
    settled(page)
    text = page.input_value(TEXT)
    known = logicnet.compile(text)
    assert [*known.outputs] == ["s", "c"]
    assert known([[0, 1], [1, 1]]).tolist() == [[1, 0], [0, 1]]


def test_names_that_every_object_knows_are_names_as_others(opened, address):  # noqa: F811
    names = ["constructor", "__proto__", "valueOf"]
    table = logicnet.TruthTable.from_string("01010111", names)  # valueOf | constructor & __proto__
    page = opened(address(view="network", network=plain(logicnet.compile(table))))
    settled(page)
    page.locator("[data-input=__proto__]").click()
    page.wait_for_selector("[data-input=__proto__][aria-checked=true]")
    assert "NaN" not in page.locator("svg.network").text_content()
    source = {"kind": "table", "inputs": names, "outputs": ["y"], "values": ["01010111"]}
    page = opened(address(source=source))
    settled(page)
    assert page.locator(".karnaugh .loops path").count() == 2


MISSHAPED = [
    ({"layers": None}, "a network has inputs"),
    ({"layers": [[{"reads": [0], "weights": [], "threshold": 1}]]}, "a weight for each node"),
    ({"layers": [[{"reads": [7], "weights": [1], "threshold": 1}]]}, "reads node 7"),
    ({"outputs": {"y": 9}}, "output y is unit 9"),
]


@pytest.mark.parametrize(("part", "told"), MISSHAPED)
def test_what_is_no_network_is_told_of_in_words(part, told, opened, address):  # noqa: F811
    network = {**plain(logicnet.compile("a & b")), **part}
    page = opened(address(view="network", network=network))
    page.get_by_role("alert").filter(has_text=told).wait_for()
