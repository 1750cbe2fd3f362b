"""Pipelines with their stages, and where a deal stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crmdesk.domain.errors import FieldError, Refused
from crmdesk.domain.ports import Query, Transaction
from crmdesk.domain.records import Fields, Record

_MOST_PIPELINES = 1_000


@dataclass(frozen=True, slots=True)
class Stage:
    id: str
    name: str
    colour: str | None
    outcome: str
    """open, won or lost."""
    probability: float | None


@dataclass(frozen=True, slots=True)
class Pipeline:
    id: str
    name: str
    stages: tuple[Stage, ...]
    """In their order."""


def pipelines_of(tx: Transaction) -> list[Pipeline]:
    """Every pipeline, in their order."""
    rows = tx.find(Query("pipeline", sort="position"), _MOST_PIPELINES)
    return [_pipeline(row.record) for row in rows]


def _pipeline(record: Record) -> Pipeline:
    rows: list[dict[str, Any]] = sorted(record.fields.get("stages") or [], key=lambda row: row.get("position") or 0)
    return Pipeline(
        record.id,
        record.fields.get("name") or "",
        tuple(
            Stage(
                row["id"],
                row.get("name") or "",
                row.get("colour"),
                row.get("outcome") or "open",
                row.get("probability"),
            )
            for row in rows
        ),
    )


def first_place(pipelines: Sequence[Pipeline]) -> dict[str, str]:
    """Where a new deal stands: the first stage of the first pipeline that has any."""
    found = next(((pipeline, pipeline.stages[0]) for pipeline in pipelines if pipeline.stages), None)
    return {"pipeline_id": found[0].id, "stage_id": found[1].id} if found else {}


def placed(pipelines: Sequence[Pipeline], held: Fields, typed: Fields, now: str) -> dict[str, Any]:
    """Where a move by `typed` (stage_id, pipeline_id or both) takes a deal: pipeline, stage, closing moment and loss
    reason go together. Nothing, if the place is not known on this computer.

    Raises Refused for a stage that no pipeline here has, or that is another pipeline's.
    """
    place = _stage_of(pipelines, typed) if typed.get("stage_id") else _first_of(pipelines, held, typed)
    if place is None:
        return {}
    pipeline, stage = place
    moved: dict[str, Any] = {"pipeline_id": pipeline.id, "stage_id": stage.id}
    if stage.id != held.get("stage_id"):
        moved["closed_at"] = None if stage.outcome == "open" else now
    if stage.outcome != "lost":
        moved["loss_reason"] = None
    return moved


def _first_of(pipelines: Sequence[Pipeline], held: Fields, typed: Fields) -> tuple[Pipeline, Stage] | None:
    """A deal that is moved to another pipeline by that alone begins there."""
    for pipeline in pipelines:
        if pipeline.id == typed.get("pipeline_id") != held.get("pipeline_id") and pipeline.stages:
            return pipeline, pipeline.stages[0]
    return None


def _stage_of(pipelines: Sequence[Pipeline], typed: Fields) -> tuple[Pipeline, Stage] | None:
    """None: the stage may well be one that was not downloaded yet."""
    wanted = typed.get("pipeline_id")
    for pipeline in pipelines:
        for stage in pipeline.stages:
            if stage.id == typed["stage_id"]:
                if wanted is not None and wanted != pipeline.id:
                    raise _refused("not_in_pipeline", "this stage belongs to another pipeline")
                return pipeline, stage
    here = wanted is None or any(pipeline.id == wanted for pipeline in pipelines)
    if pipelines and here:
        raise _refused("unknown_stage", "no pipeline has this stage")
    return None


def _refused(code: str, message: str) -> Refused:
    return Refused([FieldError("stage_id", code, message)])
