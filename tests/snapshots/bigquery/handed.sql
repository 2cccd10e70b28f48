WITH `pair` AS
(SELECT `piece_customer`.`unit_key` AS `unit_key`, CAST(NULL AS STRING) AS `cell`, `piece_customer`.`arr0` AS `arr0`, `piece_customer`.`arr` AS `arr`, :param_4 AS `gone0`, :param_4 AS `gone`, `piece_customer`.`seen0` AS `seen0`, `piece_customer`.`paper` AS `paper`, `piece_customer`.`label0_id` AS `label0_id`, `piece_customer`.`label_id` AS `label_id`
FROM `tenure_version_marts`.`piece_customer`
WHERE `piece_customer`.`from_day` <= :from_day_1 AND `piece_customer`.`to_day` > :to_day_1 AND (`piece_customer`.`arr` > :arr_3 OR `piece_customer`.`arr0` > :arr0_1)),
`moved` AS
(SELECT `pair`.`unit_key` AS `unit_key`, `before`.`a_team_id` AS `team_from`, `now`.`a_team_id` AS `team_to`, `pair`.`arr0` AS `arr0`, `pair`.`arr` AS `arr`
FROM `pair` JOIN `tenure_version_marts`.`label` AS `before` ON `before`.`label_id` = `pair`.`label0_id` JOIN `tenure_version_marts`.`label` AS `now` ON `now`.`label_id` = `pair`.`label_id`
WHERE `pair`.`arr0` > :arr0_2 AND coalesce(`before`.`a_team_id`, :coalesce_1) != coalesce(`now`.`a_team_id`, :coalesce_2) AND (coalesce(true, false) OR coalesce(true, false)))
 SELECT `moved`.`team_from`, `moved`.`team_to`, CAST(count(*) AS INT64) AS `units`, CAST(sum(CASE WHEN (`moved`.`arr` = :arr_1) THEN :param_1 ELSE :param_2 END) AS INT64) AS `lost_units`, CAST(sum(`moved`.`arr0`) AS INT64) AS `arr0`, CAST(sum(`moved`.`arr`) AS INT64) AS `arr`, CAST(sum(least(coalesce(`moved`.`arr0`, `moved`.`arr`), coalesce(`moved`.`arr`, `moved`.`arr0`))) AS INT64) AS `kept`, CAST(sum(CASE WHEN (`moved`.`arr` = :arr_2) THEN `moved`.`arr0` ELSE :param_3 END) AS INT64) AS `lost_arr`
FROM `moved` GROUP BY `moved`.`team_from`, `moved`.`team_to` ORDER BY sum(`moved`.`arr0`) DESC NULLS LAST, `moved`.`team_from` NULLS LAST, `moved`.`team_to` NULLS LAST;
