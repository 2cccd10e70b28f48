"""What the demo company's people decided over the last two quarters: written into the store where it has no entry yet.

Made up, like everything of the demo: each record says `demo`, so that it counts for no other company. Days count back
from the last Sunday. The story is that of docs/demo-company.md: upsell hides churn, the accounts that a campaign
brought leave, a CSM's change is followed by losses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import md5
from typing import Any

from data.demo.truth import TRUTH
from data.store import Record, Store, frozen
from data.store.appending import append

CEO, LEAD, SALES, PLAN = "相沢 誠(CEO)", "大西 香織(CS部長)", "高瀬 隆(営業本部長)", "森 由美(CS企画)"
PRODUCT, SUPPORT, MARKETING = "岸本 亮(プロダクト)", "浅野 健(サポート)", "三好 奈緒(マーケティング)"
SERVICES, PARTNERS, SYSTEMS = "野口 拓(導入)", "原 直樹(パートナー)", "辻 明(情報システム)"
MEETING = time(1, 30)
"""Tuesday, 10:30 in Tokyo, as UTC."""


@dataclass(frozen=True)
class Entry:
    """A decision or an action. week: how many weeks before the last Sunday it was decided, on the Tuesday after that
    week's Sunday. due, ended: days before (negative: after) the last Sunday. of: the decision an action belongs to.
    """

    text: str
    owner: str
    week: int
    due: int
    status: str = "open"
    ended: int | None = None
    why: str = ""
    measure: str | None = None
    playbook: str | None = None
    of: int | None = None


DECISIONS = (
    Entry("週次レビューではNRRとGRRを必ず並べて見る", CEO, 26, 168, "done", 170, "拡大が解約を覆い隠していた。", "grr"),
    Entry("初回価値までの日数を導入の共通目標にする", SERVICES, 24, 140, "done", 145,
          "60日を過ぎた顧客は、その後に離れやすい。", "ttv_days"),
    Entry("Startup向けの値引きキャンペーンは再開しない", SALES, 20, 126, "done", 133,
          "あの時期に増えた顧客は、残る割合が低い。", "fit_good"),
    Entry("解約と縮小の理由を全件聞き取る", LEAD, 18, 84, "done", 88,
          "数字だけでは理由が分からない。", "logo_retention"),
    Entry("全顧客に毎月の満足度調査を送る", MARKETING, 15, 60, "dropped", 70, "回答の負担が大きいという声で取りやめ。"),
    Entry("「更新90日前の準備」を改訂し、期限の前に責任者を決める", PLAN, 12, 72, "done", 74,
          "予告期限を過ぎてから気づく更新が多い。", "grr", "B07"),
    Entry("「定例レビュー」に成果の確認を必ず入れる", PLAN, 8, 45, "done", 47,
          "目標を決めたまま確認していない顧客がいる。", "outcome_reviewed", "B04"),
    Entry("担当が替わる顧客には2週間以内に引き継ぎ面談を行う", LEAD, 6, 9, "open", None,
          "担当の交代のあとに解約が増える。", "after_csm_change"),
    Entry("利用が4週続けて減った顧客へ1週間以内に連絡する", LEAD, 3, -12, "open", None,
          "静かに離れる顧客は問い合わせをしない。", "use_falling", "B05"),
    Entry("危うい更新の上位5社を役員が訪問する", SALES, 2, 4, "open", None, "年内の期日に間に合わせる。"),
    Entry("成果の合意がない上位20社と目標を決める", LEAD, 1, -26, "open", None, "", "outcome_agreed"),
    Entry("要望への回答を、出した顧客に必ず返す", PRODUCT, 1, -19, "open", None, "", "feedback_told"),
)
ACTIONS = (
    Entry("聞き取りの結果を価格と定着に分けて集計する", PLAN, 4, 2, "done", 3, of=3),
    Entry("訪問先5社の日程を押さえる", SALES, 2, 2, of=9),
    Entry("引き継ぎの書式を1枚にまとめる", PLAN, 1, -9, of=7),
    Entry("ARRと健全度の順に問い合わせを並べ替える", SUPPORT, 1, -5, "open"),
)
TARGETS = (
    ("nrr", 1.06, LEAD, -32), ("grr", 0.92, LEAD, -32), ("logo_retention", 0.88, LEAD, -32),
    ("first_value_90", 0.85, SERVICES, -32), ("outcome_agreed", 0.5, LEAD, 19), ("coverage", 0.9, PLAN, -32),
    ("use_falling", 0.1, PRODUCT, -32), ("csat", 4.0, SUPPORT, 19),
)
"""KPI, value, owner, due day (before the last Sunday)."""
OWNERS = {"product": PRODUCT, "marketing": MARKETING, "sales": SALES, "partners": PARTNERS, "services": SERVICES,
          "support": SUPPORT, "it": SYSTEMS}
EVENTS = ((TRUTH.campaign_from, "Startup向け値引きキャンペーンを開始"),
          (TRUTH.campaign_to, "Startup向け値引きキャンペーンを終了"),
          (TRUTH.assistant_week, "Assistantを発売"), (TRUTH.handover_week, "担当の大規模な交代を開始"))
"""What happened, by the week of the simulation (counted from the last Sunday)."""
REVIEWS = {week: ["ceo", "customer_success", "sales", *more] for week, more in (
    (4, ["product", "support"]), (3, ["marketing", "services"]), (2, ["product", "support"]),
    (1, ["product", "services", "support"]))}


def seed(store: Store, end: date, first_day: date) -> int:
    """Writes the demo's records, none older than its data; how many. Nothing where the store has any entry at all."""
    if store.version():
        return 0
    made = [record for record in records(end) if record.at.date() >= first_day]
    return append(store, _numbered(made))


