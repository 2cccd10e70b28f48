-- Grain: customer × scored Sunday with paid seats: those of the product with the most (the same people use the others).
{%- if var('health').seats %}
with ends as (
  select customer_key, product, day, sum(delta) as delta
  from (
    select customer_key, product, from_day as day, seats as delta from {{ ref('line') }} where seats > 0
    union all
    select customer_key, product, to_day, -seats from {{ ref('line') }} where seats > 0 and to_day is not null
  ) as both_ends
  group by customer_key, product, day
),
spell as (
  select customer_key, day as from_day, lead(day) over following as to_day, sum(delta) over following as seats
  from ends
  window following as (partition by customer_key, product order by day)
)
select spell.customer_key, dates.day as week_day, cast(max(spell.seats) as bigint) as seats
from spell
join {{ ref('as_of') }} as dates on dates.day >= spell.from_day and (spell.to_day is null or dates.day < spell.to_day)
where spell.seats > 0 and dates.is_week and dates.day between {{ var('health').from_day }} and {{ var('health').to_day }}
group by spell.customer_key, dates.day
{%- else %}
select cast(null as integer) as customer_key, cast(null as integer) as week_day, cast(null as bigint) as seats where false
{%- endif %}
