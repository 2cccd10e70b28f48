{{ indexed('customer_key', 'customer_id', 'root_key') }}
-- Grain: a customer as loaded. root_key: the survivor it was merged into (itself, if none); group_key: the survivor's
-- topmost parent, parents that were merged standing for their survivors. search: name, id and domain as the search compares them.
with recursive merge_link as (
  select customer_id as id, merged_into as next_id from {{ ref('stg_customer') }} where merged_into is not null
),
{{ follow('merged', 'merge_link') }},
survivor as (
  select customer.customer_id, coalesce(merged.target, customer.customer_id) as root_id
  from {{ ref('stg_customer') }} as customer left join merged on merged.id = customer.customer_id
),
parent_link as (
  select customer.customer_id as id, parent.root_id as next_id
  from {{ ref('stg_customer') }} as customer
  join survivor as parent on parent.customer_id = customer.parent_customer_id
  where customer.merged_into is null and parent.root_id <> customer.customer_id
),
{{ follow('parented', 'parent_link') }},
numbered as (
  select customer_id, name, cast(row_number() over (order by {{ by_bytes('customer_id') }}) as integer) as customer_key,
    coalesce({{ searchable('name') }}, '') || ' ' || {{ folded('customer_id') }}
    {%- for column in var('search')['domains'] %} || ' ' || coalesce({{ folded(quoted(column)) }}, ''){% endfor %} as search
  from {{ ref('stg_customer') }}
)
select
  numbered.customer_key, numbered.customer_id, numbered.name, numbered.search,
  root.customer_key as root_key, coalesce(topmost.customer_key, root.customer_key) as group_key
from numbered
join survivor on survivor.customer_id = numbered.customer_id
join numbered as root on root.customer_id = survivor.root_id
left join parented on parented.id = survivor.root_id
left join numbered as topmost on topmost.customer_id = parented.target
