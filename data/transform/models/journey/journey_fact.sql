-- Grain: active customer × Sunday that is judged: what the journey's rules ask for (f_), as known on that day. Null: nobody could tell.
-- f_renewal_due: days until the next renewal that was undecided (overdue: up to 26 weeks); without the table `renewal` until the next
-- term_end of its contracts. f_days_since_first: of who was there on the data's first day, since it signed. f_cancelled: every line in force had been cancelled. f_arr_growth: against 91 days before.
{{ config(materialized='view') }}
{%- set journey = var('journey') %}
with grid as (
  select piece.unit_key as customer_key, dates.day as week_day, piece.arr, life.first_day, life.start_day
    {%- if journey.growth %},
    sum(piece.arr) over (partition by piece.unit_key order by dates.day range between 91 preceding and 91 preceding) as arr_then
    {%- endif %}
  from {{ ref('piece_customer') }} as piece
  join {{ ref('as_of') }} as dates on dates.day >= piece.from_day and dates.day < piece.to_day
  join {{ ref('life_customer') }} as life on life.unit_key = piece.unit_key
  where piece.arr > 0 and dates.is_week and dates.day between {{ journey.from_day }} and {{ journey.to_day }}
)
{%- if journey.cancelled %},
ending as (
  select distinct customer_key from {{ ref('line') }} where cancelled_day is not null
),
turn as (
  select customer_key, day, sum(lines) as lines, sum(gone) as gone
  from (
    select line.customer_key, line.from_day as day, 1 as lines, 0 as gone from {{ ref('line') }} as line join ending using (customer_key)
    union all
    select line.customer_key, line.to_day, -1, 0 from {{ ref('line') }} as line join ending using (customer_key)
    where line.to_day is not null
    union all
    select customer_key, greatest(from_day, cancelled_day), 0, 1 from {{ ref('line') }}
    where cancelled_day is not null and greatest(from_day, cancelled_day) < coalesce(to_day, {{ far_off() }})
    union all
    select customer_key, to_day, 0, -1 from {{ ref('line') }}
    where cancelled_day is not null and greatest(from_day, cancelled_day) < to_day
  ) as turns
  group by customer_key, day
),
stood as (
  select customer_key, day as from_day, coalesce(lead(day) over following, {{ far_off() }}) as to_day,
    sum(lines) over following as lines, sum(gone) over following as gone
  from turn
  window following as (partition by customer_key order by day)
)
{%- endif %}
{%- if journey.due == 'renewal' %},
due as (
  select renewal.customer_key, dates.day as week_day, min(renewal.due_day) as due_day
  from {{ ref('renewal') }} as renewal
  join {{ ref('as_of') }} as dates
    on dates.day >= renewal.due_day - {{ journey.due_days }} and dates.day <= renewal.due_day + 182
    and dates.day < coalesce(renewal.settled_day, {{ far_off() }}) and dates.day < coalesce(renewal.cancelled_day, {{ far_off() }})
  where dates.is_week
  group by renewal.customer_key, dates.day
)
{%- elif journey.due == 'contract' %},
due as (
  select customer.root_key as customer_key, dates.day as week_day, min({{ day_of('contract.term_end') }}) as due_day
  from {{ ref('stg_contract') }} as contract
  join {{ ref('customer') }} as customer on customer.customer_id = contract.customer_id
  join {{ ref('as_of') }} as dates
    on dates.day >= {{ day_of('contract.term_end') }} - {{ journey.due_days }} and dates.day <= {{ day_of('contract.term_end') }}
  where dates.is_week
  group by customer.root_key, dates.day
)
{%- endif %}
select
  grid.customer_key, grid.week_day, grid.first_day, false as f_no_arr, grid.week_day - grid.start_day as f_days_since_first,
  {{ ('cast(grid.arr as ' ~ sql_type('double') ~ ') / grid.arr_then - 1') if journey.growth else 'cast(null as ' ~ sql_type('double') ~ ')' }} as f_arr_growth,
  {{ 'stood.customer_key is not null' if journey.cancelled else 'cast(null as boolean)' }} as f_cancelled,
  {{ 'due.due_day - grid.week_day' if journey.due else 'cast(null as integer)' }} as f_renewal_due
  {%- for each in journey.health %}, {{ each.expression }} as {{ each.column }}{% endfor %}
  {%- for name in journey.conditions %}, c_{{ loop.index }}.holds as f_{{ name }}{% endfor %}
from grid
{%- if journey.cancelled %}
left join stood
  on stood.customer_key = grid.customer_key and stood.from_day <= grid.week_day and stood.to_day > grid.week_day
  and stood.gone = stood.lines and stood.lines > 0
{%- endif %}
{%- if journey.due %}
left join due on due.customer_key = grid.customer_key and due.week_day = grid.week_day
{%- endif %}
{%- if journey.health %}
left join {{ ref('health') }} as health on health.customer_key = grid.customer_key and health.week_day = grid.week_day
{%- endif %}
{%- for name in journey.conditions %}
left join {{ ref('condition') }} as c_{{ loop.index }}
  on c_{{ loop.index }}.condition = '{{ name }}' and c_{{ loop.index }}.customer_key = grid.customer_key
  and c_{{ loop.index }}.from_day <= grid.week_day and c_{{ loop.index }}.to_day > grid.week_day
{%- endfor %}
-- depends on: {{ ref('customer') }} {{ ref('health') }} {{ ref('condition') }} {{ ref('renewal') }} {{ ref('stg_contract') }} {{ ref('line') }}
