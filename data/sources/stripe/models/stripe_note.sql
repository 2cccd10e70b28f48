-- What was left out, and how much of it: each row with a count above 0 becomes a warning.
select 'subscription items are metered: what is used has no price per month' as message, count(*) as rows
from {{ ref('stripe_item') }} where usage_type = 'metered'
union all
select 'subscription items have a price in tiers, or none: their mrr is not known', count(*)
from {{ ref('stripe_item') }} where price_id is not null and per_month is null and coalesce(usage_type, '') <> 'metered'
union all
select 'subscription items have a price that is neither in price nor in plan', count(*)
from {{ ref('stripe_item') }} where price_id is null
union all
select 'items of subscriptions that are not there, or are in test mode, or never began', count(*)
from {{ newest('subscription_item', 'id') }} as item
where item._fivetran_deleted is not true
    and item.subscription_id not in (select id from {{ ref('stripe_subscription') }})
union all
select 'discounts name a coupon that is not there: ARR is too high by them', count(*)
from {{ newest('subscription_discount', 'id') }} where coupon_id not in (select id from {{ raw('coupon') }})
union all
select 'subscriptions are paid though collecting is paused: since when is not told, they count in full', count(*)
from {{ ref('stripe_subscription') }} where pause_collection_behavior is not null and end_on is null
