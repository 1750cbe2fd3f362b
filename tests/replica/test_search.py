import pytest

from crmdesk.domain.kinds import KINDS
from crmdesk.replica.search import Words, cut, fragments_query, phone_forms, search_text, words_query


@pytest.mark.parametrize(
    ("phone", "forms"),
    [
        ("+7 912 123-45-67", ["79121234567", "89121234567"]),
        ("8(912)123-45-67", ["79121234567", "89121234567"]),
        ("9121234567", ["79121234567", "89121234567"]),
        ("+7 912 123-45-67 доб. 214", ["79121234567", "89121234567", "214"]),
        ("+49 30 123456", ["4930123456"]),
        ("112", ["112"]),
        ("нет", []),
    ],
)
def test_a_phone_is_searched_by_its_digits_in_every_form(phone: str, forms: list[str]) -> None:
    assert phone_forms(phone) == forms


def test_the_search_text_is_folded_and_holds_searched_fields_only() -> None:
    fields = {"name": "Ёлка", "inn": "7707083893", "tags": ["VIP"], "notes": "тайна", "emails": [{"value": "A@B.RU"}]}
    assert search_text(KINDS["company"], fields) == "елка 7707083893 a@b.ru vip"


def test_values_of_odd_shape_are_no_obstacle() -> None:
    fields = {"last_name": 7, "phones": [None, 5, {"value": 3}, "8"], "emails": {"a": 1}, "tags": [["x"], "y"]}
    assert search_text(KINDS["contact"], fields) == "8 y"


def test_a_search_is_cut_into_starts_and_fragments() -> None:
    assert cut("Ив пЁтр") == Words(("ив",), ((("петр",),),))


def test_a_number_typed_apart_is_one_number() -> None:
    assert cut("8 (912) 123-45-67").fragments == ((("89121234567",),),)
    assert cut("100 500").fragments == ((("100500",), ("100", "500")),)
    assert cut("дом 5 к 7") == Words(("5", "к", "7"), ((("дом",),),))


def test_a_piece_of_a_phone_is_found_by_its_digits() -> None:
    assert cut("(921)").fragments == ((("(921)",), ("921",)),)
    assert cut("+7 (921)") == Words(("7",), ((("(921)",), ("921",)),))


def test_what_is_no_text_is_left_out_of_a_search() -> None:
    assert cut("ива\udcff\0нов").fragments == ((("ива",),), (("нов",),))


def test_a_search_becomes_an_expression_in_which_nothing_typed_is_an_operator() -> None:
    words = cut('a"b" OR -x NEAR(*')
    assert words_query(words) == '"or"* AND "x"*'
    assert fragments_query(words) == '(("a""b")) AND (("near(*"))'
    assert (words_query(cut(" ")), fragments_query(cut("+ -"))) == ("", "")
