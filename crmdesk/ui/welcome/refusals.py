"""Why signing in did not succeed: in words, and at the field that is to be corrected."""

from PySide6.QtCore import QDateTime, QLocale, QObject

from crmdesk.domain.errors import DeviceRevoked, Hindrance, Offline, Refused, SlowDown
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.labels import error_sentence

_FIELDS = {"url": "address", "email": "email", "password": "password"}
_AT_THE_ADDRESS = frozenset({"no_network", "no_answer", "not_our_server", "not_trusted"})


class SignInRefusals(QObject):
    def __init__(self, errors: Errors, locale: QLocale, parent: QObject) -> None:
        super().__init__(parent)
        self._errors = errors
        self._locale = locale

    def of(self, hindrance: Hindrance) -> dict[str, str]:
        """The sentence at each field (address, email, password); under "" what concerns none of them."""
        if isinstance(hindrance, Refused):
            return {
                _FIELDS.get(one.field, ""): self._refused(one.code) or error_sentence(one) for one in hindrance.errors
            }
        if isinstance(hindrance, Offline):
            return {"address" if hindrance.reason in _AT_THE_ADDRESS else "": self._offline(hindrance)}
        if isinstance(hindrance, SlowDown):
            again = QDateTime.currentDateTime().addSecs(round(hindrance.retry_after) + 1).time()
            said = self.tr("Too many tries. Try again after {0}.")
            return {"": said.format(self._locale.toString(again, "HH:mm:ss"))}
        if isinstance(hindrance, DeviceRevoked):
            return {"": self.tr("An administrator has shut this computer out: only they can let it in again.")}
        return {"": self._errors.sentence(hindrance)}

    def _refused(self, code: str) -> str:
        if code == "taken":
            return self.tr(
                "This profile holds the data of another person or server. Sign in as them, or open another profile: "
                "crmdesk --profile NAME"
            )
        return ""

    def _offline(self, offline: Offline) -> str:
        if offline.reason == "no_network":
            return self.tr("This address cannot be reached. Check how it is written, and whether there is a network.")
        if offline.reason == "not_trusted":
            return self.tr(
                "The certificate of this server is not trusted: check this computer's date, or ask the administrator."
            )
        if offline.reason == "not_our_server":
            return self.tr("What answers here is not a crmdesk server. Ask the administrator for the address.")
        if offline.reason == "server_fault":
            return self.tr("The server has a fault. Try again later, or tell its administrator.")
        return self.tr("The server does not answer. Check the address, or try again later.")
