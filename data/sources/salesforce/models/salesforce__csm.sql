-- Grain: user who looks or looked after an account.
select id as csm_id, name, email, team_id from {{ ref('salesforce_user') }}
where id in (select _csm from {{ ref('salesforce_account') }} union select _csm from {{ ref('salesforce_version') }})
