-- Grain: customer (survivor) × week × feature. week_day: the Sunday that ends the week; events and users of merged customers add up.
select
  customer.root_key as customer_key, cast({{ sunday_of(day_of('usage.week_on')) }} as integer) as week_day, usage.feature,
  cast(sum(usage.events) as bigint) as events, cast(sum(usage.active_users) as bigint) as users
from {{ ref('stg_usage_week') }} as usage
join {{ ref('customer') }} as customer on customer.customer_id = usage.customer_id
group by 1, 2, 3
order by week_day
