"""Inter, from the package that carries it, and the fonts that delegates paint with (design/tokens.md 3)."""

from importlib.resources import files

from PySide6.QtGui import QFont, QFontDatabase

_PIXELS = {"caption": 11, "small": 12, "body": 13, "lead": 15, "title": 16}


def install_inter() -> str:
    """Register the variable font; the family to use, the platform's own where the file cannot be read."""
    data = files("fontpkg_inter").joinpath("files/Inter[opsz,wght].ttf").read_bytes()
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFontFromData(data))
    return families[0] if families else QFont().family()


def font(family: str, role: str = "body", weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Figures are tabular: columns of sums, times and phones stand under each other."""
    made = QFont(family)
    made.setPointSizeF(_PIXELS[role] * 72 / 96)
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def tight(text: str) -> str:
    """With hyphens as they are between words: tabular figures make the plain one as wide as a figure."""
    return text.replace("-", "\N{NON-BREAKING HYPHEN}")
