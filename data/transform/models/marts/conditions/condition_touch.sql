-- Training in the last 365 days, content seen and an executive met in the last 180. What was not delivered did not happen; content
-- counts as seen where it was opened or clicked, and only where the company records that at all.
{{ config(materialized='view') }}
with touch as (
  select
    customer.root_key as customer_key, {{ day_of('given.occurred_on') }} as day, given.kind, given.opened, given.clicked
  from {{ ref('stg_touch') }} as given join {{ ref('customer') }} as customer on customer.customer_id = given.customer_id
  where coalesce(given.delivered, true)
),
sent as (
  select * from touch
  where kind in ('email', 'webinar', 'content') and (opened is not null or clicked is not null)
),
trained as (select customer_key, day as from_day, day + 365 as to_day from touch where kind = 'training'),
seen as (select customer_key, day as from_day, day + 180 as to_day from sent where opened or clicked),
met as (select customer_key, day as from_day, day + 180 as to_day from touch where kind = 'executive'),
judges_365 as ({{ judged('touch', 365) }}),
judges_180 as ({{ judged('touch', 180) }}),
judges_seen as ({{ judged('sent', 180) }})
{{ at_least('training', 'trained', 'judges_365') }}
union all
{{ at_least('content_seen', 'seen', 'judges_seen') }}
union all
{{ at_least('executive_contact', 'met', 'judges_180') }}
