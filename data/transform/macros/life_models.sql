{# From a unit's first active day on: what cohorts and survival are counted from. #}

{# age in whole months: the largest k whose k-th anniversary of `start`, clamped to its month's end, is not later than `day` #}
{% macro whole_months(start, day) -%}
  ({{ month_of(day) }} - {{ month_of(start) }}
   - case when extract(day from {{ date_of(day) }}) < extract(day from {{ date_of(start) }})
            and extract(day from {{ date_of(day ~ ' + 1') }}) <> 1 then 1 else 0 end)
{%- endmacro %}

{# the first age at which a change shows: the smallest k whose k-th clamped anniversary is not before `day` #}
{% macro months_until(start, day) -%}
  ({{ month_of(day) }} - {{ month_of(start) }}
   + case when extract(day from {{ date_of(day) }}) > extract(day from {{ date_of(start) }}) then 1 else 0 end)
{%- endmacro %}

{# Grain: unit, with the label and the ARR (base) of its first active day. start_day: from when its age counts; a unit that was
   there on the data's first day started when its customer signed, unknown (null) where that is not given. entry: its age in
   months when it came into sight. in_cohort: its first day is where it began, so that its opening amount is known. #}
{% macro life_model(kind) %}
{{ indexed('unit_key') }}
{%- set edge = day_of("date '" ~ var('first_day') ~ "'") %}
with owned as (
  select unit.unit_key, unit.owner_key, unit.first_day, {{ day_of('given.signed_on') }} as signed_day
  from {{ ref('unit_' ~ kind) }} as unit
  join {{ ref('customer') }} as customer on customer.customer_key = unit.owner_key
  join {{ ref('stg_customer') }} as given on given.customer_id = customer.customer_id
),
started as (
  select *,
    case when first_day > {{ edge }} then first_day
         when signed_day < {{ edge }} then signed_day
         when signed_day is not null then first_day end as start_day,
    first_day > {{ edge }} or (signed_day is not null and signed_day = {{ edge }}) as in_cohort
  from owned
)
select
  started.unit_key, started.first_day, started.start_day, started.in_cohort,
  case when started.start_day < started.first_day
       then {{ whole_months('started.start_day', 'started.first_day') }} else 0 end as entry,
  label.label_id, label.profile_id, change.delta as base
from started
join {{ ref('label') }} as label
  on label.customer_key = started.owner_key and label.from_day <= started.first_day
  and (label.to_day is null or started.first_day < label.to_day)
join {{ ref('change_' ~ kind) }} as change on change.unit_key = started.unit_key and change.day = started.first_day
order by started.first_day
{% endmacro %}

{# Grain: unit × spell without ARR after it had some. to_day is far off while it stays away. amount: its ARR before;
   age: whole months from its start to the spell's first day, null where the start is unknown. #}
{% macro lapse_model(kind) %}
{{ indexed('unit_key') }}
with running as (
  select
    unit_key, day as from_day, lead(day) over spell as to_day, sum(delta) over spell as arr,
    (sum(delta) over spell) - delta as arr_before
  from {{ ref('change_' ~ kind) }}
  window spell as (partition by unit_key order by day)
)
select
  running.unit_key, running.from_day, coalesce(running.to_day, {{ far_off() }}) as to_day,
  cast(running.arr_before as bigint) as amount, life.start_day, life.entry,
  {{ whole_months('life.start_day', 'running.from_day') }} as age, life.label_id, life.profile_id
from running join {{ ref('life_' ~ kind) }} as life on life.unit_key = running.unit_key
where running.arr = 0
{% endmacro %}

{# Grain: month of the first active day × profile of that day × age in months: by how much the members' ARR, what of it counts
   up to each one's first amount (kept), and the number of active ones change at that age. Age 0 holds what they began with.
   A running sum over the ages gives each age; rows of zeros are left out. last_day: the latest first day among the members, on the rows of age 0. #}
{% macro cohort_model(kind) %}
with running as (
  select
    life.profile_id, life.first_day, life.base, change.day, change.delta,
    sum(change.delta) over (partition by change.unit_key order by change.day) as arr
  from {{ ref('change_' ~ kind) }} as change join {{ ref('life_' ~ kind) }} as life on life.unit_key = change.unit_key
  where life.in_cohort
),
summed as (
select
  {{ month_of('first_day') }} as cohort, profile_id, {{ months_until('first_day', 'day') }} as age,
  cast(sum(delta) as bigint) as arr, cast(sum(least(arr, base) - least(arr - delta, base)) as bigint) as kept,
  cast(sum(case when arr > 0 then 1 else 0 end - case when arr > delta then 1 else 0 end) as bigint) as active,
  max(case when day = first_day then first_day end) as last_day
from running
group by 1, 2, 3
)
select * from summed where arr <> 0 or kept <> 0 or active <> 0
order by cohort, age
{% endmacro %}
