-- Grain: user, the newest version; those who left are kept, their accounts' past names them. A user without a role is of the
-- team no_role.
select id, name, email, coalesce(user_role_id, 'no_role') as team_id
from {{ newest('user', 'id', by='coalesce(_fivetran_active, true) desc, _fivetran_synced') }}
