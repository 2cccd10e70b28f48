SELECT needs.need, needs.held
FROM (SELECT %(param_1)s AS need, count(*) AS held
FROM (SELECT %(param_2)s AS anon_1
FROM tenure_version_staging.stg_touch
 LIMIT %(param_3)s) AS of_touch_) AS needs;

WITH pair_0 AS
(SELECT tenure_version_marts.piece_customer.unit_key AS unit_key, CAST(NULL AS TEXT) AS cell, tenure_version_marts.piece_customer.arr0 AS arr0, tenure_version_marts.piece_customer.arr AS arr, %(param_7)s AS gone0, %(param_7)s AS gone, tenure_version_marts.piece_customer.seen0 AS seen0, tenure_version_marts.piece_customer.paper AS paper, tenure_version_marts.piece_customer.label0_id AS label0_id, tenure_version_marts.piece_customer.label_id AS label_id
FROM tenure_version_marts.piece_customer
WHERE tenure_version_marts.piece_customer.from_day <= %(from_day_1)s AND tenure_version_marts.piece_customer.to_day > %(to_day_1)s AND (tenure_version_marts.piece_customer.arr > %(arr_1)s OR tenure_version_marts.piece_customer.arr0 > %(arr0_1)s)),
population AS
(SELECT %(param_5)s AS day, CAST(%(param_6)s AS DATE) AS on_day, pair_0.unit_key AS customer_key, pair_0.arr AS arr, pair_0.arr0 AS arr0, pair_0.label_id AS label_id, label_0.a_team_id AS a_team_id, label_0.a_touch_model AS a_touch_model
FROM pair_0 JOIN tenure_version_marts.label AS label_0 ON label_0.label_id = pair_0.label_id
WHERE pair_0.arr > %(arr_2)s AND coalesce(true, false))
 SELECT population.a_team_id AS team_id, population.a_touch_model AS value, CAST(count(*) AS INTEGER) AS customers, CAST(sum(CASE WHEN (tenure_version_marts.health.coverage IS NOT NULL) THEN %(param_1)s ELSE %(param_2)s END) AS INTEGER) AS known, CAST(sum(CASE WHEN tenure_version_marts.health.coverage THEN %(param_3)s ELSE %(param_4)s END) AS INTEGER) AS covered
FROM population LEFT OUTER JOIN tenure_version_marts.health ON tenure_version_marts.health.customer_key = population.customer_key AND tenure_version_marts.health.week_day = population.day - (population.day + %(day_1)s) %% %(param_8)s GROUP BY population.a_team_id, population.a_touch_model ORDER BY population.a_team_id NULLS LAST, population.a_touch_model NULLS LAST;
