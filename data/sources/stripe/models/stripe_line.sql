-- Grain: subscription item that pays: from the end of its trial on, unless it is still on trial or was paused at its end.
select * exclude (start_on, per_month), id as line_id, cast(per_month as decimal(28, 10)) as gross, paid_from as start_on
from (select *, greatest(start_on, coalesce(trial_end_on, start_on)) as paid_from from {{ ref('stripe_item') }})
where per_month is not null and coalesce(usage_type, 'licensed') <> 'metered'
    and status <> 'trialing' and not (status = 'paused' and trial_end_on is not null)
    and (end_on is null or paid_from < end_on)
