{# A text as the search compares it (data/searching.py folds what is asked for by the same table). #}
{% macro folded(x) -%}
  {%- set search = var('search') -%}
  {%- set made = namespace(text='translate(' ~ lower_case(x) ~ ', ' ~ literal(search['from']) ~ ', ' ~ literal(search['to']) ~ ')') -%}
  {%- for form, meant in search['forms'] -%}
    {%- set made.text = "replace(" ~ made.text ~ ", '" ~ form ~ "', '" ~ meant ~ "')" -%}
  {%- endfor -%}
  {{ composed(made.text) }}
{%- endmacro %}

{# One character for a letter and its marks (NFC). Spark knows no normal forms: there the voiced marks of kana are joined, as half-width
   names need it; a name that was stored as Latin letters with separate accents is found by that spelling alone. #}
{% macro composed(x) -%}{{ adapter.dispatch('composed', 'tenure')(x) }}{%- endmacro %}
{% macro default__composed(x) -%}nfc_normalize({{ x }}){%- endmacro %}
{% macro postgres__composed(x) -%}normalize({{ x }}, NFC){%- endmacro %}
{% macro spark__composed(x) -%}
  {%- set made = namespace(text=x) -%}
  {%- for plain, mark, joined in [('カキクケコサシスセソタチツテトハヒフヘホウワヰヱヲヽ', '\u3099', 'ガギグゲゴザジズゼゾダヂヅデドバビブベボヴヷヸヹヺヾ'),
                                  ('ハヒフヘホ', '\u309a', 'パピプペポ')] -%}
    {%- for letter in plain -%}
      {%- set made.text = "replace(" ~ made.text ~ ", '" ~ letter ~ mark ~ "', '" ~ joined[loop.index0] ~ "')" -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ made.text }}
{%- endmacro %}

{# a folded name with spaces around its legal form, so that the word behind it begins there #}
{% macro searchable(x) -%}
  {%- set made = namespace(text=folded(x)) -%}
  {%- for company in var('search')['companies'] -%}
    {%- set made.text = "replace(" ~ made.text ~ ", '" ~ company ~ "', ' " ~ company ~ " ')" -%}
  {%- endfor -%}
  trim({{ made.text }})
{%- endmacro %}
