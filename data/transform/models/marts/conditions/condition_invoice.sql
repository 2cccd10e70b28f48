-- An invoice was overdue (unpaid after its due date) on some day of the last 90. Asked of customers that were sent one.
{{ config(materialized='view') }}
with invoice as (
  select
    customer.root_key as customer_key, {{ day_of('given.due_on') }} as day, {{ day_of('given.paid_on') }} as paid_day
  from {{ ref('stg_invoice') }} as given join {{ ref('customer') }} as customer on customer.customer_id = given.customer_id
),
overdue as (
  select customer_key, day + 1 as from_day, coalesce(paid_day + 89, {{ far_off() }}) as to_day
  from invoice where paid_day is null or paid_day > day + 1
),
judges as ({{ judged('invoice', 90, 'invoice') }})
{{ at_least('late_invoice', 'overdue', 'judges') }}
