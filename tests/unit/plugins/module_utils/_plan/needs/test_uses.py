# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of what a user says that queries use, the host and the port are kept, and nothing else is shown anywhere."""

from __future__ import annotations

import string

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import uses
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.uses import UseType
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import hosts
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from hypothesis import given
from hypothesis import strategies as st

BLOB, SQL, COSMOS = "a.blob.core.windows.net", "s.database.windows.net", "c.documents.azure.com"
MYSQL, POSTGRES, KUSTO = "m.mysql.database.azure.com", "p.postgres.database.azure.com", "k.westus.kusto.windows.net"
KEY = "Zm9v" * 21 + "Zg=="


def read(kind, uri):
    found = uses.from_option({"type": kind, "uri": uri})
    return found.host, found.port, found.protocol


def refusal(kind, uri):
    with pytest.raises(PlanError) as caught:
        uses.from_option({"type": kind, "uri": uri})
    return str(caught.value)


@pytest.mark.parametrize(
    ("kind", "uri", "told"),
    [
        # URIs
        ("external_data", f"https://{BLOB}/exports", (BLOB, 443, "Https")),
        ("external_data", f"  https://{BLOB.upper()}.  ", (BLOB, 443, "Https")),
        ("external_data", f"https://{BLOB};impersonate", (BLOB, 443, "Https")),
        ("external_data", f"https://{BLOB}/c;managed_identity=system", (BLOB, 443, "Https")),
        ("external_data", "abfss://container@a.dfs.core.windows.net/p", ("a.dfs.core.windows.net", 443, "Https")),
        ("external_data", "abfss://c@a.dfs.core.windows.net", ("a.dfs.core.windows.net", 443, "Https")),
        ("external_data", "adl://a.azuredatalakestore.net/p", ("a.azuredatalakestore.net", 443, "Https")),
        ("external_data", f"wasbs://container@{BLOB}/p", (BLOB, 443, "Https")),
        ("webapi", "http://api.contoso.com/v1", ("api.contoso.com", 80, "Http")),
        ("webapi", "HTTP://API.contoso.com:8080/v1", ("api.contoso.com", 8080, "Http")),
        ("webapi", "https://api.contoso.com:8443?page=1", ("api.contoso.com", 8443, "Https")),
        ("webapi", "https://somebody@api.contoso.com/", ("api.contoso.com", 443, "Https")),
        ("webapi", "api.contoso.com", ("api.contoso.com", 443, "Https")),
        ("webapi", "api.contoso.com.:8443", ("api.contoso.com", 8443, "Https")),
        ("azure_openai", "https://o.openai.azure.com/", ("o.openai.azure.com", 443, "Https")),
        ("kusto", f"https://{KUSTO}/db;Fed=true", (KUSTO, 443, "Https")),
        (" KUSTO ", KUSTO, (KUSTO, 443, "Https")),
        ("postgresql", f"postgresql://u@{POSTGRES}:6432/db", (POSTGRES, 6432, "TCP")),
        ("sql", f"jdbc:sqlserver://{SQL}:1433;database=d", (SQL, 1433, "Mssql")),
        # No host is named by what comes after it
        ("webapi", "https://api.contoso.com/a@evil.example.org", ("api.contoso.com", 443, "Https")),
        ("webapi", "https://api.contoso.com?a=@evil.example.org", ("api.contoso.com", 443, "Https")),
        ("webapi", "https://api.contoso.com#@evil.example.org", ("api.contoso.com", 443, "Https")),
        ("webapi", "https://api.contoso.com\\@evil.example.org", ("api.contoso.com", 443, "Https")),
        ("webapi", "https://api.contoso.com/a;server=evil.example.org", ("api.contoso.com", 443, "Https")),
        ("webapi", "https://api.contoso.com:8443?mail=a@b.example.org", ("api.contoso.com", 8443, "Https")),
        ("sql", f'Database="a;Server=evil.example.org";Server={SQL}', (SQL, 1433, "Mssql")),
        # As queries have it
        ("external_data", f'h@"https://{BLOB}/c"', (BLOB, 443, "Https")),
        ("external_data", f"H'https://{BLOB}/c;impersonate'", (BLOB, 443, "Https")),
        ("external_data", f'@"{BLOB}"', (BLOB, 443, "Https")),
        ("webapi", '"http://api.contoso.com"', ("api.contoso.com", 80, "Http")),
        # Connection strings
        (
            "sql",
            f"Server=tcp:{SQL},1433;Initial Catalog=d;Authentication=Active Directory Password",
            (SQL, 1433, "Mssql"),
        ),
        ("sql", f"Server = tcp:{SQL} , 3342 ; Database = d", (SQL, 3342, "Mssql")),
        ("sql", f"SERVER={SQL.upper()}", (SQL, 1433, "Mssql")),
        ("sql", f"Data  Source={SQL};Encrypt=True", (SQL, 1433, "Mssql")),
        ("sql", f'Data Source="{SQL},1433";Encrypt=True', (SQL, 1433, "Mssql")),
        ("sql", f"Database=d;Addr='tcp:{SQL},1433'", (SQL, 1433, "Mssql")),
        ("sql", f"Network Address={SQL};User ID=somebody@tenant.example.org", (SQL, 1433, "Mssql")),
        ("sql", f"Address=admin:{SQL}\\instance,1433", (SQL, 1433, "Mssql")),
        ("sql", f"Server={SQL};Data Source={SQL}", (SQL, 1433, "Mssql")),
        ("sql", f"{SQL},1500", (SQL, 1500, "Mssql")),
        ("sql", f"tcp:{SQL}", (SQL, 1433, "Mssql")),
        ("mysql", f"Server={MYSQL};Database=d", (MYSQL, 3306, "TCP")),
        ("mysql", f"Server={MYSQL};Port=3307;Database=d", (MYSQL, 3307, "TCP")),
        ("postgresql", f"Host={POSTGRES};Username=u", (POSTGRES, 5432, "TCP")),
        ("postgresql", f"Port=5433;Host={POSTGRES}", (POSTGRES, 5433, "TCP")),
        ("cosmosdb", f"AccountEndpoint=https://{COSMOS}:443/;Database=d", (COSMOS, 443, "Https")),
        ("kusto", f"Data Source=https://{KUSTO}:443;Initial Catalog=d;Fed=True", (KUSTO, 443, "Https")),
        ("webapi", "Server=http://api.contoso.com", ("api.contoso.com", 80, "Http")),
    ],
)
def test_a_host_and_a_port_are_found_however_they_are_written(kind, uri, told):
    assert read(kind, uri) == told


