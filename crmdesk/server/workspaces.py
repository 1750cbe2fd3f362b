"""A workspace and what it starts with: one pipeline of six stages in the language of its first user."""

from sqlalchemy import Connection, insert, select

from crmdesk.domain.ports import Ids
from crmdesk.protocol.wire import WireChange, WorkspaceInfo
from crmdesk.server.applying import Author, created
from crmdesk.server.storing import store
from crmdesk.server.tables import WORKSPACE

_PIPELINES = {
    "ru": ("Продажи", ("Новая", "Переговоры", "Предложение", "Согласование", "Успешно", "Отказ")),
    "en": ("Sales", ("New", "Negotiation", "Proposal", "Agreement", "Won", "Lost")),
}
_STAGES = (
    ("#5b8def", "open", 10),
    ("#3fb6c6", "open", 30),
    ("#e0a83c", "open", 50),
    ("#9a7bd8", "open", 75),
    ("#3da76a", "won", 100),
    ("#c75c5c", "lost", 0),
)
_CURRENCIES = {"ru": "RUB", "en": "USD"}


def found_workspace(connection: Connection, ids: Ids, now_ms: int, name: str, lang: str) -> str:
    """Its id. An unknown language counts as English."""
    lang = lang if lang in _PIPELINES else "en"
    workspace_id = ids.new()
    connection.execute(
        insert(WORKSPACE).values(id=workspace_id, name=name, currency=_CURRENCIES[lang], lang=lang, head=0, horizon=0)
    )
    author = Author(workspace_id, None, None, "admin", now_ms)
    title, names = _PIPELINES[lang]
    stages = [
        {"id": ids.new(), "name": stage, "colour": colour, "outcome": outcome, "position": position,
         "probability": probability}
        for position, (stage, (colour, outcome, probability)) in enumerate(zip(names, _STAGES, strict=True), start=1)
    ]  # fmt: skip
    fields = {"name": title, "position": 1, "stages": stages}
    change = WireChange(change_id="", kind="pipeline", id=ids.new(), fields=fields)
    store(connection, author, [(None, created(change, author))])
    return workspace_id


def workspaces(connection: Connection) -> list[WorkspaceInfo]:
    columns = WORKSPACE.c
    query = select(columns.id, columns.name, columns.currency).order_by(columns.id)
    return [WorkspaceInfo(row.id, row.name, row.currency) for row in connection.execute(query)]


def workspace_info(connection: Connection, workspace_id: str) -> WorkspaceInfo:
    return next(workspace for workspace in workspaces(connection) if workspace.id == workspace_id)
