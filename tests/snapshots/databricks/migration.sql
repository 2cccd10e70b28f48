WITH pair_now AS
(SELECT tenure_version_marts.piece_customer.unit_key AS unit_key, CAST(NULL AS STRING) AS cell, tenure_version_marts.piece_customer.arr0 AS arr0, tenure_version_marts.piece_customer.arr AS arr, :`param_3` AS gone0, :`param_3` AS gone, tenure_version_marts.piece_customer.seen0 AS seen0, tenure_version_marts.piece_customer.paper AS paper, tenure_version_marts.piece_customer.label0_id AS label0_id, tenure_version_marts.piece_customer.label_id AS label_id
FROM tenure_version_marts.piece_customer
WHERE tenure_version_marts.piece_customer.from_day <= :`from_day_1` AND tenure_version_marts.piece_customer.to_day > :`to_day_1` AND (tenure_version_marts.piece_customer.arr > :`arr_1` OR tenure_version_marts.piece_customer.arr0 > :`arr0_1`)),
now AS
(SELECT pair_now.unit_key AS unit_key, unit_now.owner_key AS owner_key, pair_now.cell AS cell, pair_now.arr AS arr, pair_now.label_id AS label_id, health_now.score AS score, coalesce(health_now.band, :`param_2`) AS band
FROM pair_now JOIN tenure_version_marts.unit_customer AS unit_now ON unit_now.unit_key = pair_now.unit_key LEFT OUTER JOIN tenure_version_marts.health AS health_now ON health_now.customer_key = unit_now.owner_key AND health_now.week_day = :`week_day_1`
WHERE pair_now.arr > :`arr_2`),
pair_then AS
(SELECT tenure_version_marts.piece_customer.unit_key AS unit_key, CAST(NULL AS STRING) AS cell, tenure_version_marts.piece_customer.arr0 AS arr0, tenure_version_marts.piece_customer.arr AS arr, :`param_5` AS gone0, :`param_5` AS gone, tenure_version_marts.piece_customer.seen0 AS seen0, tenure_version_marts.piece_customer.paper AS paper, tenure_version_marts.piece_customer.label0_id AS label0_id, tenure_version_marts.piece_customer.label_id AS label_id
FROM tenure_version_marts.piece_customer
WHERE tenure_version_marts.piece_customer.from_day <= :`from_day_2` AND tenure_version_marts.piece_customer.to_day > :`to_day_2` AND (tenure_version_marts.piece_customer.arr > :`arr_3` OR tenure_version_marts.piece_customer.arr0 > :`arr0_2`)),
`then` AS
(SELECT pair_then.unit_key AS unit_key, unit_then.owner_key AS owner_key, pair_then.cell AS cell, pair_then.arr AS arr, pair_then.label_id AS label_id, health_then.score AS score, coalesce(health_then.band, :`param_4`) AS band
FROM pair_then JOIN tenure_version_marts.unit_customer AS unit_then ON unit_then.unit_key = pair_then.unit_key LEFT OUTER JOIN tenure_version_marts.health AS health_then ON health_then.customer_key = unit_then.owner_key AND health_then.week_day = :`week_day_2`
WHERE pair_then.arr > :`arr_4`),
moves AS
(SELECT both_moves.unit_key AS unit_key, both_moves.owner_key AS owner_key, both_moves.band_from AS band_from, both_moves.band_to AS band_to, both_moves.score_from AS score_from, both_moves.score AS score, both_moves.arr AS arr
FROM (SELECT now.unit_key AS unit_key, now.owner_key AS owner_key, coalesce(`then`.band, :`param_1`) AS band_from, now.band AS band_to, `then`.score AS score_from, now.score AS score, now.arr AS arr
FROM now LEFT OUTER JOIN `then` ON `then`.unit_key = now.unit_key UNION ALL SELECT `then`.unit_key AS unit_key, `then`.owner_key AS owner_key, `then`.band AS band, :`param_6` AS anon_1, `then`.score AS score, CAST(NULL AS DOUBLE) AS anon_2, `then`.arr AS arr
FROM `then`
WHERE (`then`.unit_key NOT IN (SELECT now.unit_key
FROM now))) AS both_moves)
 SELECT moves.band_from, moves.band_to, CAST(count(*) AS BIGINT) AS customers, CAST(sum(moves.arr) AS BIGINT) AS arr
FROM moves GROUP BY moves.band_from, moves.band_to;
