SELECT `needs`.`need`, `needs`.`held`
FROM (SELECT :param_1 AS `need`, count(*) AS `held`
FROM (SELECT :param_2 AS `anon_1`
FROM `tenure_version_staging`.`stg_renewal`
 LIMIT :param_3) AS `of_renewal_` UNION ALL SELECT :param_4 AS `need`, count(*) AS `held`
FROM (SELECT :param_5 AS `anon_2`
FROM `tenure_version_staging`.`stg_subscription`
WHERE `stg_subscription`.`seats` IS NOT NULL
 LIMIT :param_6) AS `of_subscription_seats` UNION ALL SELECT :param_7 AS `need`, count(*) AS `held`
FROM (SELECT :param_8 AS `anon_3`
FROM `tenure_version_staging`.`stg_ticket`
WHERE `stg_ticket`.`first_response_at` IS NOT NULL
 LIMIT :param_9) AS `of_ticket_first_response_at`) AS `needs`;

WITH `pair_0` AS
(SELECT `piece_customer`.`unit_key` AS `unit_key`, CAST(NULL AS STRING) AS `cell`, `piece_customer`.`arr0` AS `arr0`, `piece_customer`.`arr` AS `arr`, :param_4 AS `gone0`, :param_4 AS `gone`, `piece_customer`.`seen0` AS `seen0`, `piece_customer`.`paper` AS `paper`, `piece_customer`.`label0_id` AS `label0_id`, `piece_customer`.`label_id` AS `label_id`
FROM `tenure_version_marts`.`piece_customer`
WHERE `piece_customer`.`from_day` <= :from_day_1 AND `piece_customer`.`to_day` > :to_day_1 AND (`piece_customer`.`arr` > :arr_1 OR `piece_customer`.`arr0` > :arr0_1)),
`population` AS
(SELECT :param_2 AS `day`, CAST(:param_3 AS DATE) AS `on_day`, `pair_0`.`unit_key` AS `customer_key`, `pair_0`.`arr` AS `arr`, `pair_0`.`arr0` AS `arr0`, `pair_0`.`label_id` AS `label_id`
FROM `pair_0` JOIN `tenure_version_marts`.`label` AS `label_0` ON `label_0`.`label_id` = `pair_0`.`label_id`
WHERE `pair_0`.`arr` > :arr_2 AND coalesce(true, false))
 SELECT `population`.`day`, ((array_agg((datetime_diff(`ticket`.`first_response_at`, `ticket`.`opened_at`, MICROSECOND) / 1e6) / CAST(:param_1 AS FLOAT64) IGNORE NULLS ORDER BY (datetime_diff(`ticket`.`first_response_at`, `ticket`.`opened_at`, MICROSECOND) / 1e6) / CAST(:param_1 AS FLOAT64))[SAFE_OFFSET(div(count((datetime_diff(`ticket`.`first_response_at`, `ticket`.`opened_at`, MICROSECOND) / 1e6) / CAST(:param_1 AS FLOAT64)) - 1, 2))] + array_agg((datetime_diff(`ticket`.`first_response_at`, `ticket`.`opened_at`, MICROSECOND) / 1e6) / CAST(:param_1 AS FLOAT64) IGNORE NULLS ORDER BY (datetime_diff(`ticket`.`first_response_at`, `ticket`.`opened_at`, MICROSECOND) / 1e6) / CAST(:param_1 AS FLOAT64))[SAFE_OFFSET(div(count((datetime_diff(`ticket`.`first_response_at`, `ticket`.`opened_at`, MICROSECOND) / 1e6) / CAST(:param_1 AS FLOAT64)), 2))]) / 2) AS `value`, count(*) AS `n`
FROM `population` JOIN (SELECT `owner_of_ticket`.`root_key` AS `customer_key`, `stg_ticket`.`ticket_id` AS `ticket_id`, `stg_ticket`.`opened_at` AS `opened_at`, `stg_ticket`.`first_response_at` AS `first_response_at`, `stg_ticket`.`closed_at` AS `closed_at`, `stg_ticket`.`severity` AS `severity`, `stg_ticket`.`csat` AS `csat`
FROM `tenure_version_staging`.`stg_ticket` JOIN `tenure_version_marts`.`customer` AS `owner_of_ticket` ON `owner_of_ticket`.`customer_id` = `stg_ticket`.`customer_id`) AS `ticket` ON `ticket`.`customer_key` = `population`.`customer_key` AND unix_date(CAST((`ticket`.`opened_at` + INTERVAL 32400 SECOND) AS DATE)) > `population`.`day` - :day_1 AND unix_date(CAST((`ticket`.`opened_at` + INTERVAL 32400 SECOND) AS DATE)) <= `population`.`day`
WHERE unix_date(CAST((`ticket`.`first_response_at` + INTERVAL 32400 SECOND) AS DATE)) <= `population`.`day` GROUP BY `population`.`day`;

