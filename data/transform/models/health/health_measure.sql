-- Grain: active customer × scored Sunday: the raw measures (m_), as known on that day. Null is unknown: no row, too old, or no such table.
-- Use is unknown while a customer gets started (settle_weeks; not for who was there in the data's first 31 days: history's edge).
-- x_: what the points of relative measures read, the measure by the median of the customer's segment (of the company where fewer
-- than 10 customers of the segment have any).
{%- set features = var('health').features %}
{%- set relative = ['depth'] %}
{%- for feature in features %}{% do relative.append('e_' ~ loop.index) %}{% endfor %}
with settled as (
  select usage.*
  from {{ ref('health_usage') }} as usage
  join {{ ref('unit_customer') }} as unit on unit.unit_key = usage.customer_key
  where unit.first_day <= usage.week_day - 7 * {{ health_text(var('health').settle_weeks, week='usage.week_day') }}
    or unit.first_day < {{ day_of("date '" ~ var('first_day') ~ "'") }} + 31
),
used as (
  select
    event.*, usage.events, usage.users, usage.breadth, usage.trend, seats.seats,
    {{ 'usage.rate / seats.seats' if var('health').seats else 'usage.rate' }} as depth
    {%- for feature in features %}, usage.e_{{ loop.index }}{{ ' / seats.seats' if var('health').seats }} as e_{{ loop.index }}{% endfor %}
  from {{ ref('health_event') }} as event
  left join settled as usage on usage.customer_key = event.customer_key and usage.week_day = event.week_day
  left join {{ ref('health_seats') }} as seats on seats.customer_key = event.customer_key and seats.week_day = event.week_day
),
-- Before a source's first row there was no such system: its silence says nothing.
began as (
  select
    coalesce((select min({{ local_day('opened_at') }}) from {{ ref('stg_ticket') }}), {{ beginning() }}) as ticket_day,
    coalesce((select min({{ day_of('occurred_on') }}) from {{ ref('stg_touch') }}), {{ beginning() }}) as touch_day
),
of_segment as (
  select week_day, segment
    {%- for name in relative %},
    case when count(case when {{ name }} > 0 then 1 end) >= 10
         then percentile_cont(0.5) within group (order by case when {{ name }} > 0 then {{ name }} end) end as {{ name }}
    {%- endfor %}
  from used group by week_day, segment
),
of_company as (
  select week_day
    {%- for name in relative %}, percentile_cont(0.5) within group (order by case when {{ name }} > 0 then {{ name }} end) as {{ name }}{% endfor %}
  from used group by week_day
)
select
  used.customer_key, used.week_day, used.label_id, used.profile_id, used.arr, used.segment,
  used.events, used.users, used.seats, used.ticket_day, used.twoway_day, used.touch_day,
  cast(floor(cast(used.pulse as {{ sql_type('double') }}) / 10) as integer) as pulse_day, cast(mod(used.pulse, 10) as integer) as pulse_rating,
  used.depth as m_usage_depth,
  used.depth / coalesce(of_segment.depth, of_company.depth) as x_usage_depth,
  used.breadth as m_usage_breadth,
  used.trend as m_usage_trend,
  used.users / used.seats as m_seats_used,
  {% if given('ticket') %}case when used.week_day >= began.ticket_day then cast(coalesce(used.severe, 0) as {{ sql_type('double') }}) end{% else %}cast(null as {{ sql_type('double') }}){% endif %} as m_support,
  case when floor(cast(used.survey as {{ sql_type('double') }}) / 100000) > used.week_day - 365 then cast(mod(used.survey, 100000) as {{ sql_type('double') }}) / 600 end as m_survey,
  case when floor(cast(used.pulse as {{ sql_type('double') }}) / 10) > used.week_day - 90 then cast(mod(used.pulse, 10) as {{ sql_type('double') }}) end as m_pulse,
  case when used.onboardings > 0 then cast(used.steps as {{ sql_type('double') }}) / (20 * used.onboardings) end as m_onboarding,
  case when used.reviewed > 0 then cast(used.reached as {{ sql_type('double') }}) / used.reviewed end as m_outcomes,
  {% if given('touch') -%}
  case when used.week_day >= began.touch_day then
    cast(used.week_day - coalesce(case when used.touch_model = 'tech' then used.touch_day else used.twoway_day end,
                                  greatest(unit.first_day, began.touch_day)) as {{ sql_type('double') }})
    / {{ var('health').rhythm | replace('{touch}', 'used.touch_model') | replace('{week}', 'used.week_day') }} end
  {%- else %}cast(null as {{ sql_type('double') }}){% endif %} as m_contact,
  used.week_day >= greatest(began.ticket_day, began.touch_day) as heard,
  case when overdue.due_day is not null then cast(used.week_day - overdue.due_day as {{ sql_type('double') }})
       when used.paying_day <= used.week_day then cast(0 as {{ sql_type('double') }}) end as m_payment,
  case when floor(cast(used.given as {{ sql_type('double') }}) / 1000000000) > used.week_day - {{ var('health').given_days | replace('{week}', 'used.week_day') }}
       then cast(mod(used.given, 1000000000) as {{ sql_type('double') }}) / 1000000 end as given
  {%- for feature in features %},
  used.e_{{ loop.index }} / coalesce(of_segment.e_{{ loop.index }}, of_company.e_{{ loop.index }}) as x_{{ loop.index }}
  {%- endfor %}
from used
left join of_segment on of_segment.week_day = used.week_day and of_segment.segment is not distinct from used.segment
join of_company on of_company.week_day = used.week_day
cross join began
join {{ ref('unit_customer') }} as unit on unit.unit_key = used.customer_key
left join {{ ref('health_overdue') }} as overdue on overdue.customer_key = used.customer_key and overdue.week_day = used.week_day