@pytest.mark.parametrize(
    "uri",
    [
        f"https://{BLOB}/c?sv=2022-11-02&sig=SECRET%3D",
        f"https://{BLOB}/c?SIG=SECRET",
        f"https://{BLOB}/c?a=1&amp;sig=SECRET",
        f"https://{BLOB}/c#sig=SECRET",
        f"https://{BLOB}/c;{KEY}SECRET",
        f"https://{BLOB}/c;token=SECRET",
        f'h@"https://{BLOB}/c;{KEY}SECRET"',
        f"https://{BLOB}/c;AwsCredentials=A,SECRET",
        "https://f.azurewebsites.net/api/f?code=SECRET",
        "https://api.contoso.com/?api-key=SECRET",
        "https://api.contoso.com/?a=b&subscription-key=SECRET",
        "https://somebody:SECRET@api.contoso.com/",
        "https://:SECRET@api.contoso.com/",
        "somebody:SECRET@api.contoso.com",
        f"Server=somebody:SECRET@{SQL};Database=d",
        f"postgres://somebody:SECRET@{POSTGRES}/d",
        f"Server={SQL};User ID=u;Password=SECRET",
        f"Server={SQL};UID=u;PWD = SECRET",
        f"Password=SECRET;Server={SQL}",
        f"pwd=SECRET;Server={SQL}",
        f"AccountEndpoint=https://{COSMOS}/;AccountKey=SECRET",
        f"AccountEndpoint=https://{COSMOS}/;AuthKey=SECRET",
        f"https://{KUSTO};AppClientId=a;AppKey=SECRET",
        f"Data Source={KUSTO};Application Key=SECRET",
        f"BlobEndpoint=https://{BLOB}/;SharedAccessSignature=SECRET",
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=SECRET",
        f"host={POSTGRES} port=5432 user=u password=SECRET;",
        f"jdbc:postgresql://{POSTGRES}/d?user=u&password=SECRET",
    ],
)
def test_a_key_or_a_password_is_refused_and_never_shown(uri):
    told = refusal("external_data", uri)
    assert "SECRET" not in told and "Zm9v" not in told and "contoso" not in told
    if not uri.startswith("host="):
        assert "with a key or a password in it" in told


@pytest.mark.parametrize(
    "uri",
    [
        *(None, "", "  ", "x", "localhost", "https://", "https:///c", "//api.contoso.com", "https:/api.contoso.com"),
        *("10.1.2.3", "https://10.1.2.3/c", "10.0.0.0/8", "2001:db8::1", "https://[2001:db8::1]:443/", "[2001:db8::1]"),
        *("*.blob.core.windows.net", "https://*.blob.core.windows.net/c", "*blob.core.windows.net", "*"),
        *("api.contoso.com:", "api.contoso.com:0", "api.contoso.com:65536", "api.contoso.com:x", "api.contoso.com:+1"),
        *("api.contoso.com:1:2", "api.contoso.com other.contoso.com", "münchen.contoso.com", "a.contoso.com%00.b.org"),
        *('h@"https://10.1.2.3"', "cluster('k.westus').database('d')", "h@'api.contoso.com"),
        *("Database=d", "Server=", "Server=;Database=d", "Server=10.1.2.3,1433", "Server=*.database.windows.net"),
        *("Server=a.contoso.com;Port=x", "Server=a.contoso.com,1;Port=2", "Server=np:\\\\a.contoso.com\\pipe\\q"),
        *("Server=a.contoso.com;Data Source=b.contoso.com", "Server=a.contoso.com;Failover Partner=b.contoso.com"),
        *("Host=a.contoso.com,b.contoso.com", "host=a.contoso.com port=5432", "Host=a.contoso.com;Port=1;Port=2"),
        *(5, True, ["api.contoso.com"], {"a": "api.contoso.com"}),
    ],
)
@pytest.mark.parametrize("kind", ["sql", "webapi"])
def test_what_names_no_one_host_is_refused_and_not_shown(kind, uri):
    told = refusal(kind, uri)
    assert told.startswith(f"O(uses) has a uri of type {kind} that names no host; give a URI such as https://NAME")
    assert "contoso" not in told and "10.1.2.3" not in told


