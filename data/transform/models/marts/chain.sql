-- Grain: a contract that continues another: its chain is named by the chain's first contract. A contract continues its
-- previous one if both belong to the same customer (after merging), or if the previous one is not in the data.
with recursive owned as (
  select contract.contract_id, contract.previous_contract_id, customer.root_key
  from {{ ref('stg_contract') }} as contract
  join {{ ref('customer') }} as customer on customer.customer_id = contract.customer_id
),
link as (
  select owned.contract_id as id, owned.previous_contract_id as next_id
  from owned left join owned as previous on previous.contract_id = owned.previous_contract_id
  where owned.previous_contract_id is not null
    and (previous.contract_id is null or previous.root_key = owned.root_key)
),
{{ follow('chained', 'link') }}
select id as contract_id, target as chain from chained
