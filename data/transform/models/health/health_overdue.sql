-- Grain: customer × scored Sunday on which an invoice is overdue. due_day: of the oldest that was unpaid on that day.
with late as (
  select
    customer.root_key as customer_key, {{ day_of('invoice.due_on') }} as due_day,
    coalesce({{ day_of('invoice.paid_on') }}, {{ far_off() }}) as paid_day
  from {{ ref('stg_invoice') }} as invoice
  join {{ ref('customer') }} as customer on customer.customer_id = invoice.customer_id
)
select late.customer_key, dates.day as week_day, min(late.due_day) as due_day
from late join {{ ref('as_of') }} as dates on dates.day > late.due_day and dates.day < late.paid_day
where dates.is_week and dates.day between {{ var('health').from_day }} and {{ var('health').to_day }} and late.paid_day > late.due_day + 1
group by late.customer_key, dates.day
