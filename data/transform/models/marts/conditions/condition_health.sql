-- What the health measures say from one scored Sunday to the next: at least half of the company's features used in the last four
-- weeks, use down by 30 % or more, contacted within the promised rhythm. Where a measure is unknown nobody can tell.
{{ config(materialized='view') }}
with week as (
  select customer_key, week_day as day, m_usage_breadth, m_usage_trend, coverage from {{ ref('health') }}
),
wide as (select customer_key, day, m_usage_breadth >= 0.5 as holds from week where m_usage_breadth is not null),
falling as (select customer_key, day, m_usage_trend <= -0.3 + 1e-9 as holds from week where m_usage_trend is not null),
covered as (select customer_key, day, coverage as holds from week where coverage is not null)
{{ weekly('breadth', 'wide') }}
union all
{{ weekly('use_falling', 'falling') }}
union all
{{ weekly('covered', 'covered') }}
