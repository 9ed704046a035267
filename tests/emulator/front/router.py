# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes a resource path apart."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote


@dataclass(frozen=True)
class Target:
    """Where a request points: a scope, and below it pairs of type and name (the last name may be missing)."""

    path: str
    subscription: str = ""
    group: str = ""
    namespace: str = ""
    types: tuple = ()
    names: tuple = ()
    shape: str = "unknown"  # subscription, groups, group, resources, resource, list, unknown

    @property
    def type(self):
        return "/".join((self.namespace, *self.types))

    @property
    def is_child(self):
        return len(self.types) > 1

    def scope(self):
        text = f"/subscriptions/{self.subscription}"
        return f"{text}/resourceGroups/{self.group}" if self.group else text

    def resource_id(self, depth=None):
        pairs = list(zip(self.types, self.names, strict=False))[:depth]
        return f"{self.scope()}/providers/{self.namespace}" + "".join(f"/{kind}/{name}" for kind, name in pairs)


def parse(path):
    """The target of a path, with shape "unknown" when it is none of ARM's forms."""
    parts = [unquote(part) for part in path.strip("/").split("/")]
    if len(parts) < 2 or parts[0].lower() != "subscriptions":
        return Target(path)
    subscription, rest = parts[1], parts[2:]
    if not rest:
        return Target(path, subscription, shape="subscription")
    if rest[0].lower() == "resourcegroups":
        if len(rest) == 1:
            return Target(path, subscription, shape="groups")
        group, rest = rest[1], rest[2:]
        if not rest:
            return Target(path, subscription, group, shape="group")
        return _providers(path, subscription, group, rest)
    return _providers(path, subscription, "", rest)


def _providers(path, subscription, group, rest):
    if [part.lower() for part in rest] == ["resources"]:
        return Target(path, subscription, group, shape="resources")
    if rest[0].lower() != "providers" or len(rest) < 3:
        return Target(path, subscription, group)
    # What stands at the end of another resource's path, such as a lock, is of a provider of its own.
    last = max(index for index, part in enumerate(rest) if part.lower() == "providers")
    if len(rest) - last < 3:
        return Target(path, subscription, group)
    namespace, pairs = rest[last + 1], rest[last + 2 :]
    shape = "resource" if len(pairs) % 2 == 0 else "list"
    return Target(path, subscription, group, namespace, tuple(pairs[0::2]), tuple(pairs[1::2]), shape)
