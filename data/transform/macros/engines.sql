{# What engines write differently. All else in this project is plain SQL that DuckDB, PostgreSQL and Spark read alike: casts
   before divisions, `nulls last` where an order numbers something, no boolean counted as a number. #}

{# a type by its generic name (data/plan.py says the contract's by them): text, double, hugeint (128 bits), datetime … #}
{% macro sql_type(name) -%}{{ adapter.dispatch('sql_type', 'tenure')(name) }}{%- endmacro %}
{% macro default__sql_type(name) -%}{{ name }}{%- endmacro %}
{% macro postgres__sql_type(name) -%}
  {{ {'double': 'double precision', 'hugeint': 'decimal(38, 0)', 'datetime': 'timestamp'}.get(name, 'text' if name.startswith('varchar') else name) }}
{%- endmacro %}
{% macro spark__sql_type(name) -%}
  {{ {'text': 'string', 'hugeint': 'decimal(38, 0)', 'datetime': 'timestamp_ntz'}.get(name, 'string' if name.startswith('varchar') else name) }}
{%- endmacro %}

{# a text as SQL without any escape: engines do not agree on what a backslash or two quotes in a literal are #}
{% macro literal(text) -%}
  ('{{ text | replace("'", "\x00") | replace("\\", "' || chr(92) || '") | replace("\x00", "' || chr(39) || '") }}')
{%- endmacro %}

{# what rows are numbered by: texts in the order of their bytes, whatever the language of the database #}
{% macro by_bytes(x) -%}{{ adapter.dispatch('by_bytes', 'tenure')(x) }}{%- endmacro %}
{% macro default__by_bytes(x) -%}{{ x }}{%- endmacro %}
{% macro postgres__by_bytes(x) -%}{{ x }} collate "C"{%- endmacro %}

{# lower case in every script, whatever the language of the database #}
{% macro lower_case(x) -%}{{ adapter.dispatch('lower_case', 'tenure')(x) }}{%- endmacro %}
{% macro default__lower_case(x) -%}lower({{ x }}){%- endmacro %}
{% macro postgres__lower_case(x) -%}
  {%- set found = run_query("select 1 from pg_collation where collname = 'und-x-icu'") if execute else [] -%}
  {{ '(lower(' ~ x ~ ' collate "und-x-icu") collate "default")' if found | length else 'lower(' ~ x ~ ')' }}
{%- endmacro %}

{# whether a text matches a pattern that is the same on every engine (no backslash in it) #}
{% macro matches(x, pattern) -%}{{ x }} {{ 'rlike' if target.type == 'spark' else '~' }} '{{ pattern }}'{%- endmacro %}

{# a value that may be no number as one, else null #}
{% macro number_of(x) -%}{{ adapter.dispatch('number_of', 'tenure')(x) }}{%- endmacro %}
{% macro default__number_of(x) -%}try_cast({{ x }} as double){%- endmacro %}
{% macro postgres__number_of(x) -%}{{ plain_number(x) }}{%- endmacro %}
{% macro spark__number_of(x) -%}{{ plain_number(x) }}{%- endmacro %}
{% macro plain_number(x) -%}
  {%- set text = 'cast(' ~ x ~ ' as ' ~ sql_type('text') ~ ')' -%}
  (case when {{ matches(text, '^[ ]*[-+]?([0-9]{1,40}[.]?[0-9]{0,40}|[.][0-9]{1,40})([eE][-+]?[0-9]{1,2})?[ ]*$') }}
        then cast(trim({{ text }}) as {{ sql_type('double') }}) end)
{%- endmacro %}

{# the year of a value that may be no day, else null. 2024-1-31 and 2024/01/31 are days, and either with a time behind it #}
{% macro year_of(x) -%}{{ adapter.dispatch('year_of', 'tenure')(x) }}{%- endmacro %}
{% macro default__year_of(x) -%}cast(extract(year from try_cast({{ x }} as date)) as text){%- endmacro %}
{% macro postgres__year_of(x) -%}{{ plain_year(x) }}{%- endmacro %}
{% macro spark__year_of(x) -%}{{ plain_year(x) }}{%- endmacro %}
{% macro plain_year(x) -%}
  {%- set text = 'cast(' ~ x ~ ' as ' ~ sql_type('text') ~ ')' -%}
  {%- set day = "replace(trim(" ~ text ~ "), '/', '-')" -%}
  {%- set year = "cast(split_part(" ~ day ~ ", '-', 1) as integer)" -%}
  {%- set month = "cast(split_part(" ~ day ~ ", '-', 2) as integer)" -%}
  {%- set number = "cast(trim(both 'T ' from substr(split_part(" ~ day ~ ", '-', 3), 1, 2)) as integer)" -%}
  {%- set time = '([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?' -%}
  (case when {{ matches(text, '^[ ]*([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2})' ~ time ~ '[ ]*$') }} then
    case when {{ month }} between 1 and 12 and {{ number }} between 1 and
      case when {{ month }} in (4, 6, 9, 11) then 30 when {{ month }} <> 2 then 31
           when mod({{ year }}, 4) = 0 and (mod({{ year }}, 100) <> 0 or mod({{ year }}, 400) = 0) then 29 else 28 end
    then cast({{ year }} as {{ sql_type('text') }}) end end)
{%- endmacro %}

{# half to even, on exact decimals, to an integer of the currency's minor unit #}
{% macro half_even(amount) -%}{{ adapter.dispatch('half_even', 'tenure')(amount) }}{%- endmacro %}
{% macro default__half_even(amount) -%}
  cast(floor({{ amount }}) + case
    when {{ amount }} - floor({{ amount }}) > 0.5 then 1
    when {{ amount }} - floor({{ amount }}) = 0.5 and mod(cast(floor({{ amount }}) as bigint), 2) <> 0 then 1
    else 0 end as bigint)
{%- endmacro %}
{% macro spark__half_even(amount) -%}cast(bround({{ amount }}) as bigint){%- endmacro %}

{# An amount that is still to be multiplied (by 12 months, by 1000 minor units at most). Spark's decimals have 38 digits and drop
   decimals, unsaid, where a product might need more; so an amount keeps 16 decimals and 14 digits before them. #}
{% macro exact(amount) -%}{{ adapter.dispatch('exact', 'tenure')(amount) }}{%- endmacro %}
{% macro default__exact(amount) -%}{{ amount }}{%- endmacro %}
{% macro spark__exact(amount) -%}cast({{ amount }} as decimal(30, 16)){%- endmacro %}

{# to one decimal, halves up: `round` of a double is another thing on every engine #}
{% macro one_decimal(x) -%}(floor(({{ x }}) * 10 + 0.5) / 10){%- endmacro %}
{# to a whole number, halves up #}
{% macro whole(x) -%}cast(floor(({{ x }}) + 0.5) as bigint){%- endmacro %}

{# PostgreSQL alone: what a table is looked up by, each a list of columns. Written as `{{ indexed('label_id', 'customer_key') }}`. #}
{% macro indexed() -%}
  {%- if target.type == 'postgres' -%}
    {%- set made = [] -%}
    {%- for columns in varargs -%}{%- do made.append({'columns': columns.split(' ')}) -%}{%- endfor -%}
    {{ config(indexes=made) }}
  {%- endif -%}
{%- endmacro %}

{# PostgreSQL: compiling a long statement takes it seconds, more than it gains #}
{% macro before_a_model() -%}{{ 'set local jit = off' if target.type == 'postgres' }}{%- endmacro %}
{# PostgreSQL: how many rows a table has must be known before the next model joins it #}
{% macro after_a_model() -%}
  {{ 'analyze ' ~ this if target.type == 'postgres' and model.config.materialized == 'table' }}
{%- endmacro %}
