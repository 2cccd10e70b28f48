{# The measures' formulas come from data/measures.py, where queries read them too. #}
{% macro formula(text) -%}{{ text | replace('{wide}', sql_type('hugeint')) }}{%- endmacro %}
{% macro pick(measures, names) -%}
  {%- set picked = {} -%}{%- for name in names -%}{%- do picked.update({name: measures[name]}) -%}{%- endfor -%}
  {{ return(picked) }}
{%- endmacro %}

{# one side of the cube as +row on the first as-of date of a piece and −row on the date after its last #}
{% macro side(measures, label, condition) %}
  select
    label.profile_id, case when sign = 1 then g_from else g_to end as g
    {%- for name, text in measures.items() %}, sum(sign * ({{ formula(text) }})) as {{ name }}{% endfor %}
  from piece join {{ ref('label') }} as label on label.label_id = piece.{{ label }}
  cross join (select 1 as sign union all select -1) as signs
  where {{ condition }}
  group by label.profile_id, case when sign = 1 then g_from else g_to end
{% endmacro %}

{# Grain: as-of date × profile, rows of zeros left out. Sums only: a rate is a sum and one division. What belongs to the
   as-of date stands under the profile of that date, what belongs to the base under that of twelve months earlier.
   g_from, g_to: the as-of dates that fall into a piece. #}
{% macro cube_model(kind) %}
{{ indexed('as_of') }}
{%- set current = var('measures').current %}{% set base = var('measures').base %}
{%- set all = current.keys() | list + base.keys() | list %}
with last_date as (select max(g) + 1 as g, max(day) as day from {{ ref('as_of') }}),
dated as (
  select spell.*,
    case when spell.from_day > last_date.day then last_date.g else coalesce(low.g, 0) end as g_from,
    case when spell.to_day > last_date.day then last_date.g else coalesce(high.g, 0) end as g_to
  from {{ ref('piece_' ~ kind) }} as spell
  cross join last_date
  left join {{ ref('calendar') }} as low on low.day = spell.from_day
  left join {{ ref('calendar') }} as high on high.day = spell.to_day
  where spell.arr > 0 or spell.arr0 > 0
),
piece as (select * from dated where g_from < g_to),
current_side as ({{ side(current, 'label_id', 'arr > 0') }}),
base_side as ({{ side(base, 'label0_id', 'arr0 > 0') }}),
delta as (
  select profile_id, g
    {%- for name in all %}, sum({{ name }}) as {{ name }}{% endfor %}
  from (
    select profile_id, g, {{ current.keys() | join(', ') }}{% for name in base %}, 0 as {{ name }}{% endfor %} from current_side
    union all
    select profile_id, g{% for name in current %}, 0{% endfor %}, {{ base.keys() | join(', ') }} from base_side
  ) as sides
  group by profile_id, g
),
running as (
  select profile_id, g, lead(g) over (partition by profile_id order by g) as g_next
    {%- for name in all %}, sum({{ name }}) over (partition by profile_id order by g rows unbounded preceding) as {{ name }}{% endfor %}
  from delta
)
select
  dates.as_of, running.profile_id
  {%- for name in all %}, cast({{ name }} as {{ sql_type('hugeint') if name in var('measures').squares else 'bigint' }}) as {{ name }}{% endfor %}
from running
join {{ ref('as_of') }} as dates on dates.g >= running.g and (running.g_next is null or dates.g < running.g_next)
where running.logos > 0 or running.logos_base > 0
order by dates.as_of, running.profile_id
{% endmacro %}

{# Grain: as-of date. The whole company: what an unfiltered page reads. #}
{% macro total_model(kind) %}
{%- set squares = var('measures').squares %}
select as_of
  {%- for name in var('measures').current.keys() | list + var('measures').base.keys() | list %},
  cast(sum({{ name }}) as {{ sql_type('hugeint') if name in squares else 'bigint' }}) as {{ name }}{% endfor %}
from {{ ref('cube_' ~ kind) }}
group by as_of
order by as_of
{% endmacro %}

{# Grain: Sunday or month end × profile: the movements of the period that ends there, and what this period's events did to
   the twelve-month rates of the earlier date's base. Sums only, rows of zeros left out. Transfers come from the steps: they depend on the label. #}
{% macro flow_model(kind) %}
{{ indexed('as_of') }}
{%- set measures = var('measures') %}
{%- set entering = pick(measures.current, measures.entering) %}{% set leaving = pick(measures.base, measures.leaving) %}
{%- set all = measures.entering + measures.leaving + measures.event.keys() | list %}
with step as (
  {% for period in ['week', 'month'] -%}
  select '{{ period }}' as period, as_of, arr, arr_a, seen_a, arr0_a, label_id, label_a_id, label0_a_id
  from {{ ref('step_' ~ period ~ '_' ~ kind) }} where arr <> arr_a
  {{ 'union all' if not loop.last }}
  {% endfor %}
),
movement as (
  select period, as_of, arr_a as arr0, arr, seen_a as seen0, 0 as paper, label_id, label_a_id from step
),
side as (
  select period, as_of, label_id
    {%- for name in all %}, {{ formula(entering[name]) if name in entering else 0 }} as {{ name }}{% endfor %}
  from movement where arr > 0 and arr0 = 0
  union all
  select period, as_of, label_a_id
    {%- for name in all %}, {{ formula(leaving[name]) if name in leaving else 0 }}{% endfor %}
  from movement where arr0 > 0
  union all
  select period, as_of, label0_a_id
    {%- for name in all %}, {{ formula(measures.event[name]) if name in measures.event else 0 }}{% endfor %}
  from step where arr0_a > 0
)
select period, as_of, label.profile_id
  {%- for name in all %}, cast(sum({{ name }}) as bigint) as {{ name }}{% endfor %}
from side join {{ ref('label') }} as label on label.label_id = side.label_id
group by period, as_of, label.profile_id
having {% for name in all %}sum({{ name }}) <> 0{{ ' or ' if not loop.last }}{% endfor %}
order by period, as_of, profile_id
{% endmacro %}

{# Grain: spell × profile twelve months earlier × profile today, for units active on both days whose profile changed: the
   transfers of a twelve-month bridge. #}
{% macro moved_model(kind) %}
{{ indexed('to_day') }}
select
  piece.from_day, piece.to_day, before.profile_id as profile0_id, after.profile_id,
  cast(sum(piece.arr) as bigint) as arr, count(*) as units
from {{ ref('piece_' ~ kind) }} as piece
join {{ ref('label') }} as before on before.label_id = piece.label0_id
join {{ ref('label') }} as after on after.label_id = piece.label_id
where piece.arr > 0 and piece.arr0 > 0 and before.profile_id <> after.profile_id
group by piece.from_day, piece.to_day, before.profile_id, after.profile_id
order by piece.to_day
{% endmacro %}
