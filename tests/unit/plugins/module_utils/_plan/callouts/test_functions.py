# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stored functions call: a literal target is a use, any other is told, and nothing in a text or comment is one."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import functions
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.functions import Home
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from hypothesis import given
from hypothesis import strategies as st

HOME = Home("c1.westus.kusto.windows.net", "kusto.windows.net")
FENCE = "`" * 3
BLOB, SQL, COSMOS = "a.blob.core.windows.net", "s.database.windows.net", "c.documents.azure.com"
KEY = "Zm9vYmFy" * 8 + "=="
MADE, HIDDEN = "makes a URI for {} while it runs", "calls {} with a text that hides its target, or names no host"


def found(body, home=HOME):
    told = functions.found_in(f"{{ {body} }}", home)
    assert told.why == "", told.why
    return [(use.type, use.host, use.port) for use in told.uses], list(told.dynamic)


@pytest.mark.parametrize(
    ("body", "use"),
    [
        (f'externaldata (a:string) [h@"https://{BLOB}/c;{KEY}"]', ("external_data", BLOB, 443)),
        (f"externaldata(a:string)['https://{BLOB}/c' h'?sig={KEY}'] with (format='csv')", ("external_data", BLOB, 443)),
        (
            "external_data(a:string)[@'abfss://f@a.dfs.core.windows.net/x']",
            ("external_data", "a.dfs.core.windows.net", 443),
        ),
        ("cluster('help').database('d').T", ("kusto", "help.kusto.windows.net", 443)),
        ("cluster ( 'Other.WestUS2' ).database('d').T", ("kusto", "other.westus2.kusto.windows.net", 443)),
        ("cluster(\"o.westus.kusto.windows.net\").database('d').T", ("kusto", "o.westus.kusto.windows.net", 443)),
        ("cluster('https://o.westus.kusto.windows.net:8443/').T", ("kusto", "o.westus.kusto.windows.net", 8443)),
        ("cluster('https://adx.monitor.azure.com/subscriptions/s').T", ("kusto", "adx.monitor.azure.com", 443)),
        ("union (cluster('o.eastus').database('d').T)", ("kusto", "o.eastus.kusto.windows.net", 443)),
        (
            f"evaluate sql_request('Server=tcp:{SQL},1433;Database=d;' h'Password={KEY}', 'select 1')",
            ("sql", SQL, 1433),
        ),
        (
            "evaluate mysql_request('Server=m.mysql.database.azure.com; Port = 3307; UID=u; Pwd=p', 'select 1')",
            ("mysql", "m.mysql.database.azure.com", 3307),
        ),
        (
            "evaluate postgresql_request('Host=p.postgres.database.azure.com;Port = 5432;Password==p', 'select 1')",
            ("postgresql", "p.postgres.database.azure.com", 5432),
        ),
        (
            f"evaluate cosmosdb_sql_request('AccountEndpoint=https://{COSMOS}/;Database=d;AccountKey='h'{KEY}', 'x')",
            ("cosmosdb", COSMOS, 443),
        ),
        ("evaluate http_request('http://api.contoso.com/v1')", ("webapi", "api.contoso.com", 80)),
        (
            "evaluate http_request_post(\n  // where to\n  @'https://api.contoso.com:8443/v1', dynamic({}))",
            ("webapi", "api.contoso.com", 8443),
        ),
        (
            "evaluate azure_digital_twins_query_request('https://t.api.wcus.digitaltwins.azure.net', 'select T')",
            ("azure_digital_twins", "t.api.wcus.digitaltwins.azure.net", 443),
        ),
        (
            "evaluate ai_embeddings(a, 'https://o.openai.azure.com/openai/deployments/e;managed_identity=system')",
            ("azure_openai", "o.openai.azure.com", 443),
        ),
        (
            "evaluate ai_embed_text(strcat(a, ','), 'https://o.openai.azure.com/x;impersonate', dynamic({}))",
            ("azure_openai", "o.openai.azure.com", 443),
        ),
        (
            f"T | evaluate hint.distribution = per_node hint.remote=auto python(typeof(*), {FENCE}x('y'){FENCE},"
            f" external_artifacts = bag_pack('f.zip', 'https://{BLOB}/f.zip?' h'sig={KEY}'))",
            ("sandbox_artifacts", BLOB, 443),
        ),
        (
            f"T | evaluate r(typeof(*), 'x', dynamic({{}}), dynamic({{'f': 'https://{BLOB}/f;impersonate'}}))",
            ("sandbox_artifacts", BLOB, 443),
        ),
        (
            f"evaluate infer_storage_schema(dynamic({{'StorageContainers': [h@'https://{BLOB}/c;{KEY}'], 'K': 'a'}}))",
            ("external_data", BLOB, 443),
        ),
    ],
)
def test_a_target_that_stands_in_the_body_is_a_use(body, use):
    assert found(body) == ([use], [])


