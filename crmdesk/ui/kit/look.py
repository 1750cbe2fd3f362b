"""The look that is handed to every widget that paints: theme, font family, icons and the person's locale."""

from dataclasses import dataclass

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from crmdesk.ui.kit.fonts import font, install_inter
from crmdesk.ui.kit.icons import Icons
from crmdesk.ui.kit.style import sheet
from crmdesk.ui.kit.theme import Theme, palette


@dataclass(frozen=True, slots=True)
class Look:
    theme: Theme
    family: str
    icons: Icons
    locale: QLocale


def dress(application: QApplication, theme: Theme, locale: QLocale) -> Look:
    """Give the application its style, once, before any widget is made."""
    family = install_inter()
    application.setStyle("Fusion")
    application.setPalette(palette(theme))
    application.setFont(font(family))
    application.setStyleSheet(sheet(theme, family))
    return Look(theme, family, Icons(theme), locale)
