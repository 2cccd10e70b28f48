SELECT asked.name, asked."rows"
FROM (SELECT %(param_1)s AS name, count(*) AS "rows"
FROM (SELECT %(param_2)s AS anon_1
FROM tenure_version_staging.stg_outcome
 LIMIT %(param_3)s) AS outcome) AS asked;

WITH pair AS
(SELECT tenure_version_marts.piece_customer.unit_key AS unit_key, CAST(NULL AS TEXT) AS cell, tenure_version_marts.piece_customer.arr0 AS arr0, tenure_version_marts.piece_customer.arr AS arr, %(param_3)s AS gone0, %(param_3)s AS gone, tenure_version_marts.piece_customer.seen0 AS seen0, tenure_version_marts.piece_customer.paper AS paper, tenure_version_marts.piece_customer.label0_id AS label0_id, tenure_version_marts.piece_customer.label_id AS label_id
FROM tenure_version_marts.piece_customer
WHERE tenure_version_marts.piece_customer.from_day <= %(from_day_1)s AND tenure_version_marts.piece_customer.to_day > %(to_day_1)s AND (tenure_version_marts.piece_customer.arr > %(arr_1)s OR tenure_version_marts.piece_customer.arr0 > %(arr0_1)s)),
scored AS
(SELECT pair.unit_key AS unit_key, pair.arr AS arr, pair.label_id AS label_id, tenure_version_marts.unit_customer.owner_key AS owner_key, tenure_version_marts.health.week_day AS week_day, tenure_version_marts.health.score AS score, tenure_version_marts.health.band AS band, tenure_version_marts.health.seats AS seats, tenure_version_marts.health.users AS users, tenure_version_marts.health.m_seats_used AS m_seats_used, label.a_segment AS a_segment
FROM pair JOIN tenure_version_marts.unit_customer ON tenure_version_marts.unit_customer.unit_key = pair.unit_key JOIN tenure_version_marts.health ON tenure_version_marts.health.customer_key = tenure_version_marts.unit_customer.owner_key JOIN tenure_version_marts.label AS label ON label.label_id = pair.label_id
WHERE pair.arr > %(arr_2)s AND tenure_version_marts.health.week_day = %(week_day_1)s AND coalesce(true, false)),
rising AS
(SELECT tenure_version_marts.health.customer_key AS customer_key
FROM tenure_version_marts.health
WHERE tenure_version_marts.health.week_day BETWEEN %(week_day_2)s AND %(week_day_3)s GROUP BY tenure_version_marts.health.customer_key
HAVING avg(CASE WHEN (tenure_version_marts.health.week_day BETWEEN %(week_day_4)s AND %(week_day_5)s) THEN tenure_version_marts.health.m_seats_used END) > avg(CASE WHEN (tenure_version_marts.health.week_day BETWEEN %(week_day_6)s AND %(week_day_7)s) THEN tenure_version_marts.health.m_seats_used END) + %(avg_1)s AND avg(CASE WHEN (tenure_version_marts.health.week_day BETWEEN %(week_day_8)s AND %(week_day_9)s) THEN tenure_version_marts.health.m_seats_used END) > avg(CASE WHEN (tenure_version_marts.health.week_day BETWEEN %(week_day_4)s AND %(week_day_5)s) THEN tenure_version_marts.health.m_seats_used END) + %(avg_2)s),
reached AS
(SELECT tenure_version_marts.customer.root_key AS customer_key, count(*) AS outcomes
FROM tenure_version_staging.stg_outcome JOIN tenure_version_marts.customer ON tenure_version_marts.customer.customer_id = tenure_version_staging.stg_outcome.customer_id
WHERE tenure_version_staging.stg_outcome.status = %(status_1)s AND tenure_version_staging.stg_outcome.reviewed_on <= CAST(%(param_4)s AS DATE) GROUP BY tenure_version_marts.customer.root_key),
candidates AS
(SELECT scored.unit_key AS unit_key, scored.arr AS arr, scored.label_id AS label_id, scored.score AS score, scored.band AS band, scored.seats AS seats, scored.users AS users, scored.m_seats_used AS use, rising.customer_key IS NOT NULL AS rising, reached.outcomes AS outcomes, scored.a_segment AS segment
FROM scored LEFT OUTER JOIN rising ON rising.customer_key = scored.owner_key LEFT OUTER JOIN reached ON reached.customer_key = scored.owner_key
WHERE scored.band = %(band_1)s AND (scored.m_seats_used >= %(m_seats_used_1)s OR rising.customer_key IS NOT NULL) AND reached.outcomes > %(outcomes_1)s),
grown AS
(SELECT tenure_version_marts.step_month_customer.unit_key AS unit_key, tenure_version_marts.step_month_customer.as_of AS as_of, CAST(floor(CAST(((CAST(EXTRACT(month FROM tenure_version_marts.step_month_customer.as_of) AS INTEGER) - %(param_5)s) + %(param_6)s) %% %(param_7)s AS DOUBLE) / nullif(CAST(%(param_8)s AS DOUBLE), %(nullif_2)s)) AS INTEGER) + %(param_9)s AS quarter, step_label.a_segment AS segment, true AS permitted
FROM tenure_version_marts.step_month_customer JOIN tenure_version_marts.label AS step_label ON step_label.label_id = tenure_version_marts.step_month_customer.label_id
WHERE tenure_version_marts.step_month_customer.arr_a > %(arr_a_1)s AND tenure_version_marts.step_month_customer.arr > tenure_version_marts.step_month_customer.arr_a AND tenure_version_marts.step_month_customer.as_of <= CAST(%(param_10)s AS DATE)),
own AS
(SELECT own_counted.unit_key AS unit_key, own_counted.quarter AS quarter, CAST(sum(own_counted.n) OVER (PARTITION BY own_counted.unit_key) AS INTEGER) AS total, CAST(own_counted.n AS DOUBLE) / nullif(CAST(sum(own_counted.n) OVER (PARTITION BY own_counted.unit_key) AS DOUBLE), %(nullif_1)s) AS share, row_number() OVER (PARTITION BY own_counted.unit_key ORDER BY own_counted.n DESC NULLS LAST, own_counted.last DESC NULLS LAST) AS rank
FROM (SELECT grown.unit_key AS unit_key, grown.quarter AS quarter, count(*) AS n, max(grown.as_of) AS last
FROM grown
WHERE true GROUP BY grown.unit_key, grown.quarter) AS own_counted),
peers AS
(SELECT peers_counted.segment AS segment, peers_counted.quarter AS quarter, CAST(sum(peers_counted.n) OVER (PARTITION BY peers_counted.segment) AS INTEGER) AS total, CAST(peers_counted.n AS DOUBLE) / nullif(CAST(sum(peers_counted.n) OVER (PARTITION BY peers_counted.segment) AS DOUBLE), %(nullif_3)s) AS share, row_number() OVER (PARTITION BY peers_counted.segment ORDER BY peers_counted.n DESC NULLS LAST, peers_counted.last DESC NULLS LAST) AS rank
FROM (SELECT grown.segment AS segment, grown.quarter AS quarter, count(*) AS n, max(grown.as_of) AS last
FROM grown
WHERE grown.permitted GROUP BY grown.segment, grown.quarter) AS peers_counted),
chosen AS
(SELECT candidates.unit_key AS unit_key, candidates.arr AS arr, candidates.label_id AS label_id, candidates.score AS score, candidates.band AS band, candidates.seats AS seats, candidates.users AS users, candidates.use AS use, candidates.rising AS rising, candidates.outcomes AS outcomes, CASE WHEN (own.total >= %(total_1)s) THEN own.quarter ELSE peers.quarter END AS quarter, CASE WHEN (own.total >= %(total_1)s) THEN %(param_1)s WHEN (peers.quarter IS NOT NULL) THEN %(param_2)s END AS when_source, CASE WHEN (own.total >= %(total_1)s) THEN own.total ELSE peers.total END AS when_n, CASE WHEN (own.total >= %(total_1)s) THEN own.share ELSE peers.share END AS when_share
FROM candidates LEFT OUTER JOIN own ON own.unit_key = candidates.unit_key AND own.rank = %(rank_1)s LEFT OUTER JOIN peers ON peers.segment IS NOT DISTINCT FROM candidates.segment AND peers.rank = %(rank_2)s),
top AS
(SELECT chosen.unit_key AS unit_key, chosen.arr AS arr, chosen.label_id AS label_id, chosen.score AS score, chosen.band AS band, chosen.seats AS seats, chosen.users AS users, chosen.use AS use, chosen.rising AS rising, chosen.outcomes AS outcomes, chosen.quarter AS quarter, chosen.when_source AS when_source, chosen.when_n AS when_n, chosen.when_share AS when_share, count(*) OVER () AS all_units, CAST(sum(chosen.arr) OVER () AS BIGINT) AS all_arr
FROM chosen ORDER BY chosen.arr DESC NULLS LAST, chosen.unit_key
 LIMIT %(param_11)s)
 SELECT account.name AS account, account.customer_id AS account_id, tenure_version_marts.unit_customer.key AS detail, top.unit_key, top.arr, top.score, top.band, top.seats, top.users, top.use, top.rising, top.outcomes, top.quarter, top.when_source, top.when_n, top.when_share, top.all_units, top.all_arr, tenure_version_marts.label.a_csm_id AS owner_csm_id, tenure_version_marts.label.a_team_id AS owner_team_id, due.renewal_due, due.renewal_arr, tenure_version_staging.stg_customer.url
