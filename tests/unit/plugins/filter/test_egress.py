# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters, taken from the plugin as Ansible takes them."""

from __future__ import annotations

import inspect
import re
from base64 import b64encode
from pathlib import Path

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible_collections.adx.outbound.plugins.filter.egress import FilterModule
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import routes, rule_collections
from ansible_collections.adx.outbound.plugins.module_utils._plan.exports import formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import dependencies, documented, wanted_rules
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import forms
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.rendered import rendered
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.tree import Language
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.words import plain
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.templates import samples
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[4]
FILTERS = FilterModule().filters()
SOURCES = ["10.20.1.0/24"]


def test_every_filter_is_offered_under_the_name_of_its_page():
    assert sorted(FILTERS) == [
        "appliance_export",
        "egress_report",
        "egress_templates",
        "management_routes",
        "rule_collections",
    ]


def test_what_the_lookup_gives_goes_through_both_filters():
    found = documented.requirements("West US").as_option()
    asked = [*found["dependencies"], *found["service_tag_rules"]]
    collections = FILTERS["rule_collections"](asked, "adx-c1-westus", SOURCES, amqp_tag=True)
    options = wanted_rules.RuleOptions("adx-c1-westus", tuple(SOURCES))
    planned = wanted_rules.wanted_collections(documented.requirements("West US").dependencies, options)
    assert collections == [rule_collections.to_option(one) for one in planned]
    assert [rule_collections.from_option(one) for one in collections] == list(planned)
    made = FILTERS["management_routes"](found)
    assert [routes.from_option(one).name for one in made[:3]] == [
        "ADX_Management",
        "ADX_Monitoring",
        "ADX_Monitoring_1",
    ]


def test_fqdn_and_port_are_enough_and_repeats_count_once():
    items = [{"fqdn": "A.example.com", "port": 443}, {"fqdn": "a.example.com", "port": "443"}]
    (application,) = FILTERS["rule_collections"](items, "x", SOURCES)
    assert (application["name"], [rule["target_fqdns"] for rule in application["rules"]]) == (
        "x-application",
        [["a.example.com"]],
    )


def test_one_source_may_be_a_string():
    (collection,) = FILTERS["rule_collections"]([{"fqdn": "a.b", "port": 443}], "x", "10.20.1.0/24")
    assert collection["rules"][0]["source_addresses"] == ["10.20.1.0/24"]


def test_without_dependencies_there_is_no_rule():
    assert FILTERS["rule_collections"]([], "x", ["*"]) == []


def test_amqp_goes_to_its_own_names_unless_the_tag_is_asked_for():
    items = [{"fqdn": "a.servicebus.windows.net", "port": 5671}]
    (named,) = FILTERS["rule_collections"](items, "x", SOURCES)
    (tagged,) = FILTERS["rule_collections"](items, "x", SOURCES, amqp_tag=True)
    assert named["rules"][0]["destination_fqdns"] == ["a.servicebus.windows.net"]
    assert tagged["rules"][0]["destination_addresses"] == ["EventHub"] and "destination_fqdns" not in tagged["rules"][0]


def test_what_is_asked_for_is_left_out_and_a_slip_is_told():
    items = [{"fqdn": "*.azmk8s.io", "port": 9000}, {"fqdn": "a.b", "port": 443}]
    (only,) = FILTERS["rule_collections"](items, "x", SOURCES, without="*.AZMK8S.io:9000")
    assert [rule["target_fqdns"] for rule in only["rules"]] == [["a.b"]]
    with pytest.raises(AnsibleFilterError, match=r"There is no \*\.azmk8s\.io:443 to leave out"):
        FILTERS["rule_collections"](items, "x", SOURCES, without=["*.azmk8s.io:443"])


