"""Line-by-line merge of a text: notes and bodies (DESIGN 4, Merge), never word by word.

Each side's changes are hunks of the base's lines. Hunks that meet nothing of the other side are taken. Where hunks
meet, equal ones agree, one that holds all of the other is taken, lines added beside lines that were changed stand
beside them; the rest conflicts: the same line changed, or changed and removed, or lines added at the same place. Lines
are compared as texts are: line ends and spaces at the end do not count.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from crmdesk.domain.canonical import comparable_line, text_lines
from crmdesk.domain.elements import ElementMerge
from crmdesk.domain.records import Value

_LONGEST_COMPARED = 1_000
"""Lines between the first and the last that differ; more count as one hunk. A text of 50,000 equal lines would take
minutes to be aligned."""

Lines = Sequence[str]


@dataclass(frozen=True, slots=True)
class _Hunk:
    """`lines` in place of those of the base from `start` to before `stop`."""

    start: int
    stop: int
    lines: Lines

    def meets(self, other: "_Hunk") -> bool:
        """Whether they have lines in common, or one is an addition beside or in the other."""
        if self.start == self.stop or other.start == other.stop:
            return self.start <= other.stop and other.start <= self.stop
        return self.start < other.stop and other.start < self.stop


@dataclass(frozen=True, slots=True)
class _Place:
    """The same lines of the base as they are in it and on both sides."""

    base: Lines
    mine: Lines
    theirs: Lines


def merge_lines(base: str | None, mine: str | None, theirs: str | None) -> ElementMerge:
    texts = [text_lines(text) for text in (base, mine, theirs)]
    merged = _merged(*texts)
    # where lines repeat, what belongs to what may be read in two ways: a merge that is another one when merged again
    # is not to be trusted
    if not merged.conflicting and not (
        _is_same(_merged(texts[0], text_lines(merged.result), texts[2]), merged)
        and _is_same(_merged(texts[0], texts[1], text_lines(merged.result)), merged)
    ):
        return ElementMerge(base, mine, theirs, conflicting=True)
    return merged


def _merged(base: Lines, mine: Lines, theirs: Lines) -> ElementMerge:
    result: list[str] = []
    if_mine: list[str] = []
    if_theirs: list[str] = []
    conflicting = False
    for place in _places(base, mine, theirs):
        agreed = _agreed(place)
        conflicting = conflicting or agreed is None
        result += place.base if agreed is None else agreed
        if_mine += place.mine if agreed is None else agreed
        if_theirs += place.theirs if agreed is None else agreed
    return ElementMerge(_text(result), _text(if_mine), _text(if_theirs), conflicting)


def _text(lines: Lines) -> str | None:
    return "\n".join(lines) or None


def _is_same(one: ElementMerge, other: ElementMerge) -> bool:
    return not one.conflicting and _forms(text_lines(one.result)) == _forms(text_lines(other.result))


def _places(base: Lines, mine: Lines, theirs: Lines) -> Iterator[_Place]:
    """The base from its first to its last line, cut where it is unchanged and where hunks of both sides meet."""
    ours, others = _hunks(base, mine), _hunks(base, theirs)
    at = 0
    for start, stop in _ranges([*ours, *others]):
        yield _Place(base[at:start], base[at:start], base[at:start])
        yield _Place(base[start:stop], _applied(base, ours, start, stop), _applied(base, others, start, stop))
        at = stop
    yield _Place(base[at:], base[at:], base[at:])


def _ranges(hunks: list[_Hunk]) -> Iterator[tuple[int, int]]:
    """The lines that hunks cover, those that meet as one range."""
    standing: _Hunk | None = None
    for hunk in sorted(hunks, key=lambda one: (one.start, one.stop)):
        if standing is not None and standing.meets(hunk):
            standing = _Hunk(standing.start, max(standing.stop, hunk.stop), ())
            continue
        if standing is not None:
            yield standing.start, standing.stop
        standing = hunk
    if standing is not None:
        yield standing.start, standing.stop


def _applied(base: Lines, hunks: list[_Hunk], start: int, stop: int) -> Lines:
    lines: list[str] = []
    covered = _Hunk(start, stop, ())
    at = start
    for hunk in hunks:
        if covered.meets(hunk):
            lines += [*base[at : hunk.start], *hunk.lines]
            at = hunk.stop
    return [*lines, *base[at:stop]]


def _agreed(place: _Place) -> Lines | None:
    """What the lines become; None where the sides disagree."""
    base, mine, theirs = (_forms(lines) for lines in (place.base, place.mine, place.theirs))
    if mine in (theirs, base):
        return place.theirs
    if theirs == base or _holds_all(mine, theirs, base):
        return place.mine
    if _holds_all(theirs, mine, base):
        return place.theirs
    return _beside(place.base, place.mine, place.theirs) or _beside(place.base, place.theirs, place.mine)


def _holds_all(more: Lines, less: Lines, base: Lines) -> bool:
    """Whether one side did all that the other did, and more: its lines in their order, and nothing of what it took
    out. A line that is only gone may be the one that the other side changed."""
    rest = iter(more)
    taken_out = Counter(base) - Counter(less)
    return bool(less) and all(line in rest for line in less) and not any(line in taken_out for line in more)


def _beside(base: Lines, changed: Lines, added: Lines) -> Lines | None:
    """The changed lines with what the other side only added before and behind them; None if it is not so, or not
    plainly."""
    old, new, other = _forms(base), _forms(changed), _forms(added)
    places = [at for at in range(len(other) - len(old) + 1) if other[at : at + len(old)] == old]
    if len(places) != 1 or not old:
        return None
    before, behind = added[: places[0]], added[places[0] + len(old) :]
    if new[: len(before)] == _forms(before) and new[len(new) - len(behind) :] == _forms(behind):
        return changed
    return [*before, *changed, *behind] if len(new) <= len(old) else None


def _hunks(base: Lines, side: Lines) -> list[_Hunk]:
    before, after = _forms(base), _forms(side)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    ends = len(before) - tail, len(after) - tail
    if max(ends) - head > _LONGEST_COMPARED:
        return [_Hunk(head, ends[0], side[head : ends[1]])]
    matcher = SequenceMatcher(None, before[head : ends[0]], after[head : ends[1]], autojunk=False)
    return [
        hunk
        for tag, start, stop, first, last in matcher.get_opcodes()
        if tag != "equal"
        for hunk in _line_by_line(_Hunk(head + start, head + stop, side[head + first : head + last]))
    ]


def _line_by_line(hunk: _Hunk) -> list[_Hunk]:
    """Lines that are gone, or as many as there were, are each their own."""
    count = hunk.stop - hunk.start
    if hunk.lines and len(hunk.lines) != count:
        return [hunk]
    return [_Hunk(hunk.start + n, hunk.start + n + 1, hunk.lines[n : n + 1]) for n in range(count)]


def _common(one: Lines, other: Lines) -> int:
    """How many lines they begin with together."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _forms(lines: Lines) -> list[str]:
    return [comparable_line(line) for line in lines]


def is_text(value: Value) -> bool:
    return value is None or isinstance(value, str)
