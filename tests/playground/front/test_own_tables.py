"""Tables of the reader's own in the page: what is read, and that nothing is made up for a gap."""

import pytest

from logicnet.errors import LogicnetError
from logicnet.playground.desk.table import answer
from logicnet.playground.module import module_text
from outside.browser import browser  # noqa: F401

READ = [
    "a,b,y\n1,2,0\n2,1,1\n",
    "a,b,y\r\n1, 2 ,0\r\n\r\n2,1e2,1",
    '"a, in m","b ""x""",y\n"1",-2.5,"0"\n2,1,1',
    "a,b,y\n1,2,yes\n2,1,no\n3,1,yes",
    "a,y\n1,0.5\n2,1.7",
    "a,a,y\n1,2,0\n2,1,1",
]
REFUSED = [
    "",
    "a,b,y",
    "a,b,y\n1,,0\n2,1,1",
    "a,b,y\n1,NA,0\n2,1,1",
    "a,b,y\n1,2\n2,1,1",
    "a,b,y\n1,2,0,4\n2,1,1",
    "a,b,y\n1,2,\n2,1,1",
    "a,b,y\n1,inf,0\n2,1,1",
    "y\n1\n0",
    "1,2,0\n2,1,1",
]
TRIED = """texts => texts.map(text => {
    try { return window.csvData(text); } catch (error) { return {error: error.message}; }
})"""


@pytest.fixture(scope="module")
def read(browser):  # noqa: F811
    """A function from texts to what the page reads in each."""
    page = browser.new_page()
    page.add_script_tag(content=module_text() + "\nwindow.csvData = csvData;", type="module")
    page.wait_for_function("typeof window.csvData === 'function'")
    yield lambda *texts: page.evaluate(TRIED, texts)
    page.close()


def test_the_page_reads_what_python_reads(read):
    for text, found in zip(READ, read(*READ), strict=True):
        known = answer("data", {"csv": text})
        assert {name: found[name] for name in known} == known, text


def test_the_page_refuses_what_python_refuses(read):
    for text, found in zip(REFUSED, read(*REFUSED), strict=True):
        assert "error" in found, text
        with pytest.raises(LogicnetError):
            answer("data", {"csv": text})


def test_other_marks_and_notes_are_read_and_lines_are_counted_as_they_stand(read):
    same = read("a,y\n1,0\n2,1", "a;y\n1;0\n2;1", "a\ty\n1\t0\n2\t1", "\ufeff# x\na,y\n1,0\n\n2,1")
    assert all(found == same[0] for found in same)
    gap, large = read("# from a trial\n\na,y\n1,0\n,1", "a,y\n1e200,0\n1,1")
    assert gap["error"] == "line 5, column a: expected a number, got nothing"
    assert "expected a number, got 1e200" in large["error"]
