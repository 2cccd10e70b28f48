{# Grain: unit × spell [from_day, to_day) in which neither its ARR (arr, label_id: today's) nor its ARR twelve months earlier
   (arr0, label0_id) changes. seen, seen0: active on some day up to today, up to twelve months earlier. paper: ARR on the
   last active day while in renewal paperwork, else 0. to_day is far off where the spell goes on; rows stand in its order, so
   that a recent day finds its spells without reading the past. Nothing here depends on the data's newest day.
   The work is proportional to changes: each change counts once today and once a year later. #}
{% macro piece_model(kind) %}
{{ indexed('to_day', 'unit_key') }}
with first_label as (
  select customer_key, min(label_id) as label_id from {{ ref('label') }} group by customer_key
),
relabel as (
  select unit.unit_key, label.from_day as day
  from {{ ref('label') }} as label
  join {{ ref('unit_' ~ kind) }} as unit on unit.owner_key = label.customer_key
  where label.from_day > {{ beginning() }}
),
event as (
  select unit_key, day, delta as arr, 0 as arr0, 0 as label, 0 as label0, 0 as paper, 1 as seen, 0 as seen0
  from {{ ref('change_' ~ kind) }}
  union all
  select unit_key, {{ year_later('day') }}, 0, delta, 0, 0, 0, 0, 1 from {{ ref('change_' ~ kind) }}
  union all
  select unit_key, day, 0, 0, 1, 0, 0, 0, 0 from relabel
  union all
  select unit_key, {{ year_later('day') }}, 0, 0, 0, 1, 0, 0, 0 from relabel
  union all
  select unit_key, from_day, 0, 0, 0, 0, amount, 0, 0 from {{ ref('paperwork_' ~ kind) }}
  union all
  select unit_key, to_day, 0, 0, 0, 0, -amount, 0, 0 from {{ ref('paperwork_' ~ kind) }}
),
daily as (
  select
    unit_key, day, sum(arr) as arr, sum(arr0) as arr0, sum(label) as label, sum(label0) as label0,
    sum(paper) as paper, sum(seen) as seen, sum(seen0) as seen0
  from event
  group by unit_key, day
),
state as (
  select
    unit_key, day as from_day, lead(day) over ordered as to_day,
    {% for part in ['arr', 'arr0', 'label', 'label0', 'paper', 'seen', 'seen0'] -%}
    sum({{ part }}) over (partition by unit_key order by day rows unbounded preceding) as {{ part }}{{ ',' if not loop.last }}
    {% endfor %}
  from daily
  window ordered as (partition by unit_key order by day)
)
select
  state.unit_key, state.from_day, coalesce(state.to_day, {{ far_off() }}) as to_day,
  cast(state.arr as bigint) as arr, cast(state.arr0 as bigint) as arr0,
  cast(first_label.label_id + state.label as integer) as label_id,
  cast(first_label.label_id + state.label0 as integer) as label0_id,
  cast(state.paper as bigint) as paper, state.seen > 0 as seen, state.seen0 > 0 as seen0
from state
join {{ ref('unit_' ~ kind) }} as unit on unit.unit_key = state.unit_key
join first_label on first_label.customer_key = unit.owner_key
order by coalesce(state.to_day, {{ far_off() }})
{% endmacro %}

{# Grain: unit × Sunday (month end) on which its state differs from that one period earlier (`_a`). Both movements and what
   moved a twelve-month rate are here; the work is proportional to changes. #}
{% macro step_model(kind, period) %}
with standing as (
  select *, {{ period_of(period, 'from_day') }} as starts, {{ period_of(period, 'to_day') }} as stops
  from {{ ref('piece_' ~ kind) }}
),
ends as (
  select *,
    lag(arr) over ordered as arr_a, lag(arr0) over ordered as arr0_a, lag(label_id) over ordered as label_a_id,
    lag(label0_id) over ordered as label0_a_id, lag(seen) over ordered as seen_a
  from standing
  where starts < stops
  window ordered as (partition by unit_key order by from_day)
)
select
  dates.as_of, ends.unit_key, ends.arr, ends.arr0, ends.label_id, ends.label0_id,
  coalesce(ends.arr_a, 0) as arr_a, coalesce(ends.arr0_a, 0) as arr0_a,
  coalesce(ends.label_a_id, ends.label_id) as label_a_id, coalesce(ends.label0_a_id, ends.label0_id) as label0_a_id,
  coalesce(ends.seen_a, false) as seen_a
from ends join {{ ref('as_of') }} as dates on dates.{{ period }} = ends.starts
order by dates.as_of
{% endmacro %}
