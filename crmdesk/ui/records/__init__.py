"""Records of any kind: the list with its card beside it."""
