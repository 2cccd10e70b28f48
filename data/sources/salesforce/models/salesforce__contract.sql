-- Grain: contract that is not deleted.
select id as contract_id, account_id as customer_id, end_date as term_end
from {{ newest('contract', 'id') }} where not coalesce(is_deleted, false)
