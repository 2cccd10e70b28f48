"""The page's figures, each with its claim, from the top of the page to its end."""

from __future__ import annotations

from components import cards, states, theme
from components import format as fmt
from components.charts.levels import levels
from components.charts.marks import timed
from components.i18n import language, plural, t
from components.maturity import files, grid, over_time, todo, words
from components.maturity import teams as teams_table
from components.maturity.questions import Questions
from components.sentence import narrowed
from queries.measures.calendar import trend_days


def head(ask: Questions) -> None:
    """The finding, its base, and which filters act."""
    cells, trend = ask.cells(), ask.trend()
    now = trend[trend.quarter == ask.view.quarter].iloc[0]
    base = words.base(cells, now, ask.part_name)
    if ask.part:
        base += narrowed(ask.frame.scope, ask.frame.dimensions)
    theme.block(cards.finding(words.title(cells, ask.part_name), base, t("maturity.chip") if now.contradicted else ""))


def heat(ask: Questions) -> None:
    """The cells of the chosen quarter."""
    cells = ask.cells()
    theme.block(cards.section(words.heat_title(cells, ask.part_name), words.heat_sub(
        cells, ask.todo(), ask.view.quarter)))
    grid.draw(cells, ask.view.cell)
    files.cells(ask.frame, ask.all_cells())


def next_steps(ask: Questions) -> None:
    """The holes, the largest first, and what nobody can tell."""
    found, cells = ask.todo(), ask.cells()
    if found.empty:
        theme.block(cards.section(t("maturity.todo.none"), t("maturity.todo.none_sub")))
    else:
        title = plural(language(), "maturity.todo.title", min(todo.SHOWN, len(found)))
        theme.block(cards.section(title, t("maturity.todo.sub", n=len(found))) + todo.rows(found))
        files.todo(ask.frame, found)
    theme.block(todo.missing(cells))


def trend(ask: Questions) -> None:
    """Claim and evidence by quarter, with the level that fits the phase."""
    found = ask.trend()
    expected, phase = ask.expected, ask.phase()
    theme.block(cards.section(over_time.title(found, expected), t(
        "maturity.trend.sub" if found.both.any() else "maturity.trend.sub_alone")))
    if not found.evidenced.notna().any():
        theme.block(states.notice(t("maturity.trend.none"), [t("maturity.trend.none_body")]))
        return
    said = t("maturity.trend.expected", phase=t(f"maturity.phase.{phase.get('value')}"),
             n=expected) if phase is not None and expected else ""
    figure = levels(words.axis(found.quarter.tolist()), over_time.lines(found), mode=theme.mode(), expected=expected,
                    expected_words=said)
    days = trend_days(ask.frame.scope.as_of, len(found))
    theme.chart(timed(figure, days), over_time.alt(found), "maturity.trend")


def stages(ask: Questions) -> None:
    """GRR by the stage of the team that had the customers, and the vendor's claim as one."""
    found = ask.staged()
    theme.block(cards.section(over_time.stage_title(found), over_time.stage_sub(found)))
    if found.attrs["missing"]:
        theme.block(states.missing_table("customer", t("maturity.teams.shows"), ["team_id"]))
    elif found.grr.notna().any():
        theme.chart(over_time.forest_of(found, theme.mode(), ask.part), over_time.stage_alt(found), "maturity.stages")
    theme.block(f'<p class="t-sub">{over_time.vendor(found)}</p>')


def ladder(ask: Questions) -> None:
    """The company's four stages, each with its rule in words and who fulfils it."""
    found = ask.ladder()
    theme.block(cards.section(over_time.ladder_title(found, words.who(ask.part_name)), t(
        "maturity.ladder.sub", known=fmt.rate(ask.rules.known, 0))) + over_time.ladder(found))


def history(ask: Questions) -> None:
    """Quarter by quarter: both means, the stage, and GRR beside them."""
    found = ask.trend()
    title = over_time.table_title(found, ask.part_name)
    theme.block(cards.section(title, over_time.together(found)) + over_time.table(found, title))
    files.quarters(ask.frame, found)


def teams(ask: Questions) -> None:
    """Each team's stage, what it is from, and its rates."""
    found = ask.teams()
    if found.attrs["missing"]:
        return
    rule = ask.rules.team
    theme.block(cards.section(t("maturity.teams.title", n=int(found.team_id.notna().sum())), t(
        "maturity.teams.sub", share=fmt.rate(rule.share, 0), known=rule.known, n=found.attrs["capabilities"],
        informed=rule.levels[0], proactive=rule.levels[1], predictive=rule.levels[2])) +
        teams_table.team_table(found, ask.frame.dimensions))
    files.teams(ask.frame, found)
