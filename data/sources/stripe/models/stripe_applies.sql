-- Grain: discount × line that it applies to: of its subscription, or of all of its customer's where it names none.
-- A coupon that holds once changes one invoice and no price. An amount is taken off each invoice: spread over its months.
with discount as (
    select discount.id, discount.subscription_id, discount.customer_id, {{ day_of('discount.start') }} as start_on,
        {{ day_of("coalesce(discount.end, case when coupon.duration = 'repeating' then discount.start"
            ~ " + to_months(cast(coupon.duration_in_months as integer)) end)") }} as end_on,
        coupon.percent_off / 100 as percent, coupon.amount_off / {{ minor_units('coupon.currency') }} as amount,
        upper(coupon.currency) as currency
    from {{ newest('subscription_discount', 'id') }} as discount
    inner join {{ newest('coupon', 'id') }} as coupon on coupon.id = discount.coupon_id
    where coupon.duration <> 'once' and discount.start is not null
),

applied as (
    select line.line_id, line.months, discount.id as discount_id, discount.start_on, discount.end_on, discount.percent,
        case when discount.currency = line.currency then discount.amount end as amount
    from discount
    inner join {{ ref('stripe_line') }} as line on line.subscription_id = discount.subscription_id
        or (discount.subscription_id is null and line.customer_id = discount.customer_id)
    where (line.end_on is null or discount.start_on < line.end_on)
        and (discount.end_on is null or line.start_on < discount.end_on)
)

select line_id, discount_id, start_on, end_on, percent,
    case when percent is null then amount / min(months) over (partition by discount_id) end as amount
from applied
where percent is not null or amount is not null
