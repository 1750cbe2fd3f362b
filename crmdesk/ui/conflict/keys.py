"""The keys of the conflict dialog, the same in the Russian layout."""

from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent


class Act(Enum):
    MINE = auto()
    THEIRS = auto()
    BASE = auto()
    BOTH = auto()
    EDIT = auto()
    ACCEPT = auto()
    ACCEPT_ALL = auto()
    ALL_MINE = auto()
    ALL_THEIRS = auto()
    TAKE_BACK = auto()
    UP = auto()
    DOWN = auto()
    PREVIOUS = auto()
    NEXT = auto()
    SAVE = auto()


_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_NONE = Qt.KeyboardModifier.NoModifier
_CYRILLIC_YA = 0x042F
"""What the key of Z says with a Russian layout."""

_BY_KEY: Mapping[tuple[Qt.KeyboardModifier, int], Act] = MappingProxyType(
    {
        (_NONE, Qt.Key.Key_Up): Act.UP,
        (_NONE, Qt.Key.Key_Down): Act.DOWN,
        (_NONE, Qt.Key.Key_F2): Act.EDIT,
        (_ALT, Qt.Key.Key_Left): Act.PREVIOUS,
        (_ALT, Qt.Key.Key_Right): Act.NEXT,
        (_CONTROL, Qt.Key.Key_Z): Act.TAKE_BACK,
        (_CONTROL, _CYRILLIC_YA): Act.TAKE_BACK,
        (_CONTROL, Qt.Key.Key_Return): Act.SAVE,
        (_CONTROL, Qt.Key.Key_Enter): Act.SAVE,
    }
)
_BY_LETTER: Mapping[str, Act] = MappingProxyType(
    {
        letter: act
        for letters, act in (
            ("1", Act.MINE),
            ("2", Act.THEIRS),
            ("0", Act.BASE),
            ("bи", Act.BOTH),
            ("eу", Act.EDIT),
            ("sы", Act.ACCEPT),
            ("aф", Act.ACCEPT_ALL),
            ("mь", Act.ALL_MINE),
            ("tе", Act.ALL_THEIRS),
        )
        for letter in letters
    }
)
"""The second letter is what the same key types with a Russian layout."""


def act_of(event: QKeyEvent) -> Act | None:
    """What a key asks for; None for a key that is none of the dialog's."""
    # the number pad and its arrows are the same keys
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    found = _BY_KEY.get((held, event.key()))
    if found is None and not held & (_CONTROL | _ALT):
        found = _BY_LETTER.get(event.text().lower())
    return found
