select {{ piece_id('net') }} as subscription_id,
    coalesce(account.customer_id, 'zuora:account:' || line.account_id) as customer_id,
    line.contract_id, line.product, line.department, net.start_on, net.end_on, net.net as mrr,
    line.transaction_currency as currency,
    case when line.quantity = floor(line.quantity) then line.quantity end as seats,
    case when net.gross = 0 then 'free' else 'paid' end as kind,
    case when last then line.cancelled_date end as cancelled_on,
    case when last and line.cancelled_date is not null then line.cancel_reason end as churn_reason
from (
    select net.*, coalesce(net.end_on, date '9999-12-31') = max(coalesce(net.end_on, date '9999-12-31'))
        over (partition by line.subscription_id) as last
    from {{ ref('zuora_net') }} as net
    inner join {{ ref('zuora_line') }} as line on line.line_id = net.line_id
) as net
inner join {{ ref('zuora_line') }} as line on line.line_id = net.line_id
left join {{ ref('zuora_account') }} as account on account.id = line.account_id
