{# the value of a dimension as filters know it: numbers in bands, dates by year, the rest as it is #}
{% macro dimension_value(dimension, column) -%}{{ dimension.expression | replace('{x}', column) }}{%- endmacro %}

{% macro cube_keys() -%}
  {%- set keys = [] -%}
  {%- for dimension in var('dimensions') if dimension.in_cube -%}{%- do keys.append(dimension.key) -%}{%- endfor -%}
  {{ return(keys) }}
{%- endmacro %}
