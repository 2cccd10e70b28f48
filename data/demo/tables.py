"""The contract's tables, read from the books of one run."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.demo import words as w
from data.demo.arrow import amounts, days, ids, whole, words
from data.demo.basis import NEVER, Ints, stream
from data.demo.landing import landing
from data.demo.ledger import PAID, SERVICE, USAGE, Columns, known
from data.demo.names import company_names, person_names
from data.demo.owners import SEGMENT
from data.demo.partners import PARTNER, partner, partners_of
from data.demo.state import MONTHLY, Run

TEAM_IDS = tuple(row[0] for row in w.TEAMS)
CONTRACT, LINE, CUSTOMER, CSM = "K", "S", "C", "M"


def of_run(run: Run) -> dict[str, pa.Table]:
    """Customers, contracts, lines, who owns and who sold them, by name; data.demo.activity has the other tables."""
    lines, contracts = known(run.books, run.weeks.end)
    tried, agreed = landing(run, lines)
    return {
        "customer": customer(run), "subscription": pa.concat_tables([subscription(run, lines), tried]),
        "contract": pa.concat_tables([contract(run, contracts), agreed]),
        "team": team(), "csm": csm(run), "assignment": assignment(run), "attribute_history": attribute_history(run),
        "fx_rate": fx_rate(), "partner": partner(),
    }


def customer(run: Run) -> pa.Table:
    """One row per customer, with the labels and the owner of the last day."""
    people, state, parent, merged = run.people, run.state, *relations(run)
    number = np.arange(len(people))
    identity = ids(CUSTOMER, number)
    return pa.table({
        "customer_id": identity, "name": company_names(people.industry, run.seed),
        "segment": words(w.SEGMENTS, state.segment), "industry": words(w.INDUSTRIES, people.industry),
        "region": words(w.REGIONS, people.region), "plan": words(w.PLANS, people.plan),
        "touch_model": words(w.TOUCHES, state.touch), "icp_fit": words(w.FITS, people.fit),
        "employees": whole(people.employees), "partner_id": ids(PARTNER, partners_of(run), 2),
        "team_id": words(TEAM_IDS, state.team),
        "csm_id": ids(CSM, state.csm.astype(np.int32), 3),
        "signed_on": days(np.where(people.undated | people.never, NEVER, people.signed)),
        "parent_customer_id": ids(CUSTOMER, parent), "merged_into": ids(CUSTOMER, merged),
        "url": pc.binary_join_element_wise(pa.scalar("https://crm.example.com/accounts/"), identity, ""),
        "lead_source": words(w.LEAD_SOURCES, people.lead), "billing_method": words(w.BILLING, people.billing),
    })


def relations(run: Run) -> tuple[Ints, Ints]:
    """Parents (one level, groups of Enterprise and Mid-market) and survivors of mergers; -1 for none."""
    rng, count = stream(run.seed, "relations"), len(run.people)
    heads = np.flatnonzero((run.people.size == 0) & ~run.people.never & (rng.random(count) < 0.25)).astype(np.int32)
    parent = np.full(count, -1, dtype=np.int32)
    merged = parent.copy()
    draw = rng.random(count)
    draw[heads] = 1.0
    if len(heads):
        parent = np.where(draw < 0.05, heads[rng.integers(0, len(heads), count)], parent).astype(np.int32)
    survivor = rng.integers(0, count, count).astype(np.int32)
    fits = (draw > 0.98) & (draw < 1.0) & (draw[survivor] <= 0.98) & (run.people.size > 0)
    merged[fits] = survivor[fits]
    return parent, merged


def subscription(run: Run, lines: Columns) -> pa.Table:
    """One row per line as known on the last day. Amounts are whole yen, or whole cents of USD and EUR."""
    currency = run.people.currency[lines["customer"]]
    paid, listed = lines["kind"] == PAID, rounded(lines["price"], currency)
    big = paid & (run.people.size[lines["customer"]] <= 1) & (lines["slot"] <= 1)
    first = lines["customer"] * 7 % len(w.DEPARTMENTS)
    department = np.where(big, (first + lines["slot"]) % len(w.DEPARTMENTS), -1)
    noticed = lines["cancelled"] < NEVER
    return pa.table({
        "subscription_id": ids(LINE, np.arange(len(paid)), 8), "customer_id": ids(CUSTOMER, lines["customer"]),
        "contract_id": ids(CONTRACT, lines["contract"]), "product": words(w.PRODUCTS, lines["slot"]),
        "department": words(w.DEPARTMENTS, department), "start_on": days(lines["start"]), "end_on": days(lines["end"]),
        "mrr": amounts(net_mrr(run, lines)), "currency": words(w.CURRENCIES, currency),
        "seats": whole(lines["seats"]), "list_mrr": amounts(listed, ~np.isin(lines["kind"], (USAGE, SERVICE))),
        "kind": words(w.KINDS, lines["kind"]), "cancelled_on": days(lines["cancelled"]),
        "churn_reason": words(w.REASONS, np.where(noticed, lines["reason"], -1)),
    })


def net_mrr(run: Run, lines: Columns) -> NDArray[np.float64]:
    """The monthly price of each line in the customer's currency, less its discount."""
    currency = run.people.currency[lines["customer"]]
    discount = np.where(lines["kind"] == PAID, run.people.discount[lines["customer"]], 0.0)
    return rounded(rounded(lines["price"], currency) * (1 - discount), currency, 1)


