WITH lives AS
(SELECT first.unit_key AS unit_key, first.cell AS cell, first.first_day AS first_day, CASE WHEN (first.first_day > :first_day_1) THEN first.first_day ELSE tenure_version_marts.life_customer.start_day END AS start_day, CASE WHEN (first.first_day > :first_day_1) THEN :param_11 ELSE tenure_version_marts.life_customer.in_cohort END AS in_cohort, CASE WHEN (first.first_day > :first_day_1) THEN :param_12 ELSE tenure_version_marts.life_customer.entry END AS entry, label.label_id AS label_id, first.base AS base
FROM (SELECT placed.unit_key AS unit_key, placed.cell AS cell, placed.day AS first_day, placed.delta AS base
FROM (SELECT daily.unit_key AS unit_key, daily.cell AS cell, daily.day AS day, daily.delta AS delta, row_number() OVER (PARTITION BY daily.unit_key, daily.cell ORDER BY daily.day) AS place
FROM (SELECT line_end.unit_key AS unit_key, line_end.cell AS cell, line_end.day AS day, sum(line_end.delta) AS delta
FROM (SELECT tenure_version_marts.line.customer_unit AS unit_key, CAST(NULL AS VARCHAR) AS cell, tenure_version_marts.line.from_day AS day, tenure_version_marts.line.arr AS delta
FROM tenure_version_marts.line
WHERE tenure_version_marts.line.product IN (… product_1 …) UNION ALL SELECT tenure_version_marts.line.customer_unit AS customer_unit, CAST(NULL AS VARCHAR) AS anon_1, tenure_version_marts.line.to_day AS to_day, -tenure_version_marts.line.arr AS anon_2
FROM tenure_version_marts.line
WHERE tenure_version_marts.line.to_day IS NOT NULL AND tenure_version_marts.line.product IN (… product_1 …)) AS line_end GROUP BY line_end.unit_key, line_end.cell, line_end.day
HAVING sum(line_end.delta) != :sum_1) AS daily) AS placed
WHERE placed.place = :place_1) AS first JOIN tenure_version_marts.life_customer ON tenure_version_marts.life_customer.unit_key = first.unit_key JOIN tenure_version_marts.unit_customer ON tenure_version_marts.unit_customer.unit_key = first.unit_key JOIN tenure_version_marts.label AS label ON label.customer_key = tenure_version_marts.unit_customer.owner_key AND label.from_day <= first.first_day AND (label.to_day IS NULL OR label.to_day > first.first_day))
 SELECT CAST(EXTRACT(year FROM date_add('day', running.first_day, DATE '1970-01-01')) * :param_1 + EXTRACT(month FROM date_add('day', running.first_day, DATE '1970-01-01')) AS INTEGER) AS cohort, (CAST(EXTRACT(year FROM date_add('day', running.day, DATE '1970-01-01')) * :param_2 + EXTRACT(month FROM date_add('day', running.day, DATE '1970-01-01')) AS INTEGER) - CAST(EXTRACT(year FROM date_add('day', running.first_day, DATE '1970-01-01')) * :param_3 + EXTRACT(month FROM date_add('day', running.first_day, DATE '1970-01-01')) AS INTEGER)) + CASE WHEN (EXTRACT(day FROM date_add('day', running.day, DATE '1970-01-01')) > EXTRACT(day FROM date_add('day', running.first_day, DATE '1970-01-01'))) THEN :param_4 ELSE :param_5 END AS age, CAST(sum(running.delta) AS BIGINT) AS arr, CAST(sum(least(coalesce(running.arr, running.base), coalesce(running.base, running.arr)) - least(coalesce(running.arr - running.delta, running.base), coalesce(running.base, running.arr - running.delta))) AS BIGINT) AS kept, CAST(sum(CASE WHEN (running.arr > :arr_1) THEN :param_6 ELSE :param_7 END - CASE WHEN (running.arr - running.delta > :param_8) THEN :param_9 ELSE :param_10 END) AS BIGINT) AS active, max(CASE WHEN (running.day = running.first_day) THEN running.day END) AS last_day
