-- Customers that bear the same customer's id are one, under the newest's name. A deleted one stays where it has lines.
select customer_id, coalesce(name, id) as name
from {{ ref('stripe_customer') }}
where not is_deleted or id in (select customer_id from {{ ref('stripe_item') }})
qualify row_number() over (
    partition by customer_id order by is_deleted, _fivetran_synced desc nulls last, id
) = 1
