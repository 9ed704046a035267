# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The door to Microsoft.Network: documents as JSON, read as any other and written through azure-mgmt-network, whatever
its models know.

The client is used for its calls only, and made for a write: loading it costs more than all else that a reading task
does. Its models would drop properties they do not know (28.0.0), its poller gives up on answers the service really
gives, and its default policies register providers on a mere GET.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ..._plan.documents import sameness
from ..._plan.values.resource_ids import (
    FIREWALL,
    FIREWALL_POLICY,
    IP_GROUP,
    NETWORK_INTERFACE,
    PRIVATE_ENDPOINT,
    ROUTE_TABLE,
    RULE_COLLECTION_GROUP,
    SECURITY_GROUP,
    SUBNET,
    VIRTUAL_NETWORK,
    ResourceId,
)
from . import answers, api_versions, errors
from .answers import Accepted, Found
from .api_versions import Versions
from .clouds import Cloud
from .rest import CONNECT_TIMEOUT, READ_TIMEOUT, Http, as_it_is, limited, unreachable

_OPERATIONS = {
    FIREWALL.lower(): "azure_firewalls",
    FIREWALL_POLICY.lower(): "firewall_policies",
    RULE_COLLECTION_GROUP.lower(): "firewall_policy_rule_collection_groups",
    IP_GROUP.lower(): "ip_groups",
    SECURITY_GROUP.lower(): "network_security_groups",
    ROUTE_TABLE.lower(): "route_tables",
    VIRTUAL_NETWORK.lower(): "virtual_networks",
    SUBNET.lower(): "subnets",
    PRIVATE_ENDPOINT.lower(): "private_endpoints",
    NETWORK_INTERFACE.lower(): "network_interfaces",
}


class _Captured:
    """A polling method that is finished at once: the operation is ours to follow."""

    def initialize(self, client: Any, initial_response: Any, deserialization_callback: Any) -> None:
        self._state = (client, initial_response)

    def run(self) -> None:
        """Nothing to run."""

    def status(self) -> str:
        """The word azure-core expects of a finished poller."""
        return "Succeeded"

    def finished(self) -> bool:
        """True: no thread is started."""
        return True

    def resource(self) -> Any:
        """What azure-core hands on."""
        return self._state


