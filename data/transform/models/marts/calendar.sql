{{ indexed('day') }}
-- Grain: a day from the data's first to its newest. g: number of the first as-of date on this day or later.
with dates as (
  select {{ day_of('cast(date_day as date)') }} as day
  from ({{ dbt.date_spine('day', "cast('" ~ var('first_day') ~ "' as date)",
                          dbt.dateadd('day', 1, "cast('" ~ var('newest_day') ~ "' as date)")) }}) as spine
)
select dates.day, cast(count(as_of.day) as integer) as g
from dates left join {{ ref('as_of') }} as as_of on as_of.day < dates.day
group by dates.day
