"""Notes and bodies merge line by line, never word by word (DESIGN 4, Merge; F63)."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmdesk.domain.canonical import text_lines
from crmdesk.domain.elements import ElementMerge
from crmdesk.domain.lines import merge_lines
from crmdesk.domain.merge import merge


def merged(base: str, mine: str, theirs: str) -> ElementMerge:
    """Texts whose lines are letters: "abc" is a, b, c, each on a line of its own."""
    return merge_lines(*("\n".join(text) or None for text in (base, mine, theirs)))


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "result"),
    [
        ("abc", "Abc", "abC", "AbC"),
        ("abc", "Abc", "aBc", "ABc"),
        ("abc", "abcd", "xabc", "xabcd"),
        ("abc", "ac", "abcd", "acd"),
        ("abc", "ab", "bc", "b"),
        ("abc", "Abc", "abcx", "Abcx"),
        ("abc", "abC", "abxc", "abxC"),
        ("ab", "ABx", "AB", "ABx"),
        ("", "ab", "a", "ab"),
        ("ab", "", "a", ""),
        ("a", "A", "ax", "Ax"),
        ("a", "A", "xay", "xAy"),
    ],
)
def test_edits_of_different_lines_are_both_kept(base: str, mine: str, theirs: str, result: str):
    for one in (merged(base, mine, theirs), merged(base, theirs, mine)):
        assert not one.conflicting
        assert one.result == ("\n".join(result) or None)


def test_a_line_that_both_changed_conflicts_and_a_side_keeps_the_rest():
    one = merged("abcd", "AxcD", "aycd")
    assert one.conflicting
    assert (one.result, one.if_mine, one.if_theirs) == ("A\nb\nc\nD", "A\nx\nc\nD", "A\ny\nc\nD")


def test_words_of_one_line_are_never_merged():
    one = merge_lines("Call Anna on Monday", "Call Anna on Friday", "Write Anna on Monday")
    assert one.conflicting
    assert (one.if_mine, one.if_theirs) == ("Call Anna on Friday", "Write Anna on Monday")


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [("", "a", "b"), ("a", "ax", "ay"), ("ab", "b", "Ab"), ("a", "yA", "xa"), ("ab", "b", "axb")],
)
def test_what_both_put_into_one_place_conflicts(base: str, mine: str, theirs: str):
    """Which of two additions comes first nobody knows, and they may be two wordings of one thing."""
    one = merged(base, mine, theirs)
    assert one.conflicting
    assert one.if_mine == ("\n".join(mine) or None)
    assert one.if_theirs == ("\n".join(theirs) or None)


def test_line_ends_and_spaces_at_the_end_of_a_line_are_no_edit():
    """F63: another editor's line ends must not make every line a conflict."""
    result = merge("contact", {"notes": "a\nb\nc"}, {"notes": "a\r\nb \r\nC\r\n"}, {"notes": "A\nb\nc"})
    assert result.conflicts == {}
    assert result.fields["notes"] == "A\nb\nC"


def test_a_text_of_another_shape_conflicts_whole():
    result = merge("contact", {"notes": "a"}, {"notes": ["b"]}, {"notes": "c"})
    assert result.conflicts["notes"].mine == {"notes": ["b"]}


def test_lines_that_repeat_are_merged_only_if_that_can_be_read_in_one_way():
    one = merged("aaa", "aaaa", "aa")
    assert one.conflicting
    assert (one.if_mine, one.if_theirs) == ("a\na\na\na", "a\na")


def test_the_longest_text_is_merged_at_once():
    """100,000 characters of equal lines: aligning them line by line would take minutes."""
    base = "x\n" * 25_000
    began = time.perf_counter()
    merge_lines(base, "y\n" + "x\n" * 12_000 + "z\n" * 12_000, "x\n" * 12_000 + "w\n" * 12_000)
    assert time.perf_counter() - began < 2


TEXTS = st.text("abcd", max_size=6)


@settings(deadline=None, derandomize=True, max_examples=1_500)
@given(TEXTS, TEXTS, TEXTS)
def test_no_line_is_lost_and_none_is_made_up(base: str, mine: str, theirs: str):
    one = merged(base, mine, theirs)
    shown = [one.if_mine, one.if_theirs] if one.conflicting else [one.result]
    lines = {line for text in shown for line in text_lines(text)}
    assert set(mine + theirs) - set(base) <= lines
    assert lines <= set(base + mine + theirs)
    if not one.conflicting:
        assert not lines & (set(base) - set(mine)).difference(theirs)


@settings(deadline=None, derandomize=True, max_examples=1_500)
@given(TEXTS, TEXTS, TEXTS)
def test_the_result_merged_again_over_either_side_is_the_result(base: str, mine: str, theirs: str):
    one = merged(base, mine, theirs)
    if one.conflicting:
        return
    for side in (mine, theirs):
        again = merge_lines("\n".join(base), one.result, "\n".join(side))
        assert (again.conflicting, again.result) == (False, one.result)
