# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what others have in store: drafts of the policies, and what network managers lay over the network.

Neither is a document of its own that a list would show, and a Reader may not ask for the latter, which is a POST. What
is not answered is told and stops nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from ..._plan.documents import shapes
from ..._plan.values import resource_ids
from ..._plan.values.resource_ids import ResourceId
from ..._plan.verdict.landscape import Landscape
from ..wire import answers, api_versions
from ..wire.errors import ArmError, NotFound
from ..wire.rest import Http
from .reader import Reader

_EFFECTIVE = "listNetworkManagerEffectiveSecurityAdminRules"
_MOST_PAGES = 100
_BRIEF = 30.0  # seconds for what fails in passing
Result = TypeVar("Result")


def read(reader: Reader, landscape: Landscape, group: str) -> Landscape:
    """Return the landscape with the drafts of its policies, and of the group of this name in the one that governs the
    firewall, and with the effective admin rules of its network.
    """
    asked = _Asked(reader)
    network = landscape.subnet_id.parent if landscape.subnet_id else None
    return replace(
        landscape,
        drafts=tuple(one for id_ in _drafted(landscape, group) if (one := asked.draft(id_))),
        admin_rules=asked.admin_rules(network) if network else None,
        unlooked=tuple(asked.unanswered),
    )


def _drafted(landscape: Landscape, group: str) -> list[ResourceId]:
    """What may have a draft that concerns our rules: every policy that governs the firewall, and our group."""
    policies = [resource_ids.parse(str(one.document.get("id"))) for one in landscape.chain]
    return [*policies, *(one.child(resource_ids.RULE_COLLECTION_GROUP, group) for one in policies[-1:])]


def pages(http: Http, network: ResourceId) -> tuple[dict[str, Any], ...]:
    """Return all effective admin rules of a network; raise ArmError where the pages lead in a circle."""
    doing = f"read the security admin rules of {network.described()}"
    url = f"{network}/{_EFFECTIVE}?api-version={api_versions.of(network.type)}"
    found: list[dict[str, Any]] = []
    body: dict[str, Any] = {}
    for page in range(1, _MOST_PAGES):
        document = http.question(url, doing, body).document
        found.extend(answers.listed(document, "value", doing, shapes.EFFECTIVE_RULE))
        token = str(document.get("skipToken") or "")
        if not token:
            return tuple(found)
        http.go_on(doing, page)
        body = {"skipToken": token}
    raise ArmError(doing, "the pages of the answer lead in a circle")


class _Asked:
    """Asks within a deadline of its own, and remembers what was not answered."""

    def __init__(self, reader: Reader) -> None:
        self._http, self._patience = reader.session.http, reader.patience.within(_BRIEF)
        self.unanswered: list[str] = []

    def draft(self, id_: ResourceId) -> str:
        """Return `draft of firewall policy p in resource group g`, nothing where there is none."""
        name = "ruleCollectionGroupDrafts" if id_.is_child else "firewallPolicyDrafts"
        described = f"draft of {id_.described()}"
        url = f"{id_}/{name}/default?api-version={api_versions.of(id_.type)}"
        found = self._answer(described, lambda: self._patience.read(lambda: self._draft(url, described)))
        return described if found else ""

    def _draft(self, url: str, described: str) -> bool:
        try:
            self._http.get(url, f"read the {described}")
        except NotFound:
            return False
        return True

    def admin_rules(self, network: ResourceId) -> tuple[dict[str, Any], ...] | None:
        """Return all effective rules, None where they may not be asked for."""
        what = f"security admin rules of {network.described()}"
        return self._answer(what, lambda: self._patience.read(lambda: pages(self._http, network)))

    def _answer(self, what: str, ask: Callable[[], Result]) -> Result | None:
        try:
            return ask()
        except ArmError as error:
            self.unanswered.append(error.of_reading(what))
            return None
