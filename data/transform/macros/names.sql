{# schemas are named by the model's folder alone, without the profile's prefix #}
{% macro generate_schema_name(custom_schema_name, node) -%}
  {{ room(custom_schema_name) if custom_schema_name else target.schema }}
{%- endmacro %}

{# the schema that a room of the warehouse (contract, decided, staging, marts) has in this version #}
{% macro room(name) -%}{{ return(var('schemas', {}).get(name, name)) }}{%- endmacro %}

{# a column's name as the engine quotes it: a company names its own columns, and a quotation mark may be in a name #}
{% macro quoted(name) -%}
  {%- set mark = adapter.quote('')[0] -%}
  {{ return(mark ~ name | replace(mark, mark ~ mark) ~ mark) }}
{%- endmacro %}

{# the column of a customer attribute in `label` and `profile`: a prefix keeps a company's own names apart from ours #}
{% macro attribute(key) -%}{{ quoted('a_' ~ key) }}{%- endmacro %}

{% macro unit_kinds() %}{{ return(['customer', 'group', 'contract', 'department', 'product']) }}{% endmacro %}

{# a table of the contract with every column it declares: what the company did not give is null, typed.
   Where people decided something of its kind: with that, by data/decided.py #}
{% macro contract_table(name, extra=[]) -%}
  {%- set relation = adapter.get_relation(database=target.database, schema=room('decided'), identifier=name)
      or adapter.get_relation(database=target.database, schema=room('contract'), identifier=name) -%}
  {%- set given = [] -%}
  {%- if relation -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}{%- do given.append(column.name | lower) -%}{%- endfor -%}
  {%- endif -%}
  {{- still_there(name, relation, given) -}}
  select
  {%- for column, type in var('contract')[name].items() %}
    cast({{ quoted(column) if column in given else 'null' }} as {{ sql_type(type) }}) as {{ quoted(column) }}{{ ',' if not loop.last or extra }}
  {%- endfor %}
  {%- for column in extra %}
    cast({{ quoted(column) }} as {{ sql_type('text') }}) as {{ quoted(column) }}{{ ',' if not loop.last }}
  {%- endfor %}
  {% if relation %}from {{ relation }}{% else %}where false{% endif %}
{%- endmacro %}

{# a company's own table, or a column of it, that went while the build ran must not be taken for one that was never given #}
{% macro still_there(name, relation, given) -%}
  {%- for column in var('present', {}).get(name, []) if execute and column | lower not in given -%}
    {{ exceptions.raise_compiler_error('gone: ' ~ (name ~ '.' ~ column if relation else name)) }}
  {%- endfor -%}
{%- endmacro %}
