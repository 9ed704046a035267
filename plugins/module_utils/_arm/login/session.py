# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One login to one cloud: the credential, its tokens, and the two ways of talking to the resource manager."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from ..._plan.documents import shapes
from ..._plan.values.resource_ids import ResourceId
from ..wire import api_versions, clouds
from ..wire.answers import one
from ..wire.api_versions import Versions
from ..wire.errors import ArmError, LoginFailed, is_transient
from ..wire.network import Network
from ..wire.patience import Patience
from ..wire.rest import Http, causes, entries, unreachable
from . import azure_cli, credentials
from .login import CLI, MANAGED_IDENTITY, Login

_ASIDE = re.compile(r" (?:Review the documentation|Trace ID:)")
_STATUS = re.compile(r"HTTP Error: (\d{3})")
_NO_TENANT = "authority configuration"  # what is left of Entra ID's own text after msal has looked the tenant up


def _made(_name: str, make: Callable[[], Any]) -> Any:
    return make()


class Session:
    """Logs in when it is made, so that a wrong secret shows before anything is read. `patience` is that of its task,
    and `hide` is told of each token.
    """

    ahead_of: frozenset[str] = frozenset()  # the steps for which one that remembers reads ahead
    # What is made of documents under a name: one that remembers makes it once.
    recall: Callable[[str, Callable[[], Any]], Any] = staticmethod(_made)

    def __init__(
        self, login: Login, agent: str, patience: Patience | None = None, hide: Callable[[str], None] = lambda _: None
    ) -> None:
        self.agent, self._patience, self._hide = agent, patience, hide
        self._login = login
        if login.kind == CLI:
            azure_cli.require(login.passed_over)
        self.cloud = self._find_cloud()
        self.versions = Versions()
        self._credential = credentials.build(login, self.cloud)
        self.token()

    def token(self, scope: str = "") -> str:
        """Return a token for what the scope names, the resource manager if none is given; azure-identity keeps and
        renews each.
        """
        return str(self._obtained(scope).token)

    def renew(self, challenge: str | None, scope: str = "") -> None:
        """Make sure of a new token after a 401: one with the claims that are asked for, if any are."""
        claims = _claims(challenge)
        if claims:
            self._obtained(scope, claims=claims)
        else:
            self._credential = credentials.build(self._login, self.cloud)

    def get_token(self, *_scopes: str, **asked: Any) -> Any:
        """Be a credential to azure-core, so that a login that fails says so in one way at either door. It is for the
        resource manager, whatever azure-core thinks that is.
        """
        return self._obtained("", **asked)

    def _obtained(self, scope: str, **asked: Any) -> Any:
        """A token, hidden from now on. Raises LoginFailed, or Unreachable where the login endpoint did not answer."""
        from azure.core.exceptions import AzureError

        try:
            found = self._credential.get_token(scope or self.cloud.scope, **asked)
        except (AzureError, ValueError, OSError) as error:
            failed = self._login_failed(error)
            failed.has_left = False
            raise failed from error
        self._hide(found.token)
        return found

    def elsewhere(self, base: str, scope: str, **more: Any) -> Http:
        """Return a door to another service, with tokens of this scope: those of the resource manager stay there."""
        token, renew = partial(self.token, scope), partial(self.renew, scope=scope)
        common = {**self._common, "renew": renew, "versions": None}
        return Http(base, token, patience=self._patience, **common, **more)

    @cached_property
    def http(self) -> Http:
        """GETs below the resource manager, with the token."""
        return Http(self.cloud.resource_manager, self.token, patience=self._patience, **self._common)

    @cached_property
    def network(self) -> Network:
        """The door to Microsoft.Network."""
        return Network(self, self.cloud, self.http, **self._common)

    @property
    def _common(self) -> dict[str, Any]:
        return {"verify": self._login.verify, "agent": self.agent, "renew": self.renew, "versions": self.versions}

    @cached_property
    def subscription(self) -> str:
        """The subscription that was given, else the one this login comes with; raises LoginFailed without either."""
        if self._login.subscription_id:
            return self._login.subscription_id
        if self._login.kind == CLI:
            return str(azure_cli.account().get("id") or "")
        if self._login.kind == MANAGED_IDENTITY:
            return self._first_subscription()
        raise LoginFailed("find the subscription", "none is given", advice="Give O(subscription_id).")

    def subscriptions(self, doing: str = "list the subscriptions of the login") -> list[str]:
        """Return the ids of all subscriptions the login can see."""
        version = api_versions.of("Microsoft.Resources/subscriptions")
        first = self.http.get(f"/subscriptions?api-version={version}", doing)
        return [str(entry.get("subscriptionId")) for entry in entries(self.http, first, doing, shapes.SUBSCRIPTION)]

    def group_location(self, id_: ResourceId) -> str:
        """Return the region of the resource group a resource is to live in."""
        doing = f"read resource group {id_.resource_group}"
        version = api_versions.of("Microsoft.Resources/resourceGroups")
        url = f"/subscriptions/{id_.subscription}/resourceGroups/{id_.resource_group}?api-version={version}"
        return str(one(self.http.get(url, doing).document or {}, shapes.RESOURCE_GROUP, doing).get("location") or "")

    def _find_cloud(self) -> clouds.Cloud:
        if self._login.cloud is None and self._login.kind == CLI:
            return azure_cli.cloud()
        return clouds.find(self._login.cloud, self._fetch)

    def _fetch(self, base: str, path: str, doing: str) -> Any:
        return Http(base, None, verify=self._login.verify, agent=self.agent).get(path, doing).document

    def _first_subscription(self) -> str:
        """The first one the identity can see, in the cloud that was named."""
        doing = "find the subscription of the managed identity"
        listed = self.subscriptions(doing)
        if not listed:
            raise LoginFailed(doing, "it can see none", advice="Give it a role in one, or give O(subscription_id).")
        return listed[0]

    def _login_failed(self, error: Exception) -> ArmError:
        who = self._login.ad_user or (f"client {self._login.client_id}" if self._login.client_id else "")
        tenant = f" of tenant {self._login.tenant}" if self._login.tenant else ""
        authority = self._login.authority or self.cloud.authority
        doing = {
            CLI: azure_cli.DOING,
            MANAGED_IDENTITY: f"log in with the managed identity {self._login.client_id or 'of this machine'}",
        }.get(self._login.kind, f"log in as {who}{tenant} at {authority}")
        if self._login.kind != CLI and _is_without_answer(error):
            return unreachable(doing, authority, error)
        text = azure_cli.told(str(error)) if self._login.kind == CLI else " ".join(str(error).split())
        # Entra ID's text goes on with a page to read, trace ids and a timestamp; the first part is the reason.
        reason = _ASIDE.split(text)[0].removeprefix("Authentication failed: ")
        if _NO_TENANT in reason:
            reason = "there is no such tenant, or no login endpoint at this address"
        return LoginFailed(doing, reason, advice=_login_advice(reason), transient=_may_pass(reason))


