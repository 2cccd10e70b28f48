{{ indexed('renewal_key', 'customer_key') }}
-- Grain: a renewal of a known customer. Amounts are exact integers in the reporting currency's minor unit, converted at the
-- constant rate and rounded once. decided_day: null while open, and where a decision has no date; settled_day: the day from
-- which the outcome counts as known, the due day where a decision has no date, null while open. notice_day: the notice deadline, notice_days before the contract's term_end (its due day where the term's end is not given). cancelled_day: the
-- day by which every line in force at the end of the term that falls due had been cancelled; null while one of them goes on.
{%- set minor = '1' ~ '0' * var('minor_digits') %}
{%- set rate = 'coalesce(fx.to_reporting, cast(1 as decimal(16, 10)))' %}
with owned as (
  select
    renewal.*, customer.root_key, customer.group_key, {{ day_of('renewal.due_on') }} as due_day,
    max({{ day_of('renewal.due_on') }}) over (
      partition by renewal.contract_id order by {{ day_of('renewal.due_on') }}
      range between unbounded preceding and 1 preceding) as before_day
  from {{ ref('stg_renewal') }} as renewal
  join {{ ref('customer') }} as customer on customer.customer_id = renewal.customer_id
),
cancelled as (
  select owned.renewal_id, max({{ day_of('line.cancelled_on') }}) as cancelled_day
  from owned join {{ ref('rated') }} as line
    on line.contract_id = owned.contract_id and line.customer_key = owned.root_key
    and line.start_on < owned.due_on
    and (line.end_on is null or owned.before_day is null or {{ day_of('line.end_on') }} > owned.before_day + 1)
  group by owned.renewal_id
  having sum(case
    when {{ day_of('line.end_on') }} > owned.due_day + {{ var('grace_days') }} then 1
    when line.cancelled_on is null and (line.end_on is null
         or {{ day_of('line.end_on') }} >= owned.due_day - {{ var('grace_days') }}) then 1 else 0 end) = 0
)
select
  cast(row_number() over (order by {{ by_bytes('owned.renewal_id') }}) as integer) as renewal_key,
  owned.renewal_id, owned.root_key as customer_key, owned.group_key,
  coalesce(chain.chain, owned.contract_id) as chain, owned.contract_id, owned.owner_id, owned.due_day,
  case when owned.status <> 'open' then {{ day_of('owned.decided_on') }} end as decided_day,
  case when owned.status <> 'open' then coalesce({{ day_of('owned.decided_on') }}, owned.due_day) end as settled_day,
  owned.status,
  {{ half_even('(' ~ exact('owned.arr_due * ' ~ rate) ~ ' * ' ~ minor ~ ')') }} as arr_due,
  case owned.status when 'lost' then 0 when 'renewed' then
    {{ half_even('(' ~ exact('owned.arr_renewed * ' ~ rate) ~ ' * ' ~ minor ~ ')') }} end as arr_renewed,
  {{ day_of('coalesce(contract.term_end, owned.due_on)') }} - contract.notice_days as notice_day,
  contract.auto_renew, cancelled.cancelled_day
from owned
left join {{ ref('chain') }} as chain on chain.contract_id = owned.contract_id
left join {{ ref('stg_contract') }} as contract on contract.contract_id = owned.contract_id
left join {{ ref('stg_fx_rate') }} as fx on fx.currency = owned.currency
left join cancelled on cancelled.renewal_id = owned.renewal_id
order by owned.due_day, owned.renewal_id
