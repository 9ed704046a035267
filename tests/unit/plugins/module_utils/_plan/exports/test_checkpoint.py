# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Domain objects of Check Point: one with sub-domains holds the domain, too, and the result says where that is more."""

from __future__ import annotations

import csv
import io

import pytest

from .samples import export, export_many, lost


def test_a_check_point_object_holds_a_wildcard_and_its_domain_and_says_so_where_only_the_wildcard_is_needed():
    exported = export("checkpoint")
    rows = {row["name"]: row["is-sub-domain"] for row in csv.DictReader(io.StringIO(exported.text))}
    assert rows[".login.microsoft.com"] == rows[".core.windows.net"] == "true"
    assert rows[".login.microsoftonline.com"] == "false"
    wider = {loss.entry.destination for loss in exported.wider}
    assert wider == {"*.core.windows.net", "*.servicebus.windows.net", "*.windowsupdate.com"}


def test_a_row_is_a_domain_with_every_use_of_it():
    options = [
        {"fqdn": "*.example.com", "port": 443, "category": "AzureStorage"},
        {"fqdn": "example.com", "port": 443},
        {"fqdn": "a.example.org", "port": 1433},
    ]
    exported = export("checkpoint", options)
    assert exported.text == (
        "name,is-sub-domain,comments\n"
        ".a.example.org,false,TCP 1433 Extra\n"
        ".example.com,true,TCP 443 AzureStorage; TCP 443 Extra\n"
    )
    assert exported.wider == ()


def test_a_wildcard_is_wider_unless_the_domain_itself_is_needed_on_the_same_port():
    options = [{"fqdn": "*.example.com", "port": 443}, {"fqdn": "example.com", "port": 80}]
    loss, other = export("checkpoint", options).wider
    assert (loss.entry.destination, loss.entry.port, loss.cluster) == ("*.example.com", 443, "")
    assert loss.reason == "a domain object with sub-domains holds the domain itself as well"
    assert (other.entry.destination, other.entry.port, other.cluster) == ("example.com", 80, "")
    assert other.reason == "a domain is one object for all its ports, and another port needs what is below it as well"


@pytest.mark.parametrize(
    ("other", "wider"),
    [
        ({"fqdn": "*.example.com", "port": 443}, False),
        ({"fqdn": "*.com.example", "port": 80}, True),
        ({"fqdn": "*.example.com", "port": 123, "protocol": "UDP", "source": "discovered"}, True),
        ({"fqdn": "*.b.example.com", "port": 123}, True),
    ],
)
def test_a_name_is_wider_where_its_object_has_sub_domains_that_nobody_needs_on_its_port(other, wider):
    plans = [
        {"name": "one", "dependencies": [{"fqdn": "*.a.example.com", "port": 80}], "source_addresses": ["*"]},
        {"name": "two", "dependencies": [{"fqdn": "a.example.com", "port": 443}, other], "source_addresses": ["*"]},
    ]
    told = [loss.entry.port for loss in export_many("checkpoint", plans).wider if "all its ports" in loss.reason]
    assert told == [443] * wider


def test_a_use_of_udp_is_told_as_such():
    ntp = {"fqdn": "ntp.example.com", "port": 123, "protocol": "UDP", "source": "discovered", "category": "time-sync"}
    assert export("checkpoint", [ntp]).text.splitlines()[1:] == [".ntp.example.com,false,UDP 123 time-sync"]


def test_a_star_that_begins_a_label_an_address_and_an_answer_are_left_out_each_with_its_reason():
    options = [{"fqdn": "*xt.example.com", "port": 443}, {"addresses": ["203.0.113.7"], "port": 9093}]
    exported = export("checkpoint", options, management=["13.64.38.225"])
    assert exported.text == "name,is-sub-domain,comments\n"
    reasons = lost(exported)
    assert reasons["*xt.example.com", 443] == "a domain object holds whole labels, so a star cannot begin one"
    assert reasons["203.0.113.7/32", 9093] == "this format holds names only"
    assert reasons["13.64.38.225/32", 443].startswith("it connects to the cluster")


def test_among_several_each_use_names_its_cluster_and_so_does_what_is_wider():
    plans = [
        {"name": "one", "dependencies": [{"fqdn": "*.example.com", "port": 443}], "source_addresses": ["10.1.0.0/24"]},
        {"name": "two", "dependencies": [{"fqdn": "example.com", "port": 443}], "source_addresses": ["10.2.0.0/24"]},
    ]
    exported = export_many("checkpoint", plans)
    assert exported.text.splitlines()[1:] == [".example.com,true,TCP 443 Extra for one; TCP 443 Extra for two"]
    assert [(loss.cluster, loss.entry.destination, loss.reason) for loss in exported.wider] == [
        ("one", "*.example.com", "a domain object with sub-domains holds the domain itself as well"),
        (
            "one",
            "*.example.com",
            "a domain object has no sources, so every cluster it is used for may reach this, and two does not need it",
        ),
        (
            "two",
            "example.com",
            "a domain object has no sources, so every cluster it is used for may reach this, and one does not need it",
        ),
    ]
