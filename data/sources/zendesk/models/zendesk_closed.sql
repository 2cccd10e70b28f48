-- Grain: ticket with a history of its status. The moment at which it was solved (or closed) and was not opened again.
with status as (
  select ticket_id, updated, max(value in ('solved', 'closed')) as over from {{ raw('ticket_field_history') }}
  where field_name = 'status' and value is not null
  group by ticket_id, updated
),
opened as (
  select ticket_id, max(updated) as last_open from status where not over group by ticket_id
)
select status.ticket_id, min(status.updated) as closed_at
from status left join opened on opened.ticket_id = status.ticket_id
where status.over and (opened.last_open is null or status.updated > opened.last_open)
group by status.ticket_id
