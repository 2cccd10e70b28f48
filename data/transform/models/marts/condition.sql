{{ indexed('condition customer_key', 'customer_key') }}
-- Grain: customer (survivor) × condition × spell [from_day, to_day) of one answer, all families together, ordered by condition.
{%- set families = ['onboarding', 'touch', 'contact', 'owner', 'ticket', 'pulse', 'invoice', 'outcome', 'health'] %}
select
  cast(customer_key as integer) as customer_key, condition, cast(from_day as integer) as from_day,
  cast(to_day as integer) as to_day, holds
from (
  {%- for family in families %}
  select customer_key, condition, from_day, to_day, holds from {{ ref('condition_' ~ family) }}
  {%- if not loop.last %} union all{% endif %}
  {%- endfor %}
) as families
order by condition, customer_key, from_day
