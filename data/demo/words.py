"""The words that the demo company's data are made of. Codes in the simulation are positions in these tuples."""

from __future__ import annotations


def _split(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for line in lines for word in line.split())


SEGMENTS = ("Enterprise", "Mid-market", "SMB", "Startup")
PLANS = ("Standard", "Professional", "Premium")
TOUCHES = ("high", "low", "tech")
FITS = ("good", "partial", "poor")
REGIONS = ("Hokkaido", "Tohoku", "Kanto", "Chubu", "Kansai", "Chugoku-Shikoku", "Kyushu")
LEAD_SOURCES = ("Webinar", "Referral", "Outbound", "Partner", "Web search", "Exhibition")
BILLING = ("Bank transfer", "Direct debit", "Credit card")
CURRENCIES = ("JPY", "USD", "EUR")
TO_JPY = (1, 150, 165)
PRODUCTS = ("Platform", "Platform", "Analytics", "Assistant", "Messaging", "Onboarding service")
KINDS = ("paid", "trial", "free", "usage", "service")
REASONS = ("Low usage", "Price", "Competitor", "Missing feature", "Budget cut", "Reorganisation")
DEPARTMENTS = ("営業本部", "情報システム部", "マーケティング部", "人事部", "経営企画室", "カスタマーサポート部")

INDUSTRIES = ("Manufacturing", "Construction", "Wholesale", "Retail", "Logistics", "IT services", "Healthcare",
              "Professional services", "Real estate", "Food")
INDUSTRY_WORDS = tuple(tuple(row.split()) for row in (
    "精機 製作所 工業 電機 金属 化成 精工 マテリアル 計器",
    "建設 工務店 土木 設備工業 建築設計 エンジニアリング 住建 舗道 電設",
    "商事 物産 通商 トレーディング 産業 興産 資材 貿易 商会",
    "ストアーズ 百貨店 マート リテール ドラッグ ホームセンター 書店 インテリア スポーツ",
    "運輸 物流 倉庫 ロジスティクス 急送 海運 配送サービス 運送 ターミナル",
    "システムズ ソフトウェア データサービス テクノロジーズ 情報サービス ネットワークス クラウド ラボ デジタル",
    "メディカル 薬品 ヘルスケア 医療機器 ケアサービス ファーマ バイオ 福祉サービス 調剤",
    "コンサルティング 会計サービス 人材サービス アドバイザリー リサーチ 特許サービス 印刷 企画 デザイン",
    "不動産 地所 ハウジング 都市開発 ビル管理 住宅販売 エステート リビング 賃貸サービス",
    "食品 製菓 フーズ 水産 醸造 製茶 デリカ 乳業 青果",
))
STEM_HEADS = tuple(
    "青若白緑朝春秋星月風雪桜梅楓桐杉竹蓮琴翠碧紫銀瑞初千八七奥遠美広深早夕宵空"
)
STEM_TAILS = tuple(
    "峰瀬浜沢丘原波里杜泉湖岬江橋垣坂窪渓嶺畑堤砂潟庭澄帆舟笛鐘糸路埜葦椿蔵巻霞"
)
CITIES = _split((
    "札幌 仙台 盛岡 水戸 宇都宮 前橋 千葉 横浜 新潟 金沢 長野 静岡 浜松 岐阜 京都 神戸 奈良 岡山",
    "広島 高松 松山 高知 博多 熊本 大分 宮崎 鹿児島 那覇 湘南 北陸 山陰 瀬戸内 信州 房総 多摩 武蔵野",
))
FAMILY_NAMES = _split((
    "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上",
    "木村 林 斎藤 清水 山崎 森 池田 橋本 阿部 石川",
))
GIVEN_NAMES = _split((
    "陽子 健太 美咲 大輔 由美 翔太 直樹 彩 恵 拓也 真理 亮 千尋 誠 香織 悠斗",
    "麻衣 隆 奈緒 涼",
))

TEAMS = (
    ("T01", "エンタープライズCS 首都圏", "customer success", "Kanto"),
    ("T02", "エンタープライズCS 全国", "customer success", None),
    ("T03", "カスタマーサクセス 北日本", "customer success", "Tohoku"),
    ("T04", "カスタマーサクセス 首都圏第一", "customer success", "Kanto"),
    ("T05", "カスタマーサクセス 中部", "customer success", "Chubu"),
    ("T06", "カスタマーサクセス 関西", "customer success", "Kansai"),
    ("T07", "カスタマーサクセス 西日本", "customer success", "Kyushu"),
    ("T08", "デジタルCS", "customer success", None),
    ("T09", "カスタマーサクセス 首都圏第二", "customer success", "Kanto"),
    ("T10", "パートナーサクセス", "partners", None),
    ("T11", "導入支援", "services", None),
    ("T12", "カスタマーサポート", "support", None),
)