def _is_without_answer(error: Exception) -> bool:
    """True where the connection failed; azure-identity words that in many ways, and keeps the cause."""
    from azure.core.exceptions import ServiceRequestError, ServiceResponseError

    return any(isinstance(one, (ServiceRequestError, ServiceResponseError, OSError)) for one in causes(error))


def _may_pass(reason: str) -> bool:
    """True where the login endpoint itself is in trouble: msal keeps no more of such an answer than its status."""
    found = _STATUS.search(reason)
    return found is not None and is_transient(int(found[1]), None)


def _claims(challenge: str | None) -> str | None:
    """The claims of a `WWW-Authenticate` header (continuous access evaluation), decoded."""
    found = re.search(r'claims="([^"]+)"', challenge or "")
    if not found:
        return None
    try:
        return base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)).decode()
    except ValueError:
        return None


def _login_advice(reason: str) -> str:
    known = {
        "AADSTS7000215": "Check O(secret).",
        "AADSTS7000222": "The secret has expired: make a new one.",
        "AADSTS700027": "Check that the certificate is the application's, and that this machine's clock is right.",
        "AADSTS700024": "Check this machine's clock, and who renews the token.",
        "AADSTS50126": "Check O(ad_user) and O(password).",
        "AADSTS50076": "A second factor is asked for; use a service principal instead.",
        "AADSTS700016": "Check O(client_id) and O(tenant).",
        "AADSTS90002": "Check O(tenant) and O(cloud_environment).",
        "no such tenant": "Check O(tenant) and O(cloud_environment).",
    }
    return next((advice for code, advice in known.items() if code in reason), "Check the login options.")
