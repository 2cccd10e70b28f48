-- Grain: ticket that was rated good or bad: the newest rating. One that was only offered is none.
select ticket_id, score like 'good%' as good
from {{ newest('satisfaction_rating', 'id') }}
where score like 'good%' or score like 'bad%'
qualify row_number() over (partition by ticket_id order by updated_at desc, id desc) = 1
