-- Grain: role of somebody who looks or looked after an account, and one team for those without a role.
with used as (
  select distinct team_id from (
    select team_id from {{ ref('salesforce__csm') }}
    union all select team_id from {{ ref('salesforce__customer') }}
    union all select team_id from {{ ref('salesforce__assignment') }}
  ) where team_id is not null
)
select used.team_id, case when used.team_id = 'no_role' then 'No role' else coalesce(role.name, used.team_id) end as name,
  {{ quoted_text(option('team_function')) }} as function
from used left join {{ newest('user_role', 'id') }} as role on role.id = used.team_id
