WITH lives AS
(SELECT tenure_version_marts.life_customer.unit_key AS unit_key, tenure_version_marts.life_customer.first_day AS first_day, tenure_version_marts.life_customer.start_day AS start_day, tenure_version_marts.life_customer.in_cohort AS in_cohort, tenure_version_marts.life_customer.entry AS entry, tenure_version_marts.life_customer.label_id AS label_id, tenure_version_marts.life_customer.base AS base, CAST(NULL AS TEXT) AS cell
FROM tenure_version_marts.life_customer),
begun AS
(SELECT label.a_segment AS cell, lives.start_day AS start_day, lives.entry AS entry, count(*) AS units
FROM lives JOIN tenure_version_marts.label AS label ON label.label_id = lives.label_id
WHERE lives.first_day <= %(first_day_1)s AND lives.start_day IS NOT NULL AND coalesce(true, false) GROUP BY label.a_segment, lives.start_day, lives.entry),
gone AS
(SELECT label.a_segment AS cell, tenure_version_marts.lapse_customer.start_day AS start_day, tenure_version_marts.lapse_customer.entry AS entry, tenure_version_marts.lapse_customer.age AS age, count(*) AS units
FROM tenure_version_marts.lapse_customer JOIN tenure_version_marts.label AS label ON label.label_id = tenure_version_marts.lapse_customer.label_id
WHERE tenure_version_marts.lapse_customer.from_day <= %(from_day_1)s AND tenure_version_marts.lapse_customer.to_day > %(to_day_1)s AND tenure_version_marts.lapse_customer.start_day IS NOT NULL AND coalesce(true, false) GROUP BY label.a_segment, tenure_version_marts.lapse_customer.start_day, tenure_version_marts.lapse_customer.entry, tenure_version_marts.lapse_customer.age)
 SELECT ends.cell, ends.entry, ends.age, ends.event, CAST(sum(ends.units) AS INTEGER) AS units
FROM (SELECT there.cell AS cell, there.entry AS entry, CAST((CAST(EXTRACT(year FROM CAST(dateadd(day, %(param_1)s, CAST('1970-01-01' AS DATE)) AS DATE)) * %(param_2)s + EXTRACT(month FROM CAST(dateadd(day, %(param_1)s, CAST('1970-01-01' AS DATE)) AS DATE)) AS INTEGER) - CAST(EXTRACT(year FROM CAST(dateadd(day, there.start_day, CAST('1970-01-01' AS DATE)) AS DATE)) * %(param_3)s + EXTRACT(month FROM CAST(dateadd(day, there.start_day, CAST('1970-01-01' AS DATE)) AS DATE)) AS INTEGER)) - CASE WHEN (EXTRACT(day FROM CAST(dateadd(day, %(param_1)s, CAST('1970-01-01' AS DATE)) AS DATE)) < EXTRACT(day FROM CAST(dateadd(day, there.start_day, CAST('1970-01-01' AS DATE)) AS DATE)) AND EXTRACT(day FROM CAST(dateadd(day, %(param_1)s + %(param_4)s, CAST('1970-01-01' AS DATE)) AS DATE)) != %(param_5)s) THEN %(param_6)s ELSE %(param_7)s END AS INTEGER) AS age, false AS event, there.units AS units
FROM (SELECT both_ways.cell AS cell, both_ways.start_day AS start_day, both_ways.entry AS entry, sum(both_ways.units) AS units
FROM (SELECT begun.cell AS cell, begun.start_day AS start_day, begun.entry AS entry, begun.units AS units
FROM begun UNION ALL SELECT gone.cell AS cell, gone.start_day AS start_day, gone.entry AS entry, -gone.units AS anon_1
FROM gone) AS both_ways GROUP BY both_ways.cell, both_ways.start_day, both_ways.entry) AS there UNION ALL SELECT gone.cell AS cell, gone.entry AS entry, gone.age AS age, true AS anon_2, gone.units AS units
FROM gone) AS ends GROUP BY ends.cell, ends.entry, ends.age, ends.event ORDER BY ends.cell NULLS LAST, ends.entry, ends.age, ends.event;

WITH lives AS
(SELECT tenure_version_marts.life_customer.unit_key AS unit_key, tenure_version_marts.life_customer.first_day AS first_day, tenure_version_marts.life_customer.start_day AS start_day, tenure_version_marts.life_customer.in_cohort AS in_cohort, tenure_version_marts.life_customer.entry AS entry, tenure_version_marts.life_customer.label_id AS label_id, tenure_version_marts.life_customer.base AS base, CAST(NULL AS TEXT) AS cell
FROM tenure_version_marts.life_customer)
 SELECT CAST(count(*) AS INTEGER) AS units
FROM lives
WHERE lives.first_day = %(first_day_1)s AND lives.first_day <= %(first_day_2)s AND lives.start_day IS NULL;