class Network:
    """Reads, writes and deletes one document; every failure leaves as an ArmError."""

    def __init__(
        self,
        credential: Any,
        cloud: Cloud,
        http: Http,
        *,
        agent: str,
        verify: bool,
        renew: Callable[[str | None], None] | None = None,
        versions: Versions | None = None,
    ) -> None:
        self._credential, self._cloud, self._agent, self._verify = credential, cloud, agent, verify
        self._http = http
        self._renew, self._versions = renew, versions or Versions()
        self._clients: dict[str, Any] = {}

    def read(self, id_: ResourceId) -> Found:
        """Return the document and its etag; raise NotFound for a clear 404."""
        doing = f"read {id_.described()}"
        answer = self._http.get(f"{id_}?api-version={api_versions.of(id_.type)}", doing)
        document = answers.resource(answer.document, id_, doing)
        return Found(document, answer.headers.get("ETag") or quoted(document.get("etag")))

    def hidden(self, id_: ResourceId, document: dict[str, Any]) -> str:
        """Say what a write would remove that the version we read with does not show: empty for nothing, and where the
        cloud has no version that we do not know.
        """
        newer = self._versions.newer(str(id_))
        if not newer:
            return ""
        # By its path alone it would be asked with the version again that it was read with.
        doing, url = f"read {id_.described()}", f"{self._cloud.resource_manager.rstrip('/')}{id_}?api-version={newer}"
        whole = answers.resource(self._http.get(url, doing).document, id_, doing)
        missing = next(sameness.missing(document, sameness.without_the_services(whole, id_.type)), "")
        return missing and f"its member {missing}, which api-version {newer} shows, would be lost"

    def write(self, id_: ResourceId, document: dict[str, Any], headers: dict[str, str], oldest: str = "") -> Accepted:
        """PUT the document as it is given, byte for byte, with no api-version that is older than `oldest`."""
        body = json.dumps(document).encode()
        captured: dict[str, Any] = {"headers": headers, "polling": _Captured()}
        answer = self._call(f"write {id_.described()}", id_, "begin_create_or_update", body, oldest=oldest, **captured)
        return Accepted.of(answer.headers)

    def delete(self, id_: ResourceId, headers: dict[str, str]) -> Accepted:
        """DELETE; something already gone is no error."""
        captured: dict[str, Any] = {"headers": headers, "polling": _Captured()}
        try:
            answer = self._call(f"delete {id_.described()}", id_, "begin_delete", **captured)
        except errors.NotFound:
            return Accepted(None, None)
        return Accepted.of(answer.headers)

    def _operations(self, id_: ResourceId) -> Any:
        if id_.subscription not in self._clients:
            self._clients[id_.subscription] = self._client(id_.subscription)
        return getattr(self._clients[id_.subscription], _OPERATIONS[id_.type.lower()])

    def _call(self, doing: str, id_: ResourceId, verb: str, *arguments: Any, oldest: str = "", **keywords: Any) -> Any:
        def call(version: str) -> Any:
            if version < oldest:
                less = f"this cloud has api-version {version} at most, which may not know all that {oldest} showed"
                raise errors.ArmError(doing, less)
            return self._with_token(doing, id_, verb, version, *arguments, **keywords)

        return self._versions.ask(str(id_), api_versions.of(id_.type), call)

    def _with_token(self, *arguments: Any, **keywords: Any) -> Any:
        try:
            return self._once(*arguments, **keywords)
        except errors.ArmError as error:
            if error.status != 401 or self._renew is None:
                raise
            # A 401 is answered before anything is done, so asking again with a new token is safe for writes as well.
            self._renew(error.challenge)
            self._clients.clear()
            return self._once(*arguments, **keywords)

    def _once(self, doing: str, id_: ResourceId, verb: str, version: str, *arguments: Any, **keywords: Any) -> Any:
        from azure.core.exceptions import AzureError, HttpResponseError, IncompleteReadError

        seen: list[Any] = []
        common = {"api_version": version, "cls": lambda *_answer: None}
        call = getattr(self._operations(id_), verb)
        try:
            call(id_.resource_group, *id_.names, *arguments, raw_response_hook=seen.append, **common, **keywords)
        except HttpResponseError as error:
            # One that broke off is an HttpResponseError by descent, but no answer: a write may have taken.
            if error.response is None or isinstance(error, IncompleteReadError):
                raise unreachable(doing, self._cloud.resource_manager, error) from error
            answer: Any = error.response
            if 200 <= answer.status_code < 300:  # taken, though not with a status that the client knows for this call
                return answer
            raise errors.from_answer(doing, answer.status_code, answer.headers, answers.told(answer.body())) from error
        except AzureError as error:
            raise unreachable(doing, self._cloud.resource_manager, error) from error
        except (ValueError, AttributeError, TypeError, RecursionError) as error:
            # The models of 28.0.0 stumble over values that are not ours to judge: the document is read all the same.
            if not seen or seen[-1].http_response.status_code >= 300:
                raise errors.ArmError(doing, f"azure-mgmt-network could not read the answer: {error}") from error
        return seen[-1].http_response

    def _client(self, subscription: str) -> Any:
        from azure.core.pipeline import policies
        from azure.core.pipeline.transport import RequestsTransport
        from azure.mgmt.network import NetworkManagementClient

        scope = self._cloud.scope
        return NetworkManagementClient(
            self._credential,
            subscription,
            base_url=self._cloud.resource_manager,
            credential_scopes=[scope],
            transport=RequestsTransport(
                session=_without_netrc(),
                session_owner=False,
                connection_verify=self._verify,
                connection_timeout=CONNECT_TIMEOUT,
                read_timeout=READ_TIMEOUT,
            ),
            policies=[
                policies.RequestIdPolicy(),
                policies.HeadersPolicy(),
                policies.UserAgentPolicy(self._agent),
                policies.ProxyPolicy(),
                policies.RedirectPolicy(permit_redirects=False),
                policies.RetryPolicy(retry_total=0),  # our deadline rules
                policies.BearerTokenCredentialPolicy(self._credential, scope),
                policies.CustomHookPolicy(),
            ],
        )


def _without_netrc() -> Any:
    import requests

    session = requests.Session()
    session.auth = as_it_is
    session.hooks["response"].append(limited)
    return session


def quoted(etag: Any) -> str:
    """The etag in a body as a header takes it: policies, groups and IP groups show theirs without quotes."""
    text = str(etag or "")
    return text if not text or text.endswith('"') else f'"{text}"'
