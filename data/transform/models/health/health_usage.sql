-- Grain: customer × scored Sunday: what its use was in the last weeks. Rates are per week in which the company's usage was reported,
-- so that monthly reports do not look like a fall; unknown before the customer's first report, and where nothing was reported.
-- users: each week those of the feature with the most; a week in which they were not reported is no week without users.
-- breadth: the features that the customer used of those that anybody used, also customers who are not scored.
{%- set window = var('health').window %}
{%- set features = var('health').features %}
with wide as (
  select
    customer_key, week_day, sum(events) as events, max(users) as users
    {%- for feature in features %}, sum(case when feature = {{ literal(feature) }} then events else 0 end) as e_{{ loop.index }}{% endfor %}
  from {{ ref('usage') }}
  group by customer_key, week_day
),
reported as (select week_day, max(case when users is not null then 1 else 0 end) as counted from wide group by week_day),
window_weeks as (
  select
    dates.day as week_day,
    count(case when reported.week_day > dates.day - 7 * {{ window }} then 1 end) as now_weeks,
    count(case when reported.week_day > dates.day - 7 * {{ window }} and counted = 1 then 1 end) as user_weeks,
    count(case when reported.week_day > dates.day - 56 then 1 end) as late_weeks,
    count(case when reported.week_day <= dates.day - 56 and reported.week_day > dates.day - 112 then 1 end) as early_weeks
  from {{ ref('as_of') }} as dates
  join reported on reported.week_day <= dates.day and reported.week_day > dates.day - {{ [112, 7 * window] | max }}
  where dates.is_week
  group by dates.day
),
in_use as (
  select dates.day as week_day, count(distinct feature_week.feature) as features
  from {{ ref('as_of') }} as dates
  join (select distinct week_day, feature from {{ ref('usage') }} where events > 0
        {%- if features %} and feature in ({% for feature in features %}{{ literal(feature) }}{{ ', ' if not loop.last }}{% endfor %}){% endif %}
  ) as feature_week on feature_week.week_day <= dates.day and feature_week.week_day > dates.day - 7 * {{ window }}
  where dates.is_week
  group by dates.day
),
every_week as (
  select
    coalesce(grid.customer_key, wide.customer_key) as customer_key, coalesce(grid.week_day, wide.week_day) as week_day,
    cast((coalesce(grid.week_day, wide.week_day) - 3) / 7 as integer) as week, grid.customer_key is not null as active,
    wide.events, wide.users, case when wide.users is null and wide.events is not null then reported.counted else 0 end as lacking
    {%- for feature in features %}, wide.e_{{ loop.index }}{% endfor %}
  from {{ ref('health_grid') }} as grid
  full join wide on wide.customer_key = grid.customer_key and wide.week_day = grid.week_day
  left join reported on reported.week_day = wide.week_day
),
rolled as (
  select
    customer_key, week_day, week, active,
    min(case when events is not null then week end) over (partition by customer_key order by week rows unbounded preceding) as first_week,
    sum(events) {{ weeks_back(window - 1, 0) }} as events,
    sum(users) {{ weeks_back(window - 1, 0) }} as users,
    sum(lacking) {{ weeks_back(window - 1, 0) }} as lacking,
    sum(events) {{ weeks_back(7, 0) }} as late_events,
    sum(events) {{ weeks_back(15, 8) }} as early_events
    {%- for feature in features %}, sum(e_{{ loop.index }}) {{ weeks_back(window - 1, 0) }} as e_{{ loop.index }}{% endfor %}
  from every_week
)
select
  rolled.customer_key, rolled.week_day,
  cast(coalesce(rolled.events, 0) as {{ sql_type('double') }}) as events,
  cast(coalesce(rolled.events, 0) as {{ sql_type('double') }}) / weeks.now_weeks as rate,
  cast(coalesce(rolled.users, 0) as {{ sql_type('double') }}) / nullif(weeks.user_weeks - rolled.lacking, 0) as users,
  {% if features -%}
  cast({% for feature in features %}case when rolled.e_{{ loop.index }} > 0 then 1 else 0 end{{ ' + ' if not loop.last }}{% endfor %} as {{ sql_type('double') }}) / in_use.features
  {%- else %}cast(null as {{ sql_type('double') }}){% endif %} as breadth,
  case when rolled.first_week <= rolled.week - 15 and rolled.early_events > 0 and weeks.late_weeks > 0
       then (cast(coalesce(rolled.late_events, 0) as {{ sql_type('double') }}) / weeks.late_weeks)
            / (cast(rolled.early_events as {{ sql_type('double') }}) / weeks.early_weeks) - 1 end as trend
  {%- for feature in features %}, cast(coalesce(rolled.e_{{ loop.index }}, 0) as {{ sql_type('double') }}) / weeks.now_weeks as e_{{ loop.index }}{% endfor %}
from rolled
join window_weeks as weeks on weeks.week_day = rolled.week_day and weeks.now_weeks > 0
left join in_use on in_use.week_day = rolled.week_day
where rolled.active and rolled.first_week is not null
