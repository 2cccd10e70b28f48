-- Grain: price, or plan where there is no such price. Per month, in the currency's unit: a year is 12 months, 52 weeks, 365 days.
with given as (
    select id, currency, coalesce(unit_amount_decimal, unit_amount) as amount, recurring_interval as interval,
        recurring_interval_count as interval_count, recurring_usage_type as usage_type, billing_scheme, product_id,
        nickname, transform_quantity_divide_by as divide_by, transform_quantity_round as round, 1 as rank
    from {{ newest('price', 'id') }}
    union all
    select id, currency, amount, interval, interval_count, usage_type, billing_scheme, product_id, nickname,
        transform_usage_divide_by, transform_usage_round, 2
    from {{ newest('plan', 'id') }}
),

one as (
    select *, case interval when 'year' then 12 when 'month' then 1 when 'week' then 12.0 / 52 when 'day' then 12.0 / 365 end
        * coalesce(interval_count, 1) as months
    from given
    qualify row_number() over (partition by id order by rank) = 1
)

select id, upper(currency) as currency, cast(amount as double) / {{ minor_units('currency') }} / nullif(months, 0) as per_month,
    months, usage_type, billing_scheme, product_id, nickname, divide_by, round, interval
from one
