-- A champion left in the last 180 days. Asked of customers of whom a champion is known.
{{ config(materialized='view') }}
with champion as (
  select customer.root_key as customer_key, {{ day_of('given.left_on') }} as day
  from {{ ref('stg_contact') }} as given join {{ ref('customer') }} as customer on customer.customer_id = given.customer_id
  where given.role = 'champion'
),
gone as (select customer_key, day from champion where day is not null),
gone_for as (select customer_key, day as from_day, day + 180 as to_day from gone),
judges as ({{ judged('gone', 180, 'champion') }})
{{ at_least('champion_left', 'gone_for', 'judges') }}
