-- Grain: subscription, at its newest version that is in force or was. Every change makes a version with an id of its own
-- and with copies of all charges, past segments among them: older versions would count them twice.
select id, account_id, coalesce(original_id, id) as contract_id, status, cancel_reason, term_end_date, cancelled_date,
    auto_renew, _department as department
from {{ newest('subscription', 'id') }}
where _fivetran_deleted is not true and status <> 'Draft' and status not ilike 'pending%'
qualify row_number() over (partition by coalesce(original_id, id) order by version desc, _fivetran_synced desc nulls last) = 1
