{# the value of a dimension as filters know it: numbers in bands, dates by year, the rest as it is #}
{% macro dimension_value(dimension, column) -%}{{ dimension.expression | replace('{number}', number_of(column)) | replace('{year}', year_of(column))
    | replace('{text}', 'cast(' ~ column ~ ' as ' ~ sql_type('text') ~ ')') }}{%- endmacro %}

{% macro cube_keys() -%}
  {%- set keys = [] -%}
  {%- for dimension in var('dimensions') if dimension.in_cube -%}{%- do keys.append(dimension.key) -%}{%- endfor -%}
  {{ return(keys) }}
{%- endmacro %}
