# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What logins of tests are made of: who, a certificate of the application, and an az command that is logged in."""

from __future__ import annotations

import base64
import datetime
import json
import sys

from ansible_collections.adx.outbound.tests.emulator import CLIENT_ID, SECRET, SUBSCRIPTION, TENANT
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

NAMES = ["telemetry", "analytics"]
WHO = {"client_id": CLIENT_ID, "tenant": TENANT, "subscription_id": SUBSCRIPTION}
IDENTITY_VARIABLES = ("AZURE_CLIENT_ID", "AZURE_SECRET", "AZURE_TENANT", "AZURE_SUBSCRIPTION_ID")

# The answers of `az account show` and `az cloud show` with every member azure-cli 2 gives them: the first as people
# post it, the second by the endpoints and suffixes azure-cli-core knows, of which a cloud of one's own sets a few.
ACCOUNT = {
    "environmentName": "Private",
    "homeTenantId": TENANT,
    "id": SUBSCRIPTION,
    "isDefault": True,
    "managedByTenants": [{"tenantId": "b06ad78d-4117-42d3-8c2b-bd73337bf208"}],
    "name": "Platform",
    "state": "Enabled",
    "tenantDefaultDomain": "emulated.onmicrosoft.com",
    "tenantDisplayName": "Emulated",
    "tenantId": TENANT,
    "user": {"name": "engineer@emulated.example", "type": "user"},
}
CLOUD = {
    "endpoints": {
        "activeDirectory": "{url}",
        "activeDirectoryDataLakeResourceId": None,
        "activeDirectoryGraphResourceId": "{url}/graph/",
        "activeDirectoryResourceId": "{url}/",
        "appInsightsResourceId": None,
        "appInsightsTelemetryChannelResourceId": None,
        "attestationResourceId": None,
        "azmirrorStorageAccountResourceId": None,
        "batchResourceId": None,
        "gallery": "{url}/gallery/",
        "logAnalyticsResourceId": None,
        "management": "{url}/",
        "mediaResourceId": None,
        "microsoftGraphResourceId": None,
        "ossrdbmsResourceId": None,
        "portal": "{url}/portal",
        "resourceManager": "{url}/",
        "sqlManagement": None,
        "synapseAnalyticsResourceId": None,
        "vmImageAliasDoc": None,
    },
    "isActive": True,
    "name": "Private",
    "profile": "latest",
    "suffixes": {
        "acrLoginServerEndpoint": None,
        "attestationEndpoint": None,
        "azureDatalakeAnalyticsCatalogAndJobEndpoint": None,
        "azureDatalakeStoreFileSystemEndpoint": None,
        "keyvaultDns": ".vault.emulated.invalid",
        "mariadbServerEndpoint": None,
        "mhsmDns": None,
        "mysqlServerEndpoint": None,
        "postgresqlServerEndpoint": None,
        "sqlServerHostname": ".database.emulated.invalid",
        "storageEndpoint": "core.emulated.invalid",
        "storageSyncEndpoint": None,
        "synapseAnalyticsEndpoint": None,
    },
}
PUBLIC_ENDPOINTS = {
    "activeDirectory": "https://login.microsoftonline.com",
    "activeDirectoryResourceId": "https://management.core.windows.net/",
    "management": "https://management.core.windows.net/",
    "resourceManager": "https://management.azure.com/",
}
# The token is a real one of the emulator, for the resource az is asked for.
_AZ = """#!{python}
import json, sys, time, requests
words = sys.argv[1:]
shown = {{"account": {account!r}, "cloud": {cloud!r}}}
if words[1] == "show":
    answer = shown[words[0]]
    answer = answer[words[words.index("--query") + 1]] if "--query" in words else answer
else:
    resource = words[words.index("--resource") + 1]
    data = {{"grant_type": "client_credentials", "client_id": "{client}", "client_secret": "{secret}"}}
    data["scope"] = resource.rstrip("/") + "/.default"
    token = requests.post("{url}/{tenant}/oauth2/v2.0/token", data=data, timeout=10).json()["access_token"]
    answer = {{"accessToken": token, "expiresOn": "2099-01-01 00:00:00.000000", "expires_on": int(time.time()) + 3600}}
    answer.update(subscription="{subscription}", tenant="{tenant}", tokenType="Bearer")
print(json.dumps(answer))
"""


def az(url, public=False):
    """The text of an az command that is logged in to the emulator at this address, or knows it as the public cloud."""
    cloud = json.loads(json.dumps(CLOUD).replace("{url}", url))
    if public:
        cloud = {**cloud, "name": "AzureCloud", "endpoints": {**cloud["endpoints"], **PUBLIC_ENDPOINTS}}
    names = {"python": sys.executable, "account": ACCOUNT, "cloud": cloud, "subscription": SUBSCRIPTION}
    return _AZ.format(**names, tenant=TENANT, url=url, client=CLIENT_ID, secret=SECRET)


def certificate(emulator, path):
    """A certificate of the application, known to the emulator, with its key in one PEM file."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "application")])
    start = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    for digest in (hashes.SHA1(), hashes.SHA256()):
        emulator.trust_certificate(base64.urlsafe_b64encode(made.fingerprint(digest)).decode().rstrip("="))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def names(result):
    """The clusters a module has read, which it cannot without a login."""
    assert not result.get("failed"), result["msg"]
    return [one["name"] for one in result["outbound_dependencies"]]
