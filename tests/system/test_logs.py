import logging

from crmdesk.system.logs import close_log, open_log


def test_what_crmdesk_logs_is_found_in_the_profiles_folder(tmp_path):
    handler = open_log(tmp_path)
    logging.getLogger("crmdesk.sync").info("cycle ended")
    close_log(handler)
    logging.getLogger("crmdesk.sync").info("after the end")
    text = (tmp_path / "crmdesk.log").read_text(encoding="utf-8")
    assert "cycle ended" in text
    assert "after the end" not in text
