{{ indexed('week_day', 'customer_key') }}
-- Grain: active customer × scored Sunday: the score, what it is made of, and the band. c_: points of a component, f_: of a feature, m_: the
-- measures. A score is the mean of the known components by weight; with too little known, or none, it is null and the band unknown.
{%- set health = var('health') %}
{%- set features = health.features %}
{%- set names = ['usage_depth', 'usage_breadth', 'usage_trend', 'seats_used', 'features', 'support', 'survey', 'pulse', 'onboarding', 'outcomes', 'contact', 'payment'] %}
{%- set points = {} %}{% for each in health.components %}{% do points.update({each.column: each.points}) %}{% endfor %}
with featured as (
  select measure.*
    {%- for feature in features %},
    cast({{ health_text(points.features, x='x_' ~ loop.index) if 'features' in points else '100 * least(1, x_' ~ loop.index ~ ')' }} as {{ sql_type('double') }}) as f_{{ loop.index }}
    {%- endfor %}
  from {{ ref('health_measure') }} as measure
),
counted as (
  select featured.*,
    {% if features -%}
    ({% for feature in features %}coalesce(f_{{ loop.index }}, 0){{ ' + ' if not loop.last }}{% endfor %})
    / nullif({% for feature in features %}case when f_{{ loop.index }} is null then 0 else 1 end{{ ' + ' if not loop.last }}{% endfor %}, 0)
    {%- else %}cast(null as {{ sql_type('double') }}){% endif %} as m_features
  from featured
),
scored as (
  select counted.*
    {%- for name in names %},
    cast({% if name not in points %}null{% elif name == 'features' %}m_features{% else -%}
    {{ health_text(points[name], x='x_usage_depth' if name == 'usage_depth' else 'm_' ~ name) }}{% endif %} as {{ sql_type('double') }}) as c_{{ name }}
    {%- endfor %}
    {%- for each in health.components if each.column not in names %}, cast({{ each.column | replace('feature_', 'f_') }} as {{ sql_type('double') }}) as c_{{ each.column }}{% endfor %}
  from counted
),
weighed as (
  select scored.*,
    {% if health.components -%}
    cast({% for each in health.components %}case when c_{{ each.column }} is null then 0 else {{ health_text(each.weight) }} end{{ ' + ' if not loop.last }}{% endfor %} as {{ sql_type('double') }}) as known_weight,
    cast({% for each in health.components %}{{ health_text(each.weight) }}{{ ' + ' if not loop.last }}{% endfor %} as {{ sql_type('double') }}) as whole_weight,
    cast({% for each in health.components %}coalesce(c_{{ each.column }} * {{ health_text(each.weight) }}, 0){{ ' + ' if not loop.last }}{% endfor %} as {{ sql_type('double') }}) as points
    {%- else %}cast(0 as {{ sql_type('double') }}) as known_weight, cast(0 as {{ sql_type('double') }}) as whole_weight, cast(0 as {{ sql_type('double') }}) as points{% endif %}
  from scored
),
judged as (
  select weighed.*,
    cast({{ health_text(health.version) }} as integer) as model, known_weight / nullif(whole_weight, 0) as known,
    case when known_weight >= {{ health_text(health.least_known) }} * whole_weight - 1e-9 and known_weight > 0
         then {{ one_decimal('points / known_weight') }} end as computed,
    case when {{ health_text(health.use_given) }} then given end as stated
  from weighed
)
select
  customer_key, week_day, label_id, profile_id, arr, coalesce({{ one_decimal('stated') }}, computed) as score, computed, given,
  case when coalesce(stated, computed) is null then 'unknown'
       {%- for band in health.bands %} when coalesce({{ one_decimal('stated') }}, computed) >= {{ health_text(band.low) }} then '{{ band.name }}'{% endfor %}
       else 'red' end as band,
  model, known
  {%- for name in names %}, c_{{ name }}{% endfor %}
  {%- for each in health.components if each.column not in names %}, c_{{ each.column }}{% endfor %}
  {%- for name in names %}, m_{{ name }}{% endfor %}
  {%- for feature in features %}, f_{{ loop.index }}{% endfor %},
  events, users, seats, ticket_day, twoway_day, touch_day, pulse_rating, pulse_day,
  {% if given('ticket') and given('touch') -%}
  case when m_usage_trend is not null and heard then m_usage_trend <= -0.3 + 1e-9 and coalesce(ticket_day <= week_day - 60, true)
       and coalesce(twoway_day <= week_day - 60, true) end
  {%- else %}cast(null as boolean){% endif %} as silent,
  m_contact <= 1 as coverage
from judged
order by week_day, customer_key
