"""Delivery against a mail server and a receiver of hooks, each a process of its own: who gets what, and just once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import pytest

from data.audit import entries
from data.delivery.log import Log, Message
from data.store import open_store
from tests.delivery_company import PASSWORD, TOKEN, Company, Nursery, Server, plain, running, words
from tests.delivery_process import MOMENTS, SAFE


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Nursery, Server, Server]]:
    with running(tmp_path_factory.mktemp("servers")) as found:
        yield found


@pytest.fixture
def company(tmp_path: Path, demo_home: Path, processes: tuple[Nursery, Server, Server]) -> Iterator[Company]:
    nursery, smtp, http = processes
    smtp.clear()
    http.clear()
    yield Company(tmp_path, demo_home, nursery, smtp, http)
    if smtp.process is None:
        smtp.up()


def test_everybody_gets_theirs_and_a_second_run_sends_nothing(company: Company) -> None:
    three = 'where = [{}, {segment = "Enterprise"}, {segment = "SMB"}]\nforms = ["pdf", "xlsx"]'
    company.writes(company.recipient("ceo", company.mail("ceo@example.com"), company.hook(), more=three),
                   company.recipient("board"))
    first = company.delivers()
    assert (first.status, len(first.told("sent"))) == (0, 3), first.err
    assert company.received() == {"ceo@example.com": 1, "board@example.com": 1}
    assert len(company.http.hooks()) == 1
    second = company.delivers()
    assert (second.status, second.told("sent"), len(second.told("already"))) == (0, [], 3)
    assert len(company.smtp.mails()) == 2
    assert len(company.http.hooks()) == 1
    assert "0 sent, 3 were already" in second.out


def test_what_a_mail_holds(company: Company) -> None:
    more = 'where = [{}, {segment = "Enterprise"}]\nforms = ["pdf", "pptx", "xlsx"]\nsubject = "週次 {week} {scope}"'
    company.writes(company.recipient("ceo", more=more))
    assert company.delivers().status == 0
    mail = company.smtp.mails()[0]
    week = company.delivers("--dry-run").events[0]["week"]
    assert mail["Subject"] == f"週次 {week} 2 scopes"
    assert [each.get_filename() for each in mail.iter_attachments()] == [
        f"tenure-weekly-{week}-en.{form}" for form in ("pdf", "pptx", "xlsx")]
    assert [len(each.get_content()) for each in mail.iter_attachments()] == [200_000] * 3
    assert len(mail.get_all("Message-ID", [])) == 1
    for said in (words(mail, "plain"), plain(words(mail, "html"))):
        for wanted in ("GRR fell to 91.2 %, 1.1 pp below a week ago.", "ARR grew by 1.2億", "At risk: 3 accounts",
                       "Enterprise", week, "data version v1", "https://tenure.example.com/?as_of=", "ceo@example.com"):
            assert wanted in said, wanted
    assert "&lt;b&gt;is no formula" in words(mail, "html")
    assert "Company &amp; &lt;Sons&gt;" in words(mail, "html")


def test_a_hook_gets_the_words_and_the_link_and_no_file(company: Company) -> None:
    company.writes(company.recipient("ops", company.hook()))
    assert company.delivers().status == 0
    (hook,) = company.http.hooks()
    assert hook["body"]["attachments"] == []
    assert "GRR fell to 91.2 %" in hook["body"]["message"]
    assert "https://tenure.example.com/?as_of=" in hook["body"]["message"]
    assert hook["headers"]["Idempotency-Key"].startswith("tenure.")


def test_the_server_is_down_and_then_up(company: Company) -> None:
    company.writes(company.recipient("one"), company.recipient("two"), company.recipient("ops", company.hook()),
                   top="tries = 2\nwait_seconds = 0.05")
    company.smtp.down()
    down = company.delivers()
    assert down.status == 1
    assert sorted(down.told("failed")) == sorted(["one mail:one@example.com", "two mail:two@example.com"] * 2)
    assert len(company.http.hooks()) == 1, "a mail server that is down stops no hook"
    company.smtp.up()
    assert company.delivers().status == 0
    assert company.received() == {"one@example.com": 1, "two@example.com": 1}
    assert company.delivers().status == 0
    assert (len(company.smtp.mails()), len(company.http.hooks())) == (2, 1)


@pytest.mark.parametrize("moment", SAFE)
def test_killed_at_any_moment_each_gets_one(company: Company, moment: str) -> None:
    """kill -9 while the second of three is sent; then a run that finds the rest."""
    company.writes(*(company.recipient(name) for name in ("one", "two", "three")))
    died = company.delivers(trap=f"{moment}:2")
    assert died.status == -9
    found = company.delivers()
    late = moment in ("after_dot", "answered")  # what may have arrived is not sent again, and said
    assert found.status == late
    assert found.told("unknown") == (["two mail:two@example.com"] if late else [])
    company.settled(3)
    assert company.received() == {f"{name}@example.com": 1 for name in ("one", "two", "three")}
    assert len(set(company.ids())) == 3
    assert company.delivers("--only", "two", "--received").status == 0
    last = company.delivers()
    assert (last.status, last.told("sent")) == (0, [])
    assert len(company.smtp.mails()) == 3


def test_the_one_moment_that_nobody_can_tell_from_its_neighbour(company: Company) -> None:
    """Between the log's word and the last line: nothing arrived. It is said, not sent twice; --again sends it."""
    assert set(MOMENTS) - set(SAFE) == {"after_handing"}
    company.writes(company.recipient("one"), company.recipient("two"))
    assert company.delivers(trap="after_handing").status == -9
    found = company.delivers()
    assert (found.status, found.told("unknown")) == (1, ["one mail:one@example.com"])
    assert company.received() == {"two@example.com": 1}
    assert company.delivers("--only", "one", "--again").status == 0
    assert company.delivers().status == 0
    assert company.received() == {"one@example.com": 1, "two@example.com": 1}


