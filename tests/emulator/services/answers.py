# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dependency answer of a resource: what a world or a test has put below it, else what its service says."""

from __future__ import annotations

from ..arm.store import key_of
from . import known, published, recorded

MAKERS = {
    known.AKS: published.aks,
    known.API_MANAGEMENT: published.api_management,
    known.BATCH: published.batch,
    known.DATABRICKS: recorded.databricks,
    known.MACHINE_LEARNING: published.machine_learning,
    known.SQL: published.sql,
    known.DEV_CENTER: recorded.dev_center,
}


def build(document, many=False):
    """The answer of a resource, in the envelope of its service."""
    service = known.find(document["type"])
    return wrapped(service.envelope, made(service, document, many))


def made(service, document, many=False):
    """The entries that the service answers of itself; with `many` those of Machine Learning's older example."""
    if many and service is known.MACHINE_LEARNING:
        return published.machine_learning_of_2021(document)
    return MAKERS[service]({"location": "West US", **document})


def of_id(store, answer_id, many):
    """The answer under an id that nobody has put there; None: there is no such resource."""
    parent = store.get(answer_id.rpartition("/")[0])
    is_one = answer_id.lower().endswith(f"/{known.CHILD.lower()}") and parent is not None
    return build(parent, many) if is_one and known.find(parent.get("type")) else None


def stored(call, document):
    """What was put below the resource as its answer, or None."""
    return call.store.answers.get(key_of(f"{document['id']}/{known.CHILD}"))


def wrapped(envelope, entries):
    """The entries in an envelope."""
    if envelope == known.BARE:
        return list(entries)
    if envelope == known.PROPERTIES:
        return {"value": [{"properties": item} for item in entries]}
    return {"value": list(entries)}


def unwrapped(answer):
    """The entries of an answer in any envelope; None: it is not of that make, so nobody turns anything in it."""
    items = answer.get("value") if isinstance(answer, dict) else answer
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return None
    entries = [item.get("properties", item) for item in items]
    return entries if all(_is_entry(item) for item in entries) else None


def _is_entry(item):
    if not isinstance(item, dict) or not isinstance(item.get("endpoints"), list):
        return False
    return all(isinstance(one, dict) and isinstance(one.get("endpointDetails"), list) for one in item["endpoints"])
