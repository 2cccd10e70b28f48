-- What was left out, and how much of it: each row with a count above 0 becomes a warning.
select 'usage and one-time charges bear no price per month and are no subscription lines' as message, count(*) as rows
from {{ ref('zuora_charge') }} where charge_type <> 'Recurring' and not is_discount
union all
select 'recurring charges without an mrr were left out', count(*)
from {{ ref('zuora_charge') }} where recurs and not is_discount and mrr is null
union all
select 'recurring charges with a negative mrr that are no discounts were left out', count(*)
from {{ ref('zuora_charge') }} where recurs and not is_discount and mrr < 0
union all
select 'recurring discounts whose size is not given were left out: ARR is too high by them. Name the column of'
    || ' rate_plan_charge that holds it (option discount_percentage)', count(*)
from {{ ref('zuora_charge') }} where is_discount and recurs and coalesce(mrr, 0) >= 0
    and try_cast(_discount_percentage as decimal(20, 10)) is null
union all
select 'recurring discounts apply to no line', count(*)
from {{ ref('zuora_charge') }} as discount where is_discount and recurs
    and (mrr < 0 or try_cast(_discount_percentage as decimal(20, 10)) is not null)
    and not exists (select 1 from {{ ref('zuora_applies') }} as applied where applied.discount_id = discount.id)