WITH `bought` AS
(SELECT :param_7 AS `day`, `unit_0`.`owner_key` AS `customer_key`
FROM `tenure_version_marts`.`unit_customer` AS `unit_0` JOIN `tenure_version_marts`.`label` AS `borne_0` ON `borne_0`.`customer_key` = `unit_0`.`owner_key` AND `borne_0`.`from_day` <= :from_day_1 AND (`borne_0`.`to_day` > :to_day_1 OR `borne_0`.`to_day` IS NULL)
WHERE `unit_0`.`first_day` <= :first_day_1 AND coalesce(true, false))
 SELECT `renewed`.`day`, sum((`renewed`.`arr` - `renewed`.`arr0`) - CAST((`renewed`.`seats` - `renewed`.`seats0`) * `renewed`.`arr0` AS FLOAT64) / CAST(nullif(CAST(`renewed`.`seats0` AS FLOAT64), :nullif_1) AS FLOAT64)) AS `numerator`, sum(`renewed`.`arr0`) AS `denominator`, count(DISTINCT `renewed`.`renewal_key`) AS `n`
FROM (SELECT `bought`.`day` AS `day`, `renewal`.`renewal_key` AS `renewal_key`, `line`.`product` AS `product`, sum(CASE WHEN (`line`.`from_day` <= `renewal`.`due_day` - :due_day_1 AND (`line`.`to_day` IS NULL OR `line`.`to_day` > `renewal`.`due_day` - :due_day_1)) THEN `line`.`arr` ELSE :param_1 END) AS `arr0`, sum(CASE WHEN (`line`.`from_day` <= `renewal`.`due_day` AND (`line`.`to_day` IS NULL OR `line`.`to_day` > `renewal`.`due_day`)) THEN `line`.`arr` ELSE :param_2 END) AS `arr`, sum(CASE WHEN (`line`.`from_day` <= `renewal`.`due_day` - :due_day_1 AND (`line`.`to_day` IS NULL OR `line`.`to_day` > `renewal`.`due_day` - :due_day_1)) THEN coalesce(`line`.`seats`, :coalesce_1) ELSE :param_3 END) AS `seats0`, sum(CASE WHEN (`line`.`from_day` <= `renewal`.`due_day` AND (`line`.`to_day` IS NULL OR `line`.`to_day` > `renewal`.`due_day`)) THEN coalesce(`line`.`seats`, :coalesce_1) ELSE :param_4 END) AS `seats`, sum(CASE WHEN (coalesce(`line`.`seats`, :coalesce_1) <= :coalesce_2) THEN :param_5 ELSE :param_6 END) AS `vague`
FROM `bought` JOIN `tenure_version_marts`.`renewal` ON `renewal`.`customer_key` = `bought`.`customer_key` AND `renewal`.`status` = :status_1 AND `renewal`.`settled_day` <= `bought`.`day` AND `renewal`.`due_day` > `bought`.`day` - :day_1 AND `renewal`.`due_day` <= `bought`.`day` JOIN `tenure_version_marts`.`line` ON `line`.`customer_key` = `renewal`.`customer_key` AND `line`.`chain` = `renewal`.`chain` AND (`line`.`from_day` <= `renewal`.`due_day` - :due_day_1 AND (`line`.`to_day` IS NULL OR `line`.`to_day` > `renewal`.`due_day` - :due_day_1) OR `line`.`from_day` <= `renewal`.`due_day` AND (`line`.`to_day` IS NULL OR `line`.`to_day` > `renewal`.`due_day`)) GROUP BY `bought`.`day`, `renewal`.`renewal_key`, `line`.`product`) AS `renewed`
WHERE `renewed`.`arr0` > :arr0_1 AND `renewed`.`arr` > :arr_1 AND `renewed`.`vague` = :vague_1 GROUP BY `renewed`.`day`;
