import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest


def test_an_export_comes_back_unchanged_and_a_new_row_is_added(crmdesk, tmp_path):
    crmdesk("add", "company", "name=Солнце", 'tags=["vip"]', "notes=a\nb")
    for name in ("companies.csv", "companies.json"):
        file = tmp_path / name
        assert crmdesk("export", "company", "--format", file.suffix[1:], file).code == 0
        result = crmdesk("import", "company", file, "--json")
        assert result.json == {"added": 0, "changed": 0, "unchanged": 1, "dry_run": False}
    (tmp_path / "new.csv").write_text("name\nЛуна\n", encoding="utf-8")
    dry = crmdesk("import", "company", tmp_path / "new.csv", "--dry-run")
    assert "would be added: 1" in dry.out
    assert len(crmdesk("list", "company", "--json").json) == 1
    assert crmdesk("import", "company", tmp_path / "new.csv").code == 0
    assert len(crmdesk("list", "company", "--json").json) == 2


def test_an_export_without_a_file_goes_to_standard_output(crmdesk):
    crmdesk("add", "company", "name=Солнце")
    (row,) = json.loads(crmdesk("export", "company", "--format", "json").out)
    assert row["name"] == "Солнце"
    header, line, *_ = crmdesk("export", "company", "--format", "csv").out.splitlines()
    assert header.startswith("id,name,")
    assert "Солнце" in line


def test_a_failed_export_leaves_the_file_that_was_there(crmdesk, tmp_path):
    target = tmp_path / "folder"
    target.mkdir()
    result = crmdesk("export", "company", "--format", "csv", target)
    assert result.code == 1
    assert "folder" in result.line
    assert list(tmp_path.glob("*.part")) == []


def test_bad_rows_are_all_named_in_one_line_and_nothing_is_changed(crmdesk, tmp_path):
    (tmp_path / "bad.csv").write_text("name,inn\nSun,1\n,7707083893\nMoon,7707083893\n", encoding="utf-8")
    result = crmdesk("import", "company", tmp_path / "bad.csv")
    assert result.code == 1
    assert "line 2, inn" in result.line
    assert "line 3, name" in result.line
    assert crmdesk("list", "company", "--json").json == []


def test_a_missing_file_fails_with_its_name(crmdesk, tmp_path):
    result = crmdesk("import", "company", tmp_path / "nosuch.csv")
    assert (result.code, "nosuch.csv" in result.line) == (1, True)


@pytest.mark.parametrize("rows", ['[{"id": "\\ud800"}]', '[{"\\ud800": 1}]', '[{"custom": {"\\ud800": "x"}}]'])
def test_an_import_of_what_is_no_text_names_the_line(crmdesk, tmp_path, rows):
    (tmp_path / "bad.json").write_text(rows)
    result = crmdesk("import", "contact", tmp_path / "bad.json")
    assert (result.code, result.line.startswith("crmdesk: line 1, ")) == (1, True)


def test_an_export_goes_into_a_pipe_and_never_replaces_it(crmdesk, tmp_path):
    crmdesk("add", "company", "name=Солнце")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_text, encoding="utf-8")
        assert crmdesk("export", "company", "--format", "csv", pipe).code == 0
        assert "Солнце" in read.result()
    assert pipe.is_fifo()


def test_an_export_through_a_link_leaves_the_link(crmdesk, tmp_path):
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    assert crmdesk("export", "company", "--format", "csv", tmp_path / "link.csv").code == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text(encoding="utf-8").startswith("id,name,")


def test_an_export_to_a_name_that_is_none_fails_with_one_line(crmdesk):
    result = crmdesk("export", "company", "--format", "csv", ".")
    assert (result.code, result.line) == (1, "crmdesk: .: Is a directory")
