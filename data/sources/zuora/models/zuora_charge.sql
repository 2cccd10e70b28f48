-- Grain: segment of a charge of a subscription's newest version. A segment ends where the charge's next one begins, and a
-- removed product's remainder (amended as RemoveProduct, nothing per month) is no line.
with charge as (
    select charge.id, charge.charge_type, charge.charge_model, charge.discount_level, charge.transaction_currency,
        charge.mrr, charge.quantity, charge.effective_start_date as start_on, charge.effective_end_date as end_on,
        charge._discount_percentage, plan.id as rate_plan_id, subscription.id as subscription_id,
        subscription.contract_id, subscription.account_id, subscription.department, subscription.cancelled_date,
        subscription.cancel_reason, subscription.status,
        coalesce(product.name, plan.name, charge.name) as product,
        coalesce(plan.amendment_type, '') = 'RemoveProduct' as removed,
        lead(charge.effective_start_date) over (
            partition by subscription.id, coalesce(charge.charge_number, charge.id)
            order by charge.effective_start_date, charge.segment
        ) as next_on
    from {{ newest('rate_plan_charge', 'id') }} as charge
    inner join {{ newest('rate_plan', 'id') }} as plan on plan.id = charge.rate_plan_id
    inner join {{ ref('zuora_subscription') }} as subscription on subscription.id = plan.subscription_id
    left join {{ newest('product', 'id') }} as product on product.id = plan.product_id and product._fivetran_deleted is not true
    where charge._fivetran_deleted is not true and plan._fivetran_deleted is not true
)

select * exclude (end_on, next_on), least(end_on, next_on) as end_on,
    coalesce(charge_model, '') like 'Discount-%' as is_discount,
    charge_type = 'Recurring' and not (removed and coalesce(mrr, 0) = 0) as recurs
from charge
where start_on is not null and start_on < coalesce(least(end_on, next_on), date '9999-12-31')
