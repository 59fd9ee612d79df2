"""Files of pictures: texts that can be edited, titles and descriptions."""

import re
import xml.etree.ElementTree as ET

from logicnet import plot
from logicnet.plot.saving import rendered
from logicnet.plot.style import figure_of

SVG = "{http://www.w3.org/2000/svg}"


def test_texts_of_an_editable_svg_are_texts(tmp_path):
    axes = plot.karnaugh_and_network("a & b | ~c")
    plot.save(axes, tmp_path / "x.svg", editable=True)
    root = ET.parse(tmp_path / "x.svg").getroot()
    written = {"".join(each.itertext()).strip() for each in root.iter(f"{SVG}text")}
    assert {"a", "b", "c", "a & b", "~c", "y", "00", "01", "1", "0"} <= written
    plot.save(axes, tmp_path / "y.svg")
    assert not list(ET.parse(tmp_path / "y.svg").getroot().iter(f"{SVG}text"))
    halo = [text.get_path_effects() for text in axes[0].findobj() if hasattr(text, "height")]
    assert any(halo)  # is there again


def test_an_svg_has_a_role_a_title_and_a_description():
    figure = figure_of(plot.truth_table("a & b", title="x < y"))
    root = ET.fromstring(rendered(figure, "svg"))
    title, said = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [title.get("id"), said.get("id")]
    assert title.text == "x < y, truth table of y over a, b"
    assert said.text == "x < y, truth table of y over a, b: 4 rows; y is 1 at 11."


def test_png_and_pdf_say_it_too():
    figure = figure_of(plot.truth_table("a & b"))
    assert b"Truth table of y over a, b: 4 rows" in rendered(figure, "png", 20)
    assert re.search(rb"/Subject \(Truth table of y", rendered(figure, "pdf"))
