"""The one presenter of errors: what happened and what to do, in the person's words; the details are in the log."""

from PySide6.QtCore import QObject, Signal

from crmdesk.domain.errors import (
    Busy,
    CrmdeskError,
    DatabaseBroken,
    DatabaseLocked,
    DatabaseMended,
    DeviceRevoked,
    DiskFull,
    Forbidden,
    NotFound,
    Offline,
    Outdated,
    Refused,
    SignInRequired,
    SlowDown,
    StorageFault,
    Wiped,
)
from crmdesk.ui.kit.labels import error_sentence


class Errors(QObject):
    presented = Signal(str)
    """A sentence for the person."""

    def present(self, error: Exception) -> None:
        self.presented.emit(self.sentence(error))

    def sentence(self, error: Exception) -> str:
        if isinstance(error, Refused):
            return " · ".join(dict.fromkeys(error_sentence(one) for one in error.errors))
        if isinstance(error, Wiped):
            return self._end(error)
        if isinstance(error, DatabaseMended):
            return self._mended(error)
        for kind, text in self._sentences():
            if isinstance(error, kind):
                return text
        if isinstance(error, CrmdeskError):
            return str(error)
        return self.tr("Something went wrong inside crmdesk. What you typed is kept; the details are in the log.")

    def _end(self, wiped: Wiped) -> str:
        gone = self.tr("An administrator signed this computer out, and its data were removed from here.")
        if wiped.sealed is None:
            left = self.tr("Everything had been sent.")
        else:
            left = self.tr("What had not been sent is sealed in {0}: give this file to the administrator.")
        return f"{gone} {left.format(wiped.sealed)}"

    def _mended(self, mended: DatabaseMended) -> str:
        done = self.tr(
            "The database was damaged or gone and has been built anew: unsent changes are back, the rest is downloaded "
            "again."
        )
        if mended.aside is None:
            return done
        return f"{done} {self.tr('The damaged file is kept: {0}').format(mended.aside)}"

    def _sentences(self) -> tuple[tuple[type[CrmdeskError], str], ...]:
        """The narrower class first."""
        return (
            (DeviceRevoked, self.tr("An administrator signed this computer out.")),
            (
                SignInRequired,
                self.tr("The sign-in is not valid any more: sign in again. Nothing on this computer is lost."),
            ),
            (SlowDown, self.tr("The server asks to wait a little. It will be tried again by itself.")),
            (Offline, self.tr("The server does not answer. Check the address and the network, then try again.")),
            (Forbidden, self.tr("You have no right to do this: ask an administrator.")),
            (NotFound, self.tr("This record is not on this computer any more.")),
            (Outdated, self.tr("It changed while you were deciding. Look again: your choices are kept.")),
            (Busy, self.tr("Another crmdesk on this computer is busy with it. Try again in a moment.")),
            (DiskFull, self.tr("The disk is full. Your edit is still on the screen: free some space and try again.")),
            (
                DatabaseLocked,
                self.tr("Another program holds the database. Your edit is still on the screen: try again."),
            ),
            (
                DatabaseBroken,
                self.tr("The database cannot be used by this program. Do not delete it: run crmdesk doctor."),
            ),
            (StorageFault, self.tr("The disk could not be written. Your edit is still on the screen: try again.")),
        )
