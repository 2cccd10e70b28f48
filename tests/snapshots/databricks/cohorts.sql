SELECT tenure_version_marts.cohort_customer.cohort, tenure_version_marts.cohort_customer.age, CAST(sum(tenure_version_marts.cohort_customer.arr) AS BIGINT) AS arr, CAST(sum(tenure_version_marts.cohort_customer.kept) AS BIGINT) AS kept, CAST(sum(tenure_version_marts.cohort_customer.active) AS BIGINT) AS active, max(tenure_version_marts.cohort_customer.last_day) AS last_day
FROM tenure_version_marts.cohort_customer
WHERE tenure_version_marts.cohort_customer.cohort < :`cohort_1` GROUP BY tenure_version_marts.cohort_customer.cohort, tenure_version_marts.cohort_customer.age;

WITH lives AS
(SELECT tenure_version_marts.life_customer.unit_key AS unit_key, tenure_version_marts.life_customer.first_day AS first_day, tenure_version_marts.life_customer.start_day AS start_day, tenure_version_marts.life_customer.in_cohort AS in_cohort, tenure_version_marts.life_customer.entry AS entry, tenure_version_marts.life_customer.label_id AS label_id, tenure_version_marts.life_customer.base AS base, CAST(NULL AS STRING) AS cell
FROM tenure_version_marts.life_customer)
 SELECT CAST(EXTRACT(year FROM date_from_unix_date(lives.first_day)) * :`param_1` + EXTRACT(month FROM date_from_unix_date(lives.first_day)) AS INT) AS cohort, CAST(:`param_2` AS INT) AS age, CAST(sum(lives.base) AS BIGINT) AS arr, CAST(sum(lives.base) AS BIGINT) AS kept, count(*) AS active, max(lives.first_day) AS last_day
FROM lives
WHERE lives.in_cohort AND lives.first_day >= :`first_day_1` AND lives.first_day <= :`first_day_2` GROUP BY CAST(EXTRACT(year FROM date_from_unix_date(lives.first_day)) * :`param_1` + EXTRACT(month FROM date_from_unix_date(lives.first_day)) AS INT);

WITH lives AS
(SELECT tenure_version_marts.life_customer.unit_key AS unit_key, tenure_version_marts.life_customer.first_day AS first_day, tenure_version_marts.life_customer.start_day AS start_day, tenure_version_marts.life_customer.in_cohort AS in_cohort, tenure_version_marts.life_customer.entry AS entry, tenure_version_marts.life_customer.label_id AS label_id, tenure_version_marts.life_customer.base AS base, CAST(NULL AS STRING) AS cell
FROM tenure_version_marts.life_customer)
 SELECT CAST(count(*) AS INT) AS units
FROM lives
WHERE lives.first_day = :`first_day_1` AND lives.first_day <= :`first_day_2` AND NOT lives.in_cohort;
