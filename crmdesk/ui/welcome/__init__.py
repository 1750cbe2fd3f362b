"""The first page: connect this computer to a server."""