FROM (SELECT lives.first_day AS first_day, lives.base AS base, daily.day AS day, daily.delta AS delta, sum(daily.delta) OVER (PARTITION BY daily.unit_key ORDER BY daily.day) AS arr
FROM lives JOIN (SELECT line_end.unit_key AS unit_key, line_end.cell AS cell, line_end.day AS day, sum(line_end.delta) AS delta
FROM (SELECT tenure_version_marts.line.customer_unit AS unit_key, CAST(NULL AS VARCHAR) AS cell, tenure_version_marts.line.from_day AS day, tenure_version_marts.line.arr AS delta
FROM tenure_version_marts.line
WHERE tenure_version_marts.line.product IN (… product_2 …) UNION ALL SELECT tenure_version_marts.line.customer_unit AS customer_unit, CAST(NULL AS VARCHAR) AS anon_1, tenure_version_marts.line.to_day AS to_day, -tenure_version_marts.line.arr AS anon_3
FROM tenure_version_marts.line
WHERE tenure_version_marts.line.to_day IS NOT NULL AND tenure_version_marts.line.product IN (… product_2 …)) AS line_end GROUP BY line_end.unit_key, line_end.cell, line_end.day
HAVING sum(line_end.delta) != :sum_2) AS daily ON daily.unit_key = lives.unit_key
WHERE lives.in_cohort AND lives.first_day <= :first_day_2 AND daily.day <= :day_1) AS running GROUP BY CAST(EXTRACT(year FROM date_add('day', running.first_day, DATE '1970-01-01')) * :param_1 + EXTRACT(month FROM date_add('day', running.first_day, DATE '1970-01-01')) AS INTEGER), (CAST(EXTRACT(year FROM date_add('day', running.day, DATE '1970-01-01')) * :param_2 + EXTRACT(month FROM date_add('day', running.day, DATE '1970-01-01')) AS INTEGER) - CAST(EXTRACT(year FROM date_add('day', running.first_day, DATE '1970-01-01')) * :param_3 + EXTRACT(month FROM date_add('day', running.first_day, DATE '1970-01-01')) AS INTEGER)) + CASE WHEN (EXTRACT(day FROM date_add('day', running.day, DATE '1970-01-01')) > EXTRACT(day FROM date_add('day', running.first_day, DATE '1970-01-01'))) THEN :param_4 ELSE :param_5 END;

WITH lives AS
(SELECT first.unit_key AS unit_key, first.cell AS cell, first.first_day AS first_day, CASE WHEN (first.first_day > :first_day_1) THEN first.first_day ELSE tenure_version_marts.life_customer.start_day END AS start_day, CASE WHEN (first.first_day > :first_day_1) THEN :param_1 ELSE tenure_version_marts.life_customer.in_cohort END AS in_cohort, CASE WHEN (first.first_day > :first_day_1) THEN :param_2 ELSE tenure_version_marts.life_customer.entry END AS entry, label.label_id AS label_id, first.base AS base
FROM (SELECT placed.unit_key AS unit_key, placed.cell AS cell, placed.day AS first_day, placed.delta AS base
FROM (SELECT daily.unit_key AS unit_key, daily.cell AS cell, daily.day AS day, daily.delta AS delta, row_number() OVER (PARTITION BY daily.unit_key, daily.cell ORDER BY daily.day) AS place
FROM (SELECT line_end.unit_key AS unit_key, line_end.cell AS cell, line_end.day AS day, sum(line_end.delta) AS delta
FROM (SELECT tenure_version_marts.line.customer_unit AS unit_key, CAST(NULL AS VARCHAR) AS cell, tenure_version_marts.line.from_day AS day, tenure_version_marts.line.arr AS delta
FROM tenure_version_marts.line
WHERE tenure_version_marts.line.product IN (… product_1 …) UNION ALL SELECT tenure_version_marts.line.customer_unit AS customer_unit, CAST(NULL AS VARCHAR) AS anon_1, tenure_version_marts.line.to_day AS to_day, -tenure_version_marts.line.arr AS anon_2
FROM tenure_version_marts.line
WHERE tenure_version_marts.line.to_day IS NOT NULL AND tenure_version_marts.line.product IN (… product_1 …)) AS line_end GROUP BY line_end.unit_key, line_end.cell, line_end.day
HAVING sum(line_end.delta) != :sum_1) AS daily) AS placed
WHERE placed.place = :place_1) AS first JOIN tenure_version_marts.life_customer ON tenure_version_marts.life_customer.unit_key = first.unit_key JOIN tenure_version_marts.unit_customer ON tenure_version_marts.unit_customer.unit_key = first.unit_key JOIN tenure_version_marts.label AS label ON label.customer_key = tenure_version_marts.unit_customer.owner_key AND label.from_day <= first.first_day AND (label.to_day IS NULL OR label.to_day > first.first_day))
 SELECT CAST(count(*) AS INTEGER) AS units
FROM lives
WHERE lives.first_day = :first_day_2 AND lives.first_day <= :first_day_3 AND NOT lives.in_cohort;
