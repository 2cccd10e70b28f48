-- The owning CSM changed, to another or to nobody, in the last 180 days. Asked of customers that ever had one.
{{ config(materialized='view') }}
with owner as (
  select
    customer_key, from_day as day, value,
    lag(value) over (partition by customer_key order by from_day) as value_before
  from {{ ref('history') }} where attribute = 'csm_id'
),
owned as (select distinct customer_key from owner where value is not null),
changed as (select customer_key, day from owner where value_before is not null and (value is null or value <> value_before)),
changed_for as (select customer_key, day as from_day, day + 180 as to_day from changed),
judges as ({{ judged('changed', 180, 'owned') }})
{{ at_least('csm_change', 'changed_for', 'judges') }}