def test_sent_again_it_has_the_id_it_had(company: Company) -> None:
    """So a mail program that keeps one of each id shows one."""
    company.writes(company.recipient("one"))
    assert company.delivers(trap="after_dot").status == -9
    company.settled(1)
    assert company.delivers("--only", "one", "--again").status == 0
    assert len(company.ids()) == 2
    assert len(set(company.ids())) == 1


def test_killed_again_and_again_nobody_gets_two(company: Company) -> None:
    names = [f"n{number}" for number in range(6)]
    company.writes(*(company.recipient(name) for name in names))
    for trap in ("in_data:1", "before_handing:2", "recorded:1", "after_claim:2", "recorded:2", "made:1", "answered:3"):
        company.delivers(trap=trap)
    company.delivers()
    company.settled(len(names))
    assert company.received() == {f"{name}@example.com": 1 for name in names}


@pytest.mark.parametrize("apart", [False, True], ids=["one_machine", "two_machines"])
def test_two_runs_at_once_send_one(company: Company, tmp_path: Path, apart: bool) -> None:
    """On one machine the second is turned away; from two, over one store, each message is taken by one of them."""
    names = [f"n{number}" for number in range(4)]
    company.writes(*(company.recipient(name) for name in names))
    store = {"TENURE_STORE_URL": f"sqlite:///{tmp_path / 'shared.sqlite'}"}
    open_store(store["TENURE_STORE_URL"])
    other = tmp_path / "other"
    other.mkdir()
    for file in ("access.toml", "delivery.toml"):
        (other / file).write_bytes((tmp_path / file).read_bytes())
    homes = [str(tmp_path), str(other) if apart else str(tmp_path)]
    ended = company.nursery.calls(*(company.call(**store, TENURE_HOME=home) for home in homes))
    assert len(ended) == 2
    if not apart:
        assert {each.status for each in ended} <= {0, 1}
    company.delivers(**store)
    assert company.received() == {f"{name}@example.com": 1 for name in names}


def test_a_hook_that_answers_500_stops_nobody(company: Company) -> None:
    company.writes(company.recipient("ops", company.hook()), company.recipient("one"),
                   top="tries = 3\nwait_seconds = 0.05")
    company.http.steer("answer", "500")
    found = company.delivers()
    assert found.status == 1
    assert [each["reason"] for each in found.events if each["event"] == "failed"] == ["answered 500"] * 3
    assert len(found.told("failed")) == 3
    assert company.received() == {"one@example.com": 1}
    company.http.steer("answer", "200")
    assert company.delivers().status == 0
    assert [each["status"] for each in company.http.hooks()] == [500, 500, 500, 200]


def test_who_took_it_and_does_not_answer_is_not_sent_a_second_one(company: Company) -> None:
    """The connection breaks, or the time is up, after all of it was sent: it may have arrived, and here it did."""
    company.writes(company.recipient("one"), company.recipient("ops", f"{company.hook()}?rto=0.3"),
                   top="tries = 3\nwait_seconds = 0.05")
    company.smtp.steer("hold", "20")
    company.http.steer("hold", "2")

    def breaks() -> None:
        company.settled(1)
        company.smtp.down()

    breaking = Thread(target=breaks)
    breaking.start()
    found = company.delivers()
    breaking.join()
    assert (found.status, [each.split(" ")[0] for each in found.told("unknown")]) == (1, ["one", "ops"])
    company.smtp.up()
    assert company.delivers().status == 1
    assert (len(company.smtp.mails()), len(company.http.hooks())) == (1, 1)


