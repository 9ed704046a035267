# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Worlds of clusters that restrict their outbound access themselves: each the result of one call, with its details."""

from __future__ import annotations

from typing import Any

from ansible_collections.adx.outbound.tests.integration import restricted
from ansible_collections.adx.outbound.tests.integration.restricted import ALL, BUS, LAKE, ORDERS, USES, id_of

ONE, HOSTILE = "analytics", "<script>alert(1)</script>"
API = {"type": "webapi", "uri": "https://api.partner.example/v1"}
OLD = {"calloutType": "webapi", "calloutUriRegex": "old[.]contoso[.]com", "outboundAccess": "Allow"}


def call(run: Any, *names: Any, check: bool = False, **options: Any) -> dict[str, Any]:
    """Restrict these clusters, with options in the place of the usual ones or beside them."""
    clusters = [id_of(one) if isinstance(one, str) else {**one, "cluster": id_of(one["cluster"])} for one in names]
    given = {"state": "restricted", "uses": USES, "allowed_fqdns": ALL, **options}
    return run("cluster_outbound_access", check=check, clusters=clusters or [id_of(ONE)], details=True, **given)


def policies(*regexes: tuple[str, str]) -> dict[str, Any]:
    """Callout policies in the place of names."""
    return {"allowed_fqdns": None, "callout_policies": [{"type": type_, "regex": regex} for type_, regex in regexes]}


def proposed(run: Any) -> dict[str, Any]:
    """The policies that a preview proposes."""
    (one,) = call(run, check=True, allowed_fqdns=None)["clusters"]
    return {"allowed_fqdns": None, "callout_policies": one["plan"]["proposed"]["callout_policies"]}


def preview(run: Any, emulator: Any) -> dict[str, Any]:
    """All that is used is on the list of names."""
    return call(run, check=True)


def done(run: Any, emulator: Any) -> dict[str, Any]:
    """The same, done."""
    return call(run)


def quiet(run: Any, emulator: Any) -> dict[str, Any]:
    """The same a second time."""
    call(run)
    return call(run)


def denied(run: Any, emulator: Any) -> dict[str, Any]:
    """Names do not cover a web API that is used, and lack something."""
    return call(run, check=True, uses=[*USES, API], allowed_fqdns=[LAKE, BUS])


def refused(run: Any, emulator: Any) -> dict[str, Any]:
    """A list of policies without what is used, whose one regex is meant to do harm."""
    return call(run, **policies(("webapi", HOSTILE)))


def risked(run: Any, emulator: Any) -> dict[str, Any]:
    """Policies as they are proposed beside an old one, with what they leave open accepted."""
    restricted.change(emulator, ONE, calloutPolicies=[OLD])
    return call(run, **proposed(run), accept=["ingestion_not_shown"])


def accepted(run: Any, emulator: Any) -> dict[str, Any]:
    """A web API that is used is denied, and somebody wants it so."""
    return call(run, uses=[*USES, API], accept=["denied_callouts"])


def unlisted(run: Any, emulator: Any) -> dict[str, Any]:
    """Nobody has said what queries use."""
    return call(run, check=True, uses=None)


def stays(run: Any, emulator: Any) -> dict[str, Any]:
    """Names that somebody else has listed stay, and one more comes."""
    restricted.change(emulator, ONE, restrictOutboundNetworkAccess="Enabled", allowedFqdnList=[*ALL[:2], "old.contoso"])
    return call(run)


def other_list(run: Any, emulator: Any) -> dict[str, Any]:
    """Names in the place of policies, with access open for a while, since Azure does not take both in one write."""
    restricted.change(emulator, ONE, restrictOutboundNetworkAccess="Enabled", calloutPolicies=[OLD])
    emulator.switch(empty_callouts_beside_fqdns="set")
    return call(run, purge=True, accept=["open_while_changing"])


def lifted(run: Any, emulator: Any) -> dict[str, Any]:
    """The restriction is lifted, and its list stays."""
    call(run)
    return call(run, state="unrestricted", allowed_fqdns=None)


def gone(run: Any, emulator: Any) -> dict[str, Any]:
    """A cluster that there is none of."""
    return call(run, "missing")


def inside(run: Any, emulator: Any) -> dict[str, Any]:
    """A cluster in a virtual network."""
    return call(run, "telemetry", check=True, uses=USES, accept=["ingestion_not_shown"])


def several(run: Any, emulator: Any) -> dict[str, Any]:
    """One of three cannot be restricted, one is already."""
    call(run, "billing")
    return call(run, "billing", {"cluster": "analytics", "allowed_fqdns": [LAKE, ORDERS]}, "clicks")


def fleet(run: Any, emulator: Any) -> dict[str, Any]:
    """Three in a preview, of which one is to be free."""
    call(run, "clicks")
    return call(run, "analytics", "billing", {"cluster": "clicks", "state": "unrestricted"}, check=True)


def without_details(run: Any, emulator: Any) -> dict[str, Any]:
    """A call as the role makes it about many clusters where no report is asked for."""
    clusters = [id_of(name) for name in restricted.NAMES]
    given = {"clusters": clusters, "state": "restricted", "uses": USES, "allowed_fqdns": ALL, "details": False}
    return run("cluster_outbound_access", **given)


WORLDS = {
    "preview": preview,
    "denied": denied,
    "done": done,
    "quiet": quiet,
    "refused": refused,
    "risked": risked,
    "accepted": accepted,
    "unlisted": unlisted,
    "stays": stays,
    "other-list": other_list,
    "lifted": lifted,
    "gone": gone,
    "inside": inside,
    "several": several,
    "fleet": fleet,
}
