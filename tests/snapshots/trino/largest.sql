SELECT root.name AS account, root.customer_id AS account_id, :param_1 AS matched, top.arr, tenure_version_marts.health.band, tenure_version_marts.health.score, top.total, top.all_arr
FROM (SELECT tenure_version_marts.piece_customer.unit_key AS root_key, tenure_version_marts.piece_customer.arr AS arr, count(*) OVER () AS total, sum(tenure_version_marts.piece_customer.arr) OVER () AS all_arr
FROM tenure_version_marts.piece_customer
WHERE tenure_version_marts.piece_customer.from_day <= :from_day_1 AND tenure_version_marts.piece_customer.to_day > :to_day_1 AND tenure_version_marts.piece_customer.arr > :arr_1 ORDER BY tenure_version_marts.piece_customer.arr DESC NULLS LAST, tenure_version_marts.piece_customer.unit_key
LIMIT :param_2) AS top JOIN tenure_version_marts.customer AS root ON root.customer_key = top.root_key LEFT OUTER JOIN tenure_version_marts.health ON tenure_version_marts.health.customer_key = root.customer_key AND tenure_version_marts.health.week_day = :week_day_1
WHERE true ORDER BY top.arr DESC NULLS LAST, top.root_key;
