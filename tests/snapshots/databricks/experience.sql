SELECT needs.need, needs.held
FROM (SELECT :`param_1` AS need, count(*) AS held
FROM (SELECT :`param_2` AS anon_1
FROM tenure_version_staging.stg_survey
 LIMIT :`param_3`) AS of_survey_) AS needs;

WITH pair_0 AS
(SELECT tenure_version_marts.piece_customer.unit_key AS unit_key, CAST(NULL AS STRING) AS cell, tenure_version_marts.piece_customer.arr0 AS arr0, tenure_version_marts.piece_customer.arr AS arr, :`param_22` AS gone0, :`param_22` AS gone, tenure_version_marts.piece_customer.seen0 AS seen0, tenure_version_marts.piece_customer.paper AS paper, tenure_version_marts.piece_customer.label0_id AS label0_id, tenure_version_marts.piece_customer.label_id AS label_id
FROM tenure_version_marts.piece_customer
WHERE tenure_version_marts.piece_customer.from_day <= :`from_day_1` AND tenure_version_marts.piece_customer.to_day > :`to_day_1` AND (tenure_version_marts.piece_customer.arr > :`arr_1` OR tenure_version_marts.piece_customer.arr0 > :`arr0_1`)),
population AS
(SELECT :`param_20` AS day, CAST(:`param_21` AS DATE) AS on_day, pair_0.unit_key AS customer_key, pair_0.arr AS arr, pair_0.arr0 AS arr0, pair_0.label_id AS label_id
FROM pair_0 JOIN tenure_version_marts.label AS label_0 ON label_0.label_id = pair_0.label_id
WHERE pair_0.arr > :`arr_2` AND coalesce(true, false))
 SELECT felt.kind, sum(felt.s) AS s, sum(felt.m) AS m, sum(felt.q) AS q, sum(felt.a) AS a, sum(felt.s * felt.s) AS ss, sum(felt.s * felt.m) AS sm, sum(felt.m * felt.m) AS mm, sum(felt.a * felt.a) AS aa, sum(felt.a * felt.q) AS aq, sum(felt.q * felt.q) AS qq, sum(CASE WHEN (felt.m > :`m_1`) THEN :`param_1` ELSE :`param_2` END) AS n, sum(CASE WHEN (felt.q > :`q_1`) THEN :`param_3` ELSE :`param_4` END) AS n_sent
FROM (SELECT survey.kind AS kind, survey.customer_key AS customer_key, CAST(sum(CASE WHEN (survey.score IS NOT NULL AND unix_date(CAST(survey.answered_on AS DATE)) > :`param_5` - :`param_6` AND unix_date(CAST(survey.answered_on AS DATE)) <= :`param_5`) THEN CASE WHEN (survey.kind = :`kind_1`) THEN CASE WHEN (survey.score >= :`score_1`) THEN :`param_7` WHEN (survey.score < :`score_2`) THEN :`param_8` ELSE :`param_9` END ELSE survey.score END ELSE :`param_10` END) AS DOUBLE) AS s, CAST(sum(CASE WHEN (survey.score IS NOT NULL AND unix_date(CAST(survey.answered_on AS DATE)) > :`param_5` - :`param_6` AND unix_date(CAST(survey.answered_on AS DATE)) <= :`param_5`) THEN :`param_11` ELSE :`param_12` END) AS DOUBLE) AS m, CAST(sum(CASE WHEN (unix_date(CAST(survey.sent_on AS DATE)) > :`param_13` - :`param_14` AND unix_date(CAST(survey.sent_on AS DATE)) <= :`param_13`) THEN :`param_15` ELSE :`param_16` END) AS DOUBLE) AS q, CAST(sum(CASE WHEN (unix_date(CAST(survey.sent_on AS DATE)) > :`param_13` - :`param_14` AND unix_date(CAST(survey.sent_on AS DATE)) <= :`param_13` AND unix_date(CAST(survey.answered_on AS DATE)) <= :`param_17`) THEN :`param_18` ELSE :`param_19` END) AS DOUBLE) AS a
FROM population JOIN (SELECT owner_of_survey.root_key AS customer_key, tenure_version_staging.stg_survey.sent_on AS sent_on, tenure_version_staging.stg_survey.answered_on AS answered_on, tenure_version_staging.stg_survey.kind AS kind, tenure_version_staging.stg_survey.score AS score
FROM tenure_version_staging.stg_survey JOIN tenure_version_marts.customer AS owner_of_survey ON owner_of_survey.customer_id = tenure_version_staging.stg_survey.customer_id) AS survey ON survey.customer_key = population.customer_key GROUP BY survey.kind, survey.customer_key) AS felt GROUP BY felt.kind;

WITH pair_0 AS
(SELECT tenure_version_marts.piece_customer.unit_key AS unit_key, CAST(NULL AS STRING) AS cell, tenure_version_marts.piece_customer.arr0 AS arr0, tenure_version_marts.piece_customer.arr AS arr, :`param_3` AS gone0, :`param_3` AS gone, tenure_version_marts.piece_customer.seen0 AS seen0, tenure_version_marts.piece_customer.paper AS paper, tenure_version_marts.piece_customer.label0_id AS label0_id, tenure_version_marts.piece_customer.label_id AS label_id
FROM tenure_version_marts.piece_customer
WHERE tenure_version_marts.piece_customer.from_day <= :`from_day_1` AND tenure_version_marts.piece_customer.to_day > :`to_day_1` AND (tenure_version_marts.piece_customer.arr > :`arr_1` OR tenure_version_marts.piece_customer.arr0 > :`arr0_1`)),
population AS
(SELECT :`param_1` AS day, CAST(:`param_2` AS DATE) AS on_day, pair_0.unit_key AS customer_key, pair_0.arr AS arr, pair_0.arr0 AS arr0, pair_0.label_id AS label_id
FROM pair_0 JOIN tenure_version_marts.label AS label_0 ON label_0.label_id = pair_0.label_id
WHERE pair_0.arr > :`arr_2` AND coalesce(true, false))
 SELECT count(*) AS active
FROM population;