FROM top JOIN tenure_version_marts.unit_customer ON tenure_version_marts.unit_customer.unit_key = top.unit_key JOIN tenure_version_marts.customer AS account ON account.customer_key = tenure_version_marts.unit_customer.owner_key JOIN tenure_version_marts.label ON tenure_version_marts.label.label_id = top.label_id LEFT OUTER JOIN tenure_version_staging.stg_customer ON tenure_version_staging.stg_customer.customer_id = account.customer_id LEFT OUTER JOIN (SELECT renewals.owner_key AS owner_key, min(renewals.due_day) AS renewal_due, CAST(sum(renewals.arr_due) AS BIGINT) AS renewal_arr
FROM (SELECT tenure_version_marts.renewal.customer_key AS owner_key, tenure_version_marts.renewal.due_day AS due_day, tenure_version_marts.renewal.arr_due AS arr_due, rank() OVER (PARTITION BY tenure_version_marts.renewal.customer_key ORDER BY tenure_version_marts.renewal.due_day) AS place
FROM tenure_version_marts.renewal
WHERE tenure_version_marts.renewal.due_day >= %(due_day_1)s AND (tenure_version_marts.renewal.settled_day IS NULL OR tenure_version_marts.renewal.settled_day > %(settled_day_1)s) AND (tenure_version_marts.renewal.cancelled_day IS NULL OR tenure_version_marts.renewal.cancelled_day > %(cancelled_day_1)s)) AS renewals
WHERE renewals.place = %(place_1)s GROUP BY renewals.owner_key) AS due ON due.owner_key = tenure_version_marts.unit_customer.owner_key ORDER BY top.arr DESC NULLS LAST, top.unit_key;
