"""The command itself, on a company in which every text says whose it is: a lead's mail has nothing of another team."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from data.access import Viewer
from tests.canary import TEAM, Company, company
from tests.conftest import ROOT, environment
from tests.delivery_company import PASSWORD, Server, words

__all__ = ["company"]
ACCESS = f"""
[[person]]
email = "ceo@example.com"
role = "executive"
[[person]]
email = "lead@example.com"
role = "lead"
teams = ["{TEAM}"]
[[person]]
email = "viewer@example.com"
role = "viewer"
"""
RECIPIENT = """
[[recipient]]
name = "{who}"
to = "mailto://${{USER_OF_MAIL}}:${{PASSWORD_OF_MAIL}}@127.0.0.1:{port}/{who}@example.com?from=tenure@example.com"
person = "{who}@example.com"
language = "en"
forms = ["xlsx", "pdf"]
"""


@pytest.fixture(scope="module")
def delivered(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What each was sent, as text: the words of the mail, its HTML, the cells and pages of its files."""
    home = tmp_path_factory.mktemp("delivering")
    server = Server("smtp", home / "mail")
    server.up()
    (home / "access.toml").write_text(ACCESS, encoding="utf-8")
    (home / "delivery.toml").write_text("".join(
        RECIPIENT.format(who=who, port=server.port) for who in ("ceo", "lead", "viewer")), encoding="utf-8")
    around = {**environment(home), "TENURE_WAREHOUSE_URL": f"duckdb:///{company.home / 'tenure.duckdb'}",
              "USER_OF_MAIL": "tenure", "PASSWORD_OF_MAIL": PASSWORD}
    ended = subprocess.run([sys.executable, "-m", "components.report", "deliver"], cwd=ROOT, env=around,
                           capture_output=True, text=True, check=False)
    try:
        assert ended.returncode == 0, ended.stderr
        yield {str(mail["To"]): "\n".join([words(mail, "plain"), words(mail, "html"),
                                           *(text(each.get_content()) for each in mail.iter_attachments())])
               for mail in server.mails()}
    finally:
        server.down()


def text(content: bytes) -> str:
    """All that a file says."""
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    sheets = load_workbook(io.BytesIO(content)).worksheets
    return "\n".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row
                     if cell.value is not None)


def test_a_leads_mail_has_nothing_of_another_team(delivered: dict[str, str], company: Company) -> None:
    said = delivered["lead@example.com"]
    assert len(said) > 3000
    assert company.leaks(company.lead, said) == []
    assert company.leaks(company.lead, delivered["ceo@example.com"]), "the same search finds others where they may be"


def test_who_sees_no_names_is_sent_none(delivered: dict[str, str], company: Company) -> None:
    total = Viewer("viewer@example.com", "viewer")
    assert company.leaks(total, delivered["viewer@example.com"]) == []
