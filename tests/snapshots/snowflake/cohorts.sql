SELECT tenure_version_marts.cohort_customer.cohort, tenure_version_marts.cohort_customer.age, CAST(sum(tenure_version_marts.cohort_customer.arr) AS BIGINT) AS arr, CAST(sum(tenure_version_marts.cohort_customer.kept) AS BIGINT) AS kept, CAST(sum(tenure_version_marts.cohort_customer.active) AS BIGINT) AS active, max(tenure_version_marts.cohort_customer.last_day) AS last_day
FROM tenure_version_marts.cohort_customer
WHERE tenure_version_marts.cohort_customer.cohort < %(cohort_1)s GROUP BY tenure_version_marts.cohort_customer.cohort, tenure_version_marts.cohort_customer.age;

WITH lives AS
(SELECT tenure_version_marts.life_customer.unit_key AS unit_key, tenure_version_marts.life_customer.first_day AS first_day, tenure_version_marts.life_customer.start_day AS start_day, tenure_version_marts.life_customer.in_cohort AS in_cohort, tenure_version_marts.life_customer.entry AS entry, tenure_version_marts.life_customer.label_id AS label_id, tenure_version_marts.life_customer.base AS base, CAST(NULL AS TEXT) AS cell
FROM tenure_version_marts.life_customer)
 SELECT CAST(EXTRACT(year FROM CAST(dateadd(day, lives.first_day, CAST('1970-01-01' AS DATE)) AS DATE)) * %(param_1)s + EXTRACT(month FROM CAST(dateadd(day, lives.first_day, CAST('1970-01-01' AS DATE)) AS DATE)) AS INTEGER) AS cohort, CAST(%(param_2)s AS INTEGER) AS age, CAST(sum(lives.base) AS BIGINT) AS arr, CAST(sum(lives.base) AS BIGINT) AS kept, count(*) AS active, max(lives.first_day) AS last_day
FROM lives
WHERE lives.in_cohort AND lives.first_day >= %(first_day_1)s AND lives.first_day <= %(first_day_2)s GROUP BY CAST(EXTRACT(year FROM CAST(dateadd(day, lives.first_day, CAST('1970-01-01' AS DATE)) AS DATE)) * %(param_1)s + EXTRACT(month FROM CAST(dateadd(day, lives.first_day, CAST('1970-01-01' AS DATE)) AS DATE)) AS INTEGER);

WITH lives AS
(SELECT tenure_version_marts.life_customer.unit_key AS unit_key, tenure_version_marts.life_customer.first_day AS first_day, tenure_version_marts.life_customer.start_day AS start_day, tenure_version_marts.life_customer.in_cohort AS in_cohort, tenure_version_marts.life_customer.entry AS entry, tenure_version_marts.life_customer.label_id AS label_id, tenure_version_marts.life_customer.base AS base, CAST(NULL AS TEXT) AS cell
FROM tenure_version_marts.life_customer)
 SELECT CAST(count(*) AS INTEGER) AS units
FROM lives
WHERE lives.first_day = %(first_day_1)s AND lives.first_day <= %(first_day_2)s AND NOT lives.in_cohort;
