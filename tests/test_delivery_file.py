"""The file of recipients: what it may say, where a fault stands, and that no secret is in it or told of it."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from components.report.deliver import channels
from components.report.deliver.channels import NoChannel
from components.report.deliver.letter import message_id
from components.report.deliver.mail import with_id
from components.report.deliver.preparing import Refused, week_of
from data.delivery.log import Log, Message, Taken
from data.delivery.model import Moment
from data.delivery.reading import EXAMPLE, KEYS, read
from data.delivery.targets import Missing, filled, secrets, wrong
from queries.dimensions import Build
from tests.conftest import ROOT

ONE = 'name = "one"\nto = "${URL}"\nperson = "a@example.com"\nlanguage = "ja"\n'
MAIL = "mailtos://${U}:${P}@smtp.example.com:587/to@example.com?from=tenure@example.com"


def faults(tmp_path: Path, text: str) -> list[str]:
    at = tmp_path / "delivery.toml"
    at.write_text(text, encoding="utf-8")
    return [str(each) for each in read(at).faults]


def test_the_example_says_what_it_shows() -> None:
    plan = read(EXAMPLE)
    assert plan.faults == ()
    board, east = plan.recipients
    assert board.scopes == ((), (("region", ("Japan",)),), (("region", ("US",)),))
    assert (board.forms, board.language, board.moment) == (("pdf", "xlsx"), "ja", Moment(1, time(8)))
    assert (east.person, east.moment, east.subject) == ("lead@example.com", None, "Our teams, week to {week}")
    assert (plan.tries, plan.wait, plan.link) == (3, 20.0, "https://tenure.example.com")


def test_the_file_of_the_documentation_is_one(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "delivery.md").read_text(encoding="utf-8")
    block = text.split("```toml\n")[1].split("```")[0]
    assert faults(tmp_path, block) == []
    assert all(f"| `{key}` |" in text for key in KEYS)


@pytest.mark.parametrize(("line", "said"), [
    ('languages = "ja"', "delivery.toml:6: recipient 1: languages: is not known; known: name, to"),
    ('language = "fr"', "delivery.toml:5: recipient 1: language: 'fr' is not known; known: ja, en [unknown_language]"),
    ('forms = ["pdf", "doc"]', "delivery.toml:6: recipient 1: forms: 'doc' is not known; known: pdf, pptx, xlsx"),
    ('send = "monday"', "delivery.toml:6: recipient 1: send: 'monday' is no moment of the week"),
    ('send = "someday 08:00"', "is no moment of the week"), ('send = 8', "is no moment of the week"),
    ('where = "Japan"', "delivery.toml:6: recipient 1: where: 'Japan' must be written"), ("where = []", "is empty"),
    ("where = {region = 1}", "region must be a text or a list of texts"),
    ('subject = "{name}"', "in which {week}, {company} and {scope} are filled"), ("name = 1", "must be a text"),
    ("to = []", "must be an address, or a list of addresses"), ('to = ["${URL}", "${URL}"]', "twice"),
    ('to = "nonsense"', "is no Apprise address")])
def test_a_fault_says_where_it_stands(tmp_path: Path, line: str, said: str) -> None:
    key = line.split(" ")[0]
    kept = [each for each in ONE.splitlines() if not each.startswith(f"{key} =")]
    place = [each.split(" ")[0] for each in ONE.splitlines()].index(key) if f"\n{key} =" in f"\n{ONE}" else len(kept)
    kept.insert(place, line)
    found = faults(tmp_path, "\n".join(["[[recipient]]", *kept]))
    assert any(said in each for each in found), found
    assert len(found) == 1


@pytest.mark.parametrize(("text", "said"), [
    ("", "there is no [[recipient]]"), ("recipient = 1", "must be written [[recipient]]"),
    ("tries = = 1", "delivery.toml:1: is not TOML"), (f"colour = 1\n[[recipient]]\n{ONE}", "delivery.toml:1: colour"),
    (f"tries = 0\n[[recipient]]\n{ONE}", "must be a number from 1 to 20"),
    (f'link = "tenure"\n[[recipient]]\n{ONE}', "must be the board's address"),
    ("[[recipient]]\n", "delivery.toml:1: recipient 1: person: is missing"),
    (f"[[recipient]]\n{ONE}[[recipient]]\n{ONE}", "delivery.toml:7: recipient 2: name: 'one' this name is")])
def test_a_fault_of_the_file(tmp_path: Path, text: str, said: str) -> None:
    assert any(said in each for each in faults(tmp_path, text)), faults(tmp_path, text)


@pytest.mark.parametrize("address", [
    "mailto://me:hunter2@smtp.example.com/to@example.com", "mailto://${U}:hunter2@smtp.example.com/to@example.com",
    "mailto://me:hun/ter2@smtp.example.com/to@example.com", "mailtos://smtp.example.com/to@x.com?user=me&pass=hunter2",
    "json://host/path?+Authorization=Bearer%20hunter2", "slack://hunter2/hunter2/hunter2", "discord://hunter2/hunter2",
    "https://hooks.example.com/hunter2"])
def test_a_secret_in_the_file_is_refused_and_not_told(tmp_path: Path, address: str) -> None:
    found = faults(tmp_path, "[[recipient]]\n" + ONE.replace("${URL}", address))
    assert found
    assert all("recipient 1: to: " in each and ":3:" in each for each in found)
    assert "hunter2" not in "".join(found)
    assert "ter2" not in "".join(found)


@pytest.mark.parametrize("address", [
    MAIL, "${URL}", "slack://${TOKEN}", "json://127.0.0.1:8080/weekly/${TOKEN}", "mailto://localhost/to@example.com",
    "json://host/path?+Authorization=${TOKEN}", "mailtos://smtp.example.com?to=a@example.com&from=b@example.com"])
def test_an_address_without_a_secret_is_one(address: str) -> None:
    assert wrong(address) is None


def test_what_is_filled_is_quoted_inside_an_address_alone() -> None:
    around = {"U": "me", "P": "p@ss/w:rd#%", "URL": "slack://a/b/c"}
    assert filled(MAIL, around).startswith("mailtos://me:p%40ss%2Fw%3Ard%23%25@smtp.example.com:587/")
    assert filled("${URL}", around) == "slack://a/b/c"
    assert secrets(MAIL, around) == {"me", "p@ss/w:rd#%", "p%40ss%2Fw%3Ard%23%25"}
    with pytest.raises(Missing, match="P"):
        filled(MAIL, {"U": "me", "P": ""})


def test_the_password_reaches_the_mail_server_as_it_is() -> None:
    channel = channels.opened(MAIL, {"U": "me", "P": "p@ss/w:rd#%"})
    assert (channel.name, channel.domain, channel.is_mail) == ("mail:to@example.com", "example.com", True)
    assert channels._mail(channel.address).password == "p@ss/w:rd#%"
    assert "p@ss" not in repr(channel)
    assert "p%40ss" not in repr(channel)


@pytest.mark.parametrize(("address", "rule"), [
    ("mailto://localhost/a@example.com/b@example.com?from=t@example.com", "one_mailbox"),
    ("mailto://localhost/a@example.com?from=t@example.com&bcc=b@example.com", "one_mailbox"),
    ("nosuch://host", "not_an_address")])
def test_an_address_that_cannot_be_used(address: str, rule: str) -> None:
    with pytest.raises(NoChannel) as refused:
        channels.opened(address, {})
    assert refused.value.rule == rule


def test_a_week_goes_out_on_a_day_and_hour_of_the_company() -> None:
    moment = Moment(1, time(8)).after(date(2026, 11, 22), ZoneInfo("Asia/Tokyo"))
    assert moment.isoformat() == "2026-11-23T08:00:00+09:00"
    assert Moment(7, time(8)).after(date(2026, 11, 22), ZoneInfo("Asia/Tokyo")).date() == date(2026, 11, 29)
    clocks_back = Moment(1, time(8)).after(date(2026, 10, 25), ZoneInfo("Europe/Berlin"))
    assert clocks_back.isoformat() == "2026-10-26T08:00:00+01:00"


def test_a_week_that_has_not_ended_is_not_sent_unasked() -> None:
    weeks = (date(2026, 11, 15), date(2026, 11, 22))
    build = Build("v", datetime(2026, 11, 22), "c", True, weeks[0], weeks[1], weeks[1], "JPY", 0, "Asia/Tokyo", 1, 1,
                  weeks, ())
    assert week_of(build, None, date(2026, 11, 22)) == weeks[0]
    assert week_of(build, None, date(2026, 11, 23)) == week_of(build, None, date(2027, 1, 1)) == weeks[1]
    assert week_of(build, weeks[1], date(2026, 11, 22)) == weeks[1]
    with pytest.raises(Refused, match="from 2026-11-15 to 2026-11-22"):
        week_of(build, date(2026, 11, 21), date(2026, 11, 23))


def test_the_id_is_of_the_message_and_replaces_the_one_at_random() -> None:
    first, other = (Message(date(2026, 11, 22), name, "mail:a@example.com") for name in ("one", "two"))
    made = message_id("Company", first, "example.com")
    assert made == message_id("Company", first, "example.com") != message_id("Company", other, "example.com")
    said = with_id("Subject: a\nMessage-ID: <1@x>\n folded\nTo: b\n\nMessage-ID: in the body", made)
    assert said == f"Subject: a\nMessage-ID: {made}\nTo: b\n\nMessage-ID: in the body"
    with pytest.raises(RuntimeError):
        with_id("Subject: a\n\nbody", made)


def test_of_two_that_take_a_step_one_is_told_that_it_was_too_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.delenv("TENURE_STORE_URL", raising=False)
    message = Message(date(2026, 11, 22), "one", "mail:a@example.com", {"who": "a"})
    first, second = Log("first"), Log("second")
    mine, theirs = first.claim(message), second.claim(message)  # the first died, it seems: nothing of it was sent
    with pytest.raises(Taken):
        first.next(message, mine, "handing")
    step = second.next(message, theirs, "handing")
    with pytest.raises(Taken):
        first.claim(message)
    second.next(message, step, "unknown")
    with pytest.raises(Taken):
        first.claim(message)
    assert first.claim(message, again=True) == step + 2
    assert [each.state for each in first.standing().values()] == ["claimed"]
