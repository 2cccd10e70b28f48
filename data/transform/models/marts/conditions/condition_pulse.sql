-- The latest pulse is 1 or 2. A pulse serves for 90 days or until the next; without one nobody can tell.
{{ config(materialized='view') }}
with pulse as (
  select
    customer.root_key as customer_key, {{ day_of('given.recorded_on') }} as day, given.rating,
    row_number() over (partition by customer.root_key, given.recorded_on order by {{ by_bytes('given.pulse_id') }} desc) as number
  from {{ ref('stg_pulse') }} as given join {{ ref('customer') }} as customer on customer.customer_id = given.customer_id
)
select
  customer_key, 'pulse_low' as condition, day as from_day,
  least(day + 90, coalesce(lead(day) over (partition by customer_key order by day), day + 90)) as to_day,
  rating <= 2 as holds
from pulse where number = 1
