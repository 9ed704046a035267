# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster that is in no network of its owner's, whose queries and connections reach many places.

What restricts it is to be decided: access is open, as the service makes every cluster, unless the options say more.
"""

from __future__ import annotations

import json

from ..kusto.shown import FUNCTIONS, SEEDS, TABLES
from . import clusters, data_sources, empty, ids

CLUSTER_ID = ids.kusto("metrics")
TELEMETRY, SALES = "telemetry", "sales"
NAMESPACE_ID = data_sources.target_id("Microsoft.EventHub/namespaces", "evhns-metrics")
ACCOUNT_ID = data_sources.target_id("Microsoft.Storage/storageAccounts", "stmetrics")
COSMOS_ID = data_sources.target_id("Microsoft.DocumentDB/databaseAccounts", "cosmos-metrics")
MASK = "*******"
FENCE = "`" * 3


def build(region="West US", access="Disabled", names=(), policies=()):
    """`access`, `names` and `policies` are what restricts the cluster, as its document has them."""
    cluster = clusters.cluster(CLUSTER_ID, region, None)
    cluster["properties"] |= {
        "restrictOutboundNetworkAccess": access,
        "allowedFqdnList": list(names),
        "calloutPolicies": list(policies),
    }
    place = {"region": region}
    return [
        *empty.build(),
        (CLUSTER_ID, cluster),
        data_sources.database(CLUSTER_ID, TELEMETRY, **place),
        data_sources.database(CLUSTER_ID, SALES, **place),
        data_sources.event_hub_connection(CLUSTER_ID, TELEMETRY, "from-hub", NAMESPACE_ID, **place),
        data_sources.event_grid_connection(CLUSTER_ID, TELEMETRY, "from-blobs", ACCOUNT_ID, NAMESPACE_ID, **place),
        data_sources.cosmos_connection(CLUSTER_ID, SALES, "from-orders", COSMOS_ID, **place),
        data_sources.namespace(NAMESPACE_ID, region),
        data_sources.storage_account(ACCOUNT_ID, region),
        data_sources.cosmos_account(COSMOS_ID, region),
        shown(TABLES, TELEMETRY, *_tables_of_telemetry()),
        shown(TABLES, SALES, *_tables_of_sales()),
        shown(FUNCTIONS, TELEMETRY, *_functions()),
    ]


def shown(command, database, *rows, cluster_id=CLUSTER_ID):
    """(id, document) of what a command of a cluster shows, by the names of its columns; `database` None: of itself."""
    parent = cluster_id if database is None else f"{cluster_id}/Databases/{database}"
    return f"{parent}/{SEEDS[command]}", {"value": list(rows)}


def on_storage(name, *strings, kind="Blob"):
    """An external table on storage: of each connection string the key is masked."""
    properties = {"Format": "Csv", "Compressed": False, "IncludeHeaders": "None", "Encoding": None, "NamePrefix": None}
    return {
        "TableName": name,
        "TableType": kind,
        "Properties": json.dumps(properties),
        "ConnectionStrings": json.dumps([f"{string}{MASK}" for string in strings]),
        "Partitions": "[]",
    }


def on_sql(name, connection, **properties):
    """An external table of an SQL server, or of what speaks like one."""
    properties = {
        "TargetEntityKind": "sqltable",
        "TargetEntityName": name,
        "TargetEntityConnectionString": connection,
        "FireTriggers": False,
        "CreateIfNotExists": False,
        "PrimaryKey": "",
        **properties,
    }
    return {"TableName": name, "TableType": "Sql", "Properties": json.dumps(properties)}


def function(name, body, parameters="()"):
    """A stored function; the body has its braces with it."""
    return {"Name": name, "Parameters": parameters, "Body": f"{{\n{body}\n}}", "Folder": "", "DocString": ""}


def _tables_of_telemetry():
    return (
        on_storage("Clicks", "https://stmetrics.blob.core.windows.net/clicks;"),
        on_storage("Archive", "abfss://archive@starchive.dfs.core.windows.net/2026;", kind="Delta"),
        on_storage("Partner", "https://partner.s3.eu-west-1.amazonaws.com/in;AwsCredentials="),
    )


def _tables_of_sales():
    return (
        on_sql("Orders", "Server=tcp:sql-orders.database.windows.net,1433;Authentication=Active Directory Integrated;"),
        on_sql("Customers", f"Server=mysql-crm.mysql.database.azure.com;Port=3306;UID=reader;Pwd={MASK};"),
        on_sql("Stock", f"Host=pg-stock.postgres.database.azure.com;Port=5432;User Id=reader;Password={MASK};"),
        on_storage("Hidden", ""),
    )


def _functions():
    return (
        function("Everywhere", "cluster('analytics.westus').database('d').T\n| union Local // and not cluster('x')"),
        function("Itself", "cluster('metrics.westus').database('sales').T"),
        function("Lookup", "externaldata (a:string)\n[h@'*******']"),
        function("Rates", "evaluate http_request('https://api.contoso.com/rates')"),
        function("Call", "evaluate http_request(strcat('https://', host, '/v1'))", "(host:string)"),
        function(
            "Scores",
            f"T | evaluate python(typeof(*), {FENCE}\nresult = df  # cluster('y')\n{FENCE},\n"
            "external_artifacts = bag_pack('m.zip', 'https://stmodels.blob.core.windows.net/m.zip' h'*******'))",
        ),
    )
