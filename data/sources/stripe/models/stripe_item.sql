-- Grain: subscription item with its subscription and price. It runs from its subscription's start, or from its own
-- creation where that is later.
select item.id, item.subscription_id, subscription.customer_id, item.quantity, item._department as department,
    price.id as price_id, price.currency, price.months, price.usage_type, price.billing_scheme,
    coalesce(product.name, price.nickname, price.product_id, item.plan_id) as product,
    price.per_month * case when price.divide_by > 0 then
        case when price.round = 'up' then ceil(coalesce(item.quantity, 1) / price.divide_by)
            else floor(coalesce(item.quantity, 1) / price.divide_by) end
        else coalesce(item.quantity, 1) end as per_month,
    greatest(subscription.start_on, coalesce({{ day_of('item.created') }}, subscription.start_on)) as start_on,
    subscription.trial_end_on, subscription.end_on, subscription.status, subscription.cancelled_on
from {{ newest('subscription_item', 'id') }} as item
inner join {{ ref('stripe_subscription') }} as subscription on subscription.id = item.subscription_id
left join {{ ref('stripe_price') }} as price on price.id = item.plan_id
left join {{ newest('product', 'id') }} as product on product.id = price.product_id
where item._fivetran_deleted is not true