@pytest.mark.parametrize("kind", ["genevametrics", "", None, 5, ["sql"], "sql server"])
def test_a_type_that_is_none_is_refused_with_those_there_are(kind):
    told = refusal(kind, f"https://{BLOB}/c?sig=SECRET")
    assert f"it takes {', '.join(UseType)}." in told and BLOB not in told and "SECRET" not in told


def test_a_use_is_shown_without_its_uri():
    found = uses.from_option({"type": "sql", "uri": f"Server=tcp:{SQL},1433;Initial Catalog=hidden"})
    assert found.as_option() == {"type": "sql", "host": SQL, "port": 1433, "protocol": "Mssql"}


# Laws

LABEL = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
HOST = st.lists(LABEL, min_size=2, max_size=5).map(lambda labels: f"{'.'.join(labels)}.net")
ANY_CASE = st.lists(st.booleans(), min_size=40, max_size=40)
PART = st.text(string.ascii_letters + string.digits + "/?#@:;=&%*,\\[]. '\"", max_size=40)


def shouted(text, upper):
    return "".join(letter.upper() if up else letter for letter, up in zip(text, upper * 3, strict=False))


@given(st.sampled_from(list(UseType)), st.text(max_size=60) | PART)
def test_whatever_is_given_is_a_host_and_a_port_or_is_refused_without_a_part_of_it(kind, uri):
    try:
        found = uses.from_option({"type": kind, "uri": uri})
    except PlanError as error:
        assert str(error) in (refusal(kind, ""), refusal(kind, "?key="))
        return
    assert hosts.is_host_name(found.host) and not hosts.is_address(found.host) and not hosts.is_wildcard(found.host)
    assert 1 <= found.port <= 65535 and found.host in uri.lower()


@given(
    HOST, ANY_CASE, st.none() | st.integers(1, 65535), PART, st.sampled_from("/?#;\\"), st.sampled_from(list(UseType))
)
def test_what_stands_behind_a_host_changes_nothing_and_is_not_kept(host, upper, port, rest, end, kind):
    place = host if port is None else f"{host}:{port}"
    uri = f"{shouted(f'https://{place}', upper)}{end}{rest}"
    try:
        found = uses.from_option({"type": kind, "uri": uri})
    except PlanError as error:
        assert "with a key or a password in it" in str(error) and host not in str(error)
        return
    plain = uses.from_option({"type": kind, "uri": f"https://{place}"})
    assert found == plain and found.host == host and found.port in (port, plain.port)


@given(HOST, st.text(string.ascii_letters + string.digits + "%!$+-_.~", min_size=8, max_size=30))
def test_a_password_is_never_kept_wherever_it_stands(host, password):
    places = [
        *(f"https://u:{password}@{host}", f"u:{password}@{host}", f"Server={host};Password={password}"),
        *(f"Password={password};Server={host}", f"https://{host}?sig={password}", f"https://{host};AppKey={password}"),
    ]
    assert {refusal(kind, uri) for uri in places for kind in UseType} == {refusal(kind, "?key=") for kind in UseType}


@pytest.mark.parametrize(
    ("kind", "text", "host"),
    [
        (UseType.EXTERNAL_DATA, f"https://{BLOB}/c;{KEY}", BLOB),
        (UseType.EXTERNAL_DATA, f" https://{BLOB}/c?sig={KEY}", BLOB),
        (UseType.SQL, f"Server={SQL};Password={KEY}", SQL),
        (UseType.COSMOSDB, f"AccountEndpoint=https://{COSMOS}/;AccountKey={KEY}", COSMOS),
    ],
)
def test_a_string_that_a_cluster_shows_may_have_a_key_in_it(kind, text, host):
    assert uses.named_in(kind, text).host == host


@pytest.mark.parametrize("kind", UseType)
@pytest.mark.parametrize(
    "text", ["", "*****", BLOB, KEY, f"{BLOB};{KEY}", "https://10.0.0.1/", "https://*.x.example/", "Pwd=a.b"]
)
def test_a_string_that_does_not_begin_as_one_of_its_kind_names_no_host(kind, text):
    assert uses.named_in(kind, text) is None


def test_a_uri_is_no_connection_string_and_no_string_is_endless():
    assert uses.named_in(UseType.SQL, f"https://{SQL}") is None
    assert uses.named_in(UseType.WEBAPI, f"Server={SQL}") is None
    assert uses.named_in(UseType.WEBAPI, f"https://{BLOB}/{'x' * 9999}") is None
