{# A text as the search compares it (data/searching.py folds what is asked for by the same table). #}
{% macro folded(x) -%}
  {%- set search = var('search') -%}
  {%- set made = namespace(text='translate(' ~ lower_case(x) ~ ', ' ~ literal(search['from']) ~ ', ' ~ literal(search['to']) ~ ')') -%}
  {%- for form, meant in search['forms'] -%}
    {%- set made.text = "replace(" ~ made.text ~ ", '" ~ form ~ "', '" ~ meant ~ "')" -%}
  {%- endfor -%}
  {{ composed(made.text) }}
{%- endmacro %}

{# one character for a letter and its marks #}
{% macro composed(x) -%}
  {%- if target.type == 'duckdb' -%}nfc_normalize({{ x }})
  {%- elif target.type == 'postgres' -%}normalize({{ x }}, NFC)
  {%- else -%}{{ x }}{%- endif -%}
{%- endmacro %}

{# a folded name with spaces around its legal form, so that the word behind it begins there #}
{% macro searchable(x) -%}
  {%- set made = namespace(text=folded(x)) -%}
  {%- for company in var('search')['companies'] -%}
    {%- set made.text = "replace(" ~ made.text ~ ", '" ~ company ~ "', ' " ~ company ~ " ')" -%}
  {%- endfor -%}
  trim({{ made.text }})
{%- endmacro %}
