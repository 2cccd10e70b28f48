select subscription.contract_id,
    coalesce(account.customer_id, 'zuora:account:' || subscription.account_id) as customer_id,
    subscription.term_end_date as term_end, subscription.auto_renew
from {{ ref('zuora_subscription') }} as subscription
left join {{ ref('zuora_account') }} as account on account.id = subscription.account_id
