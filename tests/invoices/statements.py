"""CAMT.053 files, in an old and a new version of the message."""

from __future__ import annotations

OWN = "NL93DEMO0123456789"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def statement(*entries: str, account: str = OWN, number: str = "S1", version: str = "02") -> bytes:
    body = "".join(entries)
    return (
        f'{HEAD}<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">'
        "<BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr>"
        f"<Stmt><Id>{number}</Id><Acct><Id><IBAN>{account}</IBAN></Id></Acct>{body}</Stmt>"
        "</BkToCstmrStmt></Document>"
    ).encode()


def entry(
    amount: str,
    text: str,
    *,
    iban: str = "NL91ABNA0417164300",
    day: str = "2026-03-20",
    sign: str = "CRDT",
    reference: str = "B1",
    more: str = "",
    currency: str = "EUR",
    status: str = "<Sts>BOOK</Sts>",
) -> str:
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{more}{status}'
        f"<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr><Nm>Gemeente</Nm></Dbtr>"
        f"<DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></RltdPties>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def batch(*parts: tuple[str, str], total: str) -> str:
    """One booking of several transactions, as version 08 writes it."""
    details = "".join(
        f'<TxDtls><Amt Ccy="EUR">{amount}</Amt><RltdPties><Dbtr><Pty><Nm>Gemeente</Nm></Pty></Dbtr>'
        f"</RltdPties><RmtInf><Strd><CdtrRefInf><Ref>{text}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>"
        for amount, text in parts
    )
    return (
        f'<Ntry><Amt Ccy="EUR">{total}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><DtTm>2026-03-21T10:00:00+01:00</DtTm></BookgDt><NtryDtls>{details}</NtryDtls></Ntry>"
    )


def lump(total: str) -> str:
    """One booking of several transactions of which the bank gives no amounts."""
    return (
        f'<Ntry><Amt Ccy="EUR">{total}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        "<BookgDt><Dt>2026-03-21</Dt></BookgDt><NtryDtls><TxDtls/><TxDtls/></NtryDtls>"
        "<AddtlNtryInf>Verzamelbetaling</AddtlNtryInf></Ntry>"
    )
