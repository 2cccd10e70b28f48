-- An account is a customer. Accounts that bear the same customer's id are one, under the name of the account synced last.
select account.customer_id, account.name, nullif(parent.customer_id, account.customer_id) as parent_customer_id
from {{ ref('zuora_account') }} as account
left join {{ ref('zuora_account') }} as parent on parent.id = account.parent_id
qualify row_number() over (partition by account.customer_id order by account._fivetran_synced desc nulls last, account.id) = 1
