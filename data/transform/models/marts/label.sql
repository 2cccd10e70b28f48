{{ indexed('label_id', 'customer_key') }}
-- Grain: a survivor × spell in which none of its labels changes. label_id runs without gaps along a customer's spells,
-- so that "the next label" is label_id + 1. profile_id: the combination of the cube's dimensions.
with boundary as (
  select customer_key, {{ beginning() }} as from_day from {{ ref('customer') }} where root_key = customer_key
  union
  select customer_key, from_day from {{ ref('history') }}
  where attribute in ('', {%- for key in var('historical') %}{{ literal(key) }}{{ ',' if not loop.last }}{% else %}''{% endfor %})
),
spell as (
  select
    customer_key, from_day,
    lead(from_day) over (partition by customer_key order by from_day) as to_day,
    cast(row_number() over (order by customer_key, from_day) as integer) as label_id
  from boundary
),
labelled as (
  select
    spell.label_id, spell.customer_key, spell.from_day, spell.to_day
    {%- for dimension in var('dimensions') %},
    {% set raw = 'given.' ~ quoted(dimension.key) -%}
    {% if dimension.key in var('historical') -%}
    case when h{{ loop.index }}.customer_key is not null then {{ dimension_value(dimension, 'h' ~ loop.index ~ '.value') }}
         else {{ dimension_value(dimension, raw) }} end
    {%- else -%}{{ dimension_value(dimension, raw) }}{%- endif %} as {{ attribute(dimension.key) }}
    {%- endfor %}
  from spell
  join {{ ref('customer') }} as customer on customer.customer_key = spell.customer_key
  join {{ ref('stg_customer') }} as given on given.customer_id = customer.customer_id
  {%- for dimension in var('dimensions') if dimension.key in var('historical') %}
  {%- set h = 'h' ~ (var('dimensions').index(dimension) + 1) %}
  left join {{ ref('history') }} as {{ h }}
    on {{ h }}.customer_key = spell.customer_key and {{ h }}.attribute = {{ literal(dimension.key) }}
    and {{ h }}.from_day <= spell.from_day and ({{ h }}.to_day is null or spell.from_day < {{ h }}.to_day)
  {%- endfor %}
)
select
  labelled.*,
  cast({% if cube_keys() %}dense_rank() over (order by {% for key in cube_keys() %}{{ by_bytes(attribute(key)) }} nulls last{{ ', ' if not loop.last }}{% endfor %})
       {%- else %}1{% endif %} as integer) as profile_id
from labelled