@pytest.mark.parametrize(("told", "is_tagged"), [("false", False), ("no", False), (None, False), ("yes", True)])
def test_a_switch_that_is_a_text_says_what_it_says(told, is_tagged):
    (made,) = FILTERS["rule_collections"]([{"fqdn": "n.servicebus.windows.net", "port": 5671}], "x", SOURCES, told)
    assert (made["rules"][0].get("destination_addresses") == ["EventHub"]) is is_tagged


@pytest.mark.parametrize("told", ["perhaps", 5, [1], {"a": 1}])
def test_a_switch_that_is_neither_is_refused(told):
    with pytest.raises(AnsibleFilterError, match="amqp_tag takes true or false"):
        FILTERS["rule_collections"]([{"fqdn": "a.b", "port": 443}], "x", SOURCES, told)


@pytest.mark.parametrize("other", [{"addresses": ["20.1.2.3"], "category": "Sql"}, {"service_tag": "Sql"}])
def test_names_and_addresses_of_one_category_and_port_are_rules_of_their_own(other):
    named = {"fqdn": "a.example.com", "port": 1433, "category": "sql"}
    (made,) = FILTERS["rule_collections"]([named, {**other, "port": 1433}], "x", SOURCES)
    assert [sorted({*rule} & {"destination_fqdns", "destination_addresses"}) for rule in made["rules"]] in (
        [["destination_addresses"], ["destination_fqdns"]],
        [["destination_fqdns"], ["destination_addresses"]],
    )
    assert len({rule["name"].lower() for rule in made["rules"]}) == 2


@pytest.mark.parametrize("port", [443, 4430])
def test_categories_that_differ_in_case_are_one(port):
    items = [{"fqdn": f"{name}.example.com", "port": port, "category": name} for name in ("Images", "images")]
    (made,) = FILTERS["rule_collections"](items, "x", SOURCES)
    assert [rule["name"] for rule in made["rules"]] == [f"Images-{port}"]


NAMES = st.sampled_from(["a.b", "*.a.b", "*xt.blob.core.windows.net", "ntp.ubuntu.com", "x.servicebus.windows.net"])
PROTOCOLS = st.sampled_from(["Https", "Http", "Mssql", "TCP", "UDP", ""])
PORTS = st.sampled_from([80, 123, 443, 1433, 5671, 9000, 9093])
NAMED = st.fixed_dictionaries({"fqdn": NAMES, "port": PORTS, "protocol": PROTOCOLS, "source": st.just("discovered")})
UNNAMED = st.fixed_dictionaries(
    {"addresses": st.sampled_from([["20.1.2.3"], ["20.57.106.0/28"]]), "port": PORTS, "source": st.just("discovered")}
)
CARRIERS = st.sampled_from(["TCP", "UDP"])
TAGGED = st.fixed_dictionaries(
    {
        "service_tag": st.sampled_from(["Sql", "AzureCloud.westus"]),
        "port": PORTS,
        "protocol": st.sampled_from(["TCP", "UDP"]),
    }
)


@settings(deadline=None)
@given(st.lists(st.one_of(NAMED, UNNAMED, TAGGED), max_size=8))
def test_rules_allow_nothing_that_is_not_asked_for_and_all_that_is(items):
    known = [dependencies.from_option(item) for item in items]
    impossible = {
        f"{one.fqdn}:{one.port}" for one in known if one.protocol in ("TCP", "UDP") and "*" in (one.fqdn or "")
    }
    asked = {
        (target, one.port, one.protocol)
        for one in known
        if f"{one.fqdn}:{one.port}" not in impossible
        for target in ([one.fqdn] if one.fqdn else [one.tag] if one.tag else one.addresses)
    }
    made = FILTERS["rule_collections"](items, "x", SOURCES, without=sorted(impossible))
    assert set(opened(made)) == asked


