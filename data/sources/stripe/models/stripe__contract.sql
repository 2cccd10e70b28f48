-- A subscription is a contract. It has a term where it is billed by the year; billed by the month it has none.
select subscription.id as contract_id,
    coalesce(customer.customer_id, 'stripe:customer:' || subscription.customer_id) as customer_id,
    case when billed.months >= 12 then coalesce(subscription.end_on, subscription.period_end_on) end as term_end,
    case when subscription.end_on is null then not coalesce(subscription.cancel_at_period_end, false) else false end
        as auto_renew
from {{ ref('stripe_subscription') }} as subscription
left join {{ ref('stripe_customer') }} as customer on customer.id = subscription.customer_id
left join (select subscription_id, max(months) as months from {{ ref('stripe_item') }} group by subscription_id) as billed
    on billed.subscription_id = subscription.id
