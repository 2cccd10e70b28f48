-- Grain: discount charge × line that it applies to: of the same rate plan, subscription or account, by its level.
-- Its size is its own negative MRR, or the percentage of the option discount_percentage.
select line.line_id, discount.id as discount_id, discount.start_on, discount.end_on,
    case when discount.mrr < 0 then null else try_cast(discount._discount_percentage as decimal(20, 10)) / 100 end as percent,
    case when discount.mrr < 0 then -discount.mrr end as amount
from {{ ref('zuora_charge') }} as discount
inner join {{ ref('zuora_line') }} as line on case lower(coalesce(discount.discount_level, 'subscription'))
    when 'rateplan' then line.rate_plan_id = discount.rate_plan_id
    when 'account' then line.account_id = discount.account_id
    else line.subscription_id = discount.subscription_id end
where discount.is_discount and discount.recurs
    and (discount.mrr < 0 or try_cast(discount._discount_percentage as decimal(20, 10)) is not null)
    and (line.end_on is null or discount.start_on < line.end_on)
    and (discount.end_on is null or line.start_on < discount.end_on)