def records(end: date) -> list[Record]:
    """All of them, oldest first: version 1 as it was decided, another where it was settled later."""
    made = [each for number, entry in enumerate(DECISIONS) for each in _entry(end, "decision", number, entry)]
    made += [each for number, entry in enumerate(ACTIONS) for each in _entry(end, "action", number, entry)]
    for key, value, owner, due in TARGETS:
        body = {"measure": key, "value": value, "owner": owner, "due_on": _day(end, due)}
        made.append(_record("target", key, end - timedelta(182), LEAD, body))
    made += [_record("owner", f"function:{key}", end - timedelta(182), CEO, {"owner": owner})
             for key, owner in OWNERS.items()]
    made += [_record("annotation", _key("annotation", number), end - timedelta(180), MARKETING, {
        "happened_on": _day(end, -7 * week), "text": text}) for number, (week, text) in enumerate(EVENTS)]
    made += [_record("review", _day(end, 7 * week), end - timedelta(7 * week - 2), PLAN, {
        "held_on": _day(end, 7 * week - 2), "present": present}) for week, present in REVIEWS.items()]
    return sorted(made, key=lambda each: each.at)


def _entry(end: date, kind: str, number: int, entry: Entry) -> list[Record]:
    """A decision as it was made on the meeting's Tuesday, and as it was settled."""
    on, decided = end - timedelta(7 * entry.week), end - timedelta(7 * entry.week - 2)
    body: dict[str, Any] = {"text": entry.text, "owner": entry.owner, "due_on": _day(end, entry.due),
                            "week_on": on.isoformat(), "status": "open"}
    if kind == "decision":
        body |= {"decided_on": decided.isoformat(), "why": entry.why or None, "measure": entry.measure,
                 "playbook_id": entry.playbook}
    elif entry.of is not None:
        body["decision"] = _key("decision", entry.of)
    made = [_record(kind, _key(kind, number), decided, PLAN, body)]
    if entry.ended is not None:
        settled = {**body, "status": entry.status, "done_on": _day(end, entry.ended)}
        made.append(_record(kind, _key(kind, number), end - timedelta(entry.ended), entry.owner, settled))
    return made


def _record(kind: str, key: str, on: date, author: str, body: dict[str, Any]) -> Record:
    held = {name: value for name, value in {**body, "demo": True}.items() if value is not None}
    return Record(kind, key, 0, frozen(held), author, datetime.combine(on, MEETING, UTC))


def _numbered(made: list[Record]) -> list[Record]:
    """The same with their versions, 1, 2 … of each key."""
    counted: dict[tuple[str, str], int] = {}
    numbered = []
    for each in made:
        version = counted[each.kind, each.key] = counted.get((each.kind, each.key), 0) + 1
        numbered.append(Record(each.kind, each.key, version, each.body_items, each.author, each.at))
    return numbered


def _key(kind: str, number: int) -> str:
    return md5(f"demo {kind} {number}".encode(), usedforsecurity=False).hexdigest()


def _day(end: date, before: int) -> str:
    return (end - timedelta(before)).isoformat()
