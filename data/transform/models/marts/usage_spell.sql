-- Grain: customer × contract × product × department × month, for lines of kind usage: in each month, twelve times the
-- mean of the three months before it. A month without a line after the first counts 0; months before the first are
-- left out. A line counts in every month in which one of its own months begins; one without an end is followed for
-- twenty years past the newest day.
{%- set horizon = "(date '" ~ var('newest_day') ~ "' + 7300)" %}
{%- set key = 'customer_key, group_key, contract_id, chain, product, department' %}
with usage_line as (
  select
    rated.*, {{ month_of(day_of('start_on')) }} as start_month,
    {{ month_of(day_of('least(coalesce(end_on, ' ~ horizon ~ '), ' ~ horizon ~ ')')) }} as last_month
  from {{ ref('rated') }} as rated
  where kind = 'usage'
),
numbers as (
  select cast(generated_number - 1 as integer) as n from ({{ dbt.generate_series(1200) }}) as series
),
charged as (
  select {{ key }}, start_month + n as month, mrr
  from usage_line join numbers on n <= greatest(last_month - start_month, 0)
  where n = 0 or end_on is null or cast(start_on + n * interval '1 month' as date) < end_on
),
monthly as (
  select {{ key }}, month, sum(mrr) as amount, min(min(month)) over (partition by {{ key }}) as first_month
  from charged
  group by {{ key }}, month
),
trailed as (
  select {{ key }}, month + ahead as month, first_month, sum(amount) as amount
  from monthly cross join (select 1 as ahead union all select 2 union all select 3) as months_after
  group by {{ key }}, month + ahead, first_month
)
select
  {{ key }}, month,
  {{ exact('amount') }} * cast(case when month - first_month >= 3 then 4 when month - first_month = 2 then 6 else 12 end as decimal(2, 0)) as yearly
from trailed
