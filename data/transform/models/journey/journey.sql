{{ indexed('customer_key') }}
-- Grain: customer (survivor) × spell [from_day, to_day) in one stage, both Sundays: from the first Sunday on which it was judged so to the first
-- on which no more; to_day is far off while it goes on. A customer without ARR has left, until a Sunday finds it with ARR again.
-- begun: whether its beginning was seen (what the first Sunday found may have lasted for long). entry: which of the stage's `any`
-- conditions held first on from_day, from 1; 0 without. label_id: the labels on from_day.
{%- set journey = var('journey') %}
{%- set edge = day_of("date '" ~ var('first_day') ~ "'") %}
with staged as (
  select *, {{ journey.stage }} as stage from {{ ref('journey_fact') }}
),
judged as (
  select customer_key, week_day, first_day, stage, {{ journey.entry }} as entry from staged
),
marked as (
  select *,
    case when lag(week_day) over following = week_day - 7 and lag(stage) over following = stage then 0 else 1 end as starts
  from judged
  window following as (partition by customer_key order by week_day)
),
numbered as (
  select *, sum(starts) over (partition by customer_key order by week_day rows unbounded preceding) as spell from marked
),
held as (
  select
    customer_key, min(first_day) as first_day, stage, min(week_day) as from_day, max(week_day) + 7 as end_day,
    max(case when starts = 1 then entry end) as entry
  from numbered
  group by customer_key, spell, stage
),
followed as (
  select *, lead(from_day) over (partition by customer_key order by from_day) as next_day from held
),
spell as (
  select
    customer_key, stage, from_day, case when end_day > {{ journey.to_day }} then {{ far_off() }} else end_day end as to_day, entry,
    from_day > greatest({{ journey.from_day }}, {{ sunday_of(edge) }}) or first_day > greatest({{ edge }}, {{ journey.from_day }} - 7) as begun
  from followed
  union all
  select customer_key, 'left', end_day, coalesce(next_day, {{ far_off() }}), 0, true
  from followed
  where end_day <= {{ journey.to_day }} and (next_day is null or next_day > end_day)
)
select
  spell.customer_key, spell.stage, cast(spell.from_day as integer) as from_day, cast(spell.to_day as integer) as to_day,
  cast(spell.entry as integer) as entry, spell.begun, label.label_id
from spell
join {{ ref('label') }} as label
  on label.customer_key = spell.customer_key and label.from_day <= spell.from_day
  and (label.to_day is null or label.to_day > spell.from_day)
order by spell.customer_key, spell.from_day
