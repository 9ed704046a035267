# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be there, as one frozen tree for each resource that clusters share: every language is written from it.

A tree is of a firewall or a policy, with the rules, or of a route table, with what sends traffic along it. Each
resource depends on all that has to be there before it, in its own tree and in that of the rules.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..values import resource_ids
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from ..values.words import Word
from . import marks

# Of all of Microsoft.Network that is written here: the one azurerm's pages name, and one that every cloud has by now.
API_VERSION = "2024-05-01"
TABLE_ROUTE = "Microsoft.Network/routeTables/routes"
# No resources of ARM's: a firewall's document has them inside. azurerm tells them by such ids all the same.
APPLICATION_COLLECTION = "Microsoft.Network/azureFirewalls/applicationRuleCollections"
NETWORK_COLLECTION = "Microsoft.Network/azureFirewalls/networkRuleCollections"
COLLECTIONS = (APPLICATION_COLLECTION, NETWORK_COLLECTION)
_SYMBOL_LENGTH, _DIGITS = 60, 8


class Language(Word):
    """What files are written in."""

    ARM = "arm"
    BICEP = "bicep"
    TERRAFORM = "terraform"


class Stage(Word):
    """When a tree is deployed: the rules come before anything that sends traffic to them."""

    RULES = "rules"
    ROUTES = "routes"


class Form(Word):
    """WHOLE is a resource with nobody else's content in it, FRAGMENT a part of a document that is somebody else's."""

    WHOLE = "whole"
    FRAGMENT = "fragment"


@dataclass(frozen=True)
class Loss:
    """What a file does not say of a resource, and why."""

    resource: ResourceId
    what: str
    reason: str

    def as_option(self) -> dict[str, str]:
        """The loss as users see it in results."""
        return {"resource": str(self.resource), "what": self.what, "reason": self.reason}


@dataclass(frozen=True)
class Resource:
    """One resource as ARM takes it. `depends_on` are others of its tree; one with a `location` has tags as well."""

    id: ResourceId
    form: Form
    properties: Mapping[str, Any]
    depends_on: tuple[ResourceId, ...] = ()
    location: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """True for one that can be deployed by itself."""
        return self.form == Form.WHOLE

    def as_option(self) -> dict[str, Any]:
        """Everything that decides how the resource is written."""
        return {
            "id": str(self.id),
            "form": self.form,
            "location": self.location,
            "tags": dict(self.tags),
            "properties": self.properties,
            "depends_on": [str(one) for one in self.depends_on],
        }


@dataclass(frozen=True)
class Tree:
    """The resources that go together; `shared` is what the `clusters` share. Before anything of the tree come all
    `rules`, resources of the trees whose shared ones are `after`.
    """

    shared: ResourceId
    stage: Stage
    resources: tuple[Resource, ...]
    rules: tuple[ResourceId, ...] = ()
    after: tuple[ResourceId, ...] = ()
    losses: tuple[Loss, ...] = ()
    clusters: tuple[ResourceId, ...] = ()

    @property
    def whole(self) -> tuple[Resource, ...]:
        """What can be deployed."""
        return tuple(one for one in self.resources if one.is_whole)

    @property
    def fragments(self) -> tuple[Resource, ...]:
        """What goes into documents of others."""
        return tuple(one for one in self.resources if not one.is_whole)

    @property
    def plan_hash(self) -> str:
        """A digest of everything that is wanted: the same in every language, and before and after it is applied."""
        rules = [str(one) for one in self.rules]
        content = [str(self.shared), self.stage, rules, [one.as_option() for one in self.resources]]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @property
    def marks(self) -> dict[str, str]:
        """What every file about the tree says of itself, to be read again."""
        return {marks.OF_CLUSTERS: marks.named(self.clusters), marks.HASH: self.plan_hash}

    def dependencies(self, resource: Resource) -> tuple[ResourceId, ...]:
        """Everything that has to be there before a resource of the tree."""
        return (*self.rules, *resource.depends_on)

    def existing(self, resources: Iterable[Resource]) -> list[ResourceId]:
        """The parents of these that the tree itself does not make, each once."""
        made = {resource_ids.key(one.id) for one in self.whole}
        parents = {resource_ids.key(one.id.parent): one.id.parent for one in resources if one.id.is_child}
        return [parent for key, parent in parents.items() if key not in made]


def symbol(id_: ResourceId) -> str:
    """A name for a resource in any of the languages, from its id alone: whatever else a file has, it stays."""
    words = re.sub("[^A-Za-z0-9]+", "_", "_".join(id_.names)).strip("_")[:_SYMBOL_LENGTH]
    digest = hashlib.sha256(resource_ids.key(id_).encode()).hexdigest()[:_DIGITS]
    return f"{words if words[:1].isalpha() else f'n_{words}'}_{digest}"


def plain(text: str) -> str:
    """The text itself, whatever word it is; raise PlanError for half a character, which no file can hold."""
    whole = str.__str__(text)
    try:
        whole.encode()
    except UnicodeEncodeError as error:
        raise PlanError(f"'{whole}' has half a character in it, which no file can hold; spell it out.") from error
    return whole
