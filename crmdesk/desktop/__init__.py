"""The composition root of the desk: here every concrete thing of a profile is named and wired.

Commands and the window stand on the same `Workplace`. What only syncing needs (HTTP, the keyring) and what only the
window needs (Qt) is imported when it is first asked for: a list of contacts must not wait for it.
"""
