"""Whatever bytes a folder holds: no traceback, the old version serves unless every row was read, and no row is lost."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.warehouse import current_version
from tests.loading import CUSTOMER, SUBSCRIPTION, customers, load, read, unbuilt_home, write

BITS = [b'"', b",", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", "表".encode("cp932"), "表".encode(), b" ",
        b"=", b"-", b"1e9", b"NaN", b'""',
        b"\n\n", b"2024-02-30", b"C1", b"\\", b"'", b";", b"\t", b"\x1a", b"\x80"]


@st.composite
def mutated(draw: st.DrawFn, original: str) -> bytes:
    """A file in which a few stretches of bytes were replaced by nasty ones, or by nothing."""
    data = original.encode()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.sampled_from([*BITS, b""])) + data[at + draw(st.integers(0, 4)):]
    return data


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("fuzz")
    with unbuilt_home(folder / "home") as home:
        assert load(write(folder / "good", {})) == 0
        yield home


def attempt(customer: bytes, subscription: bytes, name: str = "customer.csv") -> None:
    version = current_version()
    with tempfile.TemporaryDirectory() as folder:
        files = {"customer.csv": None, name: customer, "subscription.csv": subscription}
        status = load(write(Path(folder), files))
    assert status in (0, 1)
    if status:
        assert current_version() == version
    else:
        assert customers() == records(customer)


def records(data: bytes) -> int:
    """The records of an accepted CSV file, as Python's own reader counts them."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return sum(1 for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row) - 1
    raise AssertionError("an accepted file is in no known encoding")


CELL = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
FUZZ = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZ
@given(customer=mutated(CUSTOMER))
def test_mutated_customers(published: Path, customer: bytes) -> None:
    attempt(customer, SUBSCRIPTION.encode())


@FUZZ
@given(subscription=mutated(SUBSCRIPTION))
def test_mutated_subscriptions(published: Path, subscription: bytes) -> None:
    attempt(CUSTOMER.encode(), subscription)


@settings(FUZZ, max_examples=20)
@given(data=st.binary(max_size=300), name=st.sampled_from(["customer.csv", "customer.parquet"]))
def test_random_bytes(published: Path, data: bytes, name: str) -> None:
    attempt(data, SUBSCRIPTION.encode(), name)


@settings(FUZZ, max_examples=20)
@given(cells=st.lists(CELL, min_size=1, max_size=8))
def test_any_text_in_a_cell_comes_through(cells: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Cells are kept as they are; only line ends inside a cell may be written anew, and an empty cell is null."""
    folder = tmp_path_factory.mktemp("cells")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["customer_id", "name", "note"])
    writer.writerows([f"C{at}", "A", cell] for at, cell in enumerate(["", "", "", *cells], 1))
    _, connection = read(write(folder / "in", {"customer.csv": text.getvalue()}), folder)
    with connection:
        found = [row[0] for row in connection.execute("SELECT note FROM contract.customer").fetchall()]
    mixed = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
    assert found[3:] in ([cell or None for cell in cells], [cell or None for cell in mixed])
