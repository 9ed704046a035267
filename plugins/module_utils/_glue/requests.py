# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of the block `needs` to the user's request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._plan import dependencies, documented
from .._plan.errors import PlanError
from .._plan.request import Request, appliance_of, require_addresses
from .arguments import NEEDS, texts


def request_of(params: Mapping[str, Any], **own: Any) -> Request:
    """Return what the user decided, checked as far as it can be without asking Azure; `own` are a module's further
    decisions.
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
