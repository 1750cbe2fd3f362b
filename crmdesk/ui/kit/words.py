"""Every sentence with a number, in one class with one context: plurals are lost elsewhere (STYLE 3.9); and moments as
people say them."""

from PySide6.QtCore import QDate, QDateTime, QLocale, QObject, QTimeZone


class Words(QObject):
    def __init__(self, locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale = locale

    def waiting_to_be_sent(self, number: int) -> str:
        return self._parted(self.tr("%n change(s) waiting to be sent", "", number), number)

    def offline_waiting(self, number: int) -> str:
        return self._parted(self.tr("%n change(s) waiting · no network", "", number), number)

    def waiting(self, number: int) -> str:
        return self._parted(self.tr("%n waiting", "", number), number)

    def decisions(self, number: int) -> str:
        return self._parted(self.tr("%n need(s) your decision", "", number), number)

    def refusals(self, number: int) -> str:
        return self._parted(self.tr("%n not accepted by the server", "", number), number)

    def two_places(self, number: int) -> str:
        return self.tr("Changed in two places: %n field(s)", "", number)

    def left_to_choose(self, number: int) -> str:
        return self.tr("%n left to choose", "", number)

    def more(self, number: int) -> str:
        return self._parted(self.tr("and %n more", "", number), number)

    def overdue(self, number: int) -> str:
        return self._parted(self.tr("%n overdue", "", number), number)

    def tried(self, number: int) -> str:
        return self.tr("tried %n time(s)", "", number)

    def received(self, number: int) -> str:
        return self._parted(self.tr("Received %n change(s)", "", number), number)

    def sent(self, number: int) -> str:
        return self._parted(self.tr("Sent %n change(s)", "", number), number)

    def after_minutes(self, number: int) -> str:
        return self.tr("after %n minute(s)", "", number)

    def records(self, kind: str, number: int) -> str:
        """How many of a kind."""
        said = {
            "contact": self.tr("%n contact(s)", "", number),
            "company": self.tr("%n companies", "", number),
            "deal": self.tr("%n deal(s)", "", number),
            "task": self.tr("%n task(s)", "", number),
            "communication": self.tr("%n communication(s)", "", number),
            "product": self.tr("%n product(s)", "", number),
        }[kind]
        return self._parted(said, number)

    def _parted(self, said: str, number: int) -> str:
        """Groups of digits apart, as `%n` does not write them."""
        return said.replace(str(number), self._locale.toString(number), 1)

    def time(self, ms: int) -> str:
        return self._locale.toString(_local(ms).time(), "HH:mm")

    def moment(self, ms: int) -> str:
        """`today, 14:12`, `19 Nov, 14:12` within the year, else `19.11.2025`."""
        at, today = _local(ms), QDate.currentDate()
        if at.date() == today:
            return self.tr("today, {0}").format(self.time(ms))
        if at.date() == today.addDays(-1):
            return self.tr("yesterday, {0}").format(self.time(ms))
        if at.date() == today.addDays(1):
            return self.tr("tomorrow, {0}").format(self.time(ms))
        return f"{self.day(at.date())}, {self.time(ms)}"

    def day(self, day: QDate) -> str:
        if day.year() == QDate.currentDate().year():
            return self._locale.toString(day, "d MMM").rstrip(".")
        return self._locale.toString(day, "dd.MM.yyyy")

    def same_fields(self, number: int) -> str:
        return self.tr("%n more field(s) are the same", "", number)

    def show_empty(self, number: int) -> str:
        """What a click on it does, with fields that hold nothing."""
        return self.tr("Show %n empty field(s)", "", number)

    def days(self, number: int) -> str:
        return self.tr("%n day(s)", "", number)

    def span(self, ms: int) -> str:
        """`4 h 32 min`, `12 min`, `3 days`."""
        minutes = ms // 60_000
        hours, rest = divmod(minutes, 60)
        if hours < 1:
            return self.tr("{0} min").format(minutes)
        if hours < 48:  # noqa: PLR2004 - two days
            return self.tr("{0} h {1} min").format(hours, rest)
        return self.days(hours // 24)


def _local(ms: int) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(ms, QTimeZone.systemTimeZone())
