-- Three or more tickets, and a severe one (severity 1 or 2), opened in the last 90 days.
{{ config(materialized='view') }}
with ticket as (
  select customer.root_key as customer_key, {{ local_day('given.opened_at') }} as day, given.severity
  from {{ ref('stg_ticket') }} as given join {{ ref('customer') }} as customer on customer.customer_id = given.customer_id
),
opened as (select customer_key, day as from_day, day + 90 as to_day from ticket),
severe as (select customer_key, day as from_day, day + 90 as to_day from ticket where severity <= 2),
judges as ({{ judged('ticket', 90) }})
{{ at_least('tickets', 'opened', 'judges', 3) }}
union all
{{ at_least('severe_ticket', 'severe', 'judges') }}
