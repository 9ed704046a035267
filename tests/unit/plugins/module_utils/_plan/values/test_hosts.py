# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Laws of host names; the tables of single values are in test_dependencies."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import hosts
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
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
    assert str(refused.value) == f"Category X names '{raw}', which is no host name that a firewall rule could take."


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
