"""Secrets that live as long as the test; each `put` is noted in order."""


class MemorySecrets:
    def __init__(self, **held: str) -> None:
        self.held = dict(held)
        self.puts: list[str] = []

    def get(self, name: str) -> str | None:
        return self.held.get(name)

    def put(self, name: str, value: str) -> None:
        self.held[name] = value
        self.puts.append(name)

    def delete(self, name: str) -> None:
        self.held.pop(name, None)
