"""What a portion's text is stored as, shown as, and how portions keep their order. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portions.cleaning import clean, paragraphs
from portions.markdown import plain, to_html
from portions.places import arrange, between, spread
from portions.quoting import quoted

keys = st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=6).filter(lambda key: key[-1] != "0")


@pytest.mark.parametrize(
    ("pasted", "stored"),
    [
        ("Bring\u00a0boots.<o:p></o:p>\r\n•  Skis", "Bring boots.\n- Skis"),
        ("<p class=MsoNormal>Hello <b>you</b></p>", "Hello you"),
        ("se\u00adcret \u202egnp\u202c", "secret gnp"),
        ("x<script>alert(1)</script>y", "xy"),
        ("<!-- [if gte mso 9] -->y", "y"),
        ("5 < 6 and R&D", "5 < 6 and R&D"),
        ("see <https://example.org/a?b=1>", "see https://example.org/a?b=1"),
        ("half \ud800 character", "half  character".replace("  ", " ")),
        ("  - one\n  - two  ", "- one\n  - two"),
        ("e\u0301t\u00e9", "été"),
        ("zero\u200bwidth\ufeff\x00", "zerowidth"),
    ],
)
def test_what_is_pasted_is_cleaned(pasted, stored):
    assert clean(pasted) == stored


@given(st.text(max_size=200))
def test_cleaning_what_is_clean_changes_nothing_and_leaves_nothing_invisible(text):
    once = clean(text)

    assert not set(once) & set("\u00ad\u200b\u202e\u2066\ufeff\x00\r")
    assert clean(once) == once


def test_blank_lines_part_paragraphs():
    assert paragraphs("One\r\nmore.\r\n \r\n\r\n\tTwo.\n\n<p></p>\n\n") == ["One\nmore.", "Two."]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* **b**", "<p><em>a</em> <strong>b</strong></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("- x\n- y", "<ul>\n<li>x</li>\n<li>y</li>\n</ul>"),
        ("3. x", '<ol start="3">\n<li>x</li>\n</ol>'),
        (
            "[map](https://example.org/?a=1&b=2)",
            '<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer nofollow">map</a></p>',
        ),
        ("<b>x</b> & `y`", "<p>&lt;b&gt;x&lt;/b&gt; &amp; `y`</p>"),
        ("# no heading", "<p># no heading</p>"),
    ],
)
def test_a_little_markdown_is_shown(text, html):
    assert to_html(text).strip() == html


@given(st.lists(st.sampled_from([*"*_[]()<>!`#-\n 1.\\\"'", "javascript:", "data:text/html,", "img", "on=x", "a"])))
def test_no_text_becomes_anything_but_what_is_allowed(parts):
    html = to_html("".join(parts))

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html


@given(keys, keys)
def test_between_two_keys_there_is_always_another(one, other):
    low, high = sorted((one, other))
    if low == high:
        return

    assert low < between(low, high) < high
    assert between("", low) < low
    assert high < between(high, "")


@given(st.integers(0, 60), keys)
def test_keys_are_spread_in_order(count, before):
    made = spread(count, before, "")

    assert made == sorted(set(made))
    assert len(made) == count
    assert all(key > before for key in made)


@given(st.integers(0, 8), st.randoms(use_true_random=False))
def test_an_arrangement_is_in_order_and_moves_as_few_as_it_can(count, draw):
    stored = dict(zip("abcdefgh", spread(count), strict=False))
    wanted = [key for key in stored if draw.random() < 0.8] + [f"new{n}" for n in range(draw.randrange(4))]
    draw.shuffle(wanted)

    found = arrange(stored, wanted)

    assert sorted(wanted, key=lambda key: found[key]) == wanted
    assert arrange(found, wanted) == found


def test_moving_one_leaves_the_others_where_they_are():
    assert arrange({"a": "5", "b": "7", "c": "9"}, ["c", "a", "b"]).items() >= {("a", "5"), ("b", "7")}


@pytest.mark.parametrize(
    ("text", "is_quoted"),
    [
        ("The convoy leaves the northern port at four.", True),
        ("Then, the CONVOY leaves *the northern* port!", True),
        ("The convoy leaves.", False),
        ("Port, northern, the convoy at four leaves.", False),
    ],
)
def test_six_words_in_a_row_are_a_quotation(text, is_quoted):
    assert (
        quoted(text, [("source", "Know that the convoy leaves the northern port at dawn.")]) == ["source"] * is_quoted
    )


def test_a_short_paragraph_is_quoted_as_a_whole():
    assert quoted("We say: grid 31U, as planned.", [("short", "Grid 31U")]) == ["short"]
    assert quoted("The grid is 31U.", [("short", "Grid 31U"), ("empty", "–")]) == []


def test_on_paper_markdown_leaves_its_words_and_the_targets_of_its_links():
    text = "By **day** and _night_:\n- arms\n- a kit\n\n1. one\n2. [two](https://example.org/2)\n\n2 * 3 * 4 <b>"

    assert plain(text) == "By day and night:\n• arms\n• a kit\n1. one\n2. two (https://example.org/2)\n2 * 3 * 4 <b>"