def test_a_refused_mailbox_or_message_is_a_failure_and_not_unknown(company: Company) -> None:
    company.writes(company.recipient("one"), company.recipient("two"))
    company.smtp.steer("refused", "one@example.com")
    found = company.delivers()
    assert (found.status, found.told("failed")) == (1, ["one mail:one@example.com"])
    company.smtp.steer("refused", "")
    company.smtp.steer("answer", "452 the disk is full")
    full = company.delivers()
    assert [each["reason"] for each in full.events if each["event"] == "failed"] == [
        "the server answered 452 the disk is full"]
    (company.smtp.folder / "answer").unlink()
    assert company.delivers().status == 0
    assert company.received() == {"one@example.com": 1, "two@example.com": 1}


def test_whose_report_cannot_be_made_is_told_and_the_others_get_theirs(company: Company) -> None:
    company.writes(company.recipient("broken"), company.recipient("one"))
    found = company.delivers()
    assert (found.status, found.told("not_made")) == (1, ["broken mail:broken@example.com"])
    listed = company.nursery.calls((["deliveries", "--format", "json"], company.around))[0]
    states = {row["recipient"]: row["state"] for row in json.loads(listed.out)["rows"]}
    assert states == {"broken": "failed", "one": "sent"}
    assert company.received() == {"one@example.com": 1}


def test_nothing_secret_is_told_or_kept(company: Company) -> None:
    company.writes(company.recipient("one"), company.recipient("ops", company.hook()))
    company.http.steer("answer", "500")
    said = [company.delivers("--dry-run"), company.delivers()]
    company.smtp.down()
    said.append(company.delivers("--as-of", str(said[1].events[0]["week"])))
    kept = "".join(each.out + each.err for each in said).encode()
    kept += b"".join(file.read_bytes() for file in company.folder.iterdir() if file.is_file())
    for secret in (PASSWORD, TOKEN, "s3cr3t%2F"):
        assert secret.encode() not in kept
    assert all(each["run"] for each in said[1].events)


def test_a_dry_run_sends_and_records_nothing(company: Company) -> None:
    company.writes(company.recipient("one", company.mail("one@example.com"), company.hook()))
    found = company.delivers("--dry-run")
    assert (found.status, len(found.told("would_send"))) == (0, 2)
    assert "2 would be sent" in found.out
    assert (company.smtp.mails(), company.http.hooks()) == ([], [])
    assert company.delivers().told("sent")


