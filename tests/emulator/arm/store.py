# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documents, found by id whatever its case."""

from __future__ import annotations

import copy

from . import parts


def key_of(resource_id):
    return resource_id.rstrip("/").lower()


class Store:
    """Top-level documents by key; parts (subnets, routes) live inside them, as the service shows them."""

    def __init__(self, watchers=()):
        self.watchers = watchers  # hear of every document as it is put here
        self.subscriptions = {}
        self.documents = {}
        self.answers = {}  # read-only answers below a resource, such as Kusto's dependency list
        self.rows = {}  # logs by workspace and table
        self.shown_late = {}  # key -> [document shown last, reads since it differs]
        self.shown_subnets = {}  # route table key -> [ids shown last, reads since they differ]

    def __getstate__(self):
        """A copy is of what it holds; whoever listens does so to one store."""
        return {**self.__dict__, "watchers": ()}

    def get(self, resource_id):
        return self.documents.get(key_of(resource_id))

    def put(self, document):
        self.documents[key_of(document["id"])] = document
        for hear in self.watchers:
            hear(document)

    def drop(self, resource_id):
        """Forgets one document and whatever lies below it (all of a resource group)."""
        key = key_of(resource_id)
        for table in (self.documents, self.answers, self.rows, self.shown_late, self.shown_subnets):
            for found in [k for k in table if k == key or k.startswith(key + "/")]:
                del table[found]

    def under(self, scope, type_name):
        """Documents of one type in a subscription or resource group, in order of creation."""
        prefix, wanted = key_of(scope) + "/", type_name.lower()
        return [
            document
            for key, document in self.documents.items()
            if key.startswith(prefix) and str(document.get("type", "")).lower() == wanted
        ]

    def group(self, subscription, group):
        return self.get(f"/subscriptions/{subscription}/resourceGroups/{group}")

    def touch(self, document, state=None):
        """A new etag on the resource and all its parts."""
        parts.stamp_etag(document, parts.new_etag(document.get("etag", 'W/""')))
        if state:
            parts.stamp_state(document, state)

    def subnets_of_table(self, table_id):
        """References to the subnets that name this route table: the association lives on the subnet."""
        wanted, found = key_of(table_id), []
        for document in list(self.documents.values()):
            if str(document.get("type", "")).lower() != "microsoft.network/virtualnetworks":
                continue
            for subnet in document["properties"].get("subnets") or []:
                table = subnet.get("properties", {}).get("routeTable") or {}
                if key_of(table.get("id", "")) == wanted:
                    found.append({"id": subnet["id"]})
        return found

    def late(self, key, current, lag):
        """What a read shows that is `lag` reads behind: an answer from a copy that has not heard of a change yet."""
        shown, age = self.shown_late.get(key, (current, 0))
        if shown == current or age >= lag:
            shown, age = current, 0
        else:
            age += 1
        self.shown_late[key] = (copy.deepcopy(shown), age)
        return shown

    def shown_subnets_of_table(self, table_id, lag, count=True):
        """The same, but `lag` reads late: the reverse index of the service follows behind."""
        current = self.subnets_of_table(table_id)
        shown, age = self.shown_subnets.get(key_of(table_id), (current, 0))
        if shown == current or age >= lag:
            shown, age = current, 0
        elif count:
            age += 1
        self.shown_subnets[key_of(table_id)] = (shown, age)
        return copy.deepcopy(shown)
