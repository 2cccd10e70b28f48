WITH pair AS
(SELECT tenure_version_marts.piece_customer.unit_key AS unit_key, CAST(NULL AS TEXT) AS cell, tenure_version_marts.piece_customer.arr0 AS arr0, tenure_version_marts.piece_customer.arr AS arr, %(param_4)s AS gone0, %(param_4)s AS gone, tenure_version_marts.piece_customer.seen0 AS seen0, tenure_version_marts.piece_customer.paper AS paper, tenure_version_marts.piece_customer.label0_id AS label0_id, tenure_version_marts.piece_customer.label_id AS label_id
FROM tenure_version_marts.piece_customer
WHERE tenure_version_marts.piece_customer.from_day <= %(from_day_1)s AND tenure_version_marts.piece_customer.to_day > %(to_day_1)s AND (tenure_version_marts.piece_customer.arr > %(arr_3)s OR tenure_version_marts.piece_customer.arr0 > %(arr0_1)s)),
moved AS
(SELECT pair.unit_key AS unit_key, before.a_team_id AS team_from, now.a_team_id AS team_to, pair.arr0 AS arr0, pair.arr AS arr
FROM pair JOIN tenure_version_marts.label AS before ON before.label_id = pair.label0_id JOIN tenure_version_marts.label AS now ON now.label_id = pair.label_id
WHERE pair.arr0 > %(arr0_2)s AND coalesce(before.a_team_id, %(coalesce_1)s) != coalesce(now.a_team_id, %(coalesce_2)s) AND (coalesce(true, false) OR coalesce(true, false)))
 SELECT moved.team_from, moved.team_to, CAST(count(*) AS INTEGER) AS units, CAST(sum(CASE WHEN (moved.arr = %(arr_1)s) THEN %(param_1)s ELSE %(param_2)s END) AS INTEGER) AS lost_units, CAST(sum(moved.arr0) AS BIGINT) AS arr0, CAST(sum(moved.arr) AS BIGINT) AS arr, CAST(sum(least_ignore_nulls(moved.arr0, moved.arr)) AS BIGINT) AS kept, CAST(sum(CASE WHEN (moved.arr = %(arr_2)s) THEN moved.arr0 ELSE %(param_3)s END) AS BIGINT) AS lost_arr
FROM moved GROUP BY moved.team_from, moved.team_to ORDER BY sum(moved.arr0) DESC NULLS LAST, moved.team_from NULLS LAST, moved.team_to NULLS LAST;