def opened(collections):
    """Every (destination, port, protocol) that rules allow."""
    for rule in (rule for one in collections for rule in one["rules"]):
        targets = (rule.get(name) or [] for name in ("target_fqdns", "destination_fqdns", "destination_addresses"))
        ways = [
            (int(port), protocol["type"] if isinstance(protocol, dict) else protocol)
            for protocol in rule["protocols"]
            for port in ([protocol["port"]] if isinstance(protocol, dict) else rule["destination_ports"])
        ]
        for target in (target for listed in targets for target in listed):
            yield from ((target, *way) for way in ways)


@pytest.mark.parametrize(
    ("items", "name", "sources", "sentence"),
    [
        ([{"fqdn": "https://not a host/", "port": 443}], "x", SOURCES, "names 'https://not a host/'"),
        ([{"fqdn": "a.b"}], "x", SOURCES, "has port 'None'"),
        ([{"fqdn": "*.a.b", "port": 1433}], "x", SOURCES, "Azure resolves no wildcard"),
        ([{"fqdn": "a.b", "port": 443}], "-x-", SOURCES, "needs another name"),
        ([], "x", [], "need at least one source address"),
        ([{"fqdn": "a.b", "port": 443}], "x", ["subnet"], "names 'subnet', which is no address"),
        ([{"service_tag": "not a tag", "port": 443}], "x", SOURCES, "takes the name of a tag"),
        ([{"service_tag": "Sql", "port": 443, "protocol": "Https"}], "x", SOURCES, "takes TCP or UDP"),
        ([{"service_tag": "Sql", "destination_ports": ["1", "2"]}], "x", SOURCES, "has port 'None'"),
        (["a.b"], "x", SOURCES, "takes a list of dictionaries"),
        (None, "x", SOURCES, "takes a list of dictionaries"),
    ],
)
def test_what_makes_no_rule_is_a_filter_error_of_one_sentence(items, name, sources, sentence):
    with pytest.raises(AnsibleFilterError) as raised:
        FILTERS["rule_collections"](items, name, sources)
    assert sentence in str(raised.value) and "\n" not in str(raised.value)


def test_the_routes_of_a_dictionary_lead_to_the_internet_and_past_what_is_skipped():
    lists = {"management": ["1.2.3.4"], "health_monitoring": ["5.6.7.8", "5.6.7.9"]}
    assert FILTERS["management_routes"](lists, skip_addresses=["5.6.7.8"]) == [
        {"name": "ADX_Management", "address_prefix": "1.2.3.4/32", "next_hop_type": "Internet"},
        {"name": "ADX_Monitoring", "address_prefix": "5.6.7.9/32", "next_hop_type": "Internet"},
    ]
    assert FILTERS["management_routes"]({}) == [] == FILTERS["management_routes"]({"management": None})


@pytest.mark.parametrize(
    ("requirements", "skipped", "sentence"),
    [
        ({"management": ["13.64.38"]}, [], "'13.64.38' is no IP address"),
        ({"management": ["13.64.38.225/8"]}, [], "is no IP address or network that a route could lead to"),
        ({"management": ["1.2.3.4"]}, ["nonsense"], "'nonsense' is no IP address"),
        ("West US", [], "takes a dictionary of address lists"),
        ([{"management": []}], [], "takes a dictionary of address lists"),
        ({"management": [1]}, [], "takes a dictionary of address lists"),
        ({"management": 1}, [], "takes a dictionary of address lists"),
    ],
)
def test_what_makes_no_route_is_a_filter_error_of_one_sentence(requirements, skipped, sentence):
    with pytest.raises(AnsibleFilterError) as raised:
        FILTERS["management_routes"](requirements, skipped)
    assert sentence in str(raised.value) and "\n" not in str(raised.value)


