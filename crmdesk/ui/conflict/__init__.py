"""The conflict dialog: before, mine, server, result."""
