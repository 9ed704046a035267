# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where external tables are: the host of each connection string, nothing else of it, and what is not known is said."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import external_tables
from hypothesis import given
from hypothesis import strategies as st

BLOB, LAKE = "storageaccount.blob.core.windows.net", "a.dfs.core.windows.net"
# The sample output of "Create and alter Azure Storage external tables".
ON_STORAGE = {
    "TableName": "ExternalTable",
    "TableType": "Blob",
    "Folder": "ExternalTables",
    "DocString": "Docs",
    "Properties": '{"Format":"Csv","Compressed":false,"FileExtension":null,"IncludeHeaders":"None"}',
    "ConnectionStrings": f'["https://{BLOB}/container1;*******"]',
    "Partitions": "[]",
    "PathFormat": "",
}
# That of "Create and alter SQL external tables".
ON_SQL = {
    "TableName": "MySqlExternalTable",
    "TableType": "Sql",
    "Folder": "ExternalTables",
    "DocString": "Docs",
    "Properties": json.dumps(
        {
            "TargetEntityKind": "sqltable`",
            "TargetEntityName": "MySqlTable",
            "TargetEntityConnectionString": "Server=tcp:myserver.database.windows.net,1433;Authentication=Active"
            " Directory Integrated;Initial Catalog=mydatabase;",
            "FireTriggers": True,
            "CreateIfNotExists": True,
            "PrimaryKey": "x",
        }
    ),
}
NOT_SHOWN, NO_HOST = "no connection string of it is shown", "its connection string names no host"


def told(row):
    uses, why = external_tables.found_in(row)
    return [(use.type, use.host, use.port) for use in uses], why


def stored(*strings, kind="Blob", written=json.dumps):
    return told({**ON_STORAGE, "TableType": kind, "ConnectionStrings": written(list(strings))})


def sql(text, kind="Sql", **more):
    return told({**ON_SQL, "TableType": kind, "Properties": {"TargetEntityConnectionString": text, **more}})


def test_the_samples_of_the_documentation_are_read():
    assert told(ON_STORAGE) == ([("external_data", BLOB, 443)], "")
    assert told(ON_SQL) == ([("sql", "myserver.database.windows.net", 1433)], "")


@pytest.mark.parametrize(
    ("string", "host"),
    [
        (f"https://{BLOB}/c;*****", BLOB),
        (f"https://{BLOB}/c?*****", BLOB),
        (f"https://{BLOB};impersonate", BLOB),
        (f"https://{BLOB}/c;managed_identity=system", BLOB),
        (f"abfss://container@{LAKE}/path;*****", LAKE),
        ("adl://lake.azuredatalakestore.net/path;*****", "lake.azuredatalakestore.net"),
        ("https://bucket.s3.eu-west-1.amazonaws.com/key;AwsCredentials=*****", "bucket.s3.eu-west-1.amazonaws.com"),
        (
            "https://onelake.dfs.fabric.microsoft.com/w/l.Lakehouse/Tables/t;impersonate",
            "onelake.dfs.fabric.microsoft.com",
        ),
        ("abfss://w@onelake.dfs.fabric.microsoft.com/l.Lakehouse;impersonate", "onelake.dfs.fabric.microsoft.com"),
        ("https://account.z12.blob.storage.azure.net/c;*****", "account.z12.blob.storage.azure.net"),
    ],
)
@pytest.mark.parametrize("kind", ["Blob", "Adl", "Storage", "Delta", "delta", "Iceberg"])
def test_a_table_on_storage_is_external_data_at_the_host_of_its_string(string, host, kind):
    assert stored(string, kind=kind) == ([("external_data", host, 443)], "")


def test_a_table_may_have_several_strings_as_text_or_as_a_list():
    strings = (f"https://{BLOB}/a;*****", f"https://{BLOB}/b;*****", f"https://{LAKE}/c;*****")
    both = [("external_data", BLOB, 443), ("external_data", LAKE, 443)]
    assert stored(*strings) == stored(*strings, written=list) == (both, "")


@pytest.mark.parametrize(
    "string", ["*****", "s3://bucket/key", "https://10.0.0.1/c", "", "https://*.contoso.com/", "x" * 9999]
)
def test_a_string_that_names_no_host_is_told_beside_those_that_do(string):
    why = "a connection string of it names no host"
    assert stored(string) == ([], why)
    assert stored(f"https://{BLOB}/c;*****", string) == ([("external_data", BLOB, 443)], why)


