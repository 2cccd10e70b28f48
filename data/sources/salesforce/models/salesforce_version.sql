-- Grain: account × day of the company on which a version of it began, of accounts that are customers by themselves; the last
-- version of a day counts. The account as it stands now is the last version of all, so that the newest values equal it.
with given as (
  select history.id, {{ day_of('history._fivetran_start') }} as day, history._fivetran_start as since, false as present,
    history._csm, history._segment, history._industry, history._region, history._plan
  from {{ raw('account_history') }} as history
  where history._fivetran_start is not null and not coalesce(history.is_deleted, false)
),
newest as (
  select id, max(day) as day from given group by id
),
now as (
  select account.id, greatest(coalesce({{ day_of('account._fivetran_synced') }}, {{ today() }}), newest.day) as day,
    cast(null as timestamp) as since, true as present, account._csm, account._segment, account._industry, account._region,
    account._plan
  from {{ ref('salesforce_account') }} as account join newest on newest.id = account.id
  where account.survivor = account.id
),
versions as (
  select given.* from given join now on now.id = given.id
  union all
  select * from now
)
select * from versions
qualify row_number() over (partition by id, day order by present desc, since desc) = 1
