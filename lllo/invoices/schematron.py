"""Checks UBL against compiled schematron rules; a program of its own, run by ``validation``.

``python -m lllo.invoices.schematron`` reads a job as JSON from standard input and writes one
JSON line for each document as soon as it is done. It stands outside of the server because
saxonche aborts a process with threads, without an exception. A process that grew beyond the
memory of the job stops between two documents; whoever started it starts another for the rest.

    {"memory_mb": 600, "documents": [{"id": 1, "path": "a.xml", "rules": ["cen.xslt"]}]}
    {"id": 1, "findings": [{"rule": "BR-01", "weight": "fatal", "text": "…", "place": "/…"}]}
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

from lxml import etree
from saxonche import PySaxonApiError, PySaxonProcessor

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
FINDING_TAGS = (f"{SVRL}failed-assert", f"{SVRL}successful-report")


class Checker:
    """Holds the compiled rules; compiling takes up to a second each."""

    def __init__(self, processor: PySaxonProcessor) -> None:
        self.processor = processor
        self.compiled: dict[str, Any] = {}

    def findings(self, document: dict[str, Any]) -> list[dict[str, str]]:
        """Return what the rules of a document find fault with.

        Rules that break on a document speak against it: a dynamic error is fatal.
        """
        node = self.processor.parse_xml(xml_text=Path(document["path"]).read_text("utf-8"))
        found: list[dict[str, str]] = []
        for rules in document["rules"]:
            try:
                report = self._executable(rules).transform_to_string(xdm_node=node)
            except PySaxonApiError as error:
                found.append(_finding("error", "fatal", str(error), ""))
            else:
                found += read_report(report.encode())
        return found

    def _executable(self, rules: str) -> Any:
        """Return compiled rules."""
        if rules not in self.compiled:
            compiler = self.processor.new_xslt30_processor()
            self.compiled[rules] = compiler.compile_stylesheet(stylesheet_file=rules)
        return self.compiled[rules]


def read_report(report: bytes) -> list[dict[str, str]]:
    """Return the findings of a report in SVRL; what is no warning is fatal."""
    return [
        _finding(
            item.get("id") or "",
            "warning" if "warning" in (item.get("flag"), item.get("role")) else "fatal",
            " ".join(item.findtext(f"{SVRL}text", "").split()),
            item.get("location") or "",
        )
        for item in etree.fromstring(report).iter(*FINDING_TAGS)
    ]


def _finding(rule: str, weight: str, text: str, place: str) -> dict[str, str]:
    """Return a finding as it is stored."""
    return {"rule": rule, "weight": weight, "text": text, "place": place}


def main() -> None:
    """Do the job on standard input."""
    job = json.load(sys.stdin)
    with PySaxonProcessor(license=False) as processor:
        checker = Checker(processor)
        for document in job["documents"]:
            result = {"id": document["id"], "findings": checker.findings(document)}
            sys.stdout.write(json.dumps(result) + "\n")
            sys.stdout.flush()
            used_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            if used_mb > job["memory_mb"]:
                return


if __name__ == "__main__":
    main()
