# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What names resolve to, for a subnet and for the firewall itself.

A network without DNS servers of its own asks Azure's, which looks into the private zones that are linked to it before
it asks public DNS; with servers of its own its links are not asked. A firewall asks for its own network, and answers
others with that where its DNS proxy is on ("What is a private Azure DNS zone?", "Azure Firewall DNS Proxy details").
What servers of somebody's own say is not known here: names are taken to be public there, and a finding tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..documents import dns_settings, firewalls, networks, private_zones
from ..documents.dns_settings import AZURE_DNS, DnsSettings
from ..documents.policies import Policy
from ..documents.private_endpoints import PrivateEndpoint
from ..documents.private_zones import Unclear, Zone
from ..needs.dependencies import HTTP
from ..values import hosts
from ..values.words import FirewallKind, Word
from .flows import Flow
from .matches import Cause


class Asked(Word):
    """Who answers those who ask for names."""

    AZURE = "azure"
    OTHERS = "others"
    NOBODY = "nobody"
    PERHAPS_NOBODY = "perhaps_nobody"


@dataclass(frozen=True)
class View:
    """What somebody sees of names. `network` is the id of the one whose linked zones decide, None where no zone can;
    `servers` are those that answer in Azure's place, `why` and `cause` say why nobody may. `of_firewall` is True for
    what a subnet sees through the firewall.
    """

    asked: Asked = Asked.AZURE
    network: str | None = None
    servers: tuple[str, ...] = ()
    why: str = ""
    cause: Cause = Cause.NAME_RESOLUTION
    of_firewall: bool = False


class Way(Word):
    """How a name resolves: as public DNS says, to addresses of a private zone, not at all, or in a way nobody knows."""

    PUBLIC = "public"
    PRIVATE = "private"
    NOT = "not"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Resolved:
    """The ways in which a name may resolve, one where that is known; `by` names what decides, `why` says how, and
    `cause` is that of the doubt where there is one.
    """

    ways: tuple[Way, ...] = (Way.PUBLIC,)
    addresses: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    why: str = ""
    cause: Cause = Cause.NAME_RESOLUTION

    @property
    def is_known(self) -> bool:
        """True where there is one way, and what it leads to is known."""
        return len(self.ways) == 1 and self.ways != (Way.UNKNOWN,)


PUBLICLY = Resolved()


