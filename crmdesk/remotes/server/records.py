"""Records as they come in. One that this program cannot read, of a kind that a newer server knows or with a member of
another shape, is left out and noted in the log: it must not hold up all that came with it and after it."""

import logging
from collections.abc import Iterable

import msgspec

from crmdesk.domain.kinds import KINDS
from crmdesk.domain.records import Record, Ref
from crmdesk.protocol.wire import Increment, StreamedRecord, WireRecord, WireRef, record_from_wire
from crmdesk.remotes.server.answers import decoded, not_promised

_LOG = logging.getLogger(__name__)


class _Increment(Increment):
    """Its records not read yet."""

    changes: list[msgspec.Raw]  # type: ignore[assignment]


class Named(msgspec.Struct):
    """What names a record whose rest cannot be read."""

    kind: str
    id: str = ""
    at: str = ""


_streamed = msgspec.json.Decoder(StreamedRecord)
_increment = msgspec.json.Decoder(Increment)
_record = msgspec.json.Decoder(WireRecord)
_named = msgspec.json.Decoder(Named)


def read_increment(body: bytes) -> tuple[Increment, list[Record]]:
    """Raises Offline for what is no increment at all."""
    try:
        increment = _increment.decode(body)
        wires = increment.changes
    except (msgspec.DecodeError, UnicodeDecodeError):
        # each on its own, which takes longer, now that one of them is known to be odd
        increment = decoded(body, _Increment)
        wires = [wire for raw in increment.changes if (wire := _read(raw)) is not None]
    return increment, [record_from_wire(wire) for wire in wires if _is_known(wire)]


def read_line(line: bytes) -> tuple[Named, Record | None]:
    """A record of a complete download, and what names it. Raises msgspec.DecodeError for a line that is none."""
    try:
        wire = _streamed.decode(line)
    except msgspec.ValidationError as error:
        named = _named.decode(line)
        _leave_out(named.kind, named.id, str(error))
        return named, None
    return Named(wire.kind, wire.id, wire.at), record_from_wire(wire) if _is_known(wire) else None


def known_refs(removed: Iterable[WireRef]) -> list[Ref]:
    return [Ref(ref.kind, ref.id) for ref in removed if ref.kind in KINDS]


def _read(raw: msgspec.Raw) -> WireRecord | None:
    try:
        return _record.decode(raw)
    except msgspec.ValidationError as error:
        _leave_out("record", bytes(raw)[:100].decode("utf-8", "replace"), str(error))
        return None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise not_promised(str(error)) from error


def _is_known(wire: WireRecord) -> bool:
    known = wire.kind in KINDS
    if not known:
        _leave_out(wire.kind, wire.id, "this program knows no such kind")
    return known


def _leave_out(kind: str, id_: str, why: str) -> None:
    _LOG.warning("%s %s is left out of what came in: %s", kind, id_, why)