def test_what_the_lookup_gives_becomes_a_file_and_what_it_leaves_out():
    found = documented.requirements("West US").as_option()
    exported = FILTERS["appliance_export"](
        found["dependencies"],
        "edl_fqdn",
        name="adx-c1",
        management=found["management"],
        health_monitoring=found["health_monitoring"],
        part=80,
    )
    names = [one["fqdn"] for one in found["dependencies"] if one["port"] == 80]
    assert [line for line in exported["content"].splitlines() if line[0] != "#"] == sorted(names)
    assert exported["wider"] == []
    left_out = {(one["use"], one["destination"]) for one in exported["unexpressed"]}
    assert {("route", f"{address}/32") for address in found["management"]} < left_out
    assert ("allow", "login.live.com") in left_out and ("allow", "AzureMonitor") in left_out
    assert list(exported["unexpressed"][0]) == [
        "use",
        "kind",
        "destination",
        "port",
        "protocol",
        "category",
        "source",
        "reason",
    ]


def test_plans_of_several_clusters_become_one_file_with_rules_for_the_sources_of_each():
    needed = documented.requirements("West US").as_option()["dependencies"]
    id_ = "/subscriptions/s/resourceGroups/rg-adx/providers/Microsoft.Kusto/clusters/"
    plans = [
        {"cluster": {"id": f"{id_}{name}"}, "dependencies": needed, "source_addresses": [source]}
        for name, source in (("c1", "10.20.1.0/24"), ("c2", "10.30.1.0/24"))
    ]
    plans[1]["dependencies"] = [*needed, {"fqdn": "ledger.example.com", "port": 443}]
    exported = FILTERS["appliance_export"](plans, "squid")
    assert "acl adx-c1-clients src 10.20.1.0/24" in exported["content"] and exported["wider"] == []
    assert "acl adx-c2-names-443 dstdomain -n ledger.example.com" in exported["content"]
    assert {one["cluster"] for one in exported["unexpressed"]} == {"adx-c1", "adx-c2"}
    (wider,) = FILTERS["appliance_export"](plans, "edl_fqdn", name="hub")["wider"]
    assert (wider["cluster"], wider["destination"]) == ("hub-c2", "ledger.example.com")


AKS = "Microsoft.ContainerService/managedClusters"
OF_AKS = {"port": 443, "source": "discovered", "category": "images", "resource_type": AKS}


def destinations(exported):
    return [one["destination"] for one in yaml.safe_load(exported["content"])["entries"]]


@pytest.mark.parametrize(
    ("items", "known"),
    [
        ([{**OF_AKS, "fqdn": "mcr.microsoft.com"}], ["mcr.microsoft.com"]),
        ([{"fqdn": "b.c", "port": 443}, {**OF_AKS, "fqdn": "mcr.microsoft.com"}], ["b.c", "mcr.microsoft.com"]),
        ([{"fqdn": "b.c", "port": 443}], ["b.c", "192.0.2.0/27"]),
        (
            [{**OF_AKS, "fqdn": "a.b"}, {"fqdn": "b.c", "port": 443, "source": "documented"}],
            ["a.b", "b.c", "192.0.2.0/27"],
        ),
    ],
    ids=["another service", "another service and the user's own", "the user's own", "another service and a cluster"],
)
def test_what_a_cluster_needs_beside_its_answer_is_added_to_what_is_a_clusters_alone(items, known):
    tags = {"changeNumber": 1, "cloud": "Public", "values": []}
    tags["values"] = [{"name": "AzureMonitor", "properties": {"addressPrefixes": ["192.0.2.0/27"]}}]
    assert destinations(FILTERS["appliance_export"](items, "json", service_tags=tags)) == known


def test_results_of_other_services_become_one_file_with_what_they_need_and_nothing_more():
    results = [
        {"name": "pods", "resource_type": AKS, "dependencies": [{**OF_AKS, "fqdn": "mcr.microsoft.com"}]},
        {
            "name": "jobs",
            "resource_type": "Microsoft.Batch/batchAccounts",
            "dependencies": [{"fqdn": "b.c", "port": 443}],
        },
    ]
    exported = FILTERS["appliance_export"](results, "edl_fqdn", name="hub")
    assert [one["destination"] for one in exported["wider"]] == ["b.c", "mcr.microsoft.com"]
    assert exported["unexpressed"] == []
    assert exported["content"].startswith("# hub: what Azure Batch and Azure Kubernetes Service must reach, written")
    with pytest.raises(AnsibleFilterError, match="Resources of type Microsoft.Web/sites are not asked"):
        FILTERS["appliance_export"]([{**results[0], "resource_type": "Microsoft.Web/sites"}], "json")


