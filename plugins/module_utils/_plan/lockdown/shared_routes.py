# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom else a default route concerns that a plan brings: other clusters, other subnets, users nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from ..documents import subnet_users
from ..documents.clusters import Cluster
from ..documents.subnet_users import Unexplained
from ..values import resource_ids
from . import acceptance, our_routes
from .acceptance import SHARED_DEFAULT_ROUTE, Accepted
from .plans import Facts
from .request import Request

# codes of the refusals


def require_accepted(request: Request, facts: Facts) -> tuple[Accepted, ...]:
    """Return what the user takes upon others; raise PlanError where others would be concerned without the word."""
    if not our_routes.brings_default_route(request, facts):
        return ()
    return tuple(
        acceptance.unless(request.accept, SHARED_DEFAULT_ROUTE, sentence, remedy, code)
        for sentence, remedy, code in _risks(request, facts)
    )


def warnings(request: Request, facts: Facts) -> list[str]:
    """What may be somebody else's, which the documents do not decide."""
    if not our_routes.brings_default_route(request, facts):
        return []
    unclear = _unexplained(facts).unclear
    if not unclear:
        return []
    return [
        f"Whether others than the cluster use its subnet cannot be told: it shows {', '.join(unclear)}. The default"
        f" route sends all of its traffic to the firewall.{_looked(facts)}"
    ]


def _risks(request: Request, facts: Facts) -> Iterator[tuple[str, str, str]]:
    """The sentence, what else could be done, and the code, of each kind of risk."""
    if facts.sharing is None:
        yield (
            "Whether the default route would send another cluster to the firewall, too, cannot be told, since clusters"
            " cannot be listed.",
            "Make sure that there is none whose rules are missing",
            "shared_default_route",
        )
    gains = our_routes.gains_default_route(request, facts)
    clusters = (facts.sharing or ()) if gains else our_routes.on_subnet(facts)
    subnets = [resource_ids.parse(one).described() for one in our_routes.other_subnets(facts)]
    reached = [*_named(clusters), *(subnets if gains else ())]
    if reached:
        yield (
            f"The default route would send the traffic of {', '.join(reached)} to the firewall, too, and cut off what"
            f" no rule allows.{_looked(facts)}",
            "Make sure that rules allow what they need, or give the cluster a route table of its own",
            "shared_default_route",
        )
    if subnets and not gains:
        yield (
            f"The table with the default route that the subnet is to get is that of {', '.join(subnets)}, too: who"
            f" changes it changes the way of all of them.{_looked(facts)}",
            "Give the cluster a route table of its own",
            "shared_default_route",
        )
    others = _unexplained(facts).others
    if others:
        yield (
            f"The subnet shows users that no known cluster explains: {', '.join(others)}. The default route would send"
            f" their traffic to the firewall, too.{_looked(facts)}",
            "Find out whose they are and let the firewall's rules allow what they need",
            "unknown_users",
        )


def _unexplained(facts: Facts) -> Unexplained:
    if facts.subnet_id is None or facts.sharing is None:
        return Unexplained()
    clusters = 1 + len(our_routes.on_subnet(facts))
    return subnet_users.unexplained(facts.subnet, clusters, facts.subnet_id.subscription)


def _named(clusters: list[Cluster] | tuple[Cluster, ...]) -> list[str]:
    return [one.id.described() for one in clusters]


def _looked(facts: Facts) -> str:
    """Where other clusters were looked for: those of other subscriptions nobody has seen."""
    if not facts.looked_in:
        return ""
    plural = "s" if len(facts.looked_in) > 1 else ""
    return f" Other clusters were looked for in subscription{plural} {', '.join(facts.looked_in)} only."
