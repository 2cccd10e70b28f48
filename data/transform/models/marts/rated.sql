-- Grain: a subscription line that can carry ARR, its monthly amount converted at the constant rate. Trials, free and
-- service lines carry none, a usage line of 0 opens its first month; an empty kind is paid; the only currency there is needs no rate.
select
  customer.root_key as customer_key, customer.group_key, line.contract_id,
  coalesce(chain.chain, line.contract_id) as chain, line.product, line.department,
  coalesce(line.kind, 'paid') as kind, line.start_on, line.end_on, line.seats,
  line.cancelled_on, line.churn_reason, line.recorded_at,
  line.mrr * coalesce(fx.to_reporting, cast(1 as decimal(16, 10))) as mrr
from {{ ref('stg_subscription') }} as line
join {{ ref('customer') }} as customer on customer.customer_id = line.customer_id
left join {{ ref('chain') }} as chain on chain.contract_id = line.contract_id
left join {{ ref('stg_fx_rate') }} as fx on fx.currency = line.currency
where coalesce(line.kind, 'paid') in ('paid', 'usage') and (line.mrr > 0 or line.kind = 'usage')
  and (line.end_on is null or line.start_on < line.end_on or line.kind = 'usage')
