{{ indexed('week_day', 'customer_key') }}
-- Grain: a renewal × Sunday from fifteen weeks before its due day on, on which it was undecided, as known on that Sunday;
-- a renewal that stays open is followed for 26 weeks after its due day. label_id: the label on the Sunday, at the latest on
-- the due day. category: the forecast said last by then. trend, rating, band: the health of that Sunday (a rating of the last
-- 90 days). at_risk: due within 90 days or overdue, and one of the reasons by_… holds.
{%- set minor = '1' ~ '0' * var('minor_digits') %}
{%- set rate = 'coalesce(fx.to_reporting, cast(1 as decimal(16, 10)))' %}
with week as (
  select day as week_day from {{ ref('as_of') }} where is_week
),
said as (
  select
    renewal.renewal_key, {{ day_of('forecast.as_of_on') }} as from_day, forecast.category,
    {{ half_even('(' ~ exact('forecast.arr_expected * ' ~ rate) ~ ' * ' ~ minor ~ ')') }} as arr_expected,
    lead({{ day_of('forecast.as_of_on') }}) over (
      partition by renewal.renewal_key order by forecast.as_of_on) as to_day
  from {{ ref('stg_renewal_forecast') }} as forecast
  join {{ ref('renewal') }} as renewal on renewal.renewal_id = forecast.renewal_id
  join {{ ref('stg_renewal') }} as given on given.renewal_id = forecast.renewal_id
  left join {{ ref('stg_fx_rate') }} as fx on fx.currency = given.currency
),
open_week as (
  select renewal.*, week.week_day
  from {{ ref('renewal') }} as renewal join week
    on week.week_day > renewal.due_day - 105 and week.week_day <= renewal.due_day + 182
    and week.week_day < coalesce(renewal.settled_day, {{ far_off() }})
    and week.week_day < coalesce(renewal.cancelled_day, {{ far_off() }})
),
told as (
  select
    open_week.renewal_key, open_week.customer_key, open_week.group_key, open_week.week_day, open_week.due_day,
    open_week.arr_due, label.label_id, label.profile_id, coalesce(health.band, 'unknown') as band, health.score,
    said.category, said.arr_expected, health.m_pulse as rating, health.m_usage_trend as trend,
    open_week.due_day - open_week.week_day <= 90 as is_near,
    coalesce(health.band = 'red', false) as by_band,
    coalesce(said.category = 'at_risk', false) as by_forecast,
    coalesce(health.m_pulse <= 2, false) as by_pulse,
    coalesce(health.m_usage_trend <= -0.3 + 1e-9, false) as by_usage
  from open_week
  join {{ ref('label') }} as label
    on label.customer_key = open_week.customer_key
    and label.from_day <= least(open_week.week_day, open_week.due_day)
    and (label.to_day is null or label.to_day > least(open_week.week_day, open_week.due_day))
  left join {{ ref('health') }} as health
    on health.customer_key = open_week.customer_key and health.week_day = open_week.week_day
  left join said
    on said.renewal_key = open_week.renewal_key and said.from_day <= open_week.week_day
    and (said.to_day is null or said.to_day > open_week.week_day)
)
select
  renewal_key, customer_key, group_key, week_day, due_day, arr_due, label_id, profile_id, band, score, category, arr_expected,
  rating, trend, by_band, by_forecast, by_pulse, by_usage,
  is_near and (by_band or by_forecast or by_pulse or by_usage) as at_risk
from told
order by week_day, renewal_key
