"""The address of a server as a person types it."""

import pytest

from crmdesk.domain.errors import Refused
from crmdesk.net.address import is_loopback, tidy_address


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("https://crm.example.com", "https://crm.example.com"),
        (" https://crm.example.com/ ", "https://crm.example.com"),
        ("https://crm.example.com:8443/desk/", "https://crm.example.com:8443/desk"),
        ("HTTPS://crm.example.com", "https://crm.example.com"),
        ("crm.example.com", "https://crm.example.com"),
        ("crm.example.com:8443", "https://crm.example.com:8443"),
        ("localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
    ],
)
def test_an_address_is_made_exact(typed: str, tidy: str):
    assert tidy_address(typed) == tidy


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("http://crm.example.com", "insecure"),
        ("http://192.168.1.5:8080", "insecure"),
        ("http://127.0.0.1.example.com", "insecure"),
        ("http://localhost.example.com", "insecure"),
        ("ftp://crm.example.com", "not_an_address"),
        ("ftp:/crm.example.com", "not_an_address"),
        ("", "not_an_address"),
        ("https://", "not_an_address"),
        ("https://crm example.com", "not_an_address"),
        ("https://crm.example.com:port", "not_an_address"),
        ("https://[::1", "not_an_address"),
        ("https://anna:secret@crm.example.com", "not_an_address"),
        ("https://crm.example.com/?a=b", "not_an_address"),
    ],
)
def test_an_address_that_is_none_or_not_secret_is_refused_by_name(typed: str, code: str):
    with pytest.raises(Refused) as refused:
        tidy_address(typed)
    assert [(error.field, error.code) for error in refused.value.errors] == [("url", code)]


def test_only_this_computer_is_loopback():
    assert is_loopback("http://localhost:1")
    assert not is_loopback("https://crm.example.com")
