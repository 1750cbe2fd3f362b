"""Which words of a version are not those of the version before. No Qt."""

import re
from difflib import SequenceMatcher

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


def unlike(before: str, now: str) -> list[tuple[int, int]]:
    """Start and length of each run of words; nothing for a single word, which is seen without."""
    old, new = _WORDS.findall(before), _WORDS.findall(now)
    if not before.strip() or sum(word.strip() != "" for word in new) < 2:  # noqa: PLR2004 - one word alone
        return []
    starts = [0]
    for word in new:
        starts.append(starts[-1] + len(word))
    runs = []
    for tag, _, _, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        words = [at for at in range(first, last) if not new[at].isspace()]
        if tag in ("replace", "insert") and words:
            runs.append((starts[words[0]], starts[words[-1] + 1]))
    return _joined(runs, now)


def _joined(runs: list[tuple[int, int]], now: str) -> list[tuple[int, int]]:
    """Runs with nothing but spaces and signs between them are one."""
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined and not any(letter.isalnum() for letter in now[joined[-1][1] : start]):
            start = joined.pop()[0]  # noqa: PLW2901 - the run grows to the left
        joined.append((start, end))
    return [(start, end - start) for start, end in joined]
