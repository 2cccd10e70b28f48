-- Grain: customer in live mode. A deleted one stays: what it paid until then is history.
select id, name, is_deleted is true or _fivetran_deleted is true as is_deleted, _fivetran_synced,
    coalesce(_customer_id, 'stripe:customer:' || id) as customer_id
from {{ newest('customer', 'id') }}
where livemode is not false
