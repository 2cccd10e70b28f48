-- Grain: ticket that is not deleted, its newest version, with its organization: its own, else its requester's.
select ticket.*, coalesce(ticket.organization_id, requester.organization_id) as organization
from {{ newest('ticket', 'id', by='updated_at desc nulls last, _fivetran_synced') }} as ticket
left join {{ newest('user', 'id') }} as requester on requester.id = ticket.requester_id
where ticket.status <> 'deleted'
