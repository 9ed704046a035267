# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the doors hand over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..._plan.documents import shapes
from ..._plan.documents.shapes import Shape
from ..._plan.values import json_texts, resource_ids
from ..._plan.values.resource_ids import ResourceId
from .errors import ArmError, seconds

_ADVICE = "Compare the document with what the Azure portal shows; if it is the same there, report it."


@dataclass(frozen=True)
class Found:
    """A document as the service holds it, and the etag to write it back under."""

    document: dict[str, Any]
    etag: str | None


@dataclass(frozen=True)
class Accepted:
    """A write the service took; `operation` is the URL to follow, None when it was done at once."""

    operation: str | None
    retry_after: float | None

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Accepted:
        """Read the headers of the answer to a write."""
        url = headers.get("Azure-AsyncOperation") or headers.get("Location")
        return cls(url, seconds(headers.get("Retry-After")))


class Misshapen(ArmError):
    """A document whose members are not what Azure has there: asking again gives no other."""


def told(body: bytes) -> str:
    """The text of an answer, whatever its header says: JSON is UTF-8."""
    return body.decode("utf-8-sig", errors="replace")


def parsed(body: bytes, doing: str) -> Any:
    """Return the JSON of an answer, None for an empty one; raise for what is not Azure's, such as a proxy's page.

    JSON is UTF-8, whatever the header says; whatever is not might come back changed when it is written.
    """
    try:
        text = body.decode("utf-8-sig")
        document = json_texts.parsed(text) if text.strip() else None
    except ValueError as error:
        raise _unusable(doing, "is no JSON") from error
    if shapes.is_hollow(document):
        raise _unusable(doing, "has null where Azure has lists and what is in them")
    return document


def resource(document: Any, id_: ResourceId, doing: str) -> dict[str, Any]:
    """Return the document of one resource; raise for anything else, since it may be written back whole."""
    if not isinstance(document, dict) or not resource_ids.same(str(document.get("id")), id_):
        raise _unusable(doing, "is not that resource")
    if _is_part(document.get("properties")):
        raise _unusable(doing, "is only a part of that resource")
    _require(document, shapes.of(id_.type), doing)
    return document


def one(document: Any, shape: Shape, doing: str) -> dict[str, Any]:
    """Return a document of this shape that is never written; raise for anything else."""
    if not isinstance(document, dict):
        raise _unusable(doing, "is no document")
    _require(document, shape, doing)
    return document


def listed(document: Any, name: str, doing: str, shape: Shape) -> list[dict[str, Any]]:
    """Return the entries of one page of a list, each of this shape; raise for anything else."""
    found = document.get(name) if isinstance(document, dict) else None
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise _unusable(doing, "is no list")
    if any(_is_part(entry.get("properties", {})) for entry in found):
        raise _unusable(doing, "has only parts of what it lists")
    _require({name: found}, shapes.an_object(**{name: shapes.a_list(shape)}), doing)
    return found


def is_usable(document: Any) -> bool:
    """True for what somebody can make use of: not for what `resource` and `listed` refuse whatever was asked for."""
    if not isinstance(document, dict) or not document:
        return False
    if "value" in document:
        try:
            return bool(listed(document, "value", "", shapes.OBJECT)) or document["value"] == []
        except ArmError:
            return False
    return "id" not in document or not _is_part(document.get("properties"))


def _unusable(doing: str, why: str) -> ArmError:
    """Something on the way spoilt the answer; the next one may be Azure's own."""
    return ArmError(doing, f"the answer {why}", transient=True)


def _is_part(properties: Any) -> bool:
    """True for what cannot be all properties of a resource: a cluster without any would look like one not injected."""
    return not isinstance(properties, dict) or properties.get("provisioningState", "") is None


def _require(document: dict[str, Any], shape: Shape, doing: str) -> None:
    misfit = shapes.misfit(document, shape)
    if misfit is not None:
        raise Misshapen(doing, str(misfit), advice=_ADVICE)