@pytest.mark.parametrize("cell", [None, "", "[]", "no JSON", "[", '"x"', "{}", [5], "null", 5])
def test_a_table_on_storage_without_strings_is_told(cell):
    assert told({**ON_STORAGE, "ConnectionStrings": cell}) == ([], NOT_SHOWN)


def test_a_service_that_shows_no_column_of_strings_is_told():
    assert told({name: ON_STORAGE[name] for name in ("TableName", "TableType", "Properties")}) == ([], NOT_SHOWN)


MYSQL, POSTGRES, COSMOS = "m.mysql.database.azure.com", "p.postgres.database.azure.com", "c.documents.azure.com"


@pytest.mark.parametrize(
    ("text", "more", "use"),
    [
        (f"Server={MYSQL};Port = 3306;UID=u;Pwd=*****;Database=d", {}, ("mysql", MYSQL, 3306)),
        (f"Host = {POSTGRES}; Port = 6432; Password==*****", {}, ("postgresql", POSTGRES, 6432)),
        ("Host = db.contoso.com; Database=d", {}, ("postgresql", "db.contoso.com", 5432)),
        (f"Server={POSTGRES};Database=d", {}, ("postgresql", POSTGRES, 5432)),
        (f"AccountEndpoint=https://{COSMOS}/;Database=d;AccountKey=*****", {}, ("cosmosdb", COSMOS, 443)),
        ("Server=mysql.contoso.com;Database=d", {}, ("sql", "mysql.contoso.com", 1433)),
        ("Server=db.contoso.com;Database=d", {"SqlDialect": "MySql"}, ("mysql", "db.contoso.com", 3306)),
        ("Server=db.contoso.com", {"sqlDialect": "PostgreSQL"}, ("postgresql", "db.contoso.com", 5432)),
        (f"AccountEndpoint=https://{COSMOS}", {"SqlDialect": "CosmosDbSql"}, ("cosmosdb", COSMOS, 443)),
        ("Server=db.contoso.com", {"SqlDialect": None}, ("sql", "db.contoso.com", 1433)),
    ],
)
def test_the_dialect_is_told_by_the_properties_or_by_the_connection_string(text, more, use):
    assert sql(text, **more) == ([use], "")


@pytest.mark.parametrize(
    ("kind", "type"),
    [("MySql", "mysql"), ("PostgreSQL", "postgresql"), ("CosmosDbSql", "cosmosdb"), ("cosmosdb", "cosmosdb")],
)
def test_a_table_may_be_of_the_kind_of_its_dialect(kind, type):
    assert sql("Server=db.contoso.com", kind)[0][0][:2] == (type, "db.contoso.com")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({**ON_STORAGE, "TableType": "Cassandra"}, "its type is none that is known"),
        ({**ON_STORAGE, "TableType": None}, "its type is none that is known"),
        ({**ON_SQL, "Properties": "{}"}, NOT_SHOWN),
        ({**ON_SQL, "Properties": "[1]"}, NOT_SHOWN),
        ({**ON_SQL, "Properties": "no JSON"}, NOT_SHOWN),
        ({**ON_SQL, "Properties": {"TargetEntityConnectionString": ["Server=a.b"]}}, NOT_SHOWN),
        ({**ON_SQL, "Properties": {"TargetEntityConnectionString": "*****"}}, NO_HOST),
        ({**ON_SQL, "Properties": {"TargetEntityConnectionString": "Server=a.b;Server=c.d"}}, NO_HOST),
        (
            {**ON_SQL, "Properties": {"TargetEntityConnectionString": "Server=a.b", "SqlDialect": "Oracle"}},
            "its SQL dialect is none that is known",
        ),
    ],
)
def test_a_table_that_is_not_understood_is_told_and_never_left_out(row, why):
    assert told(row) == ([], why)


@given(st.text(min_size=12, max_size=60, alphabet="abcdefghijklmnopqrstuvwxyzABCDEF0123456789+/=."))
def test_no_key_is_kept_or_told(key):
    rows = [
        {**ON_STORAGE, "ConnectionStrings": [f"https://{BLOB}/c;{key}", f"https://{BLOB}/c?sig={key}", key]},
        {**ON_SQL, "Properties": {"TargetEntityConnectionString": f"Server=db.contoso.com;Pwd={key}"}},
        {**ON_SQL, "Properties": {"TargetEntityConnectionString": key}},
    ]
    for row in rows:
        assert key not in repr(external_tables.found_in(row))


@given(
    st.dictionaries(
        st.sampled_from(list(ON_STORAGE)), st.one_of(st.text(), st.integers(), st.none(), st.lists(st.text()))
    )
)
def test_no_row_raises(row):
    external_tables.found_in(row)
