-- Grain: opportunity of kind renewal whose amount due is known. One that names no contract gets an id of its own, under
-- which it is set aside and counted.
select
  id as renewal_id, coalesce(_renewal_contract, 'salesforce:' || id) as contract_id, account_id as customer_id,
  cast(left(_renewal_due, 10) as date) as due_on, closed_on as decided_on,
  case when won then 'renewed' when closed_on is not null then 'lost' else 'open' end as status,
  arr_due, case when won then arr end as arr_renewed, currency, owner_id
from {{ ref('salesforce_deal') }}
where kind = 'renewal' and arr_due is not null
