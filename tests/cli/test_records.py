import pytest

from crmdesk.domain.ids import uuid7
from crmdesk.domain.kinds import KINDS


def added(crmdesk, *arguments):
    result = crmdesk("add", *arguments)
    assert (result.code, result.err) == (0, "")
    return result.out.strip()


def test_a_record_is_added_shown_changed_listed_and_deleted(crmdesk):
    contact = added(crmdesk, "contact", "last_name=Ёлкина", 'phones=["8 912 123-45-67"]', "birthday=1990-02-28")
    shown = crmdesk("show", "contact", contact, "--json").json
    assert set(shown) == {"id", "kind", "fields", "pending", "conflict", "quarantined"}
    assert set(shown["fields"]) == set(KINDS["contact"].fields)
    assert (shown["kind"], shown["pending"], shown["conflict"], shown["quarantined"]) == ("contact", True, False, False)
    assert shown["fields"]["tags"] == []

    assert crmdesk("set", "contact", contact, "job_title=CEO", "birthday=").code == 0
    (listed,) = crmdesk("list", "contact", "--json").json
    assert listed["fields"]["job_title"] == "CEO"
    assert listed["fields"]["birthday"] is None

    assert crmdesk("delete", "contact", contact).code == 0
    assert crmdesk("list", "contact", "--json").json == []
    gone = crmdesk("show", "contact", contact)
    assert gone.code == 1
    assert contact in gone.line


def test_lists_are_searched_filtered_and_limited(crmdesk):
    added(crmdesk, "contact", "last_name=Ёлкина", "job_title=CEO", 'phones=["8 912 123-45-67"]')
    added(crmdesk, "contact", "last_name=Абрамов", "job_title=CEO")

    def names(*arguments):
        return [one["fields"]["last_name"] for one in crmdesk("list", "contact", "--json", *arguments).json]

    assert names("--search", "елкина") == ["Ёлкина"]
    assert names("--search", "9121234567") == ["Ёлкина"]
    assert set(names("--where", "job_title=CEO")) == {"Абрамов", "Ёлкина"}
    assert names("--where", "job_title=CTO") == []
    assert len(names("--limit", "1")) == 1


def test_the_plain_list_names_references_and_states(crmdesk):
    company = added(crmdesk, "company", "name=Солнце")
    added(crmdesk, "contact", "last_name=Петрова", f"company_id={company}")
    listed = crmdesk("list", "contact").out
    assert "Солнце" in listed
    assert "Петрова" in listed
    assert "pending" in listed
    assert "Солнце" in crmdesk("show", "company", company).out


def test_the_plain_list_of_every_kind_can_be_printed(crmdesk):
    for kind in KINDS:
        assert crmdesk("list", kind).code == 0


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("nosuch",), "nosuch"),
        (("list", "nosuch"), "nosuch"),
        (("list", "contact", "--where", "nosuch=1"), "nosuch"),
        (("list", "contact", "--limit", "0"), "--limit"),
        (("list", "contact", "--limit", "many"), "many"),
        (("server", "run", "--port", "99999"), "--port"),
        (("server",), "COMMAND"),
        (("add", "contact", "nosuch=1"), "nosuch"),
        (("add", "contact", "last_name"), "last_name"),
        (("set", "contact", uuid7(1, 1), "nosuch=1"), "nosuch"),
        (("show", "contact"), "ID"),
        (("policy", "nosuch"), "nosuch"),
        (("resolve", "some-conflict"), "--mine"),
        (("login", "https://crm.example"), "--email"),
        (("export", "contact"), "--format"),
        (("import", "contact", "file.xls"), "--format"),
        (("--profile", "a/b", "nosuch"), "nosuch"),
    ],
)
def test_what_the_command_line_alone_shows_is_a_usage_error(crmdesk, arguments, named):
    result = crmdesk(*arguments)
    assert result.code == 2
    assert result.out == ""
    assert named in result.line


@pytest.mark.parametrize(
    ("kind", "values", "named"),
    [
        ("contact", ('emails=["nonsense"]',), "emails"),
        ("contact", ("emails={half",), "emails"),
        ("contact", ("birthday=yesterday",), "birthday"),
        ("company", ("name=Sun", "inn=7707083894"), "inn"),
        ("company", ("inn=7707083893",), "name"),
        ("deal", ("title=Pumps", "amount=a lot"), "amount"),
        ("contact", ("notes=" + "x" * 100_001,), "notes"),
        ("contact", ("company_id=nonsense",), "company_id"),
        ("task", ("title=Call", "done=maybe"), "done"),
        ("user", ("name=Eve", "email=eve@example.com"), "administrator"),
    ],
)
def test_a_value_that_validation_refuses_fails_naming_the_field(crmdesk, kind, values, named):
    result = crmdesk("add", kind, *values)
    assert result.code == 1
    assert named in result.line
    assert len(result.line) < 2_000
    assert crmdesk("list", kind, "--json").json == []


def test_an_id_that_is_none_or_not_here_is_not_found(crmdesk):
    for record_id in ("nonsense", uuid7(1, 1)):
        assert crmdesk("set", "contact", record_id, "last_name=X").code == 1


def test_options_may_stand_between_the_arguments(crmdesk):
    contact = crmdesk("add", "contact", "--json", "last_name=Petrova").json["id"]
    assert crmdesk("set", "--json", "contact", contact, "--profile", "default", "job_title=CEO").code == 0
    assert crmdesk("policy", "--json", "ask").json == {"policy": "ask"}


def test_profiles_are_apart_and_named_before_or_after_the_command(crmdesk):
    added(crmdesk, "contact", "last_name=Petrova", "--profile", "anna")
    assert len(crmdesk("--profile", "anna", "list", "contact", "--json").json) == 1
    assert crmdesk("list", "contact", "--json").json == []
    bad = crmdesk("--profile", "../up", "list", "contact")
    assert (bad.code, "profile" in bad.line) == (1, True)


def test_what_waits_is_seen_in_the_outbox(crmdesk):
    contact = added(crmdesk, "contact", "last_name=Petrova")
    (item,) = crmdesk("outbox", "--json").json
    assert item["fields"].pop("last_name") == "Petrova"
    item.pop("fields")
    assert item == {"kind": "contact", "id": contact, "state": "waiting", "errors": []}
    assert contact in crmdesk("outbox").out


def test_the_policy_is_shown_and_set(crmdesk):
    assert crmdesk("policy").out == "last-write-wins\n"
    assert crmdesk("policy", "ask").code == 0
    assert crmdesk("policy", "--json").json == {"policy": "ask"}


def test_no_conflicts_are_an_empty_list(crmdesk):
    assert crmdesk("conflicts", "--json").json == []
    missing = crmdesk("resolve", "nosuch", "--mine")
    assert (missing.code, "nosuch" in missing.line) == (1, True)
