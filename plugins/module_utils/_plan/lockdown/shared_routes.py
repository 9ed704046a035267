# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom else a default route concerns that a plan brings: other clusters, other subnets, users nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from ..check.findings import Finding
from ..documents import subnet_users
from ..documents.subnet_users import Unexplained
from ..values import resource_ids
from ..verdict.landscape import Landscape
from . import acceptance, our_routes
from .acceptance import SHARED_DEFAULT_ROUTE, Accepted
from .request import Request


def require_accepted(request: Request, landscape: Landscape) -> tuple[Accepted, ...]:
    """Return what the user takes upon others; raise PlanError where others would be concerned without the word."""
    if not our_routes.brings_default_route(request, landscape):
        return ()
    return tuple(
        acceptance.unless(request.accept, SHARED_DEFAULT_ROUTE, sentence, remedy, code)
        for sentence, remedy, code in _risks(request, landscape)
    )


def findings(request: Request, landscape: Landscape) -> Iterator[Finding]:
    """What may be somebody else's, which the documents do not decide."""
    if not our_routes.brings_default_route(request, landscape):
        return
    unclear = _unexplained(landscape).unclear
    if unclear:
        yield Finding(
            "unclear_users",
            landscape.subnet_id.name if landscape.subnet_id else "",
            f"Whether others than the cluster use its subnet is unknown: it shows {', '.join(unclear)}. The default"
            f" route sends all of its traffic to the firewall.{_looked(landscape)}",
            "Find out whose they are; if they are others', let the firewall's rules allow what these need.",
        )


def _risks(request: Request, landscape: Landscape) -> Iterator[tuple[str, str, str]]:
    """The sentence, what else could be done, and the code, of each kind of risk."""
    if landscape.sharing is None:
        yield (
            "Whether the default route would send another cluster to the firewall, too, is unknown, since clusters"
            " cannot be listed.",
            "Make sure that there is none whose rules are missing",
            SHARED_DEFAULT_ROUTE,
        )
    gains = our_routes.gains_default_route(request, landscape)
    clusters = (landscape.sharing or ()) if gains else our_routes.on_subnet(landscape)
    subnets = [resource_ids.parse(one).described() for one in our_routes.other_subnets(landscape)]
    reached = [*(one.id.described() for one in clusters), *(subnets if gains else ())]
    if reached:
        yield (
            f"The default route would send the traffic of {', '.join(reached)} to the firewall, too, and cut off what"
            f" no rule allows.{_looked(landscape)}",
            "Make sure that rules allow what they need, or give the cluster a route table of its own",
            SHARED_DEFAULT_ROUTE,
        )
    if subnets and not gains:
        yield (
            f"The table with the default route that the subnet is to get is that of {', '.join(subnets)}, too: who"
            f" changes it changes the way of all of them.{_looked(landscape)}",
            "Give the cluster a route table of its own",
            SHARED_DEFAULT_ROUTE,
        )
    others = _unexplained(landscape).others
    if others:
        yield (
            f"The subnet shows users that no known cluster explains: {', '.join(others)}. The default route would send"
            f" their traffic to the firewall, too.{_looked(landscape)}",
            "Find out whose they are and let the firewall's rules allow what they need",
            "unknown_users",
        )


def _unexplained(landscape: Landscape) -> Unexplained:
    if landscape.subnet_id is None or landscape.sharing is None:
        return Unexplained()
    clusters = 1 + len(our_routes.on_subnet(landscape))
    return subnet_users.unexplained(landscape.subnet, clusters, landscape.subnet_id.subscription)


def _looked(landscape: Landscape) -> str:
    """Where other clusters were looked for: those of other subscriptions nobody has seen."""
    if not landscape.looked_in:
        return ""
    plural = "s" if len(landscape.looked_in) > 1 else ""
    return f" Other clusters were looked for in subscription{plural} {', '.join(landscape.looked_in)} only."
