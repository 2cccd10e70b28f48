-- Grain: active customer × Sunday that is scored, with what it is then: label, profile, ARR, and the labels that the model reads.
select
  piece.unit_key as customer_key, dates.day as week_day, piece.label_id, label.profile_id, piece.arr,
  {{ label_or_null('segment') }} as segment, {{ label_or_null('touch_model') }} as touch_model
from {{ ref('piece_customer') }} as piece
join {{ ref('as_of') }} as dates on dates.day >= piece.from_day and dates.day < piece.to_day
join {{ ref('label') }} as label on label.label_id = piece.label_id
where piece.arr > 0 and dates.is_week and dates.day between {{ var('health').from_day }} and {{ var('health').to_day }}
