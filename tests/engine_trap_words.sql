{# What the model of engine_traps.sql is written with: a macro in a model itself is not found by dbt. #}
{% macro words(x) -%}cast({{ x }} as {{ sql_type('text') }}){%- endmacro %}
{% macro figure(x) -%}{{ words('cast(' ~ x ~ ' as decimal(20, 6))') }}{%- endmacro %}
{% macro double(x) -%}cast({{ x }} as {{ sql_type('double') }}){%- endmacro %}
{% macro whole_number(x) -%}{{ words('cast(' ~ x ~ ' as bigint)') }}{%- endmacro %}
{% macro moment(x) -%}cast('{{ x }}' as {{ sql_type('datetime') }}){%- endmacro %}
{% macro money(x) -%}{{ whole_number(half_even('(12 * ' ~ exact('cast(' ~ x ~ ' as decimal(20, 6)) * cast(1.0000000001 as decimal(16, 10))') ~ ' * 100)')) }}{%- endmacro %}
{% macro rounded(x) -%}{{ whole_number(half_even('cast(' ~ x ~ ' as decimal(30, 16))')) }}{%- endmacro %}