@pytest.mark.parametrize(
    ("body", "call"),
    [
        ("externaldata(a:string)[uri]", "externaldata"),
        ("externaldata(a:string)[]", "externaldata"),
        ("externaldata(a:string)", "externaldata"),
        ("externaldata(a:string)[strcat('https://', host)]", "externaldata"),
        ("cluster(name).T", "cluster"),
        ("cluster(strcat('a', '.westus')).T", "cluster"),
        ("evaluate sql_request(connection, 'select 1')", "sql_request"),
        ("evaluate sql_request(connection_string = 'Server=a.b', 'select 1')", "sql_request"),
        ("evaluate http_request(strcat('https://', host))", "http_request"),
        ("evaluate http_request()", "http_request"),
        ("evaluate ai_embeddings(a)", "ai_embeddings"),
        ("evaluate ai_embeddings(a, target)", "ai_embeddings"),
        ("evaluate infer_storage_schema(options)", "infer_storage_schema"),
        ("evaluate python(typeof(*), 'x', external_artifacts=files)", "python"),
        ("evaluate python(typeof(*), 'x', external_artifacts=)", "python"),
        ("evaluate python(typeof(*), 'x', dynamic({}), dynamic({}))", "python"),
    ],
)
def test_a_target_that_is_made_while_the_function_runs_is_told(body, call):
    assert found(body) == ([], [MADE.format(call)])


@pytest.mark.parametrize(
    ("body", "call"),
    [
        ("externaldata(a:string)[h@'*****']", "externaldata"),
        ("externaldata(a:string)['https://10.0.0.1/c']", "externaldata"),
        ("externaldata(a:string)['s3://bucket/key']", "externaldata"),
        ("cluster('*****').T", "cluster"),
        ("cluster('a b').T", "cluster"),
        ("evaluate sql_request(h'*****', 'select 1')", "sql_request"),
        ("evaluate sql_request('Database=d', 'select 1')", "sql_request"),
        ("evaluate http_request('api.contoso.com')", "http_request"),
        (f"evaluate http_request('{KEY}')", "http_request"),
        ("evaluate python(typeof(*), 'x', external_artifacts=bag_pack('f', h'***'))", "python"),
    ],
)
def test_a_text_that_hides_its_target_or_has_none_is_told_without_it(body, call):
    assert found(body) == ([], [HIDDEN.format(call)])


@pytest.mark.parametrize(
    "body",
    [
        "T | where a == \"cluster('x')\"",
        "T // | join cluster('x').database('d').T\n | take 1",
        f"print {FENCE}cluster('x'){FENCE}",
        "print @\"\\\", 'cluster(x)'",
        "T | project cluster, http_request",
        "let cluster = 'x'; T",
        "my_cluster('x') | union 3cluster('x')",
        "T | invoke http_requests('https://api.contoso.com')",
        "r('https://a.contoso.com', 1, 2, 'https://b.contoso.com')",
        "python(a)",
        "T | evaluate python(typeof(*), 'x', dynamic({'u': 'https://a.contoso.com'}))",
        "T | evaluate pivot(a)",
        "cluster('c1.westus').database('d').T",
        "cluster('https://C1.westus.kusto.windows.net').database('d').T",
    ],
)
def test_what_is_no_callout_is_none(body):
    assert found(body) == ([], [])


def test_every_call_of_a_body_counts_once():
    body = (
        "cluster('a').database('d').T | union (cluster('b').database('d').T | join cluster('a').database('e').T on x)"
        " | invoke f(externaldata(x:string)[uri, 'https://a.blob.core.windows.net/c']) | evaluate http_request(uri)"
        " | evaluate http_request(other)"
    )
    used, dynamic = found(body)
    assert [host for _type, host, _port in used] == ["a.kusto.windows.net", "b.kusto.windows.net", BLOB]
    assert dynamic == [MADE.format("externaldata"), MADE.format("http_request")]


