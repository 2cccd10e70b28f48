"""The address of a view: read strictly, written back the same, and said in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from components import filters, header, i18n, sentence
from components.address import Address, Unknown, language_of, parameter, read, without, write
from data.access import EVERYONE
from queries.dimensions import Build, Dimension, Value

NEWEST = date(2026, 11, 22)
WEEKS = tuple(NEWEST - timedelta(weeks=back) for back in range(60, -1, -1))
BUILD = Build(
    version="1", built_at=datetime(2026, 11, 22, 21, 10, tzinfo=UTC), company="A", is_demo=True, first_day=WEEKS[0],
    newest_day=NEWEST, default_as_of=NEWEST, currency="JPY", minor_digits=0, time_zone="Asia/Tokyo", profiles=1,
    cells=1, weeks=WEEKS, months=(),
)


def dimension(key: str, *values: str | None, kind: str = "category") -> Dimension:
    return Dimension(key, kind, True, tuple(Value(value, value, 7) for value in values))


KNOWN = {
    made.key: made
    for made in (
        dimension("segment", "Enterprise", "SMB", None),
        dimension("region", "Kanto", "Kansai"),
        dimension("touch_model", "high", "low", "tech"),
        dimension("unit", "a", "b"),
        dimension("kind", "paid", "trial", None, kind="line"),
    )
}


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.use("en")


def test_a_link_without_parameters_is_the_newest_week_of_everyone() -> None:
    address = read({}, KNOWN, BUILD)
    assert address == Address()
    assert address.scope(BUILD, EVERYONE).as_of == NEWEST


def test_values_of_one_key_are_or_keys_are_and_empty_is_unknown() -> None:
    params = {"segment": ["SMB", ""], "region": ["Kanto"], "as_of": ["2026-11-15"], "unit": ["group"], "lang": ["en"]}
    address = read(params, KNOWN, BUILD)
    assert address.unknown == ()
    assert address.where == (("region", ("Kanto",)), ("segment", ("SMB", None)))
    assert (address.as_of, address.unit) == (date(2026, 11, 15), "group")
    assert write(address, "en") == params


def test_an_attribute_that_is_called_as_a_parameter_of_the_board() -> None:
    assert parameter("unit") == "f.unit"
    address = read({"unit": ["contract"], "f.unit": ["b"]}, KNOWN, BUILD)
    assert (address.unit, address.where, address.unknown) == ("contract", (("unit", ("b",)),), ())


@pytest.mark.parametrize(
    ("params", "fault"),
    [
        ({"segmnt": ["SMB"]}, Unknown("segmnt", "SMB", "key")),
        ({"segment": ["Nope"]}, Unknown("segment", "Nope", "value")),
        ({"region": [""]}, Unknown("region", "", "value")),
        ({"unit": ["account"]}, Unknown("unit", "account", "unit")),
        ({"as_of": ["yesterday"]}, Unknown("as_of", "yesterday", "not_a_date")),
        ({"as_of": ["2026-11-20"]}, Unknown("as_of", "2026-11-20", "not_a_week_end")),
        ({"as_of": ["2026-11-29"]}, Unknown("as_of", "2026-11-29", "outside")),
        ({"as_of": ["1999-01-03"]}, Unknown("as_of", "1999-01-03", "outside")),
        ({"lang": ["fr"]}, Unknown("lang", "fr", "language")),
    ],
)
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_what_does_not_exist_is_said_and_clears_alone(
    params: dict[str, list[str]], fault: Unknown, language: i18n.Language
) -> None:
    i18n.use(language)
    kept = {"kind": ["paid"]}
    address = read({**params, **kept}, KNOWN, BUILD)
    assert address.unknown == (fault,)
    assert fault.value in sentence.fault(fault, BUILD) or fault.fault == "key"
    assert sentence.remedy(fault)
    assert without({**params, **kept}, fault) == kept


def test_clearing_one_value_keeps_the_others() -> None:
    fault = Unknown("segment", "Nope", "value")
    assert without({"segment": ["SMB", "Nope", ""]}, fault) == {"segment": ["SMB", ""]}


def test_what_a_page_keeps_for_itself_is_no_filter() -> None:
    assert read({"by": ["segment"], "metric": ["grr"]}, KNOWN, BUILD).unknown == ()


@pytest.mark.parametrize(("asked", "spoken"), [(["ja"], "ja"), (["fr"], None), (["en", "ja"], "ja"), ([], None)])
def test_the_language_of_a_link(asked: list[str], spoken: str | None) -> None:
    assert language_of({"lang": asked}) == spoken


@given(some.dictionaries(
    some.sampled_from(sorted(KNOWN)), some.sets(some.integers(0, 2), min_size=1), max_size=4
), some.sampled_from([None, *WEEKS]), some.sampled_from(["customer", "group", "contract", "department", "product"]))
def test_any_state_survives_the_url(chosen: dict[str, set[int]], as_of: date | None, unit: str) -> None:
    address = Address(as_of, unit)
    for key, positions in chosen.items():
        values = KNOWN[key].values
        address = address.filtered(key, [values[position % len(values)].value for position in positions])
    assert read(write(address, "ja"), KNOWN, BUILD) == address


def test_a_filter_without_values_is_no_filter() -> None:
    assert Address().filtered("segment", ["SMB"]).filtered("segment", []) == Address()


@pytest.mark.parametrize(
    ("language", "said", "label"),
    [
        ("ja", "地域: Kanto × セグメント: SMB または 不明 に絞り込み中", "Kanto × SMB・不明"),
        ("en", "Filtered to Region: Kanto × Segment: SMB or Unknown", "Kanto × SMB, Unknown"),
    ],
)
def test_the_sentence_and_the_label(language: i18n.Language, said: str, label: str) -> None:
    i18n.use(language)
    where = read({"segment": ["SMB", ""], "region": ["Kanto"]}, KNOWN, BUILD).where
    assert sentence.narrowed(where, KNOWN) == said
    assert sentence.filter_label(where, KNOWN) == label


def test_a_long_label_counts_what_does_not_fit() -> None:
    where = read({"segment": ["Enterprise"], "region": ["Kanto", "Kansai"], "kind": ["paid"]}, KNOWN, BUILD).where
    assert sentence.filter_label(where, KNOWN) == "Paid × Kansai, Kanto +1"


def test_the_contracts_words_are_translated_the_companys_are_not() -> None:
    i18n.use("ja")
    assert sentence.value_name(KNOWN["touch_model"], "tech") == "テックタッチ"
    assert sentence.value_name(KNOWN["segment"], "SMB") == "SMB"


def test_markdown_in_a_name_is_shown_not_read() -> None:
    assert sentence.plain("A*B [x] $1") == r"A\*B \[x\] \$1"


def test_people_who_share_a_name_are_told_apart() -> None:
    people = (Value("c1", "Sato", 3), Value("c2", "Sato", 3), Value("c3", "Abe", 3))
    csm = Dimension("csm_id", "category", False, people)
    labels = filters.option_labels(csm)
    assert len(set(labels.values())) == 3
    assert labels["c3"] == "Abe (3 ever)"


def test_a_search_finds_parts_of_names_and_keeps_what_is_chosen() -> None:
    labels: dict[str | None, str] = {str(number): f"Customer {number}" for number in range(1000)}
    assert filters.found(labels, "", ("5",)) == ["5"]
    assert filters.found(labels, "customer 99", ("5",)) == ["5", "99", *[str(number) for number in range(990, 1000)]]
    assert len(filters.found(labels, "CUSTOMER", ())) == filters.LISTED


def test_a_company_s_own_key_is_written_as_words_the_contract_s_are_translated() -> None:
    assert sentence.dimension_name("PaymentMethod_2") == "PaymentMethod 2"
    assert sentence.dimension_name("sales_area") == "Sales area"
    assert sentence.dimension_name("請求_方法") == "請求 方法"
    assert sentence.dimension_name("touch_model") == "Touch model"


def test_old_data_say_where_they_end_and_the_year_they_were_built() -> None:
    soon, late = datetime(2026, 11, 24, tzinfo=UTC), datetime(2027, 11, 24, tzinfo=UTC)
    assert header.freshness(BUILD, soon) == ["data updated 23 Nov 6:10"]
    assert header.freshness(BUILD, late) == ["data to 22 Nov 2026", "data updated 23 Nov 2026 6:10"]