def test_who_was_handed_what_stands_in_both_logs(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    company.writes(company.recipient("one", more='where = {segment = "SMB"}\nforms = ["xlsx"]'))
    assert company.delivers().status == 0
    monkeypatch.setenv("TENURE_HOME", str(company.folder))
    monkeypatch.delenv("TENURE_STORE_URL", raising=False)
    (entry,) = entries(did="delivered")
    assert (entry.who, entry.role, entry.page) == ("ceo@example.com", "executive", "report")
    assert entry.what == "one mail:one@example.com xlsx"
    assert entry.asked["scopes"] == [{"segment": ["SMB"]}]
    listed = company.nursery.calls((["deliveries", "--format", "json"], company.around))[0]
    (row,) = json.loads(listed.out)["rows"]
    assert (row["recipient"], row["state"], row["who"], row["forms"]) == ("one", "sent", "ceo@example.com", ["xlsx"])
    assert row["message_id"] == company.ids()[0]
    table = company.nursery.calls((["deliveries"], company.around))[0]
    assert "mail:one@example.com" in table.out
    assert "1 messages" in table.out


def test_a_weekly_one_waits_for_its_hour_and_an_asked_one_does_not(company: Company) -> None:
    """The last week that ended is the demo's newest or the one before: the end of the Sunday after it has not come."""
    company.writes(company.recipient("one", more='send = "sunday 23:59"'))
    found = company.delivers()
    week = found.events[0]["week"]
    assert (found.status, found.told("waiting"), company.smtp.mails()) == (0, ["one mail:one@example.com"], [])
    assert company.delivers("--as-of", str(week)).status == 0
    assert len(company.smtp.mails()) == 1


@pytest.mark.parametrize(("arguments", "said"), [
    (("--as-of", "2026-11-21"), "is no week of the data"), (("--as-of", "1999-01-03"), "is no week of the data"),
    (("--as-of", "soon"), "not a date"), (("--only", "nobody"), "is no recipient; known: one"),
    (("--again",), "need --only"), (("--received",), "need --only")])
def test_a_wrong_call_sends_nothing(company: Company, arguments: tuple[str, ...], said: str) -> None:
    company.writes(company.recipient("one"))
    found = company.delivers(*arguments)
    assert (found.status, company.smtp.mails()) == (2, [])
    assert said in found.err


@pytest.mark.parametrize(("wrong", "said"), [
    ('person = "nobody@example.com"', "delivery.toml:13: recipient 2: person: nobody@example.com may see nothing"),
    ('person = "stranger@example.com"', "they stand neither in the file nor in its default [sees_nothing]"),
    ('where = {planet = "Mars"}', "delivery.toml:15: recipient 2: where: unknown filter 'planet'; known:"),
    ('where = {segment = "Mars"}', "unknown value 'Mars' of segment; known:"),
    ('forms = ["docx"]', "delivery.toml:15: recipient 2: forms: 'docx' is not known; known: pdf, pptx, xlsx"),
    ('to = "mailto://a@127.0.0.1/x@example.com?from=t@example.com&cc=y@example.com"', "must name one mailbox"),
    ('to = "slack://${NOT_SET}"', "needs NOT_SET of the environment: set it [not_set]")])
def test_a_fault_of_one_stops_all_before_anything_is_sent(company: Company, wrong: str, said: str) -> None:
    key = wrong.split(" ")[0]
    lines = [line for line in company.recipient("two").splitlines() if not line.startswith(f"{key} =")]
    place = {"person": 2, "to": 1}.get(key, len(lines))
    lines.insert(place, wrong)
    company.writes(company.recipient("one"), "\n".join(lines))
    found = company.delivers()
    assert (found.status, company.smtp.mails(), company.http.hooks()) == (2, [], [])
    assert said in found.err


def test_without_a_file_it_says_how_one_is_written(company: Company) -> None:
    found = company.delivers()
    assert found.status == 2
    assert "[[recipient]]" in found.err


def test_a_folder_that_is_not_there_yet_is_made(company: Company, tmp_path: Path) -> None:
    """On a runner of a CI, with the warehouse and the store on servers."""
    company.writes(company.recipient("one"))
    fresh = {"TENURE_HOME": str(tmp_path / "fresh" / "home"), "TENURE_DELIVERY": str(tmp_path / "delivery.toml"),
             "TENURE_ACCESS": str(tmp_path / "access.toml"), "TENURE_STORE_URL": f"sqlite:///{tmp_path / 's.sqlite'}"}
    assert company.delivers(**fresh).status == 0
    assert company.received() == {"one@example.com": 1}
    no_folder = company.delivers(**{**fresh, "TENURE_HOME": str(tmp_path / "access.toml" / "home")})
    assert (no_folder.status, "deliver.lock cannot be written" in no_folder.err) == (2, True)


def test_without_a_store_nothing_is_sent(company: Company) -> None:
    company.writes(company.recipient("one"))
    found = company.delivers(TENURE_STORE_URL="postgresql://tenure@127.0.0.1:1/nowhere")
    assert (found.status, company.smtp.mails()) == (1, [])
    assert "Nothing was sent" in found.err


def test_the_weeks_are_apart(company: Company) -> None:
    company.writes(company.recipient("one"))
    before = date.fromisoformat(company.delivers().events[0]["week"]) - timedelta(days=7)
    assert company.delivers("--as-of", before.isoformat()).status == 0
    assert len(set(company.ids())) == len(company.ids()) == 2


def test_a_clock_that_is_set_back_sends_nothing_old(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """To whom a later week went, or may have gone, an earlier one is sent only when somebody asks for it."""
    company.writes(company.recipient("one"), company.recipient("two"))
    monkeypatch.setenv("TENURE_HOME", str(company.folder))
    monkeypatch.delenv("TENURE_STORE_URL", raising=False)
    week = date.fromisoformat(company.delivers("--dry-run").events[0]["week"])
    log, later = Log("later"), Message(week + timedelta(days=7), "one", "mail:one@example.com")
    log.next(later, log.claim(later), "handing")
    found = company.delivers()
    assert (found.status, company.received()) == (0, {"two@example.com": 1})
    assert found.told("already") == ["one mail:one@example.com"]
    assert company.delivers("--as-of", week.isoformat(), "--only", "one").status == 0
    assert company.received() == {"one@example.com": 1, "two@example.com": 1}
