# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From options to the user's request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, fields
from typing import Any

from .._plan.documents import rule_collections
from .._plan.lockdown import acceptance
from .._plan.lockdown.request import Request, appliance_of, require_addresses, require_sources
from .._plan.needs import dependencies, documented
from .._plan.values import blanks, names, tags
from .._plan.values.errors import PlanError
from .._plan.values.words import DesiredState
from .arguments import texts

# Whatever is not here is taken as it is given, and a list of texts without what surveys leave in one.
_READ = {
    "appliance": appliance_of,
    "region": blanks.given,
    "owned_prefix": blanks.given,
    "edition": documented.normalise_edition,
    "extra_dependencies": lambda given: tuple(dependencies.from_option(option) for option in given),
    "rule_collection_group": lambda given: names.checked(given, "The rule collection group"),
    "group_priority": lambda given: rule_collections.priority(given, "The rule collection group"),
    "accept": lambda given: acceptance.words(texts(given)),
    "tags": tags.from_option,
    "steps": frozenset,
}


def request_of(params: Mapping[str, Any]) -> Request:
    """Return what the user decided, each field from the option of its name, checked as far as it can be without asking
    Azure. Raise PlanError for a request that no plan could be made for.
    """
    firewall = params["firewall"] or params["firewall_policy"]
    if not firewall and not params["appliance"]:
        raise PlanError(
            "firewall, firewall_policy or appliance is needed, to say what the cluster's traffic goes through."
        )
    if firewall and params["appliance"]:
        raise PlanError(
            "appliance stands in the place of an Azure Firewall, so it does not go with firewall or firewall_policy;"
            " give the one that the cluster's traffic goes through."
        )
    request = Request(**{field.name: _read(field, params[field.name]) for field in fields(Request)})
    require_addresses(request)
    if request.state == DesiredState.PRESENT:
        require_sources(request)
    return request


def _read(field: Field[Any], given: Any) -> Any:
    if field.name in _READ:
        return _READ[field.name](given)
    return tuple(texts(given, field.default)) if field.type == "tuple[str, ...]" else given
