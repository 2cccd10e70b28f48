SELECT CAST(dateadd(day, tenure_version_marts.journey_cube.week_day, CAST('1970-01-01' AS DATE)) AS DATE) AS as_of, tenure_version_marts.profile.a_segment AS cell, tenure_version_marts.journey_cube.stage, CAST(sum(tenure_version_marts.journey_cube.customers) AS BIGINT) AS customers, CAST(sum(tenure_version_marts.journey_cube.arr) AS BIGINT) AS arr
FROM tenure_version_marts.journey_cube JOIN tenure_version_marts.profile ON tenure_version_marts.profile.profile_id = tenure_version_marts.journey_cube.profile_id
WHERE tenure_version_marts.journey_cube.week_day IN (… week_day_1 …) AND coalesce(true, false) GROUP BY tenure_version_marts.journey_cube.week_day, tenure_version_marts.profile.a_segment, tenure_version_marts.journey_cube.stage;

WITH gone AS
(SELECT lapse_gone.unit_key AS unit_key, lapse_gone.amount AS arr, label_gone.label_id AS label_id, lapse_gone.from_day AS since
FROM tenure_version_marts.lapse_customer AS lapse_gone JOIN tenure_version_marts.label AS label_gone ON label_gone.customer_key = lapse_gone.unit_key AND label_gone.from_day <= lapse_gone.from_day AND (label_gone.to_day > lapse_gone.from_day OR label_gone.to_day IS NULL)
WHERE lapse_gone.from_day > %(from_day_1)s AND lapse_gone.from_day <= %(from_day_2)s AND lapse_gone.to_day > %(to_day_1)s)
 SELECT label_of_gone.a_segment AS cell, CAST(count(*) AS BIGINT) AS customers, CAST(sum(gone.arr) AS BIGINT) AS arr
FROM gone JOIN tenure_version_marts.label AS label_of_gone ON label_of_gone.label_id = gone.label_id
WHERE coalesce(true, false) GROUP BY label_of_gone.a_segment;

SELECT asked.name, asked.rows
FROM (SELECT %(param_1)s AS name, count(*) AS rows
FROM (SELECT %(param_2)s AS anon_1
FROM tenure_version_staging.stg_contract
 LIMIT %(param_3)s) AS contract UNION ALL SELECT %(param_4)s AS name, count(*) AS rows
FROM (SELECT %(param_5)s AS anon_2
FROM tenure_version_staging.stg_health_score
 LIMIT %(param_6)s) AS health_score UNION ALL SELECT %(param_7)s AS name, count(*) AS rows
FROM (SELECT %(param_8)s AS anon_3
FROM tenure_version_staging.stg_invoice
 LIMIT %(param_9)s) AS invoice UNION ALL SELECT %(param_10)s AS name, count(*) AS rows
FROM (SELECT %(param_11)s AS anon_4
FROM tenure_version_staging.stg_onboarding
 LIMIT %(param_12)s) AS onboarding UNION ALL SELECT %(param_13)s AS name, count(*) AS rows
FROM (SELECT %(param_14)s AS anon_5
FROM tenure_version_staging.stg_outcome
 LIMIT %(param_15)s) AS outcome UNION ALL SELECT %(param_16)s AS name, count(*) AS rows
FROM (SELECT %(param_17)s AS anon_6
FROM tenure_version_staging.stg_pulse
 LIMIT %(param_18)s) AS pulse UNION ALL SELECT %(param_19)s AS name, count(*) AS rows
FROM (SELECT %(param_20)s AS anon_7
FROM tenure_version_staging.stg_renewal
 LIMIT %(param_21)s) AS renewal UNION ALL SELECT %(param_22)s AS name, count(*) AS rows
FROM (SELECT %(param_23)s AS anon_8
FROM tenure_version_staging.stg_survey
 LIMIT %(param_24)s) AS survey UNION ALL SELECT %(param_25)s AS name, count(*) AS rows
FROM (SELECT %(param_26)s AS anon_9
FROM tenure_version_staging.stg_ticket
 LIMIT %(param_27)s) AS ticket UNION ALL SELECT %(param_28)s AS name, count(*) AS rows
FROM (SELECT %(param_29)s AS anon_10
FROM tenure_version_staging.stg_touch
 LIMIT %(param_30)s) AS touch UNION ALL SELECT %(param_31)s AS name, count(*) AS rows
FROM (SELECT %(param_32)s AS anon_11
FROM tenure_version_staging.stg_usage_week
 LIMIT %(param_33)s) AS usage_week) AS asked;