def test_the_choices_of_the_page_are_the_formats_there_are():
    page = Path(__file__).resolve().parents[4] / "plugins" / "filter" / "appliance_export.yml"
    options = yaml.safe_load(page.read_text(encoding="utf-8"))["DOCUMENTATION"]["options"]
    assert options["format"]["choices"] == list(formats.FORMATS)
    accepted = inspect.signature(FILTERS["appliance_export"]).parameters
    assert sorted(options) == sorted({"_input", *accepted} - {"items"})
    defaults = {name: option.get("default") for name, option in options.items() if not option.get("required")}
    assert defaults == {
        name: list(one.default) if one.default == () else one.default
        for name, one in accepted.items()
        if one.default is not inspect.Parameter.empty
    }


@pytest.mark.parametrize(
    ("items", "options", "sentence"),
    [
        ([], {"format": "cisco"}, "There is no format 'cisco'"),
        ([], {"format": "squid"}, "needs source_addresses"),
        ([], {"format": "squid", "source_addresses": "subnet"}, "source_addresses has 'subnet'"),
        ([], {"format": "json", "service_tags": {"values": []}}, "takes a Service Tag Discovery document"),
        ([], {"format": "json", "service_tags": "ServiceTags_Public.json"}, "a dictionary as service_tags"),
        (["a.b"], {"format": "json"}, "takes a list of dictionaries"),
        (None, {"format": "json"}, "takes a list of dictionaries"),
        ([], {"format": "json", "management": 1}, "lists of addresses"),
        ([{"fqdn": "a b", "port": 443}], {"format": "json"}, "names 'a b'"),
        ([{"name": "x", "dependencies": []}], {"format": "csv", "source_addresses": ["*"]}, "each plan has its own"),
        ([{"name": "x", "dependencies": []}, {"fqdn": "a.b", "port": 1}], {"format": "csv"}, "give plans alone"),
        ([{"name": "x", "dependencies": ["a.b"]}], {"format": "csv"}, "or plans of clusters"),
        ([{"addresses": ["1.2.3.4\nx"], "port": 443}], {"format": "json"}, "no IP address and no network"),
    ],
)
def test_what_makes_no_file_is_a_filter_error_of_one_sentence(items, options, sentence):
    with pytest.raises(AnsibleFilterError) as raised:
        FILTERS["appliance_export"](items, **options)
    assert sentence in str(raised.value) and "\n" not in str(raised.value)


def test_a_report_names_the_version_of_the_collection_and_takes_what_a_play_hands_over():
    about = {
        "cluster": "c1",
        "region": "westus",
        "injected": True,
        "subnet": None,
        "route_table": None,
        "firewall": {"name": "fw", "private_address": None, "policies": []},
        "sources": [],
        "collections": [],
    }
    checked = {"about": about, "dependencies": [], "addresses": [], "findings": []}
    text = FILTERS["egress_report"](checked, "md", plan={}, when="Tuesday")
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    assert f"Made Tuesday by adx.outbound {version}." in text
    assert FILTERS["egress_report"](checked, "md", when="Wednesday", previous=text) == text


