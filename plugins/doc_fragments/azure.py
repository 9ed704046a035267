# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of login and cloud, the names azure.azcollection uses."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  auth_source:
    description:
      - Where the login comes from. V(auto) takes O(client_id), O(secret) and O(tenant) from options and
        environment when any of them is set, else the Azure CLI. V(env) never uses the CLI, V(cli) uses only it.
      - Falls back to the environment variable E(ANSIBLE_AZURE_AUTH_SOURCE), then to V(auto).
    type: str
    choices: [auto, cli, env]
  subscription_id:
    description:
      - The subscription. Falls back to E(AZURE_SUBSCRIPTION_ID), then to the active one of the Azure CLI.
    type: str
  client_id:
    description:
      - Application id of the service principal. Falls back to E(AZURE_CLIENT_ID).
    type: str
  secret:
    description:
      - Client secret of the service principal. Falls back to E(AZURE_SECRET), then E(AZURE_CLIENT_SECRET).
    type: str
  tenant:
    description:
      - Tenant of the service principal. Falls back to E(AZURE_TENANT), then E(AZURE_TENANT_ID).
    type: str
  cloud_environment:
    description:
      - Name of the cloud (V(AzureCloud), V(AzureChinaCloud), V(AzureUSGovernment), V(AzureGermanCloud)), or the https
        URL of a resource manager that is asked for its endpoints.
      - Falls back to E(AZURE_CLOUD_ENVIRONMENT), then to the cloud the Azure CLI is set to where that logs in,
        else to V(AzureCloud).
      - A certificate authority of your own is trusted by E(REQUESTS_CA_BUNDLE).
    type: str
  cert_validation_mode:
    description:
      - V(ignore) turns the check of certificates off, for the login as well. Falls back to
        E(AZURE_CERT_VALIDATION_MODE), then to V(validate).
    type: str
    choices: [validate, ignore]
  disable_instance_discovery:
    description:
      - Log in at the cloud's own authority without asking the public one about it first; needed for clouds
        without a way to the internet. Falls back to E(AZURE_DISABLE_INSTANCE_DISCOVERY), then to V(false).
    type: bool
notes:
  - An option beats its environment variable, and an empty string counts as not set.
requirements:
  - python >= 3.10
  - azure-identity
  - azure-mgmt-network >= 28.0
  - requests
"""
