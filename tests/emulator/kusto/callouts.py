# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster's queries may call: the two lists that exclude each other, and the actions on one of them.

From the specification (2024-04-13) and the page "Restrict outbound access" (2025-12-01). No exchange is recorded, so
every refusal is inferred, and what nobody has shown is a switch.
"""

from __future__ import annotations

import json
import re

from ..arm import bodies, errors, pages
from . import clusters, kusto, operations

SINCE = "2024-04-13"  # of azure-rest-api-specs
TYPES = str.split(
    "kusto sql cosmosdb external_data azure_digital_twins sandbox_artifacts webapi mysql postgresql genevametrics "
    "azure_openai"
)
ACCESS = ("Allow", "Deny")
# Of "Callout policy" (2024-12-23), those of the public cloud that a client meets most.
IMMUTABLE = (
    ("kusto", r"[a-z0-9]{3,22}\.(\w+\.)?kusto(mfa)?\.windows\.net/?$"),
    ("sql", r"[a-z0-9][a-z0-9\-]{0,61}[a-z0-9]?\.database\.windows\.net/?$"),
    ("external_data", r".*"),
    ("azure_digital_twins", r"[A-Za-z0-9\-]{3,63}\.api\.[A-Za-z0-9]+\.digitaltwins\.azure\.net/?$"),
)


def chosen(call, cluster, sent):
    """The two lists as a PATCH leaves them, each only where it changes; refuses both at once, and bad members."""
    stored = cluster.get("properties") or {}
    before = {name: stored.get(name) or [] for name in ("calloutPolicies", "allowedFqdnList")}
    wanted = {**before, **{name: sent[name] for name in before if name in sent}}
    if "calloutPolicies" in sent:
        wanted["calloutPolicies"] = _policies(call, sent["calloutPolicies"], before["calloutPolicies"], wanted)
    if "allowedFqdnList" in sent:
        wanted["allowedFqdnList"] = _names(call, sent["allowedFqdnList"], before["allowedFqdnList"], wanted)
    _exclusive(call, wanted)
    return {name: wanted[name] for name in before if name in sent}


def _policies(call, sent, before, wanted):
    """The list that was sent; what an empty one means nobody has shown."""
    if not isinstance(sent, list):
        raise kusto.invalid(call, "Property 'calloutPolicies' is not a list.")
    if sent:
        return known(call, sent)
    switches = call.switches
    beside = wanted["allowedFqdnList"]
    return _emptied(call, switches.empty_callouts_beside_fqdns if beside else switches.empty_callouts, before)


def _names(call, sent, before, wanted):
    """The same of the other list."""
    _check_names(call, sent)
    if sent:
        return sent
    switches = call.switches
    beside = wanted["calloutPolicies"]
    return _emptied(call, switches.empty_fqdns_beside_callouts if beside else switches.empty_fqdns, before)


def _emptied(call, way, before):
    if way == "set":
        raise _both(call)
    return [] if way == "clears" else before


def known(call, policies):
    """Policies as the service has them, each with its id; of two with one id the last one counts (inferred)."""
    made = {}
    for policy in policies:
        if not isinstance(policy, dict):
            raise kusto.invalid(call, "A callout policy is not an object.")
        regex, kind, access = (policy.get(name) for name in ("calloutUriRegex", "calloutType", "outboundAccess"))
        if not isinstance(regex, str) or not regex or kind not in TYPES or access not in ACCESS:
            raise kusto.invalid(
                call, f"A callout policy is invalid: regex '{regex}', type '{kind}', access '{access}'."
            )
        if call.switches.callout_regex == "refuse" and not _compiles(regex):
            raise kusto.invalid(call, f"'{regex}' is not a regular expression.")
        made[f"{regex}_{kind}"] = _policy(regex, kind, access)
    return list(made.values())


def _policy(regex, kind, access):
    """`calloutId` is only read; the one published example makes it of both."""
    return {"calloutUriRegex": regex, "calloutType": kind, "outboundAccess": access, "calloutId": f"{regex}_{kind}"}


def _compiles(regex):
    try:
        re.compile(regex)
    except re.error:
        return False
    return True


def _check_names(call, names):
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise kusto.invalid(call, "Property 'allowedFqdnList' is not a list of names.")
    if call.switches.allowed_fqdn_wildcards == "refuse" and any("*" in name for name in names):
        raise kusto.invalid(call, "Property 'allowedFqdnList' has a name with a wildcard.")


def _exclusive(call, wanted):
    if wanted["calloutPolicies"] and wanted["allowedFqdnList"]:
        raise _both(call)


def _both(call):
    """Documented as an error; neither its code nor its text is published."""
    text = "Properties 'allowedFqdnList' and 'calloutPolicies' cannot be set at the same time."
    return errors.plain(400, call.switches.both_outbound_lists_code, text)


def listing(call):
    """POST listCalloutPolicies: answered at once."""
    cluster = _cluster(call)
    own = (cluster.get("properties") or {}).get("calloutPolicies") or []
    built_in = [_policy(regex, kind, "Allow") for kind, regex in IMMUTABLE]
    by_command = [_policy(*one) for one in call.switches.callouts_by_command]
    found = [*(built_in if call.switches.list_callouts == "with_immutable" else ()), *own, *by_command]
    return 200, {}, pages.page(call, {"value": found}, call.switches.page_size)


def add(call):
    """POST addCalloutPolicies: one with the id of another takes its place (inferred)."""
    cluster, body = _cluster(call), _body(call)
    value = body.get("value")
    if not isinstance(value, list) or not value:
        raise kusto.invalid(call, "The list 'value' of callout policies is missing.")
    stored = cluster["properties"].get("calloutPolicies") or []
    made = known(call, [*stored, *value])
    _exclusive(call, {"calloutPolicies": made, "allowedFqdnList": cluster["properties"].get("allowedFqdnList")})
    return _alter(call, cluster, made)


def remove(call):
    """POST removeCalloutPolicy: one at a time; what is built in stays (inferred)."""
    cluster, wanted = _cluster(call), _body(call).get("calloutId")
    if not isinstance(wanted, str) or not wanted:
        raise kusto.invalid(call, "The member 'calloutId' is missing.")
    stored = cluster["properties"].get("calloutPolicies") or []
    left = [policy for policy in stored if policy["calloutId"] != wanted]
    if len(left) == len(stored) and call.switches.remove_absent_callout == "refuse":
        raise kusto.invalid(call, f"There is no callout policy '{wanted}'.")
    return _alter(call, cluster, left)


def _cluster(call):
    if call.api_version < SINCE:
        raise errors.no_method(call.method)
    return kusto.cluster_of(call)


def _body(call):
    try:
        body = json.loads(call.body or b"")
    except ValueError as error:
        raise bodies.content(f"The request content was invalid and could not be deserialized: '{error}'.") from None
    if not isinstance(body, dict):
        raise bodies.content("The request content was invalid and could not be deserialized: 'It is not an object.'.")
    return body


def _alter(call, cluster, policies):
    clusters.demand_running(call, cluster)
    operations.refuse_when_busy(call, cluster)
    after = {**cluster, "properties": {**cluster["properties"], "calloutPolicies": policies}}
    headers = clusters.alter(call, cluster, after, "AlterCalloutPolicies", answers=False)
    return 202, headers, None
