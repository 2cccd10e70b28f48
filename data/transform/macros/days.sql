{# Days are integers since 1970-01-01: they join and compare faster than dates and mean the same on every engine. #}
{% macro day_of(expression) -%}cast(({{ expression }}) - date '1970-01-01' as integer){%- endmacro %}
{% macro date_of(day) -%}(date '1970-01-01' + cast({{ day }} as integer)){%- endmacro %}

{# before every date: where a customer's earliest label begins #}
{% macro beginning() -%}-1000000{%- endmacro %}

{# after every date: where a spell that goes on ends #}
{% macro far_off() -%}10000000{%- endmacro %}

{# The first day whose day-twelve-months-before is this day or later: the inverse of d0's clamping (29 Feb → 1 Mar). #}
{% macro year_later(day) -%}
  ({{ day_of("cast(" ~ date_of(day) ~ " + interval '12 months' as date)") }}
   + case when extract(month from {{ date_of(day) }}) = 2 and extract(day from {{ date_of(day) }}) = 29 then 1 else 0 end)
{%- endmacro %}

{# number of the first Sunday (of the first month) that ends on this day or later #}
{% macro week_of(day) -%}cast(floor(({{ day }} + 3) / 7.0) as integer){%- endmacro %}
{% macro month_of(day) -%}
  cast(extract(year from {{ date_of(day) }}) * 12 + extract(month from {{ date_of(day) }}) as integer)
{%- endmacro %}
{% macro period_of(period, day) -%}{{ week_of(day) if period == 'week' else month_of(day) }}{%- endmacro %}

{# a moment (UTC) as the company's clocks showed it: newest change of the clocks first, the last holds before all others #}
{% macro local_moment(moment) -%}
  {%- set clocks = var('health').clocks -%}
  {%- if clocks | length > 1 %}case{% endif %}
  {%- for each in clocks[:-1] %} when {{ moment }} >= cast('{{ each.since }}' as {{ sql_type('datetime') }}) then {{ moment }} + interval '{{ each.seconds }} seconds'{% endfor %}
  {%- if clocks | length > 1 %} else {% endif -%}
  {{ moment }} + interval '{{ clocks[-1].seconds }} seconds'
  {%- if clocks | length > 1 %} end{% endif %}
{%- endmacro %}

{# the day on which a moment (UTC) falls where the company's day ends #}
{% macro local_day(moment) -%}{{ day_of("cast(" ~ local_moment(moment) ~ " as date)") }}{%- endmacro %}
