# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One credential of azure-identity for a login, and never a chain: a chain's error lists everybody's troubles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..wire.clouds import Cloud
from ..wire.errors import LoginFailed
from ..wire.rest import CONNECT_TIMEOUT, READ_TIMEOUT
from . import azure_cli, login
from .login import Login

_RETRIES = 2  # of azure-identity, which would else go on for minutes on a wrong address
_CLI_CLIENT = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"  # the public client id of the Azure CLI
_ANY_TENANT = "organizations"
_AD_FS = "/adfs"


def build(who: Login, cloud: Cloud) -> Any:
    """Return the credential; nothing is contacted yet, but what is on this machine must be there."""
    authority = who.authority or cloud.authority
    if authority.lower().endswith(_AD_FS) and who.kind not in (login.CLI, login.MANAGED_IDENTITY):
        # AD FS has no tenants. Libraries know it by this word in the tenant's place, and az drops the tenant as well.
        authority, who = authority[: -len(_AD_FS)], replace(who, tenant=_AD_FS.strip("/"))
    return _BUILDERS[who.kind](who, _keywords(who, authority))


def _keywords(who: Login, authority: str) -> dict[str, Any]:
    return {
        "authority": authority,
        "disable_instance_discovery": who.disable_instance_discovery,
        "connection_verify": who.verify,
        "connection_timeout": CONNECT_TIMEOUT,
        "read_timeout": READ_TIMEOUT,
        "retry_total": _RETRIES,
    }


def _secret(who: Login, keywords: dict[str, Any]) -> Any:
    from azure.identity import ClientSecretCredential

    return ClientSecretCredential(str(who.tenant), str(who.client_id), str(who.secret), **keywords)


def _certificate(who: Login, keywords: dict[str, Any]) -> Any:
    from azure.identity import CertificateCredential

    path = str(who.x509_certificate_path)
    _read(path, "x509_certificate_path")
    try:
        return CertificateCredential(
            str(who.tenant),
            str(who.client_id),
            path,
            password=who.certificate_password,
            send_certificate_chain=who.send_certificate_chain,
            **keywords,
        )
    except ValueError as error:
        raise LoginFailed(
            "log in with a certificate",
            f"{_file(path, 'x509_certificate_path')} is no PEM or PKCS12 file with a private key, or its password is"
            " wrong",
            advice="The password of a certificate goes into AZURE_CLIENT_CERTIFICATE_PASSWORD.",
        ) from error


def _assertion(who: Login, keywords: dict[str, Any]) -> Any:
    from azure.identity import ClientAssertionCredential

    return ClientAssertionCredential(str(who.tenant), str(who.client_id), lambda: str(who.oidc_token), **keywords)


def _token_file(who: Login, keywords: dict[str, Any]) -> Any:
    """The file is read for each token, since its owner replaces it every hour or so."""
    from azure.identity import ClientAssertionCredential

    path = str(who.oidc_token_file_path)
    _read(path, "oidc_token_file_path")
    return ClientAssertionCredential(
        str(who.tenant), str(who.client_id), lambda: _read(path, "oidc_token_file_path").strip(), **keywords
    )


def _password(who: Login, keywords: dict[str, Any]) -> Any:
    from azure.identity import UsernamePasswordCredential

    return UsernamePasswordCredential(
        who.client_id or _CLI_CLIENT,
        str(who.ad_user),
        str(who.password),
        tenant_id=who.tenant or _ANY_TENANT,
        **keywords,
    )


def _managed_identity(who: Login, keywords: dict[str, Any]) -> Any:
    from azure.identity import ManagedIdentityCredential

    verify = {"connection_verify": keywords["connection_verify"]}
    return ManagedIdentityCredential(client_id=who.client_id, **verify)


def _cli(who: Login, _keywords: dict[str, Any]) -> Any:
    from azure.identity import AzureCliCredential

    return AzureCliCredential(tenant_id=who.tenant or "", process_timeout=azure_cli.TIMEOUT)


_BUILDERS = {
    login.SECRET: _secret,
    login.CERTIFICATE: _certificate,
    login.ASSERTION: _assertion,
    login.TOKEN_FILE: _token_file,
    login.PASSWORD: _password,
    login.MANAGED_IDENTITY: _managed_identity,
    login.CLI: _cli,
}


def _read(path: str, option: str) -> str:
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "replace")
    except OSError as error:
        reason = f"{_file(path, option)} cannot be read: {error.strerror or type(error).__name__}"
        raise LoginFailed("log in", reason) from error


def _file(path: str, option: str) -> str:
    """By the option as well: Ansible hides the path of one that was given, since it is told to."""
    return f"the file {path} of {option}"
