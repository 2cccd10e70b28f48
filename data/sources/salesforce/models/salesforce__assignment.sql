-- Grain: account × spell under one user. Roles are today's: replicas hold no history of them here.
with turns as (
  select id, day, _csm from {{ ref('salesforce_version') }}
  window spell as (partition by id order by day)
  qualify row_number() over spell = 1 or lag(_csm) over spell is distinct from _csm
),
spells as (
  select *, lead(day) over (partition by id order by day) as until from turns
)
select spells.id as customer_id, coalesce(owner.team_id, 'no_role') as team_id, spells._csm as csm_id,
  spells.day as from_on, spells.until as to_on
from spells left join {{ ref('salesforce_user') }} as owner on owner.id = spells._csm
where spells._csm is not null and exists (select 1 from {{ ref('salesforce_user') }})
