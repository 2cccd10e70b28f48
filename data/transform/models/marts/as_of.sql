{{ indexed('g', 'day') }}
-- Grain: an as-of date that the cubes answer: every Sunday and month end from the data's first day to its newest.
-- g numbers them in order from 0.
with span as (
  select {{ day_of("date '" ~ var('first_day') ~ "'") }} as low, {{ day_of("date '" ~ var('newest_day') ~ "'") }} as high
),
dates as (
  select cast(date_day as date) as as_of
  from ({{ dbt.date_spine('day', "cast('" ~ var('first_day') ~ "' as date)",
                          dbt.dateadd('day', 1, "cast('" ~ var('newest_day') ~ "' as date)")) }}) as spine
),
marked as (
  select
    as_of,
    {{ day_of('as_of') }} as day,
    mod({{ day_of('as_of') }} + 700004, 7) = 0 as is_week,
    extract(month from as_of + interval '1 day') <> extract(month from as_of) as is_month
  from dates
)
select
  cast(row_number() over (order by day) - 1 as integer) as g,
  as_of, day, is_week, is_month,
  case when is_week then {{ week_of('day') }} end as week,
  case when is_month then {{ month_of('day') }} end as month
from marked
where is_week or is_month
