{{ indexed('week_day') }}
-- Grain: scored Sunday × profile × band. Sums only: shares are a sum and one division.
select week_day, profile_id, band, count(*) as customers, cast(sum(arr) as bigint) as arr
from {{ ref('health') }}
group by week_day, profile_id, band
order by week_day, profile_id
