"""The documentation: the OpenAPI document, Swagger UI with its own assets (no internet), what each problem means.

Swagger UI as it is packaged reads OpenAPI 3.0, so the document is written down from 3.1 to 3.0.
"""

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import msgspec
from litestar import Litestar, MediaType, Response, get
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.params import FromPath

from crmdesk.protocol.wire import PROBLEMS, PROTOCOL, Outgoing, Problem
from crmdesk.server.gate import dependencies
from crmdesk.server.problems import MEDIA_TYPE, TYPES, ProblemError

DOCUMENT = "/api/openapi.json"
_ASSETS = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript", "favicon-32x32.png": "image/png"}
_ASSET_FOLDER = ("vendor", "swagger-ui-4.15.5")
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"><title>crmdesk API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css"><link rel="icon" href="/api/docs/favicon-32x32.png">
</head>
<body><div id="api"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body>
</html>
"""
_START = f'SwaggerUIBundle({{url: "{DOCUMENT}", dom_id: "#api", validatorUrl: null}});\n'


class ProblemMeaning(msgspec.Struct):
    type: str
    title: str
    status: int
    meaning: str


def openapi_document(handlers: Sequence[HTTPRouteHandler]) -> bytes:
    """The document of these calls. It is made by an application of its own, which serves nothing: Litestar's pages for
    the document load from the internet, and answer errors of their own kind."""
    config = OpenAPIConfig(
        title="crmdesk",
        version=str(PROTOCOL),
        components=Components(
            security_schemes={"token": SecurityScheme(type="http", scheme="bearer", bearer_format="JWT")}
        ),
        security=[{"token": []}],
    )
    app = Litestar(handlers, dependencies=dependencies(), openapi_config=config, logging_config=None)
    _, shapes = msgspec.json.schema_components([Outgoing, Problem], ref_template="#/components/schemas/{name}")
    document: dict[str, Any] = in_openapi_3_0(app.openapi_schema.to_schema())
    document["openapi"] = "3.0.3"
    document["components"]["schemas"].update(in_openapi_3_0(shapes))
    for methods in document["paths"].values():
        for operation in methods.values():
            good = {status: answer for status, answer in operation["responses"].items() if status < "400"}
            operation["responses"] = {**good, "default": _content("A problem", MEDIA_TYPE, "Problem")}
    outgoing = document["paths"]["/api/sync/outgoing"]["post"]
    outgoing["requestBody"] = {**_content("Changes", "application/json", "Outgoing"), "required": True}
    return msgspec.json.encode(document)


def _content(description: str, media_type: str, schema: str) -> dict[str, Any]:
    content = {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}


def in_openapi_3_0(node: Any) -> Any:
    """A part of an OpenAPI 3.1 document as 3.0 says it: `nullable` for the type null, an enumeration for a constant."""
    if isinstance(node, list):
        return [in_openapi_3_0(item) for item in node]
    if not isinstance(node, dict):
        return node
    lowered = {name: in_openapi_3_0(value) for name, value in node.items()}
    for union in ("oneOf", "anyOf"):
        choices = lowered.get(union)
        if isinstance(choices, list) and {"type": "null"} in choices:
            lowered["nullable"] = True
            lowered[union] = [choice for choice in choices if choice != {"type": "null"}]
    if "const" in lowered and "type" in lowered:
        lowered["enum"] = [lowered.pop("const")]
    return lowered


@get(DOCUMENT, include_in_schema=False, sync_to_thread=True)
def document(state: State) -> Response[bytes]:
    return Response(state.document(), media_type=MediaType.JSON)


@get("/api/docs", include_in_schema=False, sync_to_thread=False, media_type=MediaType.HTML)
def docs_page() -> str:
    return _PAGE


@get("/api/docs/{name:str}", include_in_schema=False, sync_to_thread=False)
def docs_asset(name: FromPath[str]) -> Response[bytes]:
    if name == "start.js":
        return Response(_START.encode(), media_type="text/javascript")
    if name not in _ASSETS:
        raise ProblemError("not_found")
    asset = files("swagger_ui_bundle").joinpath(*_ASSET_FOLDER, name)
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(asset.read_bytes(), media_type=_ASSETS[name], headers=headers)


@get(PROBLEMS + "{slug:str}", security=[{}], sync_to_thread=False)
def problem_meaning(slug: FromPath[str]) -> ProblemMeaning:
    """What the `type` of a problem means."""
    if slug not in TYPES:
        raise ProblemError("not_found")
    found = TYPES[slug]
    return ProblemMeaning(PROBLEMS + slug, found.title, found.status, found.meaning)
