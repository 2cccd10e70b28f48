"""Weekly review: the CEO's first screen."""

from components import cards, loaders, router, theme
from components import format as fmt
from components.figure import figure
from components.i18n import t
from queries import retention

frame = router.guard()

with figure(frame, "kpis"):
    now = loaders.load(retention.kpis, frame.scope).iloc[0]
    rates = ("nrr", "grr", "logo_retention")
    strip = [cards.Card(t(f"metric.{key}.name"), fmt.rate(now[key]).removesuffix("%"), "%") for key in rates]
    theme.block(cards.kpi_strip(strip))
