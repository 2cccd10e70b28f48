-- Grain: onboarding × day on which it comes to something else. steps: by how much its twentieths change; onboardings: 1 on its first day.
with owned as (
  select
    onboarding.onboarding_id, customer.root_key as customer_key, {{ day_of('started_on') }} as started_day,
    {{ day_of('target_on') }} as target_day, {{ day_of('first_value_on') }} as value_day, {{ day_of('basic_done_on') }} as basic_day,
    {{ day_of('deep_done_on') }} as deep_day
  from {{ ref('stg_onboarding') }} as onboarding
  join {{ ref('customer') }} as customer on customer.customer_id = onboarding.customer_id
),
turn as (
  select onboarding_id, started_day as day from owned
  {%- for day in ['target_day + 1', 'value_day', 'basic_day', 'deep_day'] %}
  union
  select onboarding_id, greatest({{ day }}, started_day) from owned where {{ day }} is not null
  {%- endfor %}
),
state as (
  select owned.customer_key, owned.onboarding_id, turn.day, {{ onboarding_steps('turn.day') }} as steps
  from turn join owned on owned.onboarding_id = turn.onboarding_id
)
select
  customer_key, onboarding_id, day, steps - coalesce(lag(steps) over following, 0) as steps,
  case when row_number() over following = 1 then 1 else 0 end as onboardings
from state
window following as (partition by onboarding_id order by day)
