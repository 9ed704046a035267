# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GET resources of a subscription or a group, as `az resource list` asks for them: what ARM itself knows of each.

"Resources - List" (2021-04-01) names the properties of a filter. Two of them together are what `az resource list --name
NAME --resource-type TYPE` sends. Who may read nothing of a resource does not see it in the list (inferred from roles
that are given on single resources).
"""

from __future__ import annotations

import re

from . import catalogue, errors, lists, pages, permissions
from .store import key_of

SHOWN = ("id", "name", "type", "kind", "managedBy", "location", "sku", "identity", "tags", "zones", "extendedLocation")
CONDITION = re.compile(r"(resourceType|resourceGroup|name|location)\s+eq\s+'([^']*)'", re.IGNORECASE)


def listing(call):
    """Top-level resources in order of creation, without their properties and etags; a lock is none."""
    wanted, prefix = _wanted(call.query.get("$filter", "")), key_of(call.target.scope()) + "/"
    found = [
        _shown(document)
        for key, document in call.store.documents.items()
        if key.startswith(prefix) and key.count("/") == 8 and _fits(document, wanted) and _may_read(call, document)
    ]
    return 200, {}, pages.page(call, {"value": found}, call.switches.page_size)


def _wanted(text):
    """The conditions of a filter; one that this does not understand is refused, not passed over."""
    rest = CONDITION.sub("", text)
    if re.sub(r"\band\b|\s", "", rest):
        raise errors.front(
            400, "InvalidFilterInQueryString", f"Invalid $filter '{text}' specified in the query string."
        )
    return {name.lower(): value.lower() for name, value in CONDITION.findall(text)}


def _fits(document, wanted):
    if str(document.get("type")).lower() == lists.LOCKS:
        return False
    pieces = document["id"].split("/")
    told = {
        "resourcetype": str(document.get("type")),
        "resourcegroup": pieces[4],
        "name": str(document.get("name")),
        "location": str(document.get("location")),
    }
    return all(told[name].lower() == value for name, value in wanted.items())


def _may_read(call, document):
    action = f"{_shown(document).get('type')}/read"
    return permissions.allowed(call, action) and not call.core.denied("GET", document["id"])


def _shown(document):
    """ARM spells types as their providers have registered them."""
    kind = catalogue.find(document.get("type"))
    made = {name: document[name] for name in SHOWN if name in document}
    return {**made, "type": kind.type} if kind else made
