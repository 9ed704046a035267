# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters over the planning room; each is documented in the .yml file of its name.

Ansible loads this file for each template that has one of them in it, and compiles anew whatever it imports. So a filter
imports what it alone needs when it is used.
"""

from __future__ import annotations

from base64 import b64decode

from ansible.errors import AnsibleFilterError
from ansible.module_utils.parsing.convert_bool import boolean

from ..module_utils._plan.report.forms import CONSOLE_FORM
from ..module_utils._plan.values import option_names
from ..module_utils._plan.values.errors import PlanError
from ..module_utils._plan.values.version import VERSION
from ..module_utils._plan.values.words import plain


def rule_collections(items, name, source_addresses, amqp_tag=False, without=()):
    """Return the rule collections that allow exactly these dependencies; raise AnsibleFilterError where none can."""
    from ..module_utils._plan.documents.rule_collections import to_option
    from ..module_utils._plan.needs import dependencies, wanted_rules

    sources = [source_addresses] if isinstance(source_addresses, str) else source_addresses
    try:
        needed = dependencies.union(dependencies.from_option(item) for item in items)
        chosen = wanted_rules.without(needed, [without] if isinstance(without, str) else without or ())
        tagged = _is_true(amqp_tag, "amqp_tag")
        options = wanted_rules.RuleOptions(name, tuple(sources), amqp_tag=tagged, tag_rules=(), names_apart=True)
        planned = wanted_rules.wanted_collections(wanted_rules.in_one_spelling(chosen), options)
        return plain([to_option(collection) for collection in planned])
    except PlanError as error:
        raise AnsibleFilterError(option_names.shown(str(error))) from error
    except (AttributeError, TypeError) as error:
        raise AnsibleFilterError("rule_collections takes a list of dictionaries with fqdn and port.") from error


def _is_true(value, option):
    """Read a switch, which is a text such as "false" where it comes from a variable of a command line."""
    try:
        return boolean(value or False, strict=True)
    except TypeError as error:
        raise AnsibleFilterError(f"{option} takes true or false.") from error


def management_routes(requirements, skip_addresses=()):
    """Return the routes to the documented addresses; raise AnsibleFilterError for what cannot be read."""
    from ..module_utils._plan.documents import routes

    try:
        planned = routes.past_firewall(
            requirements.get("management") or (), requirements.get("health_monitoring") or (), skip_addresses
        )
        return plain([routes.to_option(route) for route in planned])
    except PlanError as error:
        raise AnsibleFilterError(option_names.shown(str(error))) from error
    except (AttributeError, TypeError) as error:
        raise AnsibleFilterError("management_routes takes a dictionary of address lists.") from error


def appliance_export(
    items,
    format,
    name="adx",
    source_addresses=(),
    management=(),
    health_monitoring=(),
    service_tags=None,
    part=443,
):
    """Return what an appliance that is not Azure's needs, as the text of a file, and what that file cannot say.

    Raise AnsibleFilterError for what cannot be read, or no such file could be made of.
    """
    from ..module_utils._plan.exports import clusters, formats

    sources = [source_addresses] if isinstance(source_addresses, str) else source_addresses
    try:
        if any(clusters.is_plan(item) for item in items):
            return _export_of_many(items, format, name, service_tags, part, (sources, management, health_monitoring))
        needs = clusters.from_items(items, name, sources, management, health_monitoring)
        return plain(formats.render_one(needs, format, service_tag_document=service_tags, part=part).as_option())
    except PlanError as error:
        raise AnsibleFilterError(option_names.shown(str(error))) from error
    except (AttributeError, TypeError) as error:
        raise AnsibleFilterError(
            "appliance_export takes a list of dictionaries with fqdn and port, or plans of clusters, lists of"
            " addresses, and a dictionary as service_tags."
        ) from error


def _export_of_many(items, format, name, service_tags, part, of_one):
    """Return the file about the plans of several clusters; `of_one` are the options that a plan has by itself."""
    from ..module_utils._plan.exports import clusters, formats

    if any(of_one):
        raise PlanError(
            "source_addresses, management and health_monitoring are those of one cluster; with plans of several, each"
            " plan has its own."
        )
    needed = [clusters.from_option(item, name) for item in items]
    rendered = formats.render_many(needed, format, name=name, service_tag_document=service_tags, part=part)
    return plain(rendered.as_option())


def egress_templates(plans, language, name="adx", standing=None):
    """Return the files of templates that bring about what these plans want, and what is in none of them. `standing` are
    files that are there, by their names, in base64.

    Raise AnsibleFilterError for what is no plan, and for plans that no file could be made of.
    """
    from ..module_utils._plan.templates.rendered import rendered

    try:
        read = {one: b64decode(text, validate=True) for one, text in plain(standing or {}).items()}
        there = {one: text.decode("utf-8", "replace") for one, text in read.items()}
        return plain(rendered(plain(plans), str(language), name=str(name), standing=there).as_option())
    except PlanError as error:
        raise AnsibleFilterError(option_names.shown(str(error))) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise AnsibleFilterError(
            "egress_templates takes a list of plans, those of all clusters of one call of egress_plan_info or of"
            " cluster_egress with details, and as standing the contents of files by their names, in base64."
        ) from error


def egress_report(checked, form="html", plan=None, when="", version=VERSION, previous="", location="", files=()):
    """Return the report about a check, a plan or both, or about many clusters, as the text of a file, or the few lines
    that a console ends with.

    Raise AnsibleFilterError for what is none, for an unknown form, and for a time that the form cannot say.
    """
    told = {"when": str(when or ""), "version": version, "previous": previous, "location": location}
    try:
        if form == CONSOLE_FORM:
            from ..module_utils._plan.report import console

            return "\n".join(console.lines(plain(checked or {}), plain(files)))
        from ..module_utils._plan.report import formats

        return formats.render(plain(checked or {}), form, plan=plain(plan or {}) or None, **told)
    except PlanError as error:
        raise AnsibleFilterError(option_names.shown(str(error))) from error
    except (AttributeError, KeyError, TypeError) as error:
        raise AnsibleFilterError(
            "egress_report takes the result of egress_check_info, and as plan that of egress_plan_info, or the result"
            " of a call about many clusters."
        ) from error


class FilterModule:
    """The filters of this file."""

    def filters(self):
        """Return them by name."""
        return {
            "appliance_export": appliance_export,
            "egress_report": egress_report,
            "egress_templates": egress_templates,
            "management_routes": management_routes,
            "rule_collections": rule_collections,
        }
