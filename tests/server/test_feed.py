"""GET /api/sync/initial, incremental and status (DESIGN 5)."""

import hashlib
from collections import Counter

import pytest
from sqlalchemy import update

from crmdesk.domain.kinds import KINDS
from crmdesk.server import downloading, feed
from crmdesk.server.retention import KEPT_MS
from crmdesk.server.tables import REVISION_RANGE
from tests.server.desk import ApiDesk, problem

DAY = 24 * 3600


@pytest.fixture
def small_pages(monkeypatch) -> None:
    monkeypatch.setattr(feed, "PAGE", 3)
    monkeypatch.setattr(downloading, "PAGE", 3)


async def make_companies(desk: ApiDesk, count: int) -> list[dict]:
    results = await desk.push_all(*(desk.change("company", fields={"name": f"C{n}"}) for n in range(count)))
    return [result["record"] for result in results]


async def test_a_download_brings_every_record_between_its_first_and_its_last_line(anna: ApiDesk, small_pages) -> None:
    companies = await make_companies(anna, 7)
    await anna.create("contact", last_name="Orlov", company_id=companies[0]["id"])
    first, *lines, last = await anna.initial()
    status = await anna.status()
    assert first == {key: status[key] for key in ("epoch", "head", "seen", "counts")}
    kinds = [line["kind"] for line in lines]
    assert kinds == sorted(kinds, key=list(KINDS).index)
    assert last == {"end": True, "cursor": status["seen"], "seen": status["seen"], "sent": status["counts"]}
    assert Counter(kinds) == Counter(status["counts"])
    brought = {line["id"]: {key: value for key, value in line.items() if key != "at"} for line in lines}
    assert [brought[company["id"]] for company in companies] == companies


async def test_a_download_goes_on_after_any_line(anna: ApiDesk, small_pages) -> None:
    await make_companies(anna, 7)
    _, *lines, last = await anna.initial()
    for index, line in enumerate(lines):
        first, *rest, end = await anna.initial(after=line["at"])
        assert set(first) == {"epoch", "head", "seen", "counts"}
        assert [item["id"] for item in rest] == [item["id"] for item in lines[index + 1 :]]
        assert end["cursor"] == last["cursor"]
        assert sum(end["sent"].values()) == len(rest)


async def test_a_resumed_download_ends_at_the_head_of_its_first_request(anna: ApiDesk) -> None:
    company = (await make_companies(anna, 2))[0]
    _, *lines, last = await anna.initial()
    edited = (await anna.edit(company, fields={"name": "New"}))["record"]
    *_, end = await anna.initial(after=lines[0]["at"])
    assert end["cursor"] == last["cursor"]
    assert end["seen"] != end["cursor"]
    page = await anna.incremental(end["cursor"])
    assert page["changes"] == [edited]


async def test_deleted_records_are_not_downloaded(anna: ApiDesk) -> None:
    company = (await make_companies(anna, 1))[0]
    await anna.edit(company, deleted=True)
    assert company["id"] not in [line.get("id") for line in await anna.initial()]


async def test_a_resume_token_lives_seven_days(anna: ApiDesk) -> None:
    lines = await anna.initial()
    anna.server.clock.advance(7 * DAY)
    anna.client.headers["Authorization"] = await fresh_token(anna)
    assert (await anna.get("/api/sync/initial", after=lines[1]["at"])).status_code == 200
    anna.server.clock.advance(1)
    problem(await anna.get("/api/sync/initial", after=lines[1]["at"]), 410, "resync_required")


async def test_a_forged_resume_token_is_gone(anna: ApiDesk) -> None:
    token = (await anna.initial())[1]["at"]
    for forged in ("x", "ы", token[:-1] + ("0" if token[-1] != "0" else "1"), token.replace("user", "deal")):
        problem(await anna.get("/api/sync/initial", after=forged), 410, "resync_required")


