# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The services of Azure that tell what they must reach, each with what has to be known of it before it is asked.

All have the list `outboundNetworkDependenciesEndpoints`. What stands here of api-versions, envelopes and members is of
azure-rest-api-specs; what is of a page or an issue says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ..values import resource_ids
from ..values.errors import PlanError
from ..values.words import Word
from . import dependencies, documented


class Envelope(Word):
    """How an answer is wrapped: an object with the list `value`, of flat entries or of such with `properties`, or a
    bare list.
    """

    VALUE = "value"
    PROPERTIES = "properties"
    BARE = "bare"


class Speaks(Word):
    """What says which protocol a destination speaks: the answer itself, or nothing but its port."""

    ANSWER = "answer"
    PORT = "port"


@dataclass(frozen=True)
class Fact:
    """Something that people should know of a service, and where it is published."""

    sentence: str
    source: str


@dataclass(frozen=True)
class TagRule:
    """A destination that a service needs beside its answer: a service tag on a port."""

    tag: str
    port: int
    protocol: str = dependencies.TCP


@dataclass(frozen=True)
class Caller:
    """What connects to the service from outside. Its answers have to leave past a firewall, so each address of the tag
    needs a route. A regional tag is followed by a dot and the region; `mode` is the way in which a part of the service
    has to communicate for it, empty where it always calls.
    """

    tag: str
    ports: tuple[int, ...]
    source: str
    is_regional: bool = False
    mode: str = ""


@dataclass(frozen=True)
class Service:
    """One service. `versions` are the api-versions of its resource, `child_versions` those of the `children` that name
    its subnets, newest first.

    `required` are the categories without which an answer is partial, and `tells_state` says that each category has a
    state; where neither is known of a service, nobody can tell a partial answer by itself. `empty_is_valid` names the
    source for an empty answer that is complete; without one an empty answer is none. `optional` are patterns of the
    categories that only some need, `never_written` is what has to be left alone, `gaps` what the answer lacks.
    """

    type: str
    name: str
    versions: tuple[str, ...]
    envelope: Envelope = Envelope.VALUE
    speaks: Speaks = Speaks.PORT
    required: tuple[str, ...] = ()
    tells_state: bool = False
    empty_is_valid: str = ""
    callers: tuple[Caller, ...] = ()
    children: str = ""
    child_versions: tuple[str, ...] = ()
    tag_rules: tuple[TagRule, ...] = ()
    amqp_tag: str = ""
    is_report_only: bool = False
    never_written: tuple[Fact, ...] = ()
    optional: tuple[str, ...] = ()
    gaps: tuple[Fact, ...] = ()

    def is_optional(self, category: str) -> bool:
        """True for a category that only some need, by the service's own word for it."""
        return any(fnmatchcase(category.lower(), pattern) for pattern in self.optional)


DATA_EXPLORER = Service(
    resource_ids.CLUSTER,
    "Azure Data Explorer",
    (
        "2025-02-14",  # newest in azure-mgmt-kusto 4.0.0
        "2024-04-13",
        "2023-08-15",
        "2023-05-02",
        "2022-12-29",
        "2022-11-11",
        "2022-07-07",
        "2022-02-01",
    ),
    Envelope.PROPERTIES,
    required=dependencies.REQUIRED_CATEGORIES,
    tells_state=True,
    tag_rules=tuple(
        TagRule(str(rule["service_tag"]), int(port), str(rule["protocol"]))
        for rule in documented.service_tag_rules()
        for port in rule["destination_ports"]
    ),
    amqp_tag="EventHub",  # the page's rows for a network security group let 5671 out to it
)

KUBERNETES = Service(
    resource_ids.MANAGED_CLUSTER,
    "Azure Kubernetes Service",
    ("2026-08-01", "2025-09-01", "2025-05-01", "2024-09-01", "2024-05-01"),
    speaks=Speaks.ANSWER,
    # The example in the specification has ubuntu-optional, gpu and windows beside those that every cluster needs.
    optional=("*-optional", "gpu", "windows"),
    never_written=(
        Fact(
            "With kubenet the service writes routes for pods into the table of the nodes' subnet; they have to stay.",
            "the page Use kubenet networking with your own IP address ranges in Azure Kubernetes Service",
        ),
    ),
    gaps=(
        Fact(
            "Logs of firewalls show names that nobody lists, such as umsa*.blob.core.windows.net,"
            " md-*.z*.blob.storage.azure.net and the registry of the Dapr extension.",
            "azure-docs issue 116239",
        ),
        Fact(
            "Pods that talk to the API server need TCP 443 to its own name or address in a network rule, and the FQDN"
            " tag AzureKubernetesService does not have every name.",
            "azure-docs issue 110895",
        ),
        Fact(
            "The API server is named by a wildcard, which no network rule takes: the cluster's document has its name"
            " in properties.fqdn.",
            "azure-rest-api-specs, the example of 2024-09-01",
        ),
    ),
)

