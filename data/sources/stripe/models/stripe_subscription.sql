-- Grain: subscription in live mode that began: of its history the active version, else its row of `subscription`.
-- incomplete and incomplete_expired never began. Days are the company's.
with version as (
    select id, customer_id, status, cancel_at_period_end, livemode, pause_collection_behavior, start_date, created,
        cancel_at, canceled_at, ended_at, current_period_end, trial_start, trial_end, _fivetran_synced, 1 as rank
    from {{ raw('subscription_history') }}
    where _fivetran_active is not false
    union all
    select id, customer_id, status, cancel_at_period_end, livemode, pause_collection_behavior, start_date, created,
        cancel_at, canceled_at, ended_at, current_period_end, trial_start, trial_end, _fivetran_synced, 2
    from {{ raw('subscription') }}
    where _fivetran_deleted is not true
),

newest as (
    select * from version
    qualify row_number() over (partition by id order by rank, _fivetran_synced desc nulls last) = 1
)

select id, customer_id, status, cancel_at_period_end, pause_collection_behavior,
    {{ day_of('coalesce(start_date, created)') }} as start_on,
    {{ day_of('trial_end') }} as trial_end_on,
    {{ day_of('canceled_at') }} as cancelled_on,
    {{ day_of('current_period_end') }} as period_end_on,
    {{ day_of("case when ended_at is not null then ended_at when cancel_at is not null then cancel_at"
        ~ " when cancel_at_period_end or status = 'paused' then current_period_end end") }} as end_on
from newest
where livemode is not false and status not in ('incomplete', 'incomplete_expired')
