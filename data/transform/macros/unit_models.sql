{# One set of models per unit of measure: unit, change, paperwork, piece, step, cube, total, flow, moved. #}

{# Grain: a unit. owner_key: the customer whose labels it bears; key: what names it beside its owner. #}
{% macro unit_model(kind) %}
{{ indexed('unit_key', 'owner_key') }}
{%- set own = {'contract': 'chain', 'department': 'department', 'product': 'product'}.get(kind) %}
select
  {{ kind }}_unit as unit_key, {{ 'group_key' if kind == 'group' else 'customer_key' }} as owner_key,
  {{ own if own else 'cast(null as ' ~ sql_type('text') ~ ')' }} as key, min(from_day) as first_day
from {{ ref('line') }}
group by {{ kind }}_unit, {{ 'group_key' if kind == 'group' else 'customer_key' }}{{ ', ' ~ own if own }}
{% endmacro %}

{# Grain: unit × day on which its ARR changes; delta is never 0. ARR on day t is the sum of delta up to t. #}
{% macro change_model(kind) %}
{{ indexed('unit_key') }}
select unit_key, day, cast(sum(delta) as bigint) as delta
from (
  select {{ kind }}_unit as unit_key, from_day as day, arr as delta from {{ ref('line') }}
  union all
  select {{ kind }}_unit, to_day, -arr from {{ ref('line') }} where to_day is not null
) as ends
group by unit_key, day
having sum(delta) <> 0
{% endmacro %}

{# Grain: unit with an open renewal, or one that was open until it was decided. open_until: the day, far off while open. #}
{% macro renewing_model(kind) %}
select unit_key, max(open_until) as open_until from (
  {% if kind in ('customer', 'group') -%}
  select {{ kind }}_key as unit_key, coalesce(to_day, {{ far_off() }}) as open_until from {{ ref('open_renewal') }}
  {%- else -%}
  select line.unit_key, coalesce(renewal.to_day, {{ far_off() }}) as open_until
  from {{ ref('open_renewal') }} as renewal
  join (select distinct {{ kind }}_unit as unit_key, customer_key, chain from {{ ref('line') }}) as line
    on line.customer_key = renewal.customer_key and line.chain = renewal.chain
  {%- endif %}
) as renewal
group by unit_key
{% endmacro %}

{# Grain: unit × spell in renewal paperwork: its ARR fell to 0 at most grace_days ago, and it has a later line or an
   open renewal. amount: its ARR on its last active day. #}
{% macro paperwork_model(kind) %}
{%- set grace = var('grace_days') + 1 %}
select
  lapse.unit_key, lapse.from_day, lapse.amount,
  case when lapse.to_day < {{ far_off() }} then least(lapse.to_day, lapse.from_day + {{ grace }})
       else least(latest.open_until, lapse.from_day + {{ grace }}) end as to_day
from {{ ref('lapse_' ~ kind) }} as lapse left join {{ ref('renewing_' ~ kind) }} as latest on latest.unit_key = lapse.unit_key
where lapse.to_day < {{ far_off() }} or latest.open_until > lapse.from_day
{% endmacro %}
