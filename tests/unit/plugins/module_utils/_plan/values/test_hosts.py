# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Laws of host names; the tables of single values are in test_dependencies."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import hosts
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.printable import printable
from hypothesis import given, settings
from hypothesis import strategies as st

LABEL = st.from_regex(r"\A[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,20}[a-zA-Z0-9_])?\Z")
NAME = st.lists(LABEL, min_size=2, max_size=5).map(".".join).filter(lambda name: not name[-1].isdigit())
WILD = st.builds("{}{}".format, st.sampled_from(["", "*.", "*"]), NAME)
DRESSED = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", " ", "https://", "HTTP://", "amqps://"]),
    WILD,
    st.sampled_from(["", ".", ":443", " :5671", ".:1"]),
    st.sampled_from(["", "/", "/a/b?c=d#e", " ", "#x"]),
)


def cleaned(raw):
    """The name, or None for what is refused."""
    try:
        return hosts.clean(raw, "here").name
    except PlanError:
        return None


def assert_clean(name):
    assert hosts.is_host_name(name) or hosts.is_address(name)
    assert name == name.lower() and name.isascii()
    assert hosts.clean(name, "here") == hosts.Host(name, None)


@settings(deadline=None)
@given(DRESSED)
def test_every_dressed_name_comes_out_lower_case_acceptable_and_stays_so(raw):
    assert_clean(hosts.clean(raw, "here").name)


@settings(deadline=None)
@given(st.text(alphabet="aB9.-_*:/ @[]é", max_size=30) | st.text())
def test_whatever_is_not_refused_is_clean(raw):
    name = cleaned(raw)
    if name is not None and not hosts.is_address(name):
        assert_clean(name)
        assert not set(name) & set(" :@[]?#\t\r\n")


@pytest.mark.parametrize(
    "raw",
    [
        *("nodots", "*", "*.", "**.a.b", "*.*.a.b", "a.*.b", "a*.b.c", "-a.b", "a-.b", "a..b", ".a.b", "a.b.1"),
        *("user@a.b", "a.b:443:443", "a.b:", "a.b:65536", "a.b:٣", "[::1]:443", "ä.example", f"{'x' * 64}.a"),
        f"{'x.' * 127}a",
        *("a\n.b", "a.b\n.", "*.a\n.b"),
    ],
)
def test_what_no_rule_takes_is_refused_with_the_place_and_the_raw_value(raw):
    with pytest.raises(PlanError) as refused:
        hosts.clean(raw, "Category X")
    assert (
        str(refused.value)
        == f"Category X names '{printable(raw)}', which is no host name that a firewall rule could take."
    )


@pytest.mark.parametrize(
    "name", ["a.b", "*.a.b", "*a.b", "x-1.y_2.example", f"{'x' * 63}.a", "1.a", "xn--bcher-kva.de"]
)
def test_what_a_rule_takes_is_a_host_name(name):
    assert hosts.is_host_name(name) and cleaned(name) == name


@pytest.mark.parametrize("raw", ["10.0.0.1", "10.0.0.0/8", "2001:DB8::1", "https://10.0.0.1/", "10.0.0.1:443"])
def test_an_address_is_an_address_and_no_host_name(raw):
    name = hosts.clean(raw, "here").name
    assert hosts.is_address(name) and not hosts.is_host_name(name) and not hosts.is_wildcard(name)


@settings(deadline=None)
@given(NAME.map(str.lower), LABEL.map(str.lower))
def test_a_name_covers_itself_and_a_wildcard_everything_below(name, label):
    below = f"{label}.{name}"
    assert hosts.covers(name, name) and not hosts.covers(name, below)
    assert hosts.covers(f"*.{name}", below) and not hosts.covers(f"*.{name}", name)
    assert hosts.covers(f"*{name}", name) and hosts.covers(f"*{name}", below)


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("10.0.0.0/8", "10.0.0.0/8"),
        (" 10.0.0.4/32 ", "10.0.0.4"),
        ("10.0.0.4/", "10.0.0.4"),
        ("64:ff9b::102:304", "64:ff9b::102:304"),
        ("20.60.0.0/16", "20.60.0.0/16"),
        ("2001:0DB8::0001", "2001:db8::1"),
        ("2001:DB8:0::/48", "2001:db8::/48"),
        ("2001:db8::1/128", "2001:db8::1"),
    ],
)
def test_an_address_has_one_form_however_it_is_written(raw, canonical):
    assert hosts.clean(raw, "here").name == hosts.address(raw, "here") == canonical


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        *((text, "open to everybody") for text in ("0.0.0.0/0", "::/0", "0.0.0.0/1", "20.0.0.0/7", "2000::/3")),
        *((text, "never meets a firewall") for text in ("127.0.0.1", "169.254.169.254", "0.0.0.0", "255.255.255.255")),
        *((text, "never meets a firewall") for text in ("::1", "fe80::1", "ff02::1", "224.0.0.0/24", "168.63.129.16")),
        ("::ffff:10.0.0.1", "an address of IPv4 in the form of IPv6"),
        ("10.0.0.5/24", "may stand for 10.0.0.5 or for 10.0.0.0/24: write the one that is meant"),
        ("2001:db8::5/64", "may stand for 2001:db8::5 or for 2001:db8::/64"),
        *(
            (text, "no IP address and no network")
            for text in ("1.2.3.4/33", "1.2.3.4/0.0.0.255", "1.2.3.4/x", "1.2.3.4 / 32")
        ),
    ],
)
def test_what_no_cluster_can_depend_on_is_refused_and_never_changed(raw, why):
    for read in (hosts.clean, hosts.address):
        with pytest.raises(PlanError, match=why) as refused:
            read(raw, "Category X")
        assert (
            str(refused.value).startswith(f"Category X names '{printable(raw)}', ")
            and refused.value.code == "unusable_dependency"
        )


@pytest.mark.parametrize("raw", ["https://127.0.0.1/", "127.0.0.1:443"])
def test_it_is_refused_in_a_longer_text_as_well(raw):
    with pytest.raises(PlanError, match="never meets a firewall"):
        hosts.clean(raw, "here")


def test_a_zone_is_no_part_of_an_address():
    assert not hosts.is_address("2600::1%eth0")
    with pytest.raises(PlanError, match="no host name that a firewall rule could take"):
        hosts.clean("2600::1%eth0", "here")
