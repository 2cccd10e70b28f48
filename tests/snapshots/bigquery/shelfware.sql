SELECT `asked`.`name`, `asked`.`rows`
FROM (SELECT :param_1 AS `name`, count(*) AS `rows`
FROM (SELECT :param_2 AS `anon_1`
FROM `tenure_version_staging`.`stg_usage_week`
 LIMIT :param_3) AS `usage_week`) AS `asked`;

SELECT :param_1 AS `anon_1`
FROM `tenure_version_marts`.`line`
WHERE `line`.`seats` IS NOT NULL
 LIMIT :param_2;

WITH `pair` AS
(SELECT `piece_customer`.`unit_key` AS `unit_key`, CAST(NULL AS STRING) AS `cell`, `piece_customer`.`arr0` AS `arr0`, `piece_customer`.`arr` AS `arr`, :param_3 AS `gone0`, :param_3 AS `gone`, `piece_customer`.`seen0` AS `seen0`, `piece_customer`.`paper` AS `paper`, `piece_customer`.`label0_id` AS `label0_id`, `piece_customer`.`label_id` AS `label_id`
FROM `tenure_version_marts`.`piece_customer`
WHERE `piece_customer`.`from_day` <= :from_day_1 AND `piece_customer`.`to_day` > :to_day_1 AND (`piece_customer`.`arr` > :arr_1 OR `piece_customer`.`arr0` > :arr0_1)),
`scored` AS
(SELECT `pair`.`unit_key` AS `unit_key`, `pair`.`arr` AS `arr`, `pair`.`label_id` AS `label_id`, `unit_customer`.`owner_key` AS `owner_key`, `health`.`week_day` AS `week_day`, `health`.`score` AS `score`, `health`.`band` AS `band`, `health`.`seats` AS `seats`, `health`.`users` AS `users`
FROM `pair` JOIN `tenure_version_marts`.`unit_customer` ON `unit_customer`.`unit_key` = `pair`.`unit_key` JOIN `tenure_version_marts`.`health` ON `health`.`customer_key` = `unit_customer`.`owner_key`
WHERE `pair`.`arr` > :arr_2 AND `health`.`week_day` = :week_day_1),
`chosen` AS
(SELECT `scored`.`unit_key` AS `unit_key`, `scored`.`arr` AS `arr`, `scored`.`label_id` AS `label_id`, `scored`.`score` AS `score`, `scored`.`band` AS `band`, `scored`.`seats` AS `seats`, `scored`.`users` AS `users`, `scored`.`seats` - `scored`.`users` AS `unused_seats`, :param_1 - CAST(`scored`.`users` AS FLOAT64) / CAST(nullif(CAST(`scored`.`seats` AS FLOAT64), :nullif_1) AS FLOAT64) AS `share`, round(`scored`.`arr` * (:param_2 - CAST(`scored`.`users` AS FLOAT64) / CAST(nullif(CAST(`scored`.`seats` AS FLOAT64), :nullif_2) AS FLOAT64))) AS `unused_arr`
FROM `scored`
WHERE `scored`.`seats` > :seats_1 AND :param_4 - CAST(`scored`.`users` AS FLOAT64) / CAST(nullif(CAST(`scored`.`seats` AS FLOAT64), :nullif_3) AS FLOAT64) >= :param_5),
`top` AS
(SELECT `chosen`.`unit_key` AS `unit_key`, `chosen`.`arr` AS `arr`, `chosen`.`label_id` AS `label_id`, `chosen`.`score` AS `score`, `chosen`.`band` AS `band`, `chosen`.`seats` AS `seats`, `chosen`.`users` AS `users`, `chosen`.`unused_seats` AS `unused_seats`, `chosen`.`share` AS `share`, `chosen`.`unused_arr` AS `unused_arr`, count(*) OVER () AS `all_units`, CAST(sum(`chosen`.`arr`) OVER () AS INT64) AS `all_arr`, CAST(sum(`chosen`.`unused_arr`) OVER () AS INT64) AS `all_unused_arr`
FROM `chosen` ORDER BY `chosen`.`unused_arr` DESC NULLS LAST, `chosen`.`arr` DESC NULLS LAST, `chosen`.`unit_key`
 LIMIT :param_6)
 SELECT `account`.`name` AS `account`, `account`.`customer_id` AS `account_id`, `unit_customer`.`key` AS `detail`, `top`.`unit_key`, `top`.`arr`, `top`.`score`, `top`.`band`, `top`.`seats`, `top`.`users`, `top`.`unused_seats`, `top`.`share`, `top`.`unused_arr`, `top`.`all_units`, `top`.`all_arr`, `top`.`all_unused_arr`, `label`.`a_csm_id` AS `owner_csm_id`, `label`.`a_team_id` AS `owner_team_id`, `due`.`renewal_due`, `due`.`renewal_arr`, `stg_customer`.`url`
FROM `top` JOIN `tenure_version_marts`.`unit_customer` ON `unit_customer`.`unit_key` = `top`.`unit_key` JOIN `tenure_version_marts`.`customer` AS `account` ON `account`.`customer_key` = `unit_customer`.`owner_key` JOIN `tenure_version_marts`.`label` ON `label`.`label_id` = `top`.`label_id` LEFT OUTER JOIN `tenure_version_staging`.`stg_customer` ON `stg_customer`.`customer_id` = `account`.`customer_id` LEFT OUTER JOIN (SELECT `renewals`.`owner_key` AS `owner_key`, min(`renewals`.`due_day`) AS `renewal_due`, CAST(sum(`renewals`.`arr_due`) AS INT64) AS `renewal_arr`
FROM (SELECT `renewal`.`customer_key` AS `owner_key`, `renewal`.`due_day` AS `due_day`, `renewal`.`arr_due` AS `arr_due`, rank() OVER (PARTITION BY `renewal`.`customer_key` ORDER BY `renewal`.`due_day`) AS `place`
FROM `tenure_version_marts`.`renewal`
WHERE `renewal`.`due_day` >= :due_day_1 AND (`renewal`.`settled_day` IS NULL OR `renewal`.`settled_day` > :settled_day_1) AND (`renewal`.`cancelled_day` IS NULL OR `renewal`.`cancelled_day` > :cancelled_day_1)) AS `renewals`
WHERE `renewals`.`place` = :place_1 GROUP BY `renewals`.`owner_key`) AS `due` ON `due`.`owner_key` = `unit_customer`.`owner_key` ORDER BY `top`.`unused_arr` DESC NULLS LAST, `top`.`arr` DESC NULLS LAST, `top`.`unit_key`;
