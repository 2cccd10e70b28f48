{{ indexed('customer_id') }}
{{ config(materialized='table') }}
-- In the order of customers: what belongs to one of them is then read without reading everybody's.
{{ contract_table('contact') }}
order by customer_id
