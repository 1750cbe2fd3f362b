"""Colour by role, light and dark: the only file with colour literals (design/tokens.md 1)."""

from dataclasses import dataclass, fields
from zlib import crc32

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class Theme:
    name: str
    window: str
    surface: str
    sunken: str
    raised: str
    hover: str
    line: str
    line_strong: str
    control: str
    text: str
    text_2: str
    muted: str
    accent: str
    accent_fill: str
    accent_fill_hover: str
    on_accent: str
    selection: str
    accent_soft: str
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    warning_glyph: str
    danger: str
    danger_soft: str
    tip: str
    tip_text: str
    tip_link: str
    scrim: str
    """#AARRGGBB: the one colour that lets through."""
    avatars: tuple[tuple[str, str], ...]
    """Background and initials."""

    def colour(self, role: str) -> QColor:
        return QColor(getattr(self, role))

    def roles(self) -> dict[str, str]:
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "avatars"}

    def avatar(self, record_id: str) -> tuple[QColor, QColor]:
        """The same pair for a record on every computer."""
        back, front = self.avatars[crc32(record_id.encode()) % len(self.avatars)]
        return QColor(back), QColor(front)


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((f"#{back}", f"#{front}") for back, front in (pair.split("/") for pair in text.split()))


LIGHT = Theme(
    name="light",
    window="#F5F5F3",
    surface="#FFFFFF",
    sunken="#FAFAF8",
    raised="#FFFFFF",
    hover="#F2F2EF",
    line="#E8E7E4",
    line_strong="#CFCECA",
    control="#8A8C92",
    text="#1B1C1F",
    text_2="#4A4C52",
    muted="#66686E",
    accent="#2759D2",
    accent_fill="#2759D2",
    accent_fill_hover="#1F4BB5",
    on_accent="#FFFFFF",
    selection="#E4ECFC",
    accent_soft="#EFF4FE",
    success="#12704A",
    success_soft="#E4F3EA",
    warning="#875300",
    warning_soft="#FCF1DB",
    warning_glyph="#BF7300",
    danger="#B92D28",
    danger_soft="#FCEAE8",
    tip="#2A2C31",
    tip_text="#F4F4F5",
    tip_link="#A9C3FF",
    scrim="#5C141518",
    avatars=_pairs("E4EAF6/374B76 E2EFE7/2C5A43 F5EADA/714E1B F4E5EA/7A334E EBE6F5/523D82 E0EEF0/235761"),
)
DARK = Theme(
    name="dark",
    window="#131416",
    surface="#1A1B1E",
    sunken="#17181B",
    raised="#232529",
    hover="#212327",
    line="#2A2C31",
    line_strong="#45484F",
    control="#7C8089",
    text="#ECEDEF",
    text_2="#BDBFC5",
    muted="#969AA2",
    accent="#8FB2FF",
    accent_fill="#3A67DB",
    accent_fill_hover="#426EDF",
    on_accent="#FFFFFF",
    selection="#22304F",
    accent_soft="#1E2638",
    success="#62CB94",
    success_soft="#173024",
    warning="#EDB85A",
    warning_soft="#33290F",
    warning_glyph="#E3A43A",
    danger="#FF958C",
    danger_soft="#3B1E1D",
    tip="#ECEDEF",
    tip_text="#1B1C1F",
    tip_link="#2353C4",
    scrim="#8F000000",
    avatars=_pairs("2A3449/B7C7EC 21372C/A6D7BC 3A3020/E3C691 3D2831/ECB6C7 322B46/CABCF2 1F363B/A4D4DE"),
)


def palette(theme: Theme) -> QPalette:
    """Own palette on Fusion: text never turns white on a selection, also in an inactive window."""
    made = QPalette()
    role = QPalette.ColorRole
    for target, source in (
        (role.Window, "window"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "surface"),
        (role.Text, "text"),
        (role.PlaceholderText, "muted"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.Highlight, "selection"),
        (role.HighlightedText, "text"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.ToolTipBase, "tip"),
        (role.ToolTipText, "tip_text"),
        (role.Light, "surface"),
        (role.Mid, "line"),
        (role.Dark, "line_strong"),
        (role.Shadow, "line_strong"),
        (role.Accent, "accent"),
    ):
        made.setColor(target, theme.colour(source))
    for target in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, target, theme.colour("muted"))
    return made
