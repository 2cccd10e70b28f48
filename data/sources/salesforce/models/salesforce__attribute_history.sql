-- Grain: account × attribute × spell, of the attributes that changed; the others hold as they stand.
with long as (
  {%- for name in ('segment', 'industry', 'region', 'plan') %}
  select id, '{{ name }}' as attribute, day, _{{ name }} as value from {{ ref('salesforce_version') }}
  {{ 'union all' if not loop.last }}
  {%- endfor %}
),
turns as (
  select * from long
  window spell as (partition by id, attribute order by day)
  qualify row_number() over spell = 1 or lag(value) over spell is distinct from value
)
select id as customer_id, attribute, day as from_on, value from turns
qualify count(*) over (partition by id, attribute) > 1
