"""What happens to a conflict at once."""

from crmdesk.domain.changes import Changes
from crmdesk.domain.ports import Policy
from crmdesk.operations.desk import Desk


async def read_policy(desk: Desk) -> Policy:
    return await desk.store.read(lambda tx: tx.policy())


async def set_policy(desk: Desk, policy: Policy) -> Changes:
    """Conflicts that are open stay open; the policy speaks of later ones."""
    await desk.store.write(lambda tx: tx.put_policy(policy))
    return desk.announced(Changes(sync=True))
