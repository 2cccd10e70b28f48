-- Grain: active customer × scored Sunday: what was known of it on that day beside its use. Days are those of the last event; pulse, survey
-- and given carry their day before the value (a survey's in 600ths, so that sixths stay exact), so that a running maximum finds the
-- latest, of two on one day the higher. Counts rise and fall as events come and age.
{%- set scored = whole('score * 1000000') %}
with event as (
  {%- if given('ticket') %}
  select {{ event_row({'day': local_day('opened_at'), 'ticket_day': local_day('opened_at')}) }}
  from {{ ref('stg_ticket') }} as row_ join {{ ref('customer') }} as customer on customer.customer_id = row_.customer_id
  union all
  select {{ event_row({'day': local_day('opened_at'), 'severe': 1}) }}
  from {{ ref('stg_ticket') }} as row_ join {{ ref('customer') }} as customer on customer.customer_id = row_.customer_id
  where severity <= 2
  union all
  select {{ event_row({'day': 'greatest(' ~ local_day('opened_at') ~ ' + 90, coalesce(' ~ local_day('closed_at') ~ ', '
                              ~ far_off() ~ '))', 'severe': -1}) }}
  from {{ ref('stg_ticket') }} as row_ join {{ ref('customer') }} as customer on customer.customer_id = row_.customer_id
  where severity <= 2
  union all
  {%- endif %}
  {%- if given('touch') %}
  select {{ event_row({'day': day_of('occurred_on'), 'touch_day': day_of('occurred_on'),
    'twoway_day': "case when kind in ('qbr', 'onboarding', 'training', 'check_in', 'executive', 'reference') then " ~ day_of('occurred_on') ~ " end"}) }}
  from {{ ref('stg_touch') }} as row_ join {{ ref('customer') }} as customer on customer.customer_id = row_.customer_id
  union all
  {%- endif %}
  {%- if given('pulse') %}
  select {{ event_row({'day': day_of('recorded_on'), 'pulse': day_of('recorded_on') ~ ' * 10 + rating'}) }}
  from {{ ref('stg_pulse') }} as row_ join {{ ref('customer') }} as customer on customer.customer_id = row_.customer_id
  union all
  {%- endif %}
  {%- if given('survey') %}
  select {{ event_row({'day': day_of('answered_on'), 'survey': 'cast(' ~ day_of('answered_on') ~ ' as bigint) * 100000 + ' ~ whole("600 * greatest(0, least(100,"
    ~ " case kind when 'nps' then score * 10 when 'csat' then (score - 1) * 25 else (score - 1) * 100.0 / 6 end))")}) }}
  from {{ ref('stg_survey') }} as row_ join {{ ref('customer') }} as customer on customer.customer_id = row_.customer_id
  where answered_on is not null and score is not null
  union all
  {%- endif %}
  {%- if given('health_score') %}
  select {{ event_row({'day': day_of('scored_on'), 'given': 'cast(' ~ day_of('scored_on') ~ ' as bigint) * 1000000000 + ' ~ scored}) }}
  from {{ ref('stg_health_score') }} as row_ join {{ ref('customer') }} as customer on customer.customer_id = row_.customer_id
  where component is null
  union all
  {%- endif %}
  {%- if given('invoice') %}
  select {{ event_row({'day': day_of('due_on'), 'paying_day': day_of('due_on')}) }}
  from {{ ref('stg_invoice') }} as row_ join {{ ref('customer') }} as customer on customer.customer_id = row_.customer_id
  union all
  {%- endif %}
  {%- if given('outcome') %}
  {%- for shift, sign in [(0, 1), (365, -1)] %}
  select {{ event_row({'day': day_of('reviewed_on') ~ ' + ' ~ shift, 'reviewed': sign,
                       'reached': "case when status = 'reached' then " ~ sign ~ " else 0 end"}) }}
  from {{ ref('stg_outcome') }} as row_ join {{ ref('customer') }} as customer on customer.customer_id = row_.customer_id
  where reviewed_on is not null and status in ('reached', 'missed')
  union all
  {%- endfor %}
  {%- endif %}
  {%- if given('onboarding') %}
  select {{ event_row({'day': 'day', 'steps': 'steps', 'onboardings': 'onboardings'}, 'customer_key') }}
  from {{ ref('onboarding_step') }}
  union all
  {%- endif %}
  select {{ event_row({'day': 'week_day'}, 'customer_key') }} from {{ ref('health_grid') }} where false
),
placed as (
  select event.*, 0 as is_grid, cast(null as integer) as label_id, cast(null as integer) as profile_id, cast(null as bigint) as arr,
    cast(null as {{ sql_type('text') }}) as segment, cast(null as {{ sql_type('text') }}) as touch_model
  from event where day <= {{ var('health').to_day }}
  union all
  select {{ event_row({'day': 'week_day'}, 'customer_key') }}, 1, label_id, profile_id, arr, segment, touch_model
  from {{ ref('health_grid') }}
),
running as (
  select
    customer_key, day as week_day, is_grid, label_id, profile_id, arr, segment, touch_model
    {%- for name in event_columns() %},
    {{ 'max' if name in ['ticket_day', 'twoway_day', 'touch_day', 'pulse', 'survey', 'given'] else 'min' if name == 'paying_day' else 'sum' }}({{ name }}) over so_far as {{ name }}
    {%- endfor %}
  from placed
  window so_far as (partition by customer_key order by day, is_grid rows unbounded preceding)
)
select * from running where is_grid = 1
