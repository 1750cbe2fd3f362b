"""Bad input gets a clear error that names the field, and loses nothing (issue 2, Done when)."""

from pathlib import Path

from tests.journeys.places import PASSWORD, Profile, Server

REFUSED = (
    (("list", "invoice"), 2, "invoice"),
    (("add", "contact", "shoe_size=44"), 2, "shoe_size"),
    (("add", "contact", "last_name"), 2, "last_name"),
    (("add", "contact", 'emails=[{"value": "anna@"}]'), 1, "emails"),
    (("add", "contact", "phones=[{"), 1, "phones"),
    (("add", "company", "name=ООО", "inn=7812045560"), 1, "inn"),
    (("add", "company", "inn=7812045569"), 1, "name"),
    (("add", "contact", "job_title=" + "х" * 1_001), 1, "job_title"),
    (("add", "deal", "title=x", "amount=12,3,4", "currency=RUB"), 1, "amount"),
    (("add", "contact", "birthday=31.02.1980"), 1, "birthday"),
    (("add", "task", "title=x", "priority=highest"), 1, "priority"),
    (("show", "contact", "0190b7a1-0000-7000-8000-000000000000"), 1, "contact"),
    (("resolve", "nosuch", "--mine"), 1, "nosuch"),
    (("policy", "flip-a-coin"), 2, "flip-a-coin"),
    (("frobnicate",), 2, "frobnicate"),
)
"""Arguments, exit code, and what the one line on stderr names."""


def test_every_refusal_names_the_field_in_plain_words(anna: Profile):
    for arguments, code, named in REFUSED:
        result = anna(*arguments).expect(code)
        assert named in result.err
        assert "Traceback" not in result.err
        if code == 1:
            assert result.err.count("\n") == 1, result.err
    assert anna("outbox", "--json").json == []


def test_a_text_of_a_megabyte_is_refused_by_name_through_a_file(anna: Profile, tmp_path: Path):
    rows = tmp_path / "contacts.csv"
    rows.write_text("last_name,notes\nПетров,fine\nСоколова," + "x" * 1_000_000 + "\n", encoding="utf-8")
    result = anna("import", "contact", str(rows)).expect(1)
    assert "line 3" in result.err
    assert "notes" in result.err
    assert anna.fields("contact") == {}


def test_a_wrong_password_and_a_profile_of_another_person_are_refused(anna: Profile, server: Server):
    def sign_in(email: str, password: str) -> str:
        return anna("login", server.url, "--email", email, "--password-stdin", stdin=password).expect(1).err

    assert "password" in sign_in(anna.email, "wrong")
    assert anna.email in sign_in("boris@example.com", PASSWORD)
    anna.sync()


def test_a_profile_without_a_sign_in_says_so(tmp_path: Path):
    nobody = Profile(tmp_path, "nobody@example.com")
    assert "sign" in nobody("sync").expect(3).err
