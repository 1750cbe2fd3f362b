"""The wire of our own server, shared by both ends: structs, header, problem types (DESIGN 5, contract)."""