def test_a_body_that_cannot_be_read_to_its_end_keeps_what_was_read():
    told = functions.found_in("{ cluster('a').T | where x == 'no end }", HOME)
    assert ([use.host for use in told.uses], told.why) == (["a.kusto.windows.net"], "a text in it has no end")
    told = functions.found_in("{ cluster('a'", HOME)
    assert (told.dynamic, told.why) == ((MADE.format("cluster"),), "a bracket in it is not closed")
    told = functions.found_in("T | evaluate python(typeof(*), 'x'", HOME)
    assert (told.dynamic, told.why) == ((MADE.format("python"),), "a bracket in it is not closed")


@pytest.mark.parametrize(
    ("uri", "home"),
    [
        ("https://c1.westus.kusto.windows.net", HOME),
        (
            "https://C1.chinaeast2.kusto.chinacloudapi.cn/",
            Home("c1.chinaeast2.kusto.chinacloudapi.cn", "kusto.chinacloudapi.cn"),
        ),
        ("https://other.westus.kusto.windows.net", Home()),
        ("https://c1.westus", Home()),
        ("", Home()),
        ("https://c1.westus.kusto.windows.net:x", Home()),
    ],
)
def test_the_cloud_of_short_names_is_that_of_the_cluster_itself(uri, home):
    cluster = clusters.from_arm(world.cluster())
    assert functions.home_of(replace(cluster, uri=uri)) == home


def test_a_short_name_is_not_known_where_the_cloud_is_not():
    assert found("cluster('help').T", Home()) == ([], [HIDDEN.format("cluster")])
    assert found("cluster('o.westus.kusto.windows.net').T", Home())[0] == [("kusto", "o.westus.kusto.windows.net", 443)]


CALLS = ("cluster('{}')", "externaldata(a:string)['https://{}']", "evaluate http_request('https://{}')")
NAMES = st.integers(0, 999).map("n{}.example.org".format)


@given(st.lists(st.tuples(st.sampled_from(CALLS), NAMES), max_size=4), st.lists(st.sampled_from(CALLS), max_size=4))
def test_no_call_is_found_inside_a_comment_or_a_text_and_none_beside_them_is_missed(real, unreal):
    hidden = [call.format("hidden.example.org") for call in unreal]
    lines = [f"// {one}" for one in hidden]
    lines += [f'print "{one}", @"{one}\\", h"{one}", {FENCE}{one}\n{one}{FENCE}' for one in hidden]
    lines += ["print '" + one.replace("'", "\\'") + "'" for one in hidden]
    lines += [call.format(name) for call, name in real]
    used, dynamic = found("\n".join(lines))
    assert {host for _type, host, _port in used} == {name for _call, name in real} and dynamic == []


@given(st.text(alphabet="cluster externaldatahp_q()[]{}'\"`@\\,./:;=*\n", max_size=200))
def test_nothing_in_a_body_raises(body):
    functions.found_in(body, HOME)


@given(st.text(min_size=12, max_size=40, alphabet="abcdefghijklmnopqrstuvwxyzABCDEF0123456789+/="))
def test_no_key_is_kept(key):
    body = (
        f"externaldata(a:string)['https://{BLOB}/c?sig={key}'] | evaluate http_request('{key}') | evaluate"
        f" sql_request('Password={key}', 'x') | evaluate sql_request('Server={SQL};Password={key}', 'x')"
    )
    told = functions.found_in(body, HOME)
    assert [use.host for use in told.uses] == [BLOB, SQL]
    assert key not in repr(told)


@pytest.mark.parametrize(
    "body",
    [
        "cluster(" * 30_000 + ")" * 30_000,
        "evaluate python(1,1,1," * 20_000 + ")" * 20_000,
        "cluster('" + "a" * 300_000 + "')",
        "evaluate sql_request('a=b;" + "c" * 300_000 + "')",
        "externaldata(a:string)[" + "'x'," * 50_000 + "]",
    ],
)
def test_a_body_that_is_made_to_be_slow_is_not(body):
    begun = time.thread_time()  # whatever else the machine is busy with
    functions.found_in(body, HOME)
    assert time.thread_time() - begun < 30
