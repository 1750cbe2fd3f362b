"""The language of the window: translators for our sentences and for Qt's own, and the locale."""

import logging
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

LANGUAGES = ("ru", "en")
_log = logging.getLogger(__name__)


def choose_language(wanted: str | None) -> str:
    """The wanted language, else the system's; English where that is none of ours."""
    name = wanted or QLocale.system().name()[:2]
    return name if name in LANGUAGES else "en"


def install_language(application: QCoreApplication, language: str, folder: Path) -> QLocale:
    """Load crmdesk_LANGUAGE.qm from `folder`, in place of another language; without it the sentences stay as they are
    written in the code."""
    for before in application.findChildren(QTranslator):
        application.removeTranslator(before)
        before.deleteLater()
    locale = QLocale("ru_RU") if language == "ru" else QLocale("en_GB")
    QLocale.setDefault(locale)
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, place in ((f"qtbase_{language}", qt_folder), (f"crmdesk_{language}", str(folder))):
        translator = QTranslator(application)
        if translator.load(name, place):
            application.installTranslator(translator)
        else:
            _log.info("no translation %s in %s", name, place)
    return locale
