# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One login to one cloud: the credential, its tokens, and the two ways of talking to the resource manager."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from .._plan.resource_ids import ResourceId
from . import api_versions, azure_cli, clouds
from .errors import ArmError, LoginFailed
from .login import CLI, Login
from .network import Network
from .rest import Http, unreachable

_RETRIES = 2  # of azure-identity, which would else go on for minutes on a wrong address


class Session:
    """Logs in when it is made, so that a wrong secret shows before anything is read."""

    def __init__(self, login: Login, agent: str) -> None:
        self.agent = agent
        self._login = login
        self.cloud = self._find_cloud()
        self._credential = self._build_credential()
        self.token()
        self.subscription = login.subscription_id or self._cli_subscription()

    def token(self) -> str:
        """Return a token for the resource manager; azure-identity keeps and renews it."""
        from azure.core.exceptions import AzureError

        try:
            return str(self._credential.get_token(self.cloud.scope).token)
        except (AzureError, ValueError) as error:
            raise self._login_failed(error) from error

    @cached_property
    def http(self) -> Http:
        """GETs below the resource manager, with the token."""
        return Http(self.cloud.resource_manager, self.token, verify=self._login.verify, agent=self.agent)

    @cached_property
    def network(self) -> Network:
        """The door to Microsoft.Network."""
        return Network(self._credential, self.cloud, agent=self.agent, verify=self._login.verify)

    def group_location(self, id_: ResourceId) -> str:
        """Return the region of the resource group a resource is to live in."""
        doing = f"read resource group {id_.resource_group}"
        version = api_versions.of("Microsoft.Resources/resourceGroups")
        url = f"/subscriptions/{id_.subscription}/resourceGroups/{id_.resource_group}?api-version={version}"
        return str((self.http.get(url, doing).document or {}).get("location") or "")

    def _find_cloud(self) -> clouds.Cloud:
        if self._login.cloud is None and self._login.kind == CLI:
            return azure_cli.cloud()
        return clouds.find(self._login.cloud, self._fetch)

    def _fetch(self, base: str, path: str, doing: str) -> Any:
        return Http(base, None, verify=self._login.verify, agent=self.agent).get(path, doing).document

    def _build_credential(self) -> Any:
        from azure.identity import AzureCliCredential, ClientSecretCredential

        if self._login.kind == CLI:
            azure_cli.executable()
            return AzureCliCredential(tenant_id=self._login.tenant or "")
        return ClientSecretCredential(
            str(self._login.tenant),
            str(self._login.client_id),
            str(self._login.secret),
            authority=self.cloud.authority,
            disable_instance_discovery=self._login.disable_instance_discovery,
            connection_verify=self._login.verify,
            retry_total=_RETRIES,
        )

    def _cli_subscription(self) -> str:
        if self._login.kind != CLI:
            raise LoginFailed(
                "find the subscription",
                "none is given",
                advice="Give subscription_id, or set AZURE_SUBSCRIPTION_ID.",
            )
        return str(azure_cli.account().get("id") or "")

    def _login_failed(self, error: Exception) -> ArmError:
        who = f"client {self._login.client_id} of tenant {self._login.tenant}"
        doing = azure_cli.DOING if self._login.kind == CLI else f"log in as {who} at {self.cloud.authority}"
        text = " ".join(str(error).split())
        if any(word in text for word in ("CERTIFICATE_VERIFY", "Connection", "NameResolution", "Max retries")):
            return unreachable(doing, self.cloud.authority, error)
        # Entra ID's text goes on with trace ids and a timestamp; the first part is the reason.
        reason = text.partition(" Trace ID:")[0].removeprefix("Authentication failed: ")
        return LoginFailed(doing, reason, advice=_login_advice(reason))


def _login_advice(reason: str) -> str:
    known = {
        "AADSTS7000215": "Check secret (AZURE_SECRET).",
        "AADSTS7000222": "The secret has expired: make a new one.",
        "AADSTS700016": "Check client_id (AZURE_CLIENT_ID) and tenant.",
        "AADSTS90002": "Check tenant (AZURE_TENANT) and cloud_environment.",
    }
    return next((advice for code, advice in known.items() if code in reason), "Check the login options.")
