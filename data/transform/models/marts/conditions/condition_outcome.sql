-- An agreed outcome was reached. Asked from the first agreement on; of whom one was reached on an unknown day nobody can tell.
{{ config(materialized='view') }}
with outcome as (
  select
    customer.root_key as customer_key, min({{ day_of('given.agreed_on') }}) as agreed_day,
    min(case when given.status = 'reached' then {{ day_of('given.reviewed_on') }} end) as reached_day
  from {{ ref('stg_outcome') }} as given join {{ ref('customer') }} as customer on customer.customer_id = given.customer_id
  group by customer.root_key
  having sum(case when given.status = 'reached' and given.reviewed_on is null then 1 else 0 end) = 0
)
{{ done('outcome_reached', 'outcome', 'agreed_day', 'reached_day') }}
