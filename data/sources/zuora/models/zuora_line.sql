-- Grain: segment of a recurring charge that is no discount and bears a price per month. Before discounts.
select id as line_id, start_on, end_on, mrr as gross, subscription_id, contract_id, account_id, rate_plan_id, product,
    department, quantity, transaction_currency, cancelled_date, cancel_reason
from {{ ref('zuora_charge') }}
where recurs and not is_discount and mrr >= 0