def rounded(price: NDArray[np.float64], currency: NDArray[np.int8], rate: int = 0) -> NDArray[np.float64]:
    """Amounts in the customer's currency (from JPY, or with `rate` 1 from itself), to its minor unit."""
    value = price if rate else price / np.array(w.TO_JPY)[currency]
    return np.asarray(np.where(currency == 0, np.rint(value), np.rint(value * 100) / 100))


def contract(run: Run, contracts: Columns) -> pa.Table:
    """One row per contract; month-by-month contracts and usage agreements have no term's end."""
    term = run.people.term[contracts["customer"]]
    open_ended = (contracts["term_end"] >= NEVER) | ((term == MONTHLY) & (contracts["previous"] < 0))
    return pa.table({
        "contract_id": ids(CONTRACT, contracts["number"]), "customer_id": ids(CUSTOMER, contracts["customer"]),
        "term_end": days(contracts["term_end"]), "auto_renew": pa.array(open_ended | (contracts["number"] % 4 != 0)),
        "notice_days": whole(run.people.notice[contracts["customer"]]),
        "previous_contract_id": ids(CONTRACT, contracts["previous"]),
    })


def team() -> pa.Table:
    names = ("team_id", "name", "function", "region")
    return pa.table({name: pa.array([row[at] for row in w.TEAMS], pa.string()) for at, name in enumerate(names)})


def csm(run: Run) -> pa.Table:
    """Every CSM ever employed, those who left included."""
    number = np.arange(len(run.roster.csm_team))
    identity = ids(CSM, number, 3)
    return pa.table({
        "csm_id": identity, "name": pa.array(person_names(len(number), run.seed), pa.string()),
        "email": pc.binary_join_element_wise(pc.utf8_lower(identity), pa.scalar("@demo.example.com"), ""),
        "team_id": words(TEAM_IDS, np.array(run.roster.csm_team)),
    })


def _last_per_key(rows: Columns, *keys: str) -> Columns:
    """Ordered by the keys; of rows with the same keys the one written last."""
    order = np.lexsort(tuple(rows[key] for key in reversed(keys)))
    same = np.ones(max(len(order) - 1, 0), dtype=bool)
    for key in keys:
        same &= rows[key][order][1:] == rows[key][order][:-1]
    kept = order[np.append(~same, True)[: len(order)]]
    return {name: values[kept] for name, values in rows.items()}


def assignment(run: Run) -> pa.Table:
    """Owners from the first line on; each holds until the next. Customers that nobody owns have no row."""
    rows = _last_per_key(run.books.owners.read(), "customer", "since")
    customer_number = rows["customer"]
    until = np.full(len(customer_number), NEVER, dtype=np.int32)
    same = customer_number[1:] == customer_number[:-1]
    until[:-1][same] = rows["since"][1:][same]
    return pa.table({
        "customer_id": ids(CUSTOMER, customer_number), "team_id": words(TEAM_IDS, rows["team"]),
        "csm_id": ids(CSM, rows["csm"].astype(np.int32), 3), "from_on": days(rows["since"]), "to_on": days(until),
    })


def attribute_history(run: Run) -> pa.Table:
    """Segment and touch model of customers for which they changed: the first value and each later one."""
    later = _last_per_key(run.books.labels.read(), "customer", "attribute", "since")
    key = np.unique(later["customer"].astype(np.int64) * 2 + later["attribute"])
    who, attribute = (key // 2).astype(np.int32), (key % 2).astype(np.int8)
    first = np.where(attribute == SEGMENT, run.people.size[who], run.people.touch[who])
    number = np.concatenate([who, later["customer"]])
    kind = np.concatenate([attribute, later["attribute"]])
    value = np.concatenate([first, later["value"]])
    since = np.concatenate([run.people.start[who], later["since"]])
    order = np.lexsort((since, kind, number))
    number, kind, value, since = number[order], kind[order], value[order], since[order]
    shown = np.where(kind == SEGMENT, value, value + len(w.SEGMENTS))
    return pa.table({
        "customer_id": ids(CUSTOMER, number), "attribute": words(("segment", "touch_model"), kind),
        "value": words(w.SEGMENTS + w.TOUCHES, shown), "from_on": days(since),
    })


def fx_rate() -> pa.Table:
    rates = [Decimal(rate) for rate in w.TO_JPY]
    return pa.table({"currency": pa.array(w.CURRENCIES, pa.string()),
                     "to_reporting": pa.array(rates, pa.decimal128(16, 10))})
