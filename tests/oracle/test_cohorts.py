"""The oracle's cohorts by hand."""

from __future__ import annotations

from fractions import Fraction

from queries.oracle.cohorts import cohorts, total
from tests.oracle.examples import company, day, line, some_of

EDGE = line("edge", "2020-01-01", None, "1")


def test_every_unit_is_at_its_own_clamped_anniversary() -> None:
    """30 January + 1 month is 28 February: gone from the 28th on is gone at age 1; from 1 March on is there."""
    made = company(EDGE, line("gone", "2025-01-30", "2025-02-28", "10"), line("late", "2025-03-31", None, "30"),
                   line("there", "2025-01-31", "2025-03-01", "20"))
    rows, left_out = cohorts(made, day("2025-05-29"))
    assert left_out == 1
    assert [some_of(row, "cohort", "age", "members", "base", "arr", "kept", "active") for row in rows] == [
        (day("2025-01-01"), 0, 3, 720, 720, 720, 3), (day("2025-01-01"), 1, 3, 720, 600, 600, 2)]
    assert some_of(rows[1], "nrr", "grr", "logo_retention") == (Fraction(5, 6), Fraction(5, 6), Fraction(2, 3))


def test_a_cell_is_shown_when_every_member_has_reached_it() -> None:
    made = company(EDGE, line("a", "2025-01-01", None, "1"), line("b", "2025-03-31", None, "1"))
    ages = [[row["age"] for row in cohorts(made, day(on))[0]]
            for on in ("2024-12-31", "2025-03-30", "2025-03-31", "2025-04-29", "2025-04-30")]
    assert ages == [[], [0, 1, 2], [0], [0], [0, 1]]
    months = cohorts(made, day("2025-04-29"), period="month")[0]
    assert [some_of(row, "cohort", "age") for row in months] == [
        (day("2025-01-01"), 0), (day("2025-01-01"), 1), (day("2025-01-01"), 2), (day("2025-01-01"), 3),
        (day("2025-03-01"), 0)]
    assert {row["cohort"] for row in cohorts(made, day("2025-04-29"), period="year")[0]} == {day("2025-01-01")}


def test_growth_is_capped_at_the_first_days_amount() -> None:
    made = company(EDGE, line("up", "2025-01-01", None, "10"), line("up", "2025-01-20", None, "5"),
                   line("down", "2025-01-01", "2025-02-01", "10"))
    row = cohorts(made, day("2025-02-10"))[0][1]
    assert some_of(row, "nrr", "grr", "logo_retention") == (Fraction(3, 4), Fraction(1, 2), Fraction(1, 2))


def test_historys_edge_is_out_unless_it_was_signed_that_day() -> None:
    signed = {"same": "2025-01-01", "before": "2024-12-31", "after": "2025-01-02", "none": None, "later": "2020-02-02"}
    customers = [{"customer_id": name, "signed_on": day(on) if on else None} for name, on in signed.items()]
    lines = [line(name, "2025-02-01" if name == "later" else "2025-01-01", None, "1") for name in signed]
    rows, left_out = cohorts(company(*lines, customers=customers), day("2025-02-15"))
    assert (rows[0]["members"], left_out) == (2, 3)
    free = company(line("trial", "2024-06-01", None, "0", kind="trial"), *lines, customers=customers)
    rows, left_out = cohorts(free, day("2025-02-15"))
    assert (rows[0]["members"], left_out) == (5, 0), "a trial line begins the data as well as any other"


def test_filters_on_lines_come_first_and_on_labels_as_on_the_first_day() -> None:
    history = [{"customer_id": "a", "attribute": "segment", "from_on": day(on), "value": value}
               for on, value in (("2024-01-01", "SMB"), ("2025-03-01", "Enterprise"))]
    customers = [{"customer_id": "a", "segment": "Enterprise"}]
    made = company(EDGE, line("a", "2025-02-01", None, "1"), line("a", "2025-04-01", None, "1", product="Q"),
                   customers=customers, attribute_history=history)

    def found(*where: tuple[str, tuple[str | None, ...]]) -> list[object]:
        rows, _ = cohorts(made, day("2025-05-01"), where=where, period="month")
        return list(dict.fromkeys(row["cohort"] for row in rows))

    assert found(("segment", ("SMB",))) == [day("2025-02-01")]
    assert found(("segment", ("Enterprise",))) == []
    assert found(("segment", ("Enterprise",)), ("product", ("Q",))) == [day("2025-04-01")]
    assert found(("product", ("none",))) == []


def test_the_total_is_weighted_by_base() -> None:
    """Published: cohorts of 10 at 20 % churn and of 100 at 0 % → 1.8 %, not 10 %."""
    lines = [line(f"a{n}", "2025-01-01", "2025-01-20" if n < 2 else None, "10") for n in range(10)]
    lines += [line(f"b{n}", "2025-04-01", None, "10") for n in range(100)]
    rows, _ = cohorts(company(EDGE, *lines), day("2025-05-15"))
    at = {row["age"]: row for row in total(rows)}
    for rate in ("nrr", "grr", "logo_retention"):
        assert 1 - at[1][rate] == Fraction(2, 110)
    assert some_of(at[1], "cohorts", "members", "base") == (2, 110, 13_200)
    assert some_of(at[2], "cohorts", "members", "grr") == (1, 10, Fraction(8, 10))


def test_a_cohort_of_one_everyone_gone_and_nobody() -> None:
    made = company(EDGE, line("only", "2025-01-10", "2025-02-05", "1"))
    assert [some_of(row, "members", "nrr", "logo_retention") for row in cohorts(made, day("2025-03-10"))[0]] == [
        (1, 1, 1), (1, 0, 0), (1, 0, 0)]
    assert cohorts(company(EDGE), day("2025-03-10")) == ([], 1)
    assert cohorts(company(), day("2025-03-10")) == ([], 0)
    assert total([]) == []
