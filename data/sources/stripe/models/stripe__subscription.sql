-- Lines that pay, net of discounts, and trials before them, which pay nothing.
with line as (
    select {{ piece_id('net') }} as subscription_id, net.line_id, net.start_on, net.end_on, net.net as mrr,
        net.gross as list_mrr, case when net.gross = 0 then 'free' else 'paid' end as kind
    from {{ ref('stripe_net') }} as net
    union all
    select id || ':trial', id, start_on, least(trial_end_on, end_on), 0, null, 'trial'
    from {{ ref('stripe_item') }}
    where trial_end_on > start_on and price_id is not null and (end_on is null or end_on > start_on)
)

select line.subscription_id, coalesce(customer.customer_id, 'stripe:customer:' || item.customer_id) as customer_id,
    item.subscription_id as contract_id, item.product, item.department, line.start_on, line.end_on, line.mrr,
    item.currency, item.quantity as seats, line.list_mrr, line.kind,
    case when item.cancelled_on is not null and line.end_on is not distinct from item.end_on then item.cancelled_on
    end as cancelled_on
from line
inner join {{ ref('stripe_item') }} as item on item.id = line.line_id
left join {{ ref('stripe_customer') }} as customer on customer.id = item.customer_id
