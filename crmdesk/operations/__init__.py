"""What a person can do, one module a noun. Every verb takes the desk first; a mutation announces and returns its
Changes."""