async def test_a_download_is_compressed_if_the_client_takes_gzip(anna: ApiDesk) -> None:
    answer = await anna.client.get("/api/sync/initial", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "application/x-ndjson"
    plain = await anna.client.get("/api/sync/initial", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == answer.text


async def test_an_increment_brings_each_record_once_at_its_newest_revision(anna: ApiDesk) -> None:
    since = await anna.cursor()
    one, two = await make_companies(anna, 2)
    one = (await anna.edit(one, fields={"name": "New"}))["record"]
    gone = (await anna.edit(two, deleted=True))["record"]
    page = await anna.incremental(since)
    assert page["start"] == since
    assert page["changes"] == [one, gone]
    assert gone["fields"] == {}
    assert page["removed"] == []
    assert page["has_more"] is False
    assert page["cursor"] == page["seen"] == await anna.cursor()
    assert (await anna.incremental(page["cursor"]))["changes"] == []


async def test_pages_go_on_at_the_cursor_also_within_one_call(anna: ApiDesk) -> None:
    since = await anna.cursor()
    companies = await make_companies(anna, 5)
    brought = []
    more = True
    while more:
        page = await anna.incremental(since, limit=2)
        assert page["seen"] == await anna.cursor()
        brought += page["changes"]
        since, more = page["cursor"], page["has_more"]
    assert brought == companies


async def test_a_limit_beyond_five_thousand_is_refused_by_name(anna: ApiDesk) -> None:
    for limit in ("5001", "0", "many"):
        answer = await anna.get("/api/sync/incremental", since=await anna.cursor(), limit=limit)
        assert problem(answer, 400, "malformed")["errors"][0]["field"] == "limit"
    missing = await anna.get("/api/sync/incremental")
    assert problem(missing, 400, "malformed")["errors"][0]["field"] == "since"


async def test_a_position_of_another_history_is_unknown(anna: ApiDesk) -> None:
    cursor = await anna.cursor()
    for other in ("1-0123456789abcdef", "nonsense", "ffffff-0123456789abcdef", ""):
        problem(await anna.get("/api/sync/incremental", since=other), 409, "history_unknown")
        problem(await anna.get("/api/sync/incremental", since=cursor, seen=other), 409, "history_unknown")


async def test_a_server_restored_from_a_backup_does_not_know_what_came_after(anna: ApiDesk) -> None:
    """The numbers return after a restore, their stamps do not."""
    await make_companies(anna, 1)
    seen = await anna.cursor()
    anna.server.backend.database.write_now(
        lambda connection: connection.execute(
            update(REVISION_RANGE)
            .where(REVISION_RANGE.c.last_rev == int(seen.split("-")[0], 16))
            .values(stamp="0" * 16)
        )
    )
    problem(await anna.get("/api/sync/incremental", since=seen), 409, "history_unknown")


async def test_a_cursor_older_than_a_purged_tombstone_must_download_anew(anna: ApiDesk) -> None:
    old = await anna.cursor()
    company = (await make_companies(anna, 1))[0]
    await anna.edit(company, deleted=True)
    young = await anna.cursor()
    anna.server.clock.advance(KEPT_MS / 1000 + 1)
    assert anna.server.purge() == 1
    anna.client.headers["Authorization"] = await fresh_token(anna)
    problem(await anna.get("/api/sync/incremental", since=old), 410, "resync_required")
    assert (await anna.incremental(young))["changes"] == []


async def test_a_tombstone_is_kept_400_days(anna: ApiDesk) -> None:
    old = await anna.cursor()
    company = (await make_companies(anna, 1))[0]
    await anna.edit(company, deleted=True)
    anna.server.clock.advance(KEPT_MS / 1000)
    assert anna.server.purge() == 0
    anna.client.headers["Authorization"] = await fresh_token(anna)
    assert [record["deleted"] for record in (await anna.incremental(old))["changes"]] == [True]


async def test_status_says_where_the_server_stands(anna: ApiDesk) -> None:
    await make_companies(anna, 2)
    status = await anna.status()
    assert status["server_time"] == "2026-11-24T00:00:00.000Z"
    assert status["protocol"] == 1
    assert status["counts"] == {**dict.fromkeys(KINDS, 0), "user": 2, "pipeline": 1, "company": 2}
    assert status["device"] == {"id": "anna-laptop", "name": "anna-laptop", "platform": "test"}
    assert status["integrations"] == []
    assert "check" not in status


async def test_the_checksum_is_over_ids_and_revisions_of_what_is_not_deleted(anna: ApiDesk) -> None:
    one, two, three = await make_companies(anna, 3)
    await anna.edit(two, deleted=True)
    status = await anna.status(check="company")
    lines = sorted(f"{record['id']} {record['rev']}\n" for record in (one, three))
    assert status["check"] == {
        "kind": "company",
        "count": 2,
        "checksum": hashlib.sha256("".join(lines).encode()).hexdigest(),
        "cursor": status["seen"],
    }
    answer = await anna.get("/api/sync/status", check="spaceship")
    assert problem(answer, 422, "refused")["errors"][0]["field"] == "check"


async def fresh_token(desk: ApiDesk) -> str:
    answer = await desk.client.post("/api/auth/refresh", json={"refresh_token": desk.signed_in["refresh_token"]})
    return f"Bearer {answer.json()['access_token']}"
