-- On DuckDB a build writes a draft that nobody else has open and that is thrown away where it fails. So a model takes its
-- place at once: dbt's own way, under another name and then renamed, is a third of what a small company's build costs.
{% materialization table, adapter="duckdb", supported_languages=["sql"] %}
  {{ return(in_place("table")) }}
{% endmaterialization %}

{% materialization view, adapter="duckdb", supported_languages=["sql"] %}
  {{ return(in_place("view")) }}
{% endmaterialization %}

{% macro in_place(kind) %}
  {%- set target = this.incorporate(type=kind) -%}
  {%- set there = load_cached_relation(this) -%}
  {%- if there is not none and there.type != kind -%}{{ adapter.drop_relation(there) }}{%- endif -%}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}
  {%- call statement("main") -%}
    create or replace {{ kind }} {{ target }} as (
      {{ model["compiled_code"] }}
    );
  {%- endcall -%}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {{ adapter.commit() }}
  {{ return({"relations": [target]}) }}
{% endmacro %}
