# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of the blocks `needs` and `lockdown` to the user's request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._plan.documents import rule_collections
from .._plan.lockdown import acceptance
from .._plan.lockdown.request import Request, appliance_of, require_addresses, require_sources
from .._plan.needs import dependencies, documented
from .._plan.values import names, tags
from .._plan.values.errors import PlanError
from .._plan.values.words import DesiredState
from .arguments import LOCKDOWN, NEEDS, texts


def request_of(params: Mapping[str, Any], **own: Any) -> Request:
    """Return what the user decided, checked as far as it can be without asking Azure; `own` are a module's further
    decisions. Raise PlanError for a request that no plan could be made for.
    """
    appliance, firewall = appliance_of(params["appliance"]), params["firewall"] or params["firewall_policy"]
    if not firewall and not appliance:
        raise PlanError(
            "firewall, firewall_policy or appliance is needed, to say what the cluster's traffic goes through."
        )
    if firewall and appliance:
        raise PlanError(
            "appliance stands in the place of an Azure Firewall, so it does not go with firewall or firewall_policy;"
            " give the one that the cluster's traffic goes through."
        )
    made = Request(
        appliance=appliance,
        edition=documented.normalise_edition(params["edition"]),
        sources=tuple(texts(params["sources"], NEEDS["sources"]["default"])),
        extra_dependencies=tuple(dependencies.from_option(option) for option in params["extra_dependencies"]),
        wildcards=params["wildcards"],
        amqp=params["amqp"],
        documented_names=params["documented_names"],
        source_addresses=tuple(texts(params["source_addresses"], NEEDS["source_addresses"]["default"])),
        skip_addresses=tuple(texts(params["skip_addresses"])),
        **own,
    )
    require_addresses(made)
    return made


def locking_down(params: Mapping[str, Any], **own: Any) -> Request:
    """The same with the decisions of the block `lockdown`."""
    read_otherwise = {
        "rule_collection_group": names.checked(params["rule_collection_group"], "The rule collection group"),
        "group_priority": rule_collections.priority(params["group_priority"], "The rule collection group"),
        "accept": acceptance.words(texts(params["accept"])),
    }
    as_given = {name: params[name] for name in LOCKDOWN}
    return request_of(params, **{**as_given, **read_otherwise, **own})


def planning(params: Mapping[str, Any], **own: Any) -> Request:
    """The same with everything else that a plan is decided on."""
    further = {name: params[name] for name in ("state", "gate", "append_tags")}
    read_otherwise = {"region": params["region"] or None, "tags": tags.from_option(params["tags"])}
    made = locking_down(params, **{**further, **read_otherwise, **own})
    if made.state == DesiredState.PRESENT:
        require_sources(made)
    return made
