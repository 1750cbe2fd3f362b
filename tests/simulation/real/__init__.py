"""Layer 2: the same histories on the real replica and the real server application, both on files."""
