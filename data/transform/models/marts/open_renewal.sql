-- Grain: an open renewal, or one that was open until it was decided. to_day: the day it was decided, null = still open.
select
  customer.root_key as customer_key, customer.group_key, coalesce(chain.chain, renewal.contract_id) as chain,
  case when renewal.status <> 'open' then {{ day_of('renewal.decided_on') }} end as to_day
from {{ ref('stg_renewal') }} as renewal
join {{ ref('customer') }} as customer on customer.customer_id = renewal.customer_id
left join {{ ref('chain') }} as chain on chain.contract_id = renewal.contract_id
where renewal.status = 'open' or renewal.decided_on is not null
