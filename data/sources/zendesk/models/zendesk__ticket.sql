-- Grain: ticket. One whose organization bears no customer's id, or that has no organization, gets an id that no customer has:
-- it is set aside and counted, since what can be joined is itself a measure.
select
  ticket.id as ticket_id,
  coalesce(organization._customer, 'zendesk:organization:' || ticket.organization,
           'zendesk:user:' || ticket.requester_id, 'zendesk:nobody') as customer_id,
  ticket.created_at as opened_at, answer.first_response_at,
  case when ticket.status in ('solved', 'closed') then coalesce(closed.closed_at, ticket.updated_at) end as closed_at,
  case ticket.priority when 'urgent' then 1 when 'high' then 2 when 'normal' then 3 when 'low' then 4
    else {{ option('severity_without_priority') }} end as severity,
  cast({% if option('csat_good') and option('csat_bad') -%}
    case when rating.good then {{ option('csat_good') }} when not rating.good then {{ option('csat_bad') }} end
  {%- else %}null{% endif %} as double) as csat,
  {% if option('escalated_tag') -%}
    exists (select 1 from {{ raw('ticket_tag') }} as tagged
            where tagged.ticket_id = ticket.id and tagged.tag = {{ quoted_text(option('escalated_tag')) }})
  {%- else %}cast(null as boolean){% endif %} as escalated
from {{ ref('zendesk_ticket') }} as ticket
left join {{ newest('organization', 'id') }} as organization on organization.id = ticket.organization
left join {{ ref('zendesk_first_response') }} as answer on answer.ticket_id = ticket.id
left join {{ ref('zendesk_closed') }} as closed on closed.ticket_id = ticket.id
left join {{ ref('zendesk_rating') }} as rating on rating.ticket_id = ticket.id
