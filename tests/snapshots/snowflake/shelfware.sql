SELECT asked.name, asked."rows"
FROM (SELECT %(param_1)s AS name, count(*) AS "rows"
FROM (SELECT %(param_2)s AS anon_1
FROM tenure_version_staging.stg_usage_week
 LIMIT %(param_3)s) AS usage_week) AS asked;

SELECT %(param_1)s AS anon_1
FROM tenure_version_marts.line
WHERE tenure_version_marts.line.seats IS NOT NULL
 LIMIT %(param_2)s;

WITH pair AS
(SELECT tenure_version_marts.piece_customer.unit_key AS unit_key, CAST(NULL AS TEXT) AS cell, tenure_version_marts.piece_customer.arr0 AS arr0, tenure_version_marts.piece_customer.arr AS arr, %(param_3)s AS gone0, %(param_3)s AS gone, tenure_version_marts.piece_customer.seen0 AS seen0, tenure_version_marts.piece_customer.paper AS paper, tenure_version_marts.piece_customer.label0_id AS label0_id, tenure_version_marts.piece_customer.label_id AS label_id
FROM tenure_version_marts.piece_customer
WHERE tenure_version_marts.piece_customer.from_day <= %(from_day_1)s AND tenure_version_marts.piece_customer.to_day > %(to_day_1)s AND (tenure_version_marts.piece_customer.arr > %(arr_1)s OR tenure_version_marts.piece_customer.arr0 > %(arr0_1)s)),
scored AS
(SELECT pair.unit_key AS unit_key, pair.arr AS arr, pair.label_id AS label_id, tenure_version_marts.unit_customer.owner_key AS owner_key, tenure_version_marts.health.week_day AS week_day, tenure_version_marts.health.score AS score, tenure_version_marts.health.band AS band, tenure_version_marts.health.seats AS seats, tenure_version_marts.health.users AS users
FROM pair JOIN tenure_version_marts.unit_customer ON tenure_version_marts.unit_customer.unit_key = pair.unit_key JOIN tenure_version_marts.health ON tenure_version_marts.health.customer_key = tenure_version_marts.unit_customer.owner_key
WHERE pair.arr > %(arr_2)s AND tenure_version_marts.health.week_day = %(week_day_1)s),
chosen AS
(SELECT scored.unit_key AS unit_key, scored.arr AS arr, scored.label_id AS label_id, scored.score AS score, scored.band AS band, scored.seats AS seats, scored.users AS users, scored.seats - scored.users AS unused_seats, %(param_1)s - CAST(scored.users AS DOUBLE) / nullif(CAST(scored.seats AS DOUBLE), %(nullif_1)s) AS share, round(scored.arr * (%(param_2)s - CAST(scored.users AS DOUBLE) / nullif(CAST(scored.seats AS DOUBLE), %(nullif_2)s))) AS unused_arr
FROM scored
WHERE scored.seats > %(seats_1)s AND %(param_4)s - CAST(scored.users AS DOUBLE) / nullif(CAST(scored.seats AS DOUBLE), %(nullif_3)s) >= %(param_5)s),
top AS
(SELECT chosen.unit_key AS unit_key, chosen.arr AS arr, chosen.label_id AS label_id, chosen.score AS score, chosen.band AS band, chosen.seats AS seats, chosen.users AS users, chosen.unused_seats AS unused_seats, chosen.share AS share, chosen.unused_arr AS unused_arr, count(*) OVER () AS all_units, CAST(sum(chosen.arr) OVER () AS BIGINT) AS all_arr, CAST(sum(chosen.unused_arr) OVER () AS BIGINT) AS all_unused_arr
FROM chosen ORDER BY chosen.unused_arr DESC NULLS LAST, chosen.arr DESC NULLS LAST, chosen.unit_key
 LIMIT %(param_6)s)
 SELECT account.name AS account, account.customer_id AS account_id, tenure_version_marts.unit_customer.key AS detail, top.unit_key, top.arr, top.score, top.band, top.seats, top.users, top.unused_seats, top.share, top.unused_arr, top.all_units, top.all_arr, top.all_unused_arr, tenure_version_marts.label.a_csm_id AS owner_csm_id, tenure_version_marts.label.a_team_id AS owner_team_id, due.renewal_due, due.renewal_arr, tenure_version_staging.stg_customer.url
FROM top JOIN tenure_version_marts.unit_customer ON tenure_version_marts.unit_customer.unit_key = top.unit_key JOIN tenure_version_marts.customer AS account ON account.customer_key = tenure_version_marts.unit_customer.owner_key JOIN tenure_version_marts.label ON tenure_version_marts.label.label_id = top.label_id LEFT OUTER JOIN tenure_version_staging.stg_customer ON tenure_version_staging.stg_customer.customer_id = account.customer_id LEFT OUTER JOIN (SELECT renewals.owner_key AS owner_key, min(renewals.due_day) AS renewal_due, CAST(sum(renewals.arr_due) AS BIGINT) AS renewal_arr
FROM (SELECT tenure_version_marts.renewal.customer_key AS owner_key, tenure_version_marts.renewal.due_day AS due_day, tenure_version_marts.renewal.arr_due AS arr_due, rank() OVER (PARTITION BY tenure_version_marts.renewal.customer_key ORDER BY tenure_version_marts.renewal.due_day) AS place
FROM tenure_version_marts.renewal
WHERE tenure_version_marts.renewal.due_day >= %(due_day_1)s AND (tenure_version_marts.renewal.settled_day IS NULL OR tenure_version_marts.renewal.settled_day > %(settled_day_1)s) AND (tenure_version_marts.renewal.cancelled_day IS NULL OR tenure_version_marts.renewal.cancelled_day > %(cancelled_day_1)s)) AS renewals
WHERE renewals.place = %(place_1)s GROUP BY renewals.owner_key) AS due ON due.owner_key = tenure_version_marts.unit_customer.owner_key ORDER BY top.unused_arr DESC NULLS LAST, top.arr DESC NULLS LAST, top.unit_key;
