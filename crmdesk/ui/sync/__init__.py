"""The sync page: what waits for a person, what was refused, what waits to be sent, what was settled."""