@dataclass(frozen=True)
class PrivateDns:
    """The private zones that are linked to a network that is asked, or may be, and hold names that are needed; what
    could not be listed for it, as sentences.
    """

    zones: tuple[Zone, ...] = ()
    unlisted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Resolver:
    """Who answers the subnet, who the firewall, and what decides there; `refused` says which private endpoint could not
    be read, so that any public name may be its resource's.
    """

    subnet: View = View()
    firewall: View = View()
    zones: tuple[Zone, ...] = ()
    endpoints: tuple[PrivateEndpoint, ...] = ()
    refused: str = ""

    def for_subnet(self, name: str | None) -> Resolved:
        """What a name resolves to where the subnet asks."""
        return self._resolved(name, self.subnet)

    def for_firewall(self, name: str | None) -> Resolved:
        """What a name resolves to for the firewall, which does not rely on its clients for all rules."""
        return self._resolved(name, self.firewall)

    def differs(self, name: str | None) -> str:
        """Why the firewall may resolve a name to other addresses than its clients do; empty where it does not."""
        ours, its = self.for_subnet(name), self.for_firewall(name)
        if not name or self.subnet.of_firewall:
            return ""
        if others := self.asked_by_firewall_alone:
            servers = ", ".join(others)
            return f"the firewall asks DNS servers {servers} for {name}, and may be told others than the subnet is"
        if (ours.ways, ours.addresses) == (its.ways, its.addresses):
            return ""
        return f"the firewall may resolve {name} to other addresses than the subnet does"

    @property
    def asked_by_firewall_alone(self) -> tuple[str, ...]:
        """The servers of somebody's own that the firewall asks for itself, and the subnet neither does nor has it do.

        The other way round is common, and no doubt: servers of a network that ask Azure's in the end, as it does.
        """
        return (
            ()
            if self.subnet.of_firewall
            else tuple(one for one in self.firewall.servers if one not in self.subnet.servers)
        )

    def decided(self, flows: Iterable[Flow], ruled: Collection[str]) -> dict[str, set[str]]:
        """The names that private zones may decide about, by the id of the network that these have to be linked to. The
        firewall asks itself for hosts of Http, and for the names of its network rules, which are `ruled`.
        """
        named = [one for one in flows if one.fqdn and not one.addresses]
        own = [one for one in named if one.protocol == HTTP or str(one.fqdn).lower() in ruled]
        found: dict[str, set[str]] = {}
        for view, asked in ((self.subnet, named), (self.firewall, own)):
            if view.asked == Asked.AZURE and view.network and asked:
                found.setdefault(view.network, set()).update(str(one.fqdn) for one in asked)
        return found

    def is_up_to_endpoints(self, name: str | None) -> bool:
        """True where a zone of private link has no record of a name, which decides once there is an endpoint for it."""
        served = replace(self, endpoints=(*self.endpoints, PrivateEndpoint("", (), True, fqdns=(str(name).lower(),))))
        return served.for_subnet(name).ways == (Way.NOT,) != self.for_subnet(name).ways

    def _resolved(self, name: str | None, view: View) -> Resolved:
        if not name:
            return PUBLICLY
        if view.asked in (Asked.NOBODY, Asked.PERHAPS_NOBODY):
            ways = (Way.NOT,) if view.asked == Asked.NOBODY else (Way.NOT, Way.PUBLIC)
            by = (f"DNS servers {', '.join(view.servers)}",) if view.servers else ()
            return Resolved(ways, (), by, view.why, view.cause)
        if view.asked == Asked.OTHERS or view.network is None or hosts.is_wildcard(name):
            return PUBLICLY
        near = [one for one in self.zones if one.links is None or one.link_to(view.network)]
        own = _nearest([one for one in near if _is_below(name, one.name)])
        if own is not None:
            return _of_zone(name, own, view)
        behind = _nearest([one for one in near if private_zones.holds_names(one.name, [name])])
        return PUBLICLY if behind is None else self._behind(name, behind, view)

    def _behind(self, name: str, zone: Zone, view: View) -> Resolved:
        """A public name is an alias into a zone of private link once its resource has a private endpoint, and not
        before: without one that is known, what the zone holds may be a left-over, and what it lacks is not asked for.
        """
        found = _of_zone(name, zone, view)
        if found.ways not in ((Way.PRIVATE,), (Way.NOT,)) or any(one.tells(name) for one in self.endpoints):
            return found
        if found.ways == (Way.NOT,) and not any(one.may_serve(name) for one in self.endpoints):
            return self._unless_refused(name, found)
        served = found.ways == (Way.PRIVATE,) and any(one.serves(name) for one in self.endpoints)
        return found if served else replace(found, ways=(*found.ways, Way.PUBLIC))

    def _unless_refused(self, name: str, found: Resolved) -> Resolved:
        """Public, unless it is the resource of an endpoint that could not be read, and so is not found."""
        if not self.refused:
            return PUBLICLY
        why = f"{self.refused}, so whether {name} is an alias into {found.by[0]} is not known"
        return replace(found, ways=(Way.NOT, Way.PUBLIC), why=why, cause=Cause.UNREADABLE)


def _is_below(name: str, zone: str) -> bool:
    return f".{name}".lower().endswith(f".{zone}".lower())


def _nearest(zones: Sequence[Zone]) -> Zone | None:
    """Of nested zones the one with the longest name is asked."""
    return max(zones, key=lambda one: len(one.name), default=None)


def _of_zone(name: str, zone: Zone, view: View) -> Resolved:
    link = zone.link_to(view.network)
    what = zone.described
    by = (what,)
    if link is None or zone.records is None:
        return Resolved((Way.UNKNOWN,), (), by, zone.unread)
    if not link.is_settled:
        return Resolved((Way.UNKNOWN,), (), by, f"a link of {what} is not settled")
    try:
        addresses = zone.record_of(name)
    except KeyError:
        if zone.is_of_private_link and link.redirects:  # for these zones alone ("Fallback to internet")
            return PUBLICLY
        why = f"{what} is linked to network {_named(view)} and has no record of {name}"
        return Resolved((Way.UNKNOWN if link.redirects is None else Way.NOT,), (), by, why)
    if isinstance(addresses, Unclear):
        return Resolved((Way.UNKNOWN,), (), by, f"{what} {addresses}")
    if not addresses:
        return Resolved((Way.NOT,), (), by, f"{what} has no address of {name}")
    return Resolved((Way.PRIVATE,), addresses, by, f"{what} has it at {', '.join(addresses)}")


def _named(view: View) -> str:
    return (view.network or "").rpartition("/")[2]


