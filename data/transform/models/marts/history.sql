{{ indexed('customer_key') }}
-- Grain: customer × attribute × spell, for survivors with rows in assignment or attribute_history. A customer with rows is
-- covered from the beginning to the end: its earliest value serves before the first row, and a spell that closed with
-- no successor leaves a null spell behind. to_day is exclusive, null = still.
with given as (
  select customer_id, 'team_id' as attribute, from_on, to_on, team_id as value from {{ ref('stg_assignment') }}
  union all
  select customer_id, 'csm_id', from_on, to_on, csm_id from {{ ref('stg_assignment') }}
  union all
  select customer_id, attribute, from_on, null, value from {{ ref('stg_attribute_history') }} as history
  where attribute not in ('team_id', 'csm_id')
    or not exists (select 1 from {{ ref('stg_assignment') }} as owned where owned.customer_id = history.customer_id)
),
ordered as (
  select
    customer.customer_key, given.attribute, given.value,
    {{ day_of('given.from_on') }} as from_day, {{ day_of('given.to_on') }} as closed_day,
    lead({{ day_of('given.from_on') }}) over spell as next_day, row_number() over spell as position
  from given join {{ ref('customer') }} as customer on customer.customer_id = given.customer_id
  where customer.root_key = customer.customer_key
  window spell as (partition by given.customer_id, given.attribute order by given.from_on)
),
spells as (
  select
    customer_key, attribute, value,
    case when position = 1 then {{ beginning() }} else from_day end as from_day,
    case when closed_day < coalesce(next_day, closed_day + 1) then closed_day else next_day end as to_day, next_day
  from ordered
)
select customer_key, attribute, from_day, to_day, value from spells
where to_day is null or from_day < to_day
union all
select customer_key, attribute, to_day, next_day, null from spells
where to_day is not null and (next_day is null or to_day < next_day)
