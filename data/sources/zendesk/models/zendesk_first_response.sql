-- Grain: ticket that was answered. The first public comment of an agent or administrator after the first one of a customer: a
-- ticket that an agent opens begins with the agent's own words, which answer nobody.
with said as (
  select comment.ticket_id, comment.created, author.role in ('agent', 'admin') as ours
  from {{ newest('ticket_comment', 'id') }} as comment
  join {{ newest('user', 'id') }} as author on author.id = comment.user_id
  where comment.public and author.role is not null
),
asked as (
  select ticket_id, min(created) as since from said where not ours group by ticket_id
)
select said.ticket_id, min(said.created) as first_response_at
from said join asked on asked.ticket_id = said.ticket_id and said.created >= asked.since
where said.ours
group by said.ticket_id
