-- Grain: account, merged ones included: they name the account that they were merged into. Without users no team is known.
{%- set domain = option('domain').rstrip('/') %}
{%- set domain = domain if '://' in domain or not domain else 'https://' ~ domain %}
select
  account.id as customer_id, account.name, account._segment as segment, account._industry as industry,
  account._region as region, account._plan as plan, {{ mapped('account._touch_model', 'touch_models') }} as touch_model,
  account.number_of_employees as employees,
  case when account._csm is not null and exists (select 1 from {{ ref('salesforce_user') }})
    then coalesce(owner.team_id, 'no_role') end as team_id,
  account._csm as csm_id, cast(left(account._signed_on, 10) as date) as signed_on,
  case when account.survivor = account.id then nullif(parent.survivor, account.id) end as parent_customer_id,
  nullif(account.survivor, account.id) as merged_into,
  {% if domain %}{{ quoted_text(domain ~ '/') }} || account.id{% else %}null{% endif %} as url
from {{ ref('salesforce_account') }} as account
left join {{ ref('salesforce_account') }} as parent on parent.id = account.parent_id
left join {{ ref('salesforce_user') }} as owner on owner.id = account._csm
