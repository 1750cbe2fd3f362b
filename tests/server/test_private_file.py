"""The database is for the server's own user alone: it holds customers' data and password hashes."""

from crmdesk.serve import add_user


def test_a_new_database_is_readable_by_its_owner_only(tmp_path):
    add_user(f"sqlite:///{tmp_path / 'server.sqlite'}", "anna@example.com", "Anna", None, None, "a long password", "en")
    files = [tmp_path / f"server.sqlite{end}" for end in ("", "-wal", "-shm")]
    assert {path.stat().st_mode & 0o777 for path in files if path.exists()} == {0o600}
