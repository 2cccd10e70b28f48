-- Grain: account. An account that bears no customer's id gets one that no other source has, so that its lines are counted.
select id, name, parent_id, _fivetran_synced,
    coalesce(_customer_id, 'zuora:account:' || id) as customer_id
from {{ newest('account', 'id') }}
where _fivetran_deleted is not true
