# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user decides about a cluster that is to leave its virtual network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..needs.uses import Use
from ..values import addresses
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from ..values.words import NetworkState, Word

# Service tags of all that is outside, and of all that is in Azure, where anybody rents addresses.
_EVERYBODY = frozenset({"internet", "azurecloud"})
_NO_TAGS = frozenset({"any", "virtualnetwork", "azureloadbalancer"})  # words of security groups, and no service tags
# The public addresses of each version of IP (IANA's registries): without what is local, private, reserved or a group.
_PUBLIC = (
    (
        "1.0.0.0-9.255.255.255",
        "11.0.0.0-126.255.255.255",
        "128.0.0.0-169.253.255.255",
        "169.255.0.0-172.15.255.255",
        "172.32.0.0-192.167.255.255",
        "192.169.0.0-223.255.255.255",
    ),
    ("2000::/3",),
)
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)?")


class PublicAccess(Word):
    """`public_network_access`: whether the cluster answers at its public names once it has left."""

    ENABLED = "enabled"
    DISABLED = "disabled"

    @property
    def spelt(self) -> str:
        """The word as Azure spells it."""
        return self.value.capitalize()


@dataclass(frozen=True)
class Request:
    """What is wanted. `allowed_ip_ranges` None leaves the list as it is, which is only taken where there is no public
    access; `prepared_within` is in hours; `uses` None means that nobody said what queries use.
    """

    public_network_access: PublicAccess
    allowed_ip_ranges: tuple[str, ...] | None = None
    prepared_within: float = 4.0
    uses: tuple[Use, ...] | None = None
    ask_cluster: bool = False
    accept: frozenset[str] = frozenset()
    state: str = NetworkState.LEFT


@dataclass(frozen=True)
class Asked:
    """What is wanted of which cluster."""

    request: Request
    cluster: ResourceId


def public_access(word: Any, ranges: Sequence[str] | None) -> tuple[PublicAccess, tuple[str, ...] | None]:
    """Read the two options about public access. Raise PlanError where one of them has to be given and is not, and for
    an entry that is neither an address, nor a range, nor a service tag ("Restrict public access to your cluster").
    """
    if not word:
        raise PlanError(
            "O(public_network_access) is needed, to say whether the cluster is to answer at its public names once it"
            " has left its network; it has no default."
        )
    given = None if ranges is None else tuple(dict.fromkeys(map(_entry, ranges)))
    if word == PublicAccess.ENABLED and given is None:
        raise PlanError(
            "O(allowed_ip_ranges) is needed beside O(public_network_access): enabled, to say who may come in; an empty"
            " list lets everybody in."
        )
    return PublicAccess(word), given


def is_everybody(ranges: Sequence[str]) -> bool:
    """True where a list of who may come in holds back hardly anybody: it has no entries, or all public addresses of one
    version of IP lie in them, or a service tag that everybody can get an address of.
    """
    if not ranges or any(one.strip().lower() in _EVERYBODY for one in ranges):
        return True
    return any(all(addresses.holds(ranges, part) for part in public) for public in _PUBLIC)


def _entry(text: str) -> str:
    """An entry of the list, as it was given."""
    told = text.strip()
    if _TAG.fullmatch(told) and told.lower() not in _NO_TAGS:
        return told
    try:
        addresses.network(told, strict=True)
    except ValueError as error:
        raise PlanError(
            f"O(allowed_ip_ranges) has '{told}', which is neither an address, nor a range such as 203.0.113.0/24, nor a"
            " service tag."
        ) from error
    return told