API_MANAGEMENT = Service(
    resource_ids.API_SERVICE,
    "API Management",
    ("2024-05-01", "2021-08-01"),
    callers=(Caller("ApiManagement", (3443,), "the page Virtual network configuration reference: API Management"),),
    gaps=(
        Fact(
            "UDP 123 for time and TCP 12000 and 1688 stand on the page alone, as do names for updates and diagnostics.",
            "the page Virtual network configuration reference: API Management, 2025-06-17",
        ),
    ),
)

BATCH = Service(
    resource_ids.BATCH_ACCOUNT,
    "Azure Batch",
    ("2025-06-01", "2024-07-01", "2023-05-01"),
    callers=(
        Caller(
            "BatchNodeManagement",
            (29876, 29877),
            "azure-rest-api-specs, NodeCommunicationMode",
            is_regional=True,
            mode="classic",
        ),
    ),
    children="pools",
    # 2025-06-01 no longer shows how a pool communicates: NodeCommunicationMode is removed there.
    child_versions=("2024-07-01", "2023-05-01"),
    gaps=(
        Fact(
            "The answer names all accounts of Storage and all vaults by wildcards, so a rule for these lets data out to"
            " anybody's.",
            "azure-rest-api-specs, the example of 2025-06-01",
        ),
        Fact(
            "The answer is of the account and not of a pool: its descriptions say which pools need an entry.",
            "azure-rest-api-specs, the example of 2025-06-01",
        ),
    ),
)

DATABRICKS = Service(
    resource_ids.DATABRICKS_WORKSPACE,
    "Azure Databricks",
    ("2026-01-01", "2024-05-01", "2023-02-01"),
    Envelope.BARE,
)

MACHINE_LEARNING = Service(
    resource_ids.LEARNING_WORKSPACE,
    "Azure Machine Learning",
    ("2025-12-01", "2024-10-01", "2024-04-01", "2023-04-01"),
    Envelope.PROPERTIES,
    gaps=(
        Fact(
            "A workspace names no subnet of its own: those of its computes have to be given.",
            "azure-rest-api-specs, Workspace",
        ),
    ),
)

SQL_MANAGED_INSTANCE = Service(
    resource_ids.MANAGED_INSTANCE,
    "Azure SQL Managed Instance",
    ("2025-01-01", "2023-08-01", "2021-11-01"),
    is_report_only=True,
    never_written=(
        Fact(
            "The service keeps rules and routes of the instance's subnet itself, by a network intent policy.",
            "the page Connectivity architecture for Azure SQL Managed Instance",
        ),
    ),
    gaps=(
        Fact(
            "Domains such as blob.core.windows.net are named without the accounts that are meant.",
            "azure-rest-api-specs, the example of 2025-01-01",
        ),
    ),
)

DEV_CENTER = Service(
    resource_ids.NETWORK_CONNECTION,
    "Microsoft Dev Box",
    ("2024-02-01", "2023-04-01"),
    optional=("*optional",),  # "Azure Virtual Desktop Optional", as recorded on 2023-10-20
    gaps=(
        Fact(
            "The answer names storage and Event Hubs by wildcards that other customers' names match, too.",
            "azure-cli-extensions, as recorded on 2023-10-20",
        ),
    ),
)

TABLE = (
    DATA_EXPLORER,
    KUBERNETES,
    API_MANAGEMENT,
    BATCH,
    DATABRICKS,
    MACHINE_LEARNING,
    SQL_MANAGED_INSTANCE,
    DEV_CENTER,
)
_BY_TYPE = {row.type.lower(): row for row in TABLE}


def types() -> list[str]:
    """The resource types of all services, in the order of the table."""
    return [row.type for row in TABLE]


def of(type_: str) -> Service:
    """The service of a resource type; raise PlanError for one whose services are not read here."""
    found = _BY_TYPE.get(type_.strip().lower())
    if not found:
        raise PlanError(
            f"Resources of type {type_} are not asked what they must reach; those of these types are:"
            f" {', '.join(types())}."
        )
    return found


def as_options(facts: Iterable[Fact]) -> list[dict[str, str]]:
    """Facts as users see them in results."""
    return [{"sentence": one.sentence, "source": one.source} for one in facts]
