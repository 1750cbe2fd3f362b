"""Devices: made by signing in, revoked by hand. A device's recovery key opens what it sealed when it was revoked.

A revoked device first gets its answer `device_revoked`, at whatever call, signing in included; after that it has sealed
its work and wiped itself, and a person with the right password may start it anew, with the same recovery key.
"""

import base64
import secrets

from sqlalchemy import ColumnElement, Connection, insert, select, update

from crmdesk.protocol.people import Device
from crmdesk.protocol.wire import DeviceInfo
from crmdesk.server.keys import ServerKey
from crmdesk.server.moments import moment
from crmdesk.server.tables import DEVICE, SIGN_IN

_KEY_BYTES = 32


def enter(
    connection: Connection, key: ServerKey, workspace_id: str, user_id: str, device: DeviceInfo, now_ms: int
) -> str | None:
    """Notes that a person signs in from this device; answers its recovery key, or None for a revoked device that is
    told so only now."""
    mine = _one(workspace_id, user_id, device.id)
    found = connection.execute(select(DEVICE).where(*mine)).one_or_none()
    if found is not None and found.revoked and not found.told:
        mark_told(connection, workspace_id, user_id, device.id)
        return None
    values = {"name": device.name, "platform": device.platform, "last_seen": now_ms, "revoked": False, "told": False}
    if found is not None:
        connection.execute(update(DEVICE).where(*mine).values(values))
        return key.decrypt(found.recovery_key).decode()
    recovery_key = base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
    sealed = key.encrypt(recovery_key.encode())
    connection.execute(
        insert(DEVICE).values(workspace_id=workspace_id, user_id=user_id, id=device.id, recovery_key=sealed, **values)
    )
    return recovery_key


def list_devices(connection: Connection, workspace_id: str, user_id: str | None) -> list[Device]:
    """Of one person, or of everybody (`user_id` None)."""
    mine = [DEVICE.c.workspace_id == workspace_id]
    if user_id is not None:
        mine.append(DEVICE.c.user_id == user_id)
    query = select(DEVICE).where(*mine).order_by(DEVICE.c.user_id, DEVICE.c.id)
    return [
        Device(row.id, row.name, row.platform, row.user_id, moment(row.last_seen), row.revoked)
        for row in connection.execute(query)
    ]


def device_info(connection: Connection, workspace_id: str, user_id: str, device_id: str) -> DeviceInfo:
    row = connection.execute(select(DEVICE).where(*_one(workspace_id, user_id, device_id))).one()
    return DeviceInfo(row.id, row.name, row.platform)


def revoke(connection: Connection, workspace_id: str, user_id: str | None, device_id: str) -> int:
    """Revokes a device (of one person, or whoever's it is) and ends its sign-ins; answers how many there were."""
    owned = [DEVICE.c.workspace_id == workspace_id, DEVICE.c.id == device_id]
    signed_in = [SIGN_IN.c.workspace_id == workspace_id, SIGN_IN.c.device_id == device_id]
    if user_id is not None:
        owned.append(DEVICE.c.user_id == user_id)
        signed_in.append(SIGN_IN.c.user_id == user_id)
    connection.execute(update(SIGN_IN).where(*signed_in).values(ended=True))
    return connection.execute(update(DEVICE).where(*owned).values(revoked=True)).rowcount


def mark_told(connection: Connection, workspace_id: str, user_id: str, device_id: str) -> None:
    connection.execute(update(DEVICE).where(*_one(workspace_id, user_id, device_id)).values(told=True))


def mark_seen(connection: Connection, workspace_id: str, user_id: str, device_id: str, now_ms: int) -> None:
    connection.execute(update(DEVICE).where(*_one(workspace_id, user_id, device_id)).values(last_seen=now_ms))


def _one(workspace_id: str, user_id: str, device_id: str) -> tuple[ColumnElement[bool], ...]:
    return DEVICE.c.workspace_id == workspace_id, DEVICE.c.user_id == user_id, DEVICE.c.id == device_id
