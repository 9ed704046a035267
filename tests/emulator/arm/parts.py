# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small helpers over documents: order of members, etags and states of a resource and its parts."""

from __future__ import annotations

import uuid

# The lists whose elements are parts with an etag and a state of their own.
PART_LISTS = (
    "subnets",
    "virtualNetworkPeerings",
    "delegations",
    "routes",
    "ipConfigurations",
    "networkRuleCollections",
    "applicationRuleCollections",
    "natRuleCollections",
    "securityRules",
    "defaultSecurityRules",
    "ruleCollectionGroups",
)
# Parts that are resources in their own right: neither etag nor the start of an operation comes from the parent.
PART_MEMBERS = ("managementIpConfiguration",)  # one part, and not in a list
OWN_LISTS = ("ruleCollectionGroups",)


def new_etag(like='W/""'):
    """A fresh one in the form of another: the network provider has weak ones, its other back end bare guids."""
    return f'W/"{uuid.uuid4()}"' if like.startswith("W/") else str(uuid.uuid4())


def normal_location(text):
    return "".join(str(text).split()).lower()


# Their state is Succeeded from the first answer on, while the resource around them is still Updating.
SETTLED = ("delegations", "ipConfigurations", *PART_MEMBERS)


def parts_of(document, without=()):
    """The resource itself and every part below it that has an etag."""
    yield document
    properties = document.get("properties")
    if not isinstance(properties, dict):
        return
    for name in (name for name in (*PART_LISTS, *PART_MEMBERS) if name not in without):
        found = properties.get(name) or []
        for part in found if isinstance(found, list) else [found]:
            # A bare {"id": ...} is a reference to somebody else, not a part.
            if isinstance(part, dict) and "etag" in part:
                yield from parts_of(part, without)


def stamp_etag(document, etag):
    for part in parts_of(document, OWN_LISTS):
        part["etag"] = etag


def stamp_state(document, state, was=None):
    """Sets the state everywhere, or only where it still is `was`."""
    for part in parts_of(document, SETTLED if was else SETTLED + OWN_LISTS):
        properties = part.get("properties")
        if not isinstance(properties, dict):
            continue
        for holder in (properties, *_endpoints(properties)):
            if was is None or holder.get("provisioningState") in was:
                holder["provisioningState"] = state


def _endpoints(properties):
    """Service endpoints have a state, and nothing else that makes a part (recorded in 2023)."""
    return [item for item in properties.get("serviceEndpoints") or [] if isinstance(item, dict)]


def ordered(values, order):
    """The members of `values` in the order the service writes them; unknown ones follow as they came."""
    first = {name: values[name] for name in order if name in values}
    return {**first, **{name: value for name, value in values.items() if name not in first}}


def find(items, name):
    """The element with this name, whatever its case."""
    for item in items or []:
        if isinstance(item, dict) and str(item.get("name", "")).lower() == name.lower():
            return item
    return None


def replace(items, name, item):
    """A copy of the list with the element replaced in place, appended, or (None) left out."""
    kept, found = [], False
    for old in items or []:
        if str(old.get("name", "")).lower() != name.lower():
            kept.append(old)
            continue
        found = True
        if item is not None:
            kept.append(item)
    if not found and item is not None:
        kept.append(item)
    return kept


def without_volatile(value):
    """For "did anything change": the document without etags and states."""
    if isinstance(value, dict):
        return {k: without_volatile(v) for k, v in value.items() if k not in ("etag", "provisioningState")}
    if isinstance(value, list):
        return [without_volatile(item) for item in value]
    return value
