SELECT needs.need, needs.held
FROM (SELECT %(param_1)s AS need, count(*) AS held
FROM (SELECT %(param_2)s AS anon_1
FROM tenure_version_staging.stg_survey
 LIMIT %(param_3)s) AS of_survey_) AS needs;

WITH pair_0 AS
(SELECT tenure_version_marts.piece_customer.unit_key AS unit_key, CAST(NULL AS TEXT) AS cell, tenure_version_marts.piece_customer.arr0 AS arr0, tenure_version_marts.piece_customer.arr AS arr, %(param_22)s AS gone0, %(param_22)s AS gone, tenure_version_marts.piece_customer.seen0 AS seen0, tenure_version_marts.piece_customer.paper AS paper, tenure_version_marts.piece_customer.label0_id AS label0_id, tenure_version_marts.piece_customer.label_id AS label_id
FROM tenure_version_marts.piece_customer
WHERE tenure_version_marts.piece_customer.from_day <= %(from_day_1)s AND tenure_version_marts.piece_customer.to_day > %(to_day_1)s AND (tenure_version_marts.piece_customer.arr > %(arr_1)s OR tenure_version_marts.piece_customer.arr0 > %(arr0_1)s)),
population AS
(SELECT %(param_20)s AS day, CAST(%(param_21)s AS DATE) AS on_day, pair_0.unit_key AS customer_key, pair_0.arr AS arr, pair_0.arr0 AS arr0, pair_0.label_id AS label_id
FROM pair_0 JOIN tenure_version_marts.label AS label_0 ON label_0.label_id = pair_0.label_id
WHERE pair_0.arr > %(arr_2)s AND coalesce(true, false))
 SELECT felt.kind, sum(felt.s) AS s, sum(felt.m) AS m, sum(felt.q) AS q, sum(felt.a) AS a, sum(felt.s * felt.s) AS ss, sum(felt.s * felt.m) AS sm, sum(felt.m * felt.m) AS mm, sum(felt.a * felt.a) AS aa, sum(felt.a * felt.q) AS aq, sum(felt.q * felt.q) AS qq, sum(CASE WHEN (felt.m > %(m_1)s) THEN %(param_1)s ELSE %(param_2)s END) AS n, sum(CASE WHEN (felt.q > %(q_1)s) THEN %(param_3)s ELSE %(param_4)s END) AS n_sent
FROM (SELECT survey.kind AS kind, survey.customer_key AS customer_key, CAST(sum(CASE WHEN (survey.score IS NOT NULL AND datediff(day, CAST('1970-01-01' AS DATE), CAST(survey.answered_on AS DATE)) > %(param_5)s - %(param_6)s AND datediff(day, CAST('1970-01-01' AS DATE), CAST(survey.answered_on AS DATE)) <= %(param_5)s) THEN CASE WHEN (survey.kind = %(kind_1)s) THEN CASE WHEN (survey.score >= %(score_1)s) THEN %(param_7)s WHEN (survey.score < %(score_2)s) THEN %(param_8)s ELSE %(param_9)s END ELSE survey.score END ELSE %(param_10)s END) AS DOUBLE PRECISION) AS s, CAST(sum(CASE WHEN (survey.score IS NOT NULL AND datediff(day, CAST('1970-01-01' AS DATE), CAST(survey.answered_on AS DATE)) > %(param_5)s - %(param_6)s AND datediff(day, CAST('1970-01-01' AS DATE), CAST(survey.answered_on AS DATE)) <= %(param_5)s) THEN %(param_11)s ELSE %(param_12)s END) AS DOUBLE PRECISION) AS m, CAST(sum(CASE WHEN (datediff(day, CAST('1970-01-01' AS DATE), CAST(survey.sent_on AS DATE)) > %(param_13)s - %(param_14)s AND datediff(day, CAST('1970-01-01' AS DATE), CAST(survey.sent_on AS DATE)) <= %(param_13)s) THEN %(param_15)s ELSE %(param_16)s END) AS DOUBLE PRECISION) AS q, CAST(sum(CASE WHEN (datediff(day, CAST('1970-01-01' AS DATE), CAST(survey.sent_on AS DATE)) > %(param_13)s - %(param_14)s AND datediff(day, CAST('1970-01-01' AS DATE), CAST(survey.sent_on AS DATE)) <= %(param_13)s AND datediff(day, CAST('1970-01-01' AS DATE), CAST(survey.answered_on AS DATE)) <= %(param_17)s) THEN %(param_18)s ELSE %(param_19)s END) AS DOUBLE PRECISION) AS a
FROM population JOIN (SELECT owner_of_survey.root_key AS customer_key, tenure_version_staging.stg_survey.sent_on AS sent_on, tenure_version_staging.stg_survey.answered_on AS answered_on, tenure_version_staging.stg_survey.kind AS kind, tenure_version_staging.stg_survey.score AS score
FROM tenure_version_staging.stg_survey JOIN tenure_version_marts.customer AS owner_of_survey ON owner_of_survey.customer_id = tenure_version_staging.stg_survey.customer_id) AS survey ON survey.customer_key = population.customer_key GROUP BY survey.kind, survey.customer_key) AS felt GROUP BY felt.kind;

WITH pair_0 AS
(SELECT tenure_version_marts.piece_customer.unit_key AS unit_key, CAST(NULL AS TEXT) AS cell, tenure_version_marts.piece_customer.arr0 AS arr0, tenure_version_marts.piece_customer.arr AS arr, %(param_3)s AS gone0, %(param_3)s AS gone, tenure_version_marts.piece_customer.seen0 AS seen0, tenure_version_marts.piece_customer.paper AS paper, tenure_version_marts.piece_customer.label0_id AS label0_id, tenure_version_marts.piece_customer.label_id AS label_id
FROM tenure_version_marts.piece_customer
WHERE tenure_version_marts.piece_customer.from_day <= %(from_day_1)s AND tenure_version_marts.piece_customer.to_day > %(to_day_1)s AND (tenure_version_marts.piece_customer.arr > %(arr_1)s OR tenure_version_marts.piece_customer.arr0 > %(arr0_1)s)),
population AS
(SELECT %(param_1)s AS day, CAST(%(param_2)s AS DATE) AS on_day, pair_0.unit_key AS customer_key, pair_0.arr AS arr, pair_0.arr0 AS arr0, pair_0.label_id AS label_id
FROM pair_0 JOIN tenure_version_marts.label AS label_0 ON label_0.label_id = pair_0.label_id
WHERE pair_0.arr > %(arr_2)s AND coalesce(true, false))
 SELECT count(*) AS active
FROM population;
