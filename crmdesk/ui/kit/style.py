"""The style sheet, written with role names and filled from a theme. Set once on the application."""

from string import Template

from crmdesk.ui.kit.theme import Theme

_SHEET = Template("""
* { font-family: "$family"; font-size: 9.75pt; color: $text; }
QWidget[ground="window"] { background: $window; }
QWidget[ground="surface"] { background: $surface; }
QWidget[ground="sunken"] { background: $sunken; }
QWidget[ground="raised"] { background: $raised; }
QFrame[line="right"] { border: 0; border-right: 1px solid $line; }
QFrame[line="left"] { border: 0; border-left: 1px solid $line; }
QFrame[line="top"] { border: 0; border-top: 1px solid $line; }
QFrame[line="bottom"] { border: 0; border-bottom: 1px solid $line; }
QFrame#conflict\\.panel { background: $raised; border: 1px solid $line; border-radius: 10px; }
QFrame#conflict\\.foot { background: $sunken; border-top: 1px solid $line;
    border-bottom-left-radius: 10px; border-bottom-right-radius: 10px; }
QScrollArea { border: 0; background: transparent; }

QLabel { background: transparent; }
QLabel[type="caption"] { font-size: 8.25pt; font-weight: 600; color: $muted; }
QLabel[type="small"] { font-size: 9pt; color: $muted; }
QLabel[type="label"] { color: $muted; }
QLabel[type="strong"] { font-weight: 500; }
QLabel[type="lead"] { font-size: 11.25pt; font-weight: 600; }
QLabel[type="lead"][ink="muted"] { color: $muted; }
QLabel[type="title"] { font-size: 12pt; font-weight: 600; }
QLabel[type="title-muted"] { font-size: 12pt; color: $muted; }
QLabel[type="display"] { font-size: 21pt; font-weight: 600; }
QLabel[type="error"] { font-size: 9pt; color: $danger; }
QLabel[type="warning"] { font-size: 9pt; color: $warning; }
QLabel[type="second"] { color: $text_2; }

QPushButton { min-height: 30px; padding: 0 12px; border: 1px solid $line_strong; border-radius: 6px;
    background: $surface; font-weight: 500; }
QPushButton:hover { background: $hover; }
QPushButton:focus { border: 2px solid $accent; padding: 0 11px; min-height: 28px; }
QPushButton:disabled { background: $hover; color: $muted; border-color: $line; }
QPushButton[kind="primary"] { background: $accent_fill; color: $on_accent; border-color: $accent_fill; }
QPushButton[kind="primary"]:hover { background: $accent_fill_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $hover; color: $muted; border-color: $line; }
QPushButton[kind="quiet"] { border-color: transparent; background: transparent; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:focus { border-color: $accent; }
QPushButton[kind="danger"] { color: $danger; }
QPushButton[kind="link"] { border-color: transparent; background: transparent; color: $accent; padding: 0 4px;
    min-height: 22px; }
QPushButton[kind="link"]:focus { border: 1px solid $accent; min-height: 22px; padding: 0 4px; }
QPushButton#card\\.more { padding: 0; }
QPushButton[key="true"] { text-align: left; }
QPushButton[kind="chip"] { min-height: 22px; padding: 0 10px; border: 1px solid transparent; border-radius: 12px;
    background: transparent; font-weight: 400; color: $text_2; }
QPushButton[kind="chip"]:hover { background: $hover; }
QPushButton[kind="chip"]:checked { background: $selection; color: $text; font-weight: 500; }
QPushButton[kind="chip"]:focus { border: 1px solid $accent; }
QPushButton[extent="small"] { min-height: 26px; padding: 0 10px; }
QPushButton[extent="small"]:focus { min-height: 24px; padding: 0 9px; }
QPushButton[extent="sign"] { min-height: 26px; padding: 0; }
QPushButton[extent="sign"]:focus { min-height: 24px; padding: 0; }
QPushButton[kind="section"] { border: 1px solid transparent; background: transparent; text-align: left;
    padding: 0 8px; font-weight: 400; }
QPushButton[kind="section"]:hover { background: $hover; }
QPushButton[kind="section"]:checked { background: $selection; font-weight: 500; }
QPushButton[kind="section"]:focus { border: 1px solid $accent; padding: 0 8px; min-height: 30px; }

QPushButton[kind="segment"] { min-height: 28px; border: 1px solid transparent; border-radius: 5px; font-weight: 400; }
QPushButton[kind="segment"]:checked { background: $selection; font-weight: 500; }
QPushButton[kind="segment"]:focus { border: 1px solid $accent; padding: 0 12px; }

QMenu { background: $raised; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 28px; border-radius: 6px; min-height: 20px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }

QLineEdit, QPlainTextEdit, QComboBox { background: $surface; border: 1px solid $line_strong; border-radius: 6px;
    padding: 0 8px; selection-background-color: $selection; selection-color: $text; }
QLineEdit, QComboBox { min-height: 30px; }
QPlainTextEdit { padding: 4px; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus { border: 1px solid $accent; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] { border: 1px solid $danger; }
QComboBox::drop-down { border: 0; width: 24px; background: transparent; subcontrol-origin: padding;
    subcontrol-position: center right; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; selection-background-color: $selection;
    selection-color: $text; outline: 0; }
QLabel[part="value"] { padding: 6px 4px; border-radius: 6px; }
QLabel[part="value"]:hover { background: $hover; }
QLabel[part="value"]:focus { background: $hover; }
QLabel[part="value"][ink="accent"] { color: $accent; }
QLabel[part="value"][empty="true"] { color: $muted; }

QFrame[tone="info"] { background: $accent_soft; border: 0; border-radius: 6px; }
QFrame[tone="warning"] { background: $warning_soft; border: 0; border-radius: 6px; }
QFrame[tone="danger"] { background: $danger_soft; border: 0; border-radius: 6px; }
QFrame[tone="toast"] { background: $tip; border: 0; border-radius: 8px; }
QFrame[tone="toast"] QLabel { color: $tip_text; }
QFrame[tone="toast"] QPushButton { color: $tip_link; }
QLabel[badge="warning"] { background: $warning_soft; color: $warning; border-radius: 9px; padding: 0 6px;
    font-size: 8.25pt; font-weight: 600; }
QLabel[badge="danger"] { background: $danger_soft; color: $danger; border-radius: 9px; padding: 0 6px;
    font-size: 8.25pt; font-weight: 600; }
QLabel[badge="info"] { background: $selection; color: $accent; border-radius: 9px; padding: 0 6px;
    font-size: 8.25pt; font-weight: 600; }

QFrame[part="row"] { border: 1px solid transparent; border-radius: 6px; }
QFrame[part="row"]:hover { background: $hover; }
QFrame[part="row"]:focus { border: 2px solid $accent; }
QFrame[part="offer"] { background: $accent_soft; border: 1px solid $accent; border-radius: 8px; }
QFrame[part="choice"] { background: $surface; border: 1px solid $line_strong; border-radius: 8px; }
QFrame[part="segments"] { border: 1px solid $line_strong; border-radius: 6px; }
QFrame[part="box"] { background: $sunken; border: 1px solid $line; border-radius: 8px; }
QLabel[type="number"] { color: $muted; }
QLabel[type="number"][ink="text"] { color: $text; }
QLabel[type="number"][ink="accent"] { color: $accent; font-weight: 600; }
QLabel[type="number"][ink="danger"] { color: $danger; font-weight: 600; }
QLabel[type="number"][ink="warning"] { color: $warning; font-weight: 600; }

/* the delegate paints the chosen row: rounded */
QTableView { background: $surface; border: 0; outline: 0; selection-background-color: transparent; }
QHeaderView { background: $surface; border: 0; }
QHeaderView::section { background: $surface; border: 0; border-bottom: 1px solid $line; color: $muted;
    font-size: 9pt; padding: 0 6px; }
QScrollBar:vertical { width: 8px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 8px; background: transparent; margin: 0; }
QScrollBar::handle { background: $line_strong; border-radius: 3px; margin: 1px; min-height: 32px; min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: $tip; color: $tip_text; border: 0; padding: 4px 6px; font-size: 9pt; }
""")


def sheet(theme: Theme, family: str) -> str:
    return _SHEET.substitute(theme.roles(), family=family)
