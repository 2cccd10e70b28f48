{# Follows id → next_id to its end. One row for each id that has a next: (id, target). The load refuses cycles. #}
{% macro deepest(relation) %}
  select id, target from (
    select id, target, row_number() over (partition by id order by depth desc) as nearest
    from {{ relation }}
  ) as followed
  where nearest = 1
{% endmacro %}

{% macro follow(name, links) %}
  {{ name }}_step (id, target, depth) as (
    select id, next_id, 1 from {{ links }}
    union all
    select step.id, link.next_id, step.depth + 1
    from {{ name }}_step as step
    join {{ links }} as link on link.id = step.target
  ),
  {{ name }} as ({{ deepest(name ~ '_step') }})
{% endmacro %}
