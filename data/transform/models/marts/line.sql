{{ indexed('customer_key') }}
-- Grain: a spell of constant ARR of one line (usage: one customer × contract × product × department × month). arr is an
-- exact integer in the reporting currency's minor unit, rounded once; seats null where not given. One unit key per unit.
-- cancelled_day and recorded_at: when the end was decided and when the row was made, null where not given and for usage.
{%- set minor = '1' ~ '0' * var('minor_digits') %}
{%- set month_start = "cast(date '1970-01-01' + (month - 23641) * interval '1 month' as date)" %}
with amounts as (
  select customer_key, group_key, chain, product, department, kind,
    {{ day_of('start_on') }} as from_day, {{ day_of('end_on') }} as to_day,
    {{ half_even('(12 * ' ~ exact('mrr') ~ ' * ' ~ minor ~ ')') }} as arr, seats,
    {{ day_of('cancelled_on') }} as cancelled_day, recorded_at
  from {{ ref('rated') }} where kind = 'paid'
  union all
  select customer_key, group_key, chain, product, department, 'usage',
    {{ day_of(month_start) }}, {{ day_of(month_start | replace('23641', '23640')) }},
    {{ half_even('(' ~ exact('yearly') ~ ' * ' ~ minor ~ ')') }}, cast(null as integer), cast(null as integer), cast(null as {{ sql_type('datetime') }})
  from {{ ref('usage_spell') }}
)
select
  amounts.*,
  customer_key as customer_unit, group_key as group_unit,
  cast(dense_rank() over (order by customer_key, {{ by_bytes('chain') }}) as integer) as contract_unit,
  cast(dense_rank() over (order by customer_key, {{ by_bytes('department') }} nulls last) as integer) as department_unit,
  cast(dense_rank() over (order by customer_key, {{ by_bytes('product') }}) as integer) as product_unit
from amounts
where arr > 0
