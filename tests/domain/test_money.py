from crmdesk.domain.money import is_currency


def test_a_currency_is_one_that_exists():
    assert is_currency("RUB")
    assert is_currency("KZT")
    assert not is_currency("ZZZ")
    assert not is_currency("rub")
