"""The log of a profile: what went wrong, for the person who is asked for help. No values of records go in."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from crmdesk.system.files import make_private_folder

_MAX_BYTES = 1_000_000


def open_log(folder: Path) -> logging.Handler:
    """Everything that crmdesk logs from INFO on goes to crmdesk.log in this folder, two older files kept. The caller
    hands the handler to `close_log`."""
    make_private_folder(folder)
    handler = RotatingFileHandler(
        folder / "crmdesk.log", maxBytes=_MAX_BYTES, backupCount=2, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("crmdesk")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    return handler


def close_log(handler: logging.Handler) -> None:
    logging.getLogger("crmdesk").removeHandler(handler)
    handler.close()
