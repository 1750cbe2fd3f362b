"""The server's tables. `workspace_id` leads keys and indexes; JSON is text, moments are milliseconds.

A record is one row whatever its kind: the fields are judged by `domain` before they are stored and are never searched
here, so a new field needs no migration. What the server itself asks for (revisions, unique values) has columns.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, MetaData, String, Table, Text

METADATA = MetaData()

_ID = String(64)
_TOKEN = String(64)

SERVER = Table(
    "server",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("epoch", _TOKEN, nullable=False),
)
"""One row: who this server is. The epoch changes when an administrator restores a backup."""

SIGNING_KEY = Table(
    "signing_key",
    METADATA,
    Column("id", _TOKEN, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
"""The keys of the access and refresh tokens, encrypted; the newest signs, all of them verify."""

WORKSPACE = Table(
    "workspace",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("name", String(1000), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("head", BigInteger, nullable=False),
    Column("horizon", BigInteger, nullable=False),
)
"""`head`: the newest revision. `horizon`: no tombstone newer than this was purged; an older cursor misses deletions."""

REVISION_RANGE = Table(
    "revision_range",
    METADATA,
    Column("workspace_id", _ID, primary_key=True),
    Column("last_rev", BigInteger, primary_key=True, autoincrement=False),
    Column("first_rev", BigInteger, nullable=False),
    Column("stamp", String(16), nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""The revisions that one transaction took, with its random stamp: after a restore the numbers return, stamps do not."""

RECORD = Table(
    "record",
    METADATA,
    Column("workspace_id", _ID, primary_key=True),
    Column("id", _ID, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("rev", BigInteger, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("fields", Text, nullable=False),
    Column("edited", Text, nullable=False),
    Column("edited_by", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("created_by", _ID),
    Column("updated_at", String(32), nullable=False),
    Column("updated_by", _ID),
    Column("lost", Text, nullable=False),
    Column("external", Text, nullable=False),
    Index("record_by_rev", "workspace_id", "rev", unique=True),
    Index("record_by_kind", "workspace_id", "kind", "deleted", "id"),
)

UNIQUE_VALUE = Table(
    "unique_value",
    METADATA,
    Column("workspace_id", _ID, primary_key=True),
    Column("scope", String(64), primary_key=True),
    Column("value", String(1000), primary_key=True),
    Column("record_id", _ID, nullable=False),
    Index("unique_value_by_record", "workspace_id", "record_id"),
)
"""The values that only one record that is not deleted may have."""

APPLIED_CHANGE = Table(
    "applied_change",
    METADATA,
    Column("workspace_id", _ID, primary_key=True),
    Column("change_id", _ID, primary_key=True),
    Column("content_hash", _TOKEN, nullable=False),
    Column("rev", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
)

HISTORY = Table(
    "history",
    METADATA,
    Column("workspace_id", _ID, primary_key=True),
    Column("rev", BigInteger, primary_key=True, autoincrement=False),
    Column("record_id", _ID, nullable=False),
    Column("action", String(16), nullable=False),
    Column("at", String(32), nullable=False),
    Column("user_id", _ID),
    Column("device_id", _ID),
    Column("fields", Text, nullable=False),
    Index("history_by_record", "workspace_id", "record_id", "rev"),
)
"""One row a change: `fields` is {name: [before, after]}."""

ACCOUNT = Table(
    "account",
    METADATA,
    Column("user_id", _ID, primary_key=True),
    Column("workspace_id", _ID, nullable=False),
    Column("email", String(1000), nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("active", Boolean, nullable=False),
    Index("account_by_workspace", "workspace_id"),
)
"""How a person signs in. `email` is folded, and unique on the whole server, since signing in names no workspace. Role
and active repeat what the record of kind `user` says; both are written in one transaction."""

DEVICE = Table(
    "device",
    METADATA,
    Column("workspace_id", _ID, primary_key=True),
    Column("user_id", _ID, primary_key=True),
    Column("id", _ID, primary_key=True),
    Column("name", String(1000), nullable=False),
    Column("platform", String(1000), nullable=False),
    Column("recovery_key", LargeBinary, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    Column("revoked", Boolean, nullable=False),
    Column("told", Boolean, nullable=False),
)
"""`told`: the device has had its answer `device_revoked`, so it has sealed its work and wiped itself."""

SIGN_IN = Table(
    "sign_in",
    METADATA,
    Column("id", _TOKEN, primary_key=True),
    Column("workspace_id", _ID, nullable=False),
    Column("user_id", _ID, nullable=False),
    Column("device_id", _ID, nullable=False),
    Column("ended", Boolean, nullable=False),
    Index("sign_in_by_user", "workspace_id", "user_id"),
)

TOKEN_PAIR = Table(
    "token_pair",
    METADATA,
    Column("id", _TOKEN, primary_key=True),
    Column("sign_in_id", _TOKEN, nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("issued_at", BigInteger, nullable=False),
)
"""`state`: issued (never used), current, or past. A pair that died is gone."""
