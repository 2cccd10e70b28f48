SELECT needs.need, needs.held
FROM (SELECT %(param_1)s AS need, count(*) AS held
FROM (SELECT %(param_2)s AS anon_1
FROM tenure_version_staging.stg_feedback
 LIMIT %(param_3)s) AS of_feedback_) AS needs;

WITH pair_0 AS
(SELECT tenure_version_marts.piece_customer.unit_key AS unit_key, CAST(NULL AS TEXT) AS cell, tenure_version_marts.piece_customer.arr0 AS arr0, tenure_version_marts.piece_customer.arr AS arr, %(param_7)s AS gone0, %(param_7)s AS gone, tenure_version_marts.piece_customer.seen0 AS seen0, tenure_version_marts.piece_customer.paper AS paper, tenure_version_marts.piece_customer.label0_id AS label0_id, tenure_version_marts.piece_customer.label_id AS label_id
FROM tenure_version_marts.piece_customer
WHERE tenure_version_marts.piece_customer.from_day <= %(from_day_1)s AND tenure_version_marts.piece_customer.to_day > %(to_day_1)s AND (tenure_version_marts.piece_customer.arr > %(arr_1)s OR tenure_version_marts.piece_customer.arr0 > %(arr0_1)s)),
population AS
(SELECT %(param_5)s AS day, CAST(%(param_6)s AS DATE) AS on_day, pair_0.unit_key AS customer_key, pair_0.arr AS arr, pair_0.arr0 AS arr0, pair_0.label_id AS label_id
FROM pair_0 JOIN tenure_version_marts.label AS label_0 ON label_0.label_id = pair_0.label_id
WHERE pair_0.arr > %(arr_2)s AND coalesce(true, false))
 SELECT feedback.theme, count(*) AS asked, sum(CASE WHEN (datediff(day, CAST('1970-01-01' AS DATE), CAST(feedback.shipped_on AS DATE)) <= population.day) THEN %(param_1)s ELSE %(param_2)s END) AS shipped, sum(CASE WHEN (datediff(day, CAST('1970-01-01' AS DATE), CAST(feedback.shipped_on AS DATE)) <= population.day AND datediff(day, CAST('1970-01-01' AS DATE), CAST(feedback.told_on AS DATE)) <= population.day) THEN %(param_3)s ELSE %(param_4)s END) AS told, percentile_cont(0.5) WITHIN GROUP (ORDER BY CASE WHEN (datediff(day, CAST('1970-01-01' AS DATE), CAST(feedback.shipped_on AS DATE)) <= population.day) THEN datediff(day, CAST('1970-01-01' AS DATE), CAST(feedback.shipped_on AS DATE)) - datediff(day, CAST('1970-01-01' AS DATE), CAST(feedback.submitted_on AS DATE)) END) AS days_to_ship, percentile_cont(0.5) WITHIN GROUP (ORDER BY CASE WHEN (datediff(day, CAST('1970-01-01' AS DATE), CAST(feedback.shipped_on AS DATE)) <= population.day AND datediff(day, CAST('1970-01-01' AS DATE), CAST(feedback.told_on AS DATE)) <= population.day) THEN datediff(day, CAST('1970-01-01' AS DATE), CAST(feedback.told_on AS DATE)) - datediff(day, CAST('1970-01-01' AS DATE), CAST(feedback.shipped_on AS DATE)) END) AS days_to_tell
FROM population JOIN (SELECT owner_of_feedback.root_key AS customer_key, tenure_version_staging.stg_feedback.theme AS theme, tenure_version_staging.stg_feedback.submitted_on AS submitted_on, tenure_version_staging.stg_feedback.shipped_on AS shipped_on, tenure_version_staging.stg_feedback.told_on AS told_on
FROM tenure_version_staging.stg_feedback JOIN tenure_version_marts.customer AS owner_of_feedback ON owner_of_feedback.customer_id = tenure_version_staging.stg_feedback.customer_id) AS feedback ON feedback.customer_key = population.customer_key AND datediff(day, CAST('1970-01-01' AS DATE), CAST(feedback.submitted_on AS DATE)) > population.day - %(day_1)s AND datediff(day, CAST('1970-01-01' AS DATE), CAST(feedback.submitted_on AS DATE)) <= population.day GROUP BY feedback.theme ORDER BY count(*) DESC NULLS LAST, feedback.theme NULLS LAST;
