-- A customer's first onboarding: whether its basic and its deep end are reached, and whether the first value came within 60 days.
-- A customer without an onboarding is neither. ttv_fast is asked of a customer once the 60 days are over; first_value (reached at
-- all) is no driver of its own: it says how far a customer had come, for the comparison of the deep end.
{{ config(materialized='view') }}
with numbered as (
  select
    customer.root_key as customer_key, {{ day_of('given.started_on') }} as started_day,
    {{ day_of('given.basic_done_on') }} as basic_day, {{ day_of('given.deep_done_on') }} as deep_day,
    {{ day_of('given.first_value_on') }} as value_day,
    row_number() over (partition by customer.root_key order by given.started_on, {{ by_bytes('given.onboarding_id') }}) as number
  from {{ ref('stg_onboarding') }} as given join {{ ref('customer') }} as customer on customer.customer_id = given.customer_id
),
first_one as (
  select *, started_day + 60 as over_day, case when value_day <= started_day + 60 then started_day + 60 end as fast_day
  from numbered where number = 1
)
{{ done('onboarding_basic', 'first_one', 'started_day', 'basic_day') }}
union all
{{ done('onboarding_deep', 'first_one', 'started_day', 'deep_day') }}
union all
{{ done('ttv_fast', 'first_one', 'over_day', 'fast_day') }}
union all
{{ done('first_value', 'first_one', 'started_day', 'value_day') }}
