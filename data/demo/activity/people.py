"""contact and playbook: whom one speaks with, and by which plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data.demo.activity.ground import AsOf, Ground, place
from data.demo.arrow import days, ids, words
from data.demo.basis import NEVER, Ints, stream
from data.demo.names import person_names
from data.demo.tables import CUSTOMER

CHAMPION, SPONSOR, USER, BILLING = range(4)
ROLES = ("champion", "sponsor", "user", "billing")
CONTACT, PLAYBOOK = "P", "B"
SHARES = np.array([[1.0, 1.0, 0.9], [0.9, 0.5, 0.05], [0.5, 0.3, 0.2], [0.8, 0.7, 0.6]])
"""Per role and touch model: share of customers of which such a contact is known."""
VACANT = 30
NAMES = 520
PLAYBOOKS = (
    ("services", "導入キックオフ"), ("services", "初回価値の到達"), ("services", "管理者トレーニング"),
    ("customer success", "定例レビュー（QBR）"), ("customer success", "利用低下への対応"),
    ("customer success", "キーパーソン交代"), ("customer success", "更新90日前の準備"),
    ("customer success", "経営層との対話"), ("customer success", "活用範囲の拡大"), ("marketing", "活用ウェビナー"),
    ("marketing", "メールによる定着支援"), ("support", "重大障害の連絡"),
    ("product", "要望の受付と回答"), ("product", "リリース説明会"), ("sales", "受注から導入への引き継ぎ"),
    ("sales", "更新時の価格交渉"), ("partners", "パートナーとの共同導入"), ("it", "データ連携の確認"),
    ("it", "マスタ統合"), ("support", "問い合わせの一次回答"), ("services", "有償支援の提案"),
    ("marketing", "事例コンテンツの配信"), ("marketing", "顧客からの紹介依頼"), ("partners", "パートナー別の定例確認"),
)
"""Function and name. Of the first twelve every third has been revised; numbers stay when more are added."""
SUPPORT_PLAN, RELEASE_PLAN, HANDOFF_PLAN, DATA_PLAN = 11, 13, 14, 17
LATER = np.array([
    [-420, -40, 1, 0], [-300, 0, 1, 1], [-540, 0, 1, 1], [-510, 0, 0, 0], [0, 0, 0, 0],
    [-260, -35, 1, 0], [0, 0, 0, 0], [-380, -25, 1, 1], [-200, -15, 1, 1],
    [-330, 0, 1, 0], [-470, -60, 1, 0], [0, 0, 0, 0]])
"""Of those after the twelfth: days before the end when written and revised (0 for never), has a measure, a target."""


@dataclass(frozen=True)
class Contacts:
    """One entry per person. `since` is when the person came; `left` is NEVER for who is still there."""

    who: Ints
    role: np.ndarray
    since: Ints
    left: Ints

    def holder(self, role: int, who: Ints, day: Ints) -> Ints:
        """The number of the contact in a role on each day; -1 where there is none."""
        rows = np.flatnonzero(self.role == role)
        at = AsOf(self.who[rows], self.since[rows])(who, day)
        if len(rows) == 0:
            return at
        there = (at >= 0) & (self.left[rows[at]] > day)
        return np.where(there, rows[at], -1).astype(np.int32)


def contacts(ground: Ground) -> Contacts:
    """Champions leave at one rate for everybody and are followed by another some weeks later; the others stay."""
    rng, people = stream(ground.run.seed, "contact"), ground.run.people
    buyers, start, _ = ground.first_spell()
    has = rng.random((len(SHARES), len(people))) < SHARES[:, people.touch]
    who, day = ground.scattered(rng, ground.run.truth.champion_left / 52.1775)
    order = np.lexsort((day, who))
    who, day = who[order], day[order]
    who, day = who[has[CHAMPION, who]], day[has[CHAMPION, who]]
    first = buyers[has[CHAMPION, buyers]]
    champions = _champions(first, start[has[CHAMPION, buyers]], who, day)
    others = [(buyers[has[role, buyers]], role, start[has[role, buyers]]) for role in (SPONSOR, USER, BILLING)]
    return Contacts(
        np.concatenate([champions[0], *(rows for rows, _, _ in others)]),
        np.concatenate([np.zeros(len(champions[0]), np.int8), *(np.full(len(rows), role, np.int8)
                                                                 for rows, role, _ in others)]),
        np.concatenate([champions[1], *(since for _, _, since in others)]),
        np.concatenate([champions[2], *(np.full(len(rows), NEVER, np.int32) for rows, _, _ in others)]))


def _champions(first: Ints, start: Ints, who: Ints, day: Ints) -> tuple[Ints, Ints, Ints]:
    """Customer, since and left of each champion: the first, and one after each who left."""
    count = np.bincount(who, minlength=int(first.max(initial=0)) + 1)[first] + 1
    owner = np.repeat(first, count)
    since, left = np.repeat(start, count), np.full(len(owner), NEVER, dtype=np.int32)
    at = place(count)
    left[at < np.repeat(count, count) - 1] = day
    since[at > 0] = day + VACANT
    return owner, since, left


def contact(ground: Ground, made: Contacts) -> pa.Table:
    """One row per contact, of those who had come by the last day."""
    number = np.arange(len(made.who))
    names = pa.array(person_names(NAMES, ground.run.seed), pa.string())
    drawn = stream(ground.run.seed, "contact names").integers(0, NAMES, len(number))
    return pa.table({
        "contact_id": ids(CONTACT, number, 8), "customer_id": ids(CUSTOMER, made.who),
        "name": names.take(pa.array(drawn)), "role": words(ROLES, made.role), "left_on": days(made.left),
    }).filter(pa.array(made.since <= ground.end))


def playbook(ground: Ground) -> pa.Table:
    """A dozen of three functions, then those of product, sales, partners and IT: some of these not written yet."""
    number = np.arange(len(PLAYBOOKS) - len(LATER))
    written = np.concatenate([ground.end - 700 + 53 * number, _back(ground, LATER[:, 0])])
    revised = np.where(number % 3 == 0, ground.end - 20 - 9 * number, NEVER)
    return pa.table({
        "playbook_id": ids(PLAYBOOK, np.arange(len(PLAYBOOKS)), 2),
        "function": pa.array([row[0] for row in PLAYBOOKS]), "name": pa.array([row[1] for row in PLAYBOOKS]),
        "written_on": days(written), "revised_on": days(np.concatenate([revised, _back(ground, LATER[:, 1])])),
        "has_measure": pa.array(np.concatenate([number % 6 != 5, LATER[:, 2] > 0])),
        "has_target": pa.array(np.concatenate([number % 3 != 2, LATER[:, 3] > 0])),
    })


def _back(ground: Ground, ago: np.ndarray) -> Ints:
    return np.where(ago < 0, ground.end + ago, NEVER).astype(np.int32)