def of_documents(
    network: Mapping[str, Any] | None,
    network_id: str | None,
    firewall: Mapping[str, Any] | None,
    chain: Sequence[Policy],
    known: PrivateDns = PrivateDns(),
    endpoints: Iterable[PrivateEndpoint] = (),
    *,
    unread: str = "",
    refused: str = "",
    is_beside: Callable[[str], bool] = lambda _address: False,
) -> Resolver:
    """Read off documents who answers whom; `unread` says why the network could not be read, `refused` why a private
    endpoint could not; `is_beside` is True for an address that only the firewall can have. Where there is no network
    nothing tells whom it asks, and names are taken to be public.
    """
    settings = dns_settings.of_firewall(firewall, chain) if firewall else DnsSettings(answers=True, servers=None)
    own = _of_firewall(firewall, settings)
    if unread:
        seen = _of_unread(network_id, settings, unread)
    elif set(networks.dns_servers(network)) <= {AZURE_DNS}:
        seen = View(network=network_id)
    else:
        name = (network or {}).get("name") or (network_id or "").rpartition("/")[2]
        seen = _of_servers(networks.dns_servers(network), _Asking(name, firewall, settings, own, is_beside))
    return Resolver(seen, own, known.zones, tuple(endpoints), refused)


def _of_firewall(firewall: Mapping[str, Any] | None, settings: DnsSettings) -> View:
    """A virtual hub has no network that a zone could be linked to ("Private Link and DNS in Azure Virtual WAN")."""
    if firewall is None or settings.servers is None or settings.servers:
        return View(Asked.OTHERS, servers=settings.servers or ())
    if firewalls.kind_of(firewall) == FirewallKind.HUB:
        return View()
    subnets = firewalls.networks_of(firewall)
    return View(network=subnets[0].rpartition("/subnets/")[0] if subnets else None)


def _of_unread(network_id: str | None, settings: DnsSettings, unread: str) -> View:
    """A network may ask the firewall, whose DNS proxy may be off."""
    if settings.answers:
        return View(network=network_id)
    return View(Asked.PERHAPS_NOBODY, why=f"{unread}, so whom it asks for names is not known", cause=Cause.UNREADABLE)


@dataclass(frozen=True)
class _Asking:
    """A network that has DNS servers, by its name, and the firewall that may be one of them, with what it sees."""

    network: str
    firewall: Mapping[str, Any] | None
    settings: DnsSettings
    own: View
    is_beside: Callable[[str], bool]

    @property
    def address(self) -> str | None:
        """The address of the firewall."""
        return firewalls.private_address(self.firewall or {})

    @property
    def who(self) -> str:
        """The network in a sentence."""
        return f"network {self.network}" if self.network else "the subnet's network"

    @property
    def whom(self) -> str:
        """The firewall in a sentence."""
        return f"firewall {(self.firewall or {}).get('name')}"


def _of_servers(servers: tuple[str, ...], asking: _Asking) -> View:
    dead = [one for one in servers if asking.firewall and one != asking.address and asking.is_beside(one)]
    if asking.address in servers and asking.settings.answers is None:
        who = f"{asking.who} asks {asking.whom} for names"
        why = f"{who}, and whether its DNS proxy is on is up to a policy that could not be read"
        return View(Asked.PERHAPS_NOBODY, servers=servers, why=why, cause=Cause.UNREADABLE)
    if asking.address in servers and not asking.settings.answers:
        why = f"{asking.who} asks {asking.whom} for names, whose DNS proxy is off"
        return _silent([asking.address, *dead], servers, why)
    if dead and asking.address is None:
        why = f"is in the subnet of a firewall, and {asking.whom} has no address"
        return View(Asked.PERHAPS_NOBODY, servers=servers, why=f"{asking.who} asks {dead[0]} for names, which {why}")
    if dead:
        why = f"is in the subnet of {asking.whom} and not its address"
        return _silent(dead, servers, f"{asking.who} asks {dead[0]} for names, which {why}")
    if set(servers) == {asking.address}:
        return View(asking.own.asked, asking.own.network, asking.own.servers, of_firewall=True)
    return View(Asked.OTHERS, servers=servers)


def _silent(silent: Collection[str | None], servers: tuple[str, ...], why: str) -> View:
    """Nobody answers at some of the servers, and whether one of the others is asked in time is not known."""
    others = [one for one in servers if one not in silent]
    if not others:
        return View(Asked.NOBODY, servers=servers, why=why)
    why = f"{why}, and whether {', '.join(others)} is asked in its place is not known"
    return View(Asked.PERHAPS_NOBODY, servers=servers, why=why)
