# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of login options and of the environment variables behind them: data that docs and tests read, too.

The first variable that is set counts. The first names are azure.azcollection's, the others azure-identity's own.
"""

from __future__ import annotations

# What says who logs in: these are taken from one source together, and an option beats the source key by key.
IDENTITY = (
    "subscription_id",
    "client_id",
    "secret",
    "tenant",
    "ad_user",
    "password",
    "oidc_token",
    "oidc_token_file_path",
    "x509_certificate_path",
    "thumbprint",
)
# Without one of these, options and environment say nothing of who logs in: the next place is looked at.
STARTS = ("client_id", "ad_user")
# What says where and how: these are taken one by one from option, profile and variable.
SETTINGS = ("cloud_environment", "adfs_authority_url", "cert_validation_mode", "disable_instance_discovery")
# Known to azure-identity as variables only.
WITHOUT_OPTION = ("certificate_password", "send_certificate_chain", "authority_host")
VARIABLES = {
    "auth_source": ("ANSIBLE_AZURE_AUTH_SOURCE",),
    "profile": ("AZURE_PROFILE",),
    "subscription_id": ("AZURE_SUBSCRIPTION_ID",),
    "client_id": ("AZURE_CLIENT_ID",),
    "secret": ("AZURE_SECRET", "AZURE_CLIENT_SECRET"),
    "tenant": ("AZURE_TENANT", "AZURE_TENANT_ID"),
    "ad_user": ("AZURE_AD_USER", "AZURE_USERNAME"),
    "password": ("AZURE_PASSWORD",),
    "oidc_token": ("AZURE_FEDERATED_TOKEN",),
    "oidc_token_file_path": ("AZURE_FEDERATED_TOKEN_FILE",),
    "x509_certificate_path": ("AZURE_X509_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH"),
    "thumbprint": ("AZURE_THUMBPRINT",),
    "certificate_password": ("AZURE_CLIENT_CERTIFICATE_PASSWORD",),
    "send_certificate_chain": ("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN",),
    "cloud_environment": ("AZURE_CLOUD_ENVIRONMENT",),
    "adfs_authority_url": ("AZURE_ADFS_AUTHORITY_URL",),
    "authority_host": ("AZURE_AUTHORITY_HOST",),
    "cert_validation_mode": ("AZURE_CERT_VALIDATION_MODE",),
    "disable_instance_discovery": ("AZURE_DISABLE_INSTANCE_DISCOVERY",),
}
