"""Every word of the declaration and every refusal has its Russian."""

import ast
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import crmdesk
from crmdesk.domain.kinds import KINDS
from crmdesk.ui.kit.labels import CHOICE_NAMES, ERROR_SENTENCES, FIELD_LABELS, KIND_NAMES, SECTION_NAMES

ROOT = Path(crmdesk.__file__).parent
TRANSLATIONS = ROOT.parent / "resources" / "translations"
REACH_THE_DESK = (
    "domain/*.py",
    "operations/*.py",
    "sync/*.py",
    "remotes/server/*.py",
    "net/address.py",
    "server/judging.py",
    "server/references.py",
)


def messages(language):
    tree = ET.parse(TRANSLATIONS / f"crmdesk_{language}.ts")
    for context in tree.getroot().iter("context"):
        for message in context.iter("message"):
            yield context.findtext("name"), message


def declared_fields():
    fields = [field for kind in KINDS.values() for field in kind.fields.values()]
    return fields + [member for field in fields for member in field.row]


def is_code(node):
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    return node.value.isidentifier() and node.value.islower()


def codes_in(path):
    """The codes of refusals: the second of FieldError(...), the first of a fault (code, sentence) and of a helper."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            arguments = node.args[1:] if node.func.id == "FieldError" else node.args
            if node.func.id in ("FieldError", "_refused") and arguments and is_code(arguments[0]):
                yield arguments[0].value
        faults = path.parent.name == "domain" and path.stem in ("faults", "validation")
        if faults and isinstance(node, ast.Tuple) and len(node.elts) == 2:
            code, sentence = node.elts
            if is_code(code) and is_sentence(sentence):
                yield code.value


def is_sentence(node):
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and " " in node.value
    return isinstance(node, ast.JoinedStr | ast.Subscript | ast.Name)


def test_every_label_of_a_field_is_noted_for_translation():
    assert {field.label for field in declared_fields()} == set(FIELD_LABELS)


def test_every_kind_and_every_choice_has_a_name():
    assert set(KIND_NAMES) == set(KINDS)
    assert set(SECTION_NAMES) <= set(KINDS)
    assert {choice for field in declared_fields() for choice in field.choices} <= set(CHOICE_NAMES)


def test_every_refusal_that_can_reach_the_desk_has_a_sentence():
    codes = {code for pattern in REACH_THE_DESK for path in ROOT.glob(pattern) for code in codes_in(path)}
    assert {"required", "too_long", "reference_deleted", "not_unique"} <= codes
    assert codes - set(ERROR_SENTENCES) == set()


def test_every_sentence_is_translated_to_russian():
    untranslated = []
    for context, message in messages("ru"):
        translation = message.find("translation")
        forms = [form.text for form in translation.iter("numerusform")] or [translation.text]
        if translation.get("type") or not all(forms):
            untranslated.append((context, message.findtext("source")))
    assert untranslated == []


@pytest.mark.parametrize(("language", "forms"), [("ru", 3), ("en", 2)])
def test_every_plural_has_all_its_forms(language, forms):
    plurals = [message for _, message in messages(language) if message.get("numerus") == "yes"]
    assert plurals
    for message in plurals:
        texts = [form.text for form in message.iter("numerusform")]
        assert len(texts) == forms
        assert all(texts), message.findtext("source")


def test_placeholders_survive_translation():
    for context, message in messages("ru"):
        source = message.findtext("source")
        translation = message.find("translation")
        for text in [form.text for form in translation.iter("numerusform")] or [translation.text]:
            for mark in ("{0}", "{1}", "%n"):
                assert (mark in source) == (mark in text), (context, source)