def test_the_choices_of_the_page_are_the_forms_of_a_report_and_its_options_those_of_the_filter():
    page = ROOT / "plugins" / "filter" / "egress_report.yml"
    options = yaml.safe_load(page.read_text(encoding="utf-8"))["DOCUMENTATION"]["options"]
    assert options["form"]["choices"] == [*forms.FORMS, forms.CONSOLE_FORM]
    accepted = inspect.signature(FILTERS["egress_report"]).parameters
    assert sorted(options) == sorted({"_input", *accepted} - {"checked"})


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_report_as_data_wants_a_time_that_a_program_can_read(form):
    with pytest.raises(AnsibleFilterError, match="such as 2026-11-29T21:00:00Z, and not 'Tuesday'"):
        FILTERS["egress_report"]({"clusters": [], "mode": "run"}, form, when="Tuesday")
    text = FILTERS["egress_report"]({"clusters": [], "mode": "run"}, form, when="2026-11-29 21:00 UTC")
    assert "2026-11-29T21:00:00Z" in text


@pytest.mark.parametrize(
    ("checked", "form", "words"),
    [
        ({"about": {}}, "html", "takes the result of egress_check_info"),
        ({}, "html", "takes the result of egress_check_info"),
        ({}, "json", "takes the result of egress_check_info"),
        ({"clusters": [{}]}, "json", "the result of a call about many clusters"),
        ({"clusters": None}, "sarif", "the result of a call about many clusters"),
        (["x"], "html", "takes the result of egress_check_info"),
        ({"clusters": [{}]}, "html", "the result of a call about many clusters"),
        ({"clusters": None}, "html", "the result of a call about many clusters"),
        ({}, "pdf", "has the form html, md, json"),
    ],
)
def test_what_is_no_result_or_no_form_is_one_sentence(checked, form, words):
    with pytest.raises(AnsibleFilterError, match=words):
        FILTERS["egress_report"](checked, form)


def templates(plans, *arguments, **options):
    return FILTERS["egress_templates"](plans, *arguments, **options)


@pytest.mark.parametrize("language", list(Language))
def test_plans_become_the_files_of_a_language(language):
    plans = samples.ALL["a group with a default route and a table to be made"]
    made = templates(plans, language.value, name="net")
    assert made == plain(rendered(plans, language, name="net").as_option())
    assert {one["stage"] for one in made["files"]} >= {"rules", "routes"}
    assert all(one["name"].startswith("net-") for one in made["files"])
    assert {type(one) for file in made["files"] for one in file.values()} <= {str, list}


@pytest.mark.parametrize(
    ("plans", "language", "name", "told"),
    [
        (samples.ALL["a firewall"], "pulumi", "adx", "There is no language 'pulumi' for templates"),
        (samples.ALL["a firewall"], "arm", "1 2", "name is '1 2'; it takes a letter"),
        ([{"fqdn": "a.b", "port": 443}], "arm", "adx", "A template is made of whole plans"),
        (7, "arm", "adx", "egress_templates takes a list of plans"),
        ([None], "arm", "adx", "A template is made of whole plans"),
        ([{"cluster": 1, "state": "present", "as_written": {}}], "arm", "adx", "egress_templates takes a list of"),
    ],
)
def test_what_no_file_could_be_made_of_is_told_in_a_sentence(plans, language, name, told):
    with pytest.raises(AnsibleFilterError, match=re.escape(told)):
        templates(plans, language, name)


def test_files_that_are_there_are_given_as_they_are_read_and_no_text_fails():
    plans = samples.ALL["two clusters on one firewall"]
    there = {one["name"]: b64encode(one["content"].encode()).decode() for one in templates(plans, "bicep")["files"]}
    left = templates(plans[:1], "bicep", standing=there)["left_behind"]
    assert {one["cluster"] for one in left} == {plans[1]["cluster"]["id"]}
    spoilt = dict.fromkeys(there, b64encode(b"\xff\xfe").decode())
    assert templates(plans, "bicep", standing=spoilt) == templates(plans, "bicep")
    for wrong in ({"a": "%"}, ["a"], {"a": 1}):
        with pytest.raises(AnsibleFilterError, match="as standing the contents of files by their names, in base64"):
            templates(plans, "bicep", standing=wrong)
