"""What an edit by a person is made of: values tidied and judged, what they imply filled in, the record and its entry
stored together. The verbs of the other modules are made of these."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from crmdesk.domain.canonical import canonical
from crmdesk.domain.deals import items_total, with_total
from crmdesk.domain.entries import edited
from crmdesk.domain.entry import tidy
from crmdesk.domain.errors import FieldError, Forbidden, NotFound, Refused
from crmdesk.domain.kinds import KINDS, FieldType
from crmdesk.domain.merge import differing
from crmdesk.domain.ports import Transaction
from crmdesk.domain.records import EditTime, Fields, Record, Ref, Value
from crmdesk.domain.undo import edit_step
from crmdesk.domain.validation import check_fields, check_record
from crmdesk.operations.desk import Desk
from crmdesk.operations.moments import moment
from crmdesk.operations.pipelines import Pipeline, first_place, pipelines_of, placed

_MAY_CHANGE = {"pipeline": ("admin", "manager"), "custom_field": ("admin",)}
_PRICES = {"deal": "amount", "product": "price"}
_PRICED = frozenset({"amount", "price", "items", "currency"})
"""Fields whose change makes the rule on amounts and currencies a matter of this edit."""


class Editing:
    """The edits of one transaction: by one person, at one time."""

    def __init__(self, desk: Desk, tx: Transaction) -> None:
        self._tx = tx
        self._ids = desk.ids
        self._person = tx.person()
        now_ms = desk.clock.now_ms()
        self._now = moment(now_ms)
        self._when = EditTime(now_ms, tx.sync_state().offset_ms)
        self._pipelines: list[Pipeline] | None = None

    @property
    def when(self) -> EditTime:
        return self._when

    @property
    def me(self) -> str | None:
        return self._person.user_id if self._person else None

    def new_record(self, kind: str, given: Fields) -> Record:
        """A record made of what was typed; nothing is stored yet. Raises Refused naming every bad field."""
        self.check_allowed(kind)
        fields = {name: value for name, value in tidy(kind, given).items() if value not in (None, [], {})}
        fields = {**self._defaults(kind, fields), **fields}
        fields = {**fields, **self._implied(kind, {}, fields, fields)}
        whole = with_total(kind, {**KINDS[kind].empty_fields(), **fields})
        self._judge(kind, fields, whole, create=True)
        return Record(
            kind=kind,
            id=self._ids.new(),
            rev=0,
            fields=whole,
            created_at=self._now,
            created_by=self.me,
            updated_at=self._now,
            updated_by=self.me,
        )

    def changed(self, record: Record, given: Fields) -> Record:
        """The record with what was typed; the same object if that changes nothing. Only what changes is judged, never
        what the record already holds."""
        self.check_allowed(record.kind)
        typed = tidy(record.kind, given)
        unlike = _unlike(record, typed)
        if not unlike:
            return record
        fields = {name: value for name, value in typed.items() if name in unlike}
        fields = {**fields, **self._implied(record.kind, record.fields, typed, fields)}
        whole = with_total(record.kind, {**record.fields, **fields})
        self._judge(record.kind, fields, whole, create=False)
        return replace(record, fields=whole, updated_at=self._now, updated_by=self.me)

    def toggled(self, record: Record, *, deleted: bool) -> Record:
        self.check_allowed(record.kind)
        return replace(record, deleted=deleted, updated_at=self._now, updated_by=self.me)

    def keep(self, before: Record | None, after: Record) -> None:
        """Store one edit that the person may take back."""
        if before is not after:
            self.put([(before, after)])
            self._tx.add_undo(edit_step(before, after, self._when.wall_ms))

    def put(self, edits: Iterable[tuple[Record | None, Record]]) -> None:
        """Store edited records (before, after) and what is to be sent of each."""
        pairs = [(before, after) for before, after in edits if before is not after]
        self._tx.put_records([after for _, after in pairs])
        standing = self._tx.entries([after.ref for _, after in pairs])
        kept = []
        for before, after in pairs:
            entry = standing.get(after.ref)
            next_entry = edited(before, after, entry, self._when)
            if next_entry is not None:
                kept.append(next_entry)
            elif entry is not None:
                self._tx.drop_entry(after.ref)
        self._tx.put_entries(kept)

    def check_allowed(self, kind: str) -> None:
        """Raises for kinds that this person may not change; the server would refuse it later."""
        if kind == "user":
            message = "people are changed by an administrator on the server"
            raise Refused([FieldError("kind", "forbidden", message)])
        roles = _MAY_CHANGE.get(kind)
        if roles and self._person is not None and self._person.role not in roles:
            raise Forbidden(f"only {' or '.join(roles)} may change a {kind}: ask an administrator")

    def judge(self, kind: str, fields: Fields, whole: Fields) -> None:
        """Raises Refused naming every bad field of an edit."""
        self._judge(kind, fields, whole, create=False)

    def _judge(self, kind: str, fields: Fields, whole: Fields, *, create: bool) -> None:
        errors = list(check_fields(kind, fields, create=create))
        if not errors and _PRICED.intersection(fields):
            errors = list(check_record(kind, whole))
        if not errors:
            errors = [*_amount_errors(kind, fields, whole), *self._reference_errors(kind, fields)]
        if errors:
            raise Refused(errors)

    def _defaults(self, kind: str, given: Fields) -> dict[str, Value]:
        author = "author_id" if kind == "communication" else "owner_id"
        defaults: dict[str, Value] = {}
        if author in KINDS[kind].fields:
            defaults[author] = self.me
        if kind == "task":
            defaults.update(type="other", done=False)
        elif kind == "communication":
            defaults["happened_at"] = self._now
        elif kind == "product":
            defaults["active"] = True
        elif kind == "deal" and not given.get("stage_id") and not given.get("pipeline_id"):
            defaults.update(first_place(self._known_pipelines()))
        return defaults

    def _implied(self, kind: str, held: Fields, typed: Fields, given: Fields) -> dict[str, Value]:
        """What goes with the fields given, those of the typed ones that change anything."""
        implied: dict[str, Value] = {}
        if kind == "deal" and ("stage_id" in given or "pipeline_id" in given):
            moved = placed(self._known_pipelines(), held, typed, self._now)
            implied.update({name: value for name, value in moved.items() if given.get(name) is None})
        if kind == "task" and "done" in given and "done_at" not in given:
            implied["done_at"] = self._now if given["done"] else None
        price = _PRICES.get(kind)
        if price is not None and self._person is not None:
            after: Mapping[str, Any] = {**held, **given}
            priced = given.get(price) is not None or bool(given.get("items"))
            if priced and after.get("currency") is None:
                implied["currency"] = self._person.currency
        return implied

    def _known_pipelines(self) -> list[Pipeline]:
        if self._pipelines is None:
            self._pipelines = pipelines_of(self._tx)
        return self._pipelines

    def _reference_errors(self, kind: str, fields: Fields) -> list[FieldError]:
        """A record that is deleted cannot be referred to anew. One that is not on this computer may exist."""
        wanted = list(_references(kind, fields))
        known = self._tx.records({ref for _, ref in wanted}) if wanted else {}
        return [
            FieldError(name, "reference_deleted", f"this {ref.kind} is deleted")
            for name, ref in wanted
            if ref in known and known[ref].deleted
        ]


def living(tx: Transaction, ref: Ref) -> Record:
    """The record; raises NotFound if it is not here or deleted."""
    record = tx.record(ref)
    if record is None:
        raise NotFound(f"no {ref.kind} {ref.id} on this computer")
    if record.deleted:
        raise NotFound(f"{ref.kind} {ref.id} is deleted")
    return record


def _unlike(record: Record, fields: Fields) -> set[str]:
    """The names whose given value is not what the record holds, the typed amount of a deal included."""
    kind = KINDS[record.kind]
    unlike = set(differing(record.kind, record.fields, {**record.fields, **fields}))
    if "amount" in fields and record.kind == "deal":
        amount = kind.fields["amount"]
        if canonical(amount, record.fields.get("amount")) != canonical(amount, fields["amount"]):
            unlike.add("amount")
    return unlike | (set(fields) - set(kind.fields))


def _amount_errors(kind: str, fields: Fields, whole: Fields) -> list[FieldError]:
    """A deal's amount is typed only while it has no items."""
    items = whole.get("items")
    if kind != "deal" or "amount" not in fields or not items:
        return []
    amount = KINDS["deal"].fields["amount"]
    if canonical(amount, fields["amount"]) == canonical(amount, items_total(items, whole.get("vat"))):
        return []
    return [FieldError("amount", "computed", "a deal with items has their total as its amount: change the items")]


def _references(kind: str, fields: Fields) -> Iterable[tuple[str, Ref]]:
    for name, value in fields.items():
        declared = KINDS[kind].fields.get(name)
        if declared is None or declared.refers_to is None or not value:
            continue
        ids = value if declared.type is FieldType.REFERENCES else [value]
        for one in ids:
            yield name, Ref(declared.refers_to, one)
