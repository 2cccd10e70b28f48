{{ indexed('week_day') }}
-- Grain: judged Sunday × profile × stage: the customers with ARR, and their ARR. Sums only: shares are a sum and one division.
select
  dates.day as week_day, label.profile_id, journey.stage, count(*) as customers, cast(sum(piece.arr) as bigint) as arr
from {{ ref('piece_customer') }} as piece
join {{ ref('as_of') }} as dates on dates.day >= piece.from_day and dates.day < piece.to_day
join {{ ref('label') }} as label on label.label_id = piece.label_id
join {{ ref('journey') }} as journey
  on journey.customer_key = piece.unit_key and journey.from_day <= dates.day and journey.to_day > dates.day
where piece.arr > 0 and dates.is_week and dates.day between {{ var('journey').from_day }} and {{ var('journey').to_day }}
group by dates.day, label.profile_id, journey.stage
order by dates.day, label.profile_id
