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
      - Where the login comes from.
      - V(auto) takes O(profile), else options with O(client_id) or O(ad_user), else the environment that has one of
        them and a subscription, else the section C(default) of C(~/.azure/credentials), else the Azure CLI. Managed
        identities are never tried unasked.
      - V(env) takes options and environment, V(credential_file) the section O(profile) of the file, V(cli) the Azure
        CLI, V(msi) the managed identity of the machine, or the one whose client id O(client_id) is.
      - Options of another login beside V(cli), V(msi) or V(env) are an error.
      - Falls back to the environment variable E(ANSIBLE_AZURE_AUTH_SOURCE), then to V(auto).
    type: str
    choices: [auto, cli, credential_file, env, msi]
  profile:
    description:
      - Section of C(~/.azure/credentials) to log in with. Falls back to E(AZURE_PROFILE), then to C(default).
    type: str
  subscription_id:
    description:
      - The subscription. Falls back to E(AZURE_SUBSCRIPTION_ID), then to the active one of the Azure CLI, or the first
        one a managed identity can see.
    type: str
  client_id:
    description:
      - Application id of the service principal, or client id of a managed identity. Falls back to E(AZURE_CLIENT_ID).
    type: str
  secret:
    description:
      - Client secret of the service principal. Falls back to E(AZURE_SECRET), then E(AZURE_CLIENT_SECRET).
    type: str
  tenant:
    description:
      - Tenant of the service principal or user, by id or domain; with O(auth_source=cli) the one a token is asked of.
        Falls back to E(AZURE_TENANT), then E(AZURE_TENANT_ID), except for the Azure CLI.
    type: str
  ad_user:
    description:
      - User name, for a login with O(password). Azure has deprecated it, and it fails where a second factor is due.
        Falls back to E(AZURE_AD_USER), then E(AZURE_USERNAME).
    type: str
  password:
    description:
      - Password of O(ad_user). Falls back to E(AZURE_PASSWORD).
    type: str
  oidc_token:
    description:
      - A federated token (the assertion itself) for O(client_id). Falls back to E(AZURE_FEDERATED_TOKEN).
    type: str
  oidc_token_file_path:
    description:
      - File with a federated token for O(client_id); it is read again for each token. Falls back to
        E(AZURE_FEDERATED_TOKEN_FILE).
    type: path
  x509_certificate_path:
    description:
      - PEM or PKCS12 file with certificate and private key of O(client_id); a password goes into
        E(AZURE_CLIENT_CERTIFICATE_PASSWORD). Falls back to E(AZURE_X509_CERTIFICATE_PATH), then
        E(AZURE_CLIENT_CERTIFICATE_PATH).
    type: path
  thumbprint:
    description:
      - Taken for the sake of playbooks that give it, and not needed. Falls back to E(AZURE_THUMBPRINT).
    type: str
  cloud_environment:
    description:
      - Name of the cloud (V(AzureCloud), V(AzureChinaCloud), V(AzureUSGovernment), V(AzureGermanCloud)), or the https
        URL of a resource manager that is asked for its endpoints.
      - Falls back to E(AZURE_CLOUD_ENVIRONMENT), then to the cloud the Azure CLI is set to where that logs in,
        else to V(AzureCloud).
      - A certificate authority of your own is trusted by E(REQUESTS_CA_BUNDLE).
    type: str
  adfs_authority_url:
    description:
      - Login endpoint to use in place of the cloud's own. Falls back to E(AZURE_ADFS_AUTHORITY_URL). Where no cloud is
        named, E(AZURE_AUTHORITY_HOST) counts as well.
      - One that ends in C(/adfs) is AD FS; O(tenant) does not count there.
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
  api_profile:
    description:
      - Taken for the sake of playbooks that give it. The versions of Azure's interfaces are this collection's business.
    type: str
    choices: [latest, 2019-03-01-hybrid, 2018-03-01-hybrid, 2017-03-09-profile]
    default: latest
  log_mode:
    description: Taken for the sake of playbooks that give it, and without effect. V(file) wants O(log_path).
    type: str
  log_path:
    description: Taken for the sake of playbooks that give it, and without effect.
    type: path
notes:
  - An option beats its environment variable, and an empty string counts as not set.
requirements:
  - python >= 3.10
  - azure-identity
  - azure-mgmt-network >= 28.0
  - requests
"""
