"""References by name: what a card shows for them, what an editor offers, and which record a typed name means."""

from collections.abc import Iterable, Mapping, Sequence

from crmdesk.domain.errors import FieldError, Refused
from crmdesk.domain.kinds import KINDS, Field, FieldType
from crmdesk.domain.names import display_name
from crmdesk.domain.ports import Query
from crmdesk.domain.records import Fields, Value
from crmdesk.operations.deals import stages
from crmdesk.operations.desk import Desk
from crmdesk.operations.lists import list_rows, names_of
from crmdesk.ui.kit.values import Names, references_in

_OFFERED = 20

Candidate = tuple[str, str]
"""Id and name."""


class Lookup:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def names(self, kind: str, records: Iterable[Fields]) -> Names:
        """Of everything that these records of one kind refer to."""
        declared = KINDS[kind].fields
        refs = {
            ref
            for fields in records
            for name, value in fields.items()
            if name in declared
            for ref in references_in(declared[name], value)
        }
        found = await names_of(self._desk, refs) if refs else {}
        return Names(found, await self._stage_names() if kind == "deal" else {})

    async def _stage_names(self) -> dict[str, str]:
        return {stage.id: stage.name for pipeline in await stages(self._desk) for stage in pipeline.stages}

    async def candidates(self, declared: Field, typed: str, record: Fields) -> list[Candidate]:
        """What a reference may be set to, narrowed by what was typed."""
        if declared.refers_to is None:
            return await self._stages_like(typed, record)
        rows = await list_rows(self._desk, Query(declared.refers_to, search=typed.strip()), _OFFERED)
        return [(row.record.id, display_name(row.record.kind, row.record.fields)) for row in rows]

    async def _stages_like(self, typed: str, record: Fields) -> list[Candidate]:
        """The stages of the deal's pipeline; of every pipeline while it stands in none."""
        held = record.get("pipeline_id")
        return [
            (stage.id, stage.name)
            for pipeline in await stages(self._desk)
            if held in (None, pipeline.id)
            for stage in pipeline.stages
            if typed.strip().casefold() in stage.name.casefold()
        ]

    async def read(self, declared: Field, text: str, known: Mapping[str, Sequence[str]], record: Fields) -> Value:
        """The ids that typed names mean; `known`: the records of the names that were shown or chosen, handed out in
        their order. Raises Refused for a name that no other or that several records have."""
        left = {name: list(means) for name, means in known.items()}
        ids: list[str] = []
        for line in (line.strip() for line in text.splitlines() if line.strip()):
            ids.append(left[line].pop(0) if left.get(line) else await self._meant(declared, line, record, ids))
        if declared.type is FieldType.REFERENCES:
            return ids
        return ids[0] if ids else None

    async def _meant(self, declared: Field, name: str, record: Fields, taken: Sequence[str]) -> str:
        """`taken`: the records of the lines above."""
        offered = await self.candidates(declared, name, record)
        same = [candidate for candidate in offered if candidate[1].casefold() == name.casefold()]
        chosen = [candidate for candidate in same or offered if candidate[0] not in taken]
        if offered and not chosen:
            raise Refused([FieldError(declared.name, "named_twice", "the list has this record already")])
        if len(chosen) != 1:
            raise Refused([FieldError(declared.name, "bad_reference", "choose one from the list")])
        return chosen[0][0]
