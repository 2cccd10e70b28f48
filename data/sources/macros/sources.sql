{# What the models of every preset are written with. docs/sources.md #}

{% macro raw(table) -%}
"raw_{{ var('source') }}"."{{ table }}"
{%- endmacro %}

{# The company's day in which a moment (UTC, without a zone) lies: 31 March 16:00 UTC is 1 April in Tokyo. #}
{% macro day_of(moment) -%}
cast(timezone({{ quoted_text(var('time_zone')) }}, timezone('UTC', {{ moment }})) as date)
{%- endmacro %}

{# The company's present day. #}
{% macro today() -%}
cast(timezone({{ quoted_text(var('time_zone')) }}, now()) as date)
{%- endmacro %}

{% macro quoted_text(text) -%}
'{{ text | string | replace("'", "''") }}'
{%- endmacro %}

{# The value of an option that is a text, flag, list or map. #}
{% macro option(name) %}{{ return(var('options')[name]) }}{% endmacro %}

{# The list of an option as the inside of an IN; a list without values matches nothing. #}
{% macro listed(name) -%}
{%- set values = option(name) -%}
{%- for value in values %}{{ quoted_text(value) }}{{ ', ' if not loop.last }}{% endfor %}{{ 'null' if not values -}}
{%- endmacro %}

{# The word that an option's map gives for a value; `otherwise` (SQL) for one that it does not list. #}
{% macro mapped(value, name, otherwise='null') -%}
case{% for theirs, ours in option(name).items() %} when {{ value }} = {{ quoted_text(theirs) }} then {{ quoted_text(ours) }}
{%- endfor %}{{ ' when false then null' if not option(name) }} else {{ otherwise }} end
{%- endmacro %}

{# One row per id: the newest, as replication tools may deliver several. `by`: SQL of what is newer when it is greater. #}
{% macro newest(table, key, by='_fivetran_synced') -%}
(select * from {{ raw(table) }} qualify row_number() over (partition by {{ key }} order by {{ by }} desc nulls last) = 1)
{%- endmacro %}
