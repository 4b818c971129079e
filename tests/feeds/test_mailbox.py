"""Replies to invitations, read from the mailbox of the office over a real connection."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from types import SimpleNamespace

import pytest

from lllo import clock
from lllo.errors import Refused
from lllo.feeds import chores, invitation_actions, mailbox, replies
from lllo.feeds.models import MailedInvitation
from lllo.outbox import worker
from lllo.outbox.models import Job
from lllo.people.audit import CALENDAR_REPLY
from lllo.people.models import AuditEntry
from lllo.training.models import Answer
from tests.feeds import world
from tests.feeds.imap import PASSWORD, Server, make_certificate

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
INVITED = SimpleNamespace(uid="een@voorbeeld", email="iemand@example.org", sequence=0)
pytestmark = pytest.mark.django_db


@pytest.fixture
def row(edition, settings):
    """An invitation to a masterclass that went out."""
    settings.LLLO_CLOCK = NOW
    settings.OUTBOX_CHORES = {}
    programme = world.make_programme(edition)
    invitation_actions.choose_mail(programme.person, at=NOW, by=None)
    invitation_actions.sync(at=NOW)
    Job.objects.update(due_at=clock.real_now() - timedelta(minutes=1))
    worker.run(once=True)
    return MailedInvitation.objects.get(uid=programme.masterclass.uid)


def calendar(row, partstat="ACCEPTED", *, method="REPLY", email="", sequence=None, more=""):
    return (
        f"BEGIN:VCALENDAR\r\nPRODID:-//Voorbeeld//NL\r\nVERSION:2.0\r\nMETHOD:{method}\r\n"
        f"BEGIN:VEVENT\r\nUID:{row.uid}\r\nSEQUENCE:{row.sequence if sequence is None else sequence}\r\n"
        f"DTSTAMP:20260311T090000Z\r\nDTSTART:20260521T073000Z\r\n"
        f"ATTENDEE;PARTSTAT={partstat};CN=Iemand:MAILTO:{email or row.email.upper()}\r\n{more}"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def reply(*parts, method="REPLY"):
    """Return a mail as programs send it: the same calendar inside the mail and attached to it."""
    message = EmailMessage()
    message["From"], message["To"] = "ander-adres@example.org", "lllo@example.org"
    message["Subject"] = "Geaccepteerd: Masterclass"
    message.set_content("Tot dan.")
    for part in parts:
        message.add_alternative(part, subtype="calendar", params={"method": method})
    for part in parts:
        message.add_attachment(part.encode(), maintype="text", subtype="calendar")
    return message.as_bytes()


@pytest.fixture
def server(settings):
    """Return a function that starts a server with some mails."""
    started = []

    def start(*mails, security="none", certificate=None):
        started.append(Server(list(mails), security, certificate))
        settings.LLLO_IMAP_HOST, settings.LLLO_IMAP_PORT = "127.0.0.1", started[-1].port
        settings.LLLO_IMAP_SECURITY, settings.LLLO_IMAP_FOLDER = security, "INBOX"
        settings.LLLO_IMAP_USER, settings.LLLO_IMAP_PASSWORD = "lllo", PASSWORD
        return started[-1]

    yield start
    for each in started:
        each.stop()


def test_reply_is_taken_as_a_claim_and_read_once(row, server):
    other = EmailMessage()
    other["Subject"] = "Vraag over de masterclass"
    other.set_content("Is er lunch?")
    box = server(reply(calendar(row, "TENTATIVE")), other.as_bytes(), b"\xff\x00 geen mail")
    assert chores.read_replies() == 1
    answer = Answer.objects.get()
    assert (answer.word, answer.way, answer.person) == ("tentative", "mail", row.person)
    assert [r"\Seen" in each.flags for each in box.mails] == [True, False, False]
    assert mailbox.collect().taken == []
    assert box.fetched == [1, 2, 3]
    assert AuditEntry.objects.get(action="registration.answered").origin == CALENDAR_REPLY


def test_reply_by_mail_asks_for_one_in_the_invitation(row, server, settings):
    server()
    from lllo.feeds import invitation_mail

    told = invitation_mail.Told(
        item=invitation_mail.from_json(row.shown), reason="new", stamp=row.stamp
    )
    part = invitation_mail.calendar_part(told, row, at=NOW)
    assert b"RSVP=TRUE" in part.get_payload(decode=True).replace(b"\r\n ", b"")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"email": "vreemd@example.org"}, "vreemd@example.org"),
        ({"sequence": -1}, "intussen is gewijzigd"),
    ],
)
def test_reply_of_a_stranger_or_to_an_older_invitation_is_left(row, server, changes, problem):
    MailedInvitation.objects.filter(pk=row.pk).update(sequence=2)
    if "sequence" in changes:
        changes = {"sequence": 1}
    box = server(reply(calendar(row, **changes)))
    found = mailbox.collect()
    assert found.taken == []
    assert problem in found.left[0]
    assert box.mails[0].flags == {mailbox.KEYWORD}
    assert not Answer.objects.exists()


def test_reply_after_the_event_is_left(row, server, settings):
    settings.LLLO_CLOCK = datetime(2026, 5, 23, tzinfo=UTC)
    server(reply(calendar(row)))
    assert len(mailbox.collect().left) == 1


@pytest.mark.parametrize(
    "data",
    [
        lambda row: reply(calendar(row, method="COUNTER"), method="COUNTER"),
        lambda row: reply(calendar(row, "DELEGATED")),
        lambda row: reply(calendar(row, more="ATTENDEE;PARTSTAT=DECLINED:mailto:x@example.org\r\n")),
        lambda row: reply(calendar(row).replace("ATTENDEE;", "X-NOBODY;")),
        lambda row: reply(calendar(row).replace("MAILTO:", "urn:")),
        lambda row: reply(calendar(row).replace("SEQUENCE:", "SEQUENCE:x")),
        lambda _row: reply("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"),
        lambda _row: reply("geen agenda"),
        lambda _row: b"",
        lambda row: reply(calendar(row))[:500],
    ],
)  # fmt: skip
def test_what_is_no_plain_reply_says_nothing(data):
    assert replies.read(data(INVITED)) == []


def test_reply_that_stands_twice_in_a_mail_is_one():
    (found,) = replies.read(reply(calendar(INVITED), calendar(INVITED)))
    assert (found.uid, found.word) == (INVITED.uid, "accepted")


def test_mailbox_that_is_away_or_refuses_is_told_in_a_sentence(server, settings):
    with pytest.raises(Refused) as refusal:
        mailbox.collect()
    assert refusal.value.code == "no_mailbox"
    assert chores.read_replies() == 0
    box = server()
    settings.LLLO_IMAP_FOLDER = "Elders"
    with pytest.raises(Refused, match="no such folder"):
        mailbox.collect()
    settings.LLLO_IMAP_PASSWORD = "onjuist"
    with pytest.raises(Refused) as refusal:
        mailbox.collect()
    assert refusal.value.code == "mailbox_away"
    assert "onjuist" not in str(refusal.value)
    box.stop()
    with pytest.raises(Refused):
        mailbox.collect()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """Return the files of a certificate for the server, and of one for another address."""
    folder = tmp_path_factory.mktemp("certificates")
    return make_certificate(folder / "own.pem"), make_certificate(folder / "other.pem", "10.0.0.1")


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_replies_are_read_through_tls(row, server, certificates, monkeypatch, security):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates[0]))
    box = server(reply(calendar(row)), security=security, certificate=certificates[0])
    assert len(mailbox.collect().taken) == 1
    assert r"\Seen" in box.mails[0].flags
    assert box.said == {"tls": [], "starttls": ["CAPABILITY", "STARTTLS"]}[security]


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("trusted", [None, 0, 1], ids=["unknown", "another", "of another address"])
def test_password_is_not_said_to_a_server_that_nobody_vouches_for(
    server, certificates, monkeypatch, security, trusted
):
    shown = certificates[trusted or 0] if trusted != 0 else certificates[1]
    if trusted is not None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates[trusted]))
    box = server(security=security, certificate=shown)
    with pytest.raises(Refused, match="CERTIFICATE_VERIFY_FAILED") as refusal:
        mailbox.collect()
    assert refusal.value.code == "mailbox_away"
    assert "LOGIN" not in box.said


def test_password_is_not_said_in_the_clear_where_the_server_has_no_starttls(server, settings):
    box = server()
    settings.LLLO_IMAP_SECURITY = "starttls"
    with pytest.raises(Refused) as refusal:
        mailbox.collect()
    assert refusal.value.code == "mailbox_away"
    assert "LOGIN" not in box.said
