{# What the health models share. Weeks are named by their Sunday's day number. #}

{# the Sunday that ends the week of a day #}
{% macro sunday_of(day) -%}(7 * {{ week_of(day) }} + 3){%- endmacro %}

{# whether the company has a table of the contract #}
{% macro given(table) -%}{{ return(table in var('health').given) }}{%- endmacro %}

{# a customer's label, null where the company has no such attribute #}
{% macro label_or_null(key) -%}
  {%- set keys = var('dimensions') | map(attribute='key') | list -%}
  {{ 'label.' ~ attribute(key) if key in keys else 'cast(null as ' ~ sql_type('text') ~ ')' }}
{%- endmacro %}

{% macro health_text(text, week='week_day', segment='segment', x='x') -%}
  {{ text | replace('{week}', week) | replace('{segment}', segment) | replace('{x}', x) }}
{%- endmacro %}

{# An event row: the columns named in `values`, null or 0 in all others. Nulls leave a running maximum as it is. #}
{% macro event_columns() -%}
  {{ return(['ticket_day', 'twoway_day', 'touch_day', 'pulse', 'survey', 'given', 'paying_day', 'severe', 'reviewed', 'reached',
             'steps', 'onboardings']) }}
{%- endmacro %}
{% macro event_row(values, customer='customer.root_key') -%}
  {{ customer }} as customer_key, {{ values.day }} as day
  {%- for name in event_columns() %}, {{ 'cast(' ~ values[name] ~ ' as bigint)' if name in values else 'cast(null as bigint)' }} as {{ name }}{% endfor %}
{%- endmacro %}

{# what an onboarding has come to on a day, in twentieths: deep use, basic steps, first value, past its target, under way #}
{% macro onboarding_steps(day) -%}
  case when deep_day <= {{ day }} then 20 when basic_day <= {{ day }} then 15 when value_day <= {{ day }} then 10
       when target_day < {{ day }} then 0 else 12 end
{%- endmacro %}

{# the weeks of a customer from so many before to so many before (0: this one) #}
{% macro weeks_back(from, to) -%}
  over (partition by customer_key order by week range between {{ from }} preceding and {{ to ~ ' preceding' if to else 'current row' }})
{%- endmacro %}
