{# What holds of a customer when, as far as anybody could know it then. Every model of a family has the grain
   customer (survivor) × condition × spell [from_day, to_day) of one answer: holds is true or false; where nobody can tell there
   is no spell. A spell says only what was recorded up to its day. #}

{# Grain: survivor × day from which its past is known to a record (a relation of customer_key, day): from its first day where it
   came after the record's first entry, else when the record is `days` old. `among`: a relation of the only ones it knows. #}
{% macro judged(record, days, among=none) -%}
  select
    unit.owner_key as customer_key,
    case when unit.first_day >= begun.day then unit.first_day else begun.day + {{ days }} end as from_day
  from {{ ref('unit_customer') }} as unit
  cross join (select min(day) as day from {{ record }}) as begun
  where begun.day is not null
  {%- if among %} and unit.owner_key in (select customer_key from {{ among }}){% endif %}
{%- endmacro %}

{# Whether at least `least` of some intervals (customer_key, from_day, to_day) hold, for those whom `judges` knows. #}
{% macro at_least(condition, intervals, judges, least=1) -%}
  select customer_key, '{{ condition }}' as condition, from_day, to_day, holds
  from (
    select
      customer_key, day as from_day, holds,
      cast(coalesce(lead(day) over (partition by customer_key order by day), {{ far_off() }}) as integer) as to_day
    from (
      select *, lag(holds) over (partition by customer_key order by day) as held
      from (
        select
          customer_key, day,
          coalesce(sum(sum(change)) over (partition by customer_key order by day) >= {{ least }}, false) as holds
        from (
          select customer_key, from_day as day, 0 as change from {{ judges }}
          union all
          select one.customer_key, greatest(one.from_day, known.from_day), 1
          from {{ intervals }} as one join {{ judges }} as known on known.customer_key = one.customer_key
          where one.to_day > known.from_day and one.to_day > one.from_day
          union all
          select one.customer_key, one.to_day, -1
          from {{ intervals }} as one join {{ judges }} as known on known.customer_key = one.customer_key
          where one.to_day > known.from_day and one.to_day > one.from_day
        ) as changes
        group by customer_key, day
      ) as running
    ) as marked
    where held is null or held <> holds
  ) as spells
{%- endmacro %}

{# Whether something is done, from the day on which it begins to be asked: (customer_key, begun_day, done_day or null). #}
{% macro done(condition, source, begun, done_day) -%}
  select customer_key, '{{ condition }}' as condition, {{ begun }} as from_day,
    coalesce({{ done_day }}, {{ far_off() }}) as to_day, false as holds
  from {{ source }} where {{ begun }} < coalesce({{ done_day }}, {{ far_off() }})
  union all
  select customer_key, '{{ condition }}', greatest({{ begun }}, {{ done_day }}), {{ far_off() }}, true
  from {{ source }} where {{ done_day }} is not null
{%- endmacro %}

{# Weekly answers (customer_key, day, holds not null) joined into spells; an answer serves until the next week's. #}
{% macro weekly(condition, answers) -%}
  select customer_key, '{{ condition }}' as condition, min(day) as from_day, max(day) + 7 as to_day, holds
  from (
    select customer_key, day, holds,
      day - 7 * row_number() over (partition by customer_key, holds order by day) as island
    from {{ answers }}
  ) as numbered
  group by customer_key, holds, island
{%- endmacro %}
