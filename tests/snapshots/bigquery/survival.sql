WITH `lives` AS
(SELECT `life_customer`.`unit_key` AS `unit_key`, `life_customer`.`first_day` AS `first_day`, `life_customer`.`start_day` AS `start_day`, `life_customer`.`in_cohort` AS `in_cohort`, `life_customer`.`entry` AS `entry`, `life_customer`.`label_id` AS `label_id`, `life_customer`.`base` AS `base`, CAST(NULL AS STRING) AS `cell`
FROM `tenure_version_marts`.`life_customer`),
`begun` AS
(SELECT `label`.`a_segment` AS `cell`, `lives`.`start_day` AS `start_day`, `lives`.`entry` AS `entry`, count(*) AS `units`
FROM `lives` JOIN `tenure_version_marts`.`label` AS `label` ON `label`.`label_id` = `lives`.`label_id`
WHERE `lives`.`first_day` <= :first_day_1 AND `lives`.`start_day` IS NOT NULL AND coalesce(true, false) GROUP BY `label`.`a_segment`, `lives`.`start_day`, `lives`.`entry`),
`gone` AS
(SELECT `label`.`a_segment` AS `cell`, `lapse_customer`.`start_day` AS `start_day`, `lapse_customer`.`entry` AS `entry`, `lapse_customer`.`age` AS `age`, count(*) AS `units`
FROM `tenure_version_marts`.`lapse_customer` JOIN `tenure_version_marts`.`label` AS `label` ON `label`.`label_id` = `lapse_customer`.`label_id`
WHERE `lapse_customer`.`from_day` <= :from_day_1 AND `lapse_customer`.`to_day` > :to_day_1 AND `lapse_customer`.`start_day` IS NOT NULL AND coalesce(true, false) GROUP BY `label`.`a_segment`, `lapse_customer`.`start_day`, `lapse_customer`.`entry`, `lapse_customer`.`age`)
 SELECT `ends`.`cell`, `ends`.`entry`, `ends`.`age`, `ends`.`event`, CAST(sum(`ends`.`units`) AS INT64) AS `units`
FROM (SELECT `there`.`cell` AS `cell`, `there`.`entry` AS `entry`, CAST((CAST(EXTRACT(year FROM date_from_unix_date(CAST(:param_1 AS INT64))) * :param_2 + EXTRACT(month FROM date_from_unix_date(CAST(:param_1 AS INT64))) AS INT64) - CAST(EXTRACT(year FROM date_from_unix_date(CAST(`there`.`start_day` AS INT64))) * :param_3 + EXTRACT(month FROM date_from_unix_date(CAST(`there`.`start_day` AS INT64))) AS INT64)) - CASE WHEN (EXTRACT(day FROM date_from_unix_date(CAST(:param_1 AS INT64))) < EXTRACT(day FROM date_from_unix_date(CAST(`there`.`start_day` AS INT64))) AND EXTRACT(day FROM date_from_unix_date(CAST(:param_1 + :param_4 AS INT64))) != :param_5) THEN :param_6 ELSE :param_7 END AS INT64) AS `age`, false AS `event`, `there`.`units` AS `units`
FROM (SELECT `both_ways`.`cell` AS `cell`, `both_ways`.`start_day` AS `start_day`, `both_ways`.`entry` AS `entry`, sum(`both_ways`.`units`) AS `units`
FROM (SELECT `begun`.`cell` AS `cell`, `begun`.`start_day` AS `start_day`, `begun`.`entry` AS `entry`, `begun`.`units` AS `units`
FROM `begun` UNION ALL SELECT `gone`.`cell` AS `cell`, `gone`.`start_day` AS `start_day`, `gone`.`entry` AS `entry`, -`gone`.`units` AS `anon_1`
FROM `gone`) AS `both_ways` GROUP BY `both_ways`.`cell`, `both_ways`.`start_day`, `both_ways`.`entry`) AS `there` UNION ALL SELECT `gone`.`cell` AS `cell`, `gone`.`entry` AS `entry`, `gone`.`age` AS `age`, true AS `anon_2`, `gone`.`units` AS `units`
FROM `gone`) AS `ends` GROUP BY `ends`.`cell`, `ends`.`entry`, `ends`.`age`, `ends`.`event` ORDER BY `ends`.`cell` NULLS LAST, `ends`.`entry`, `ends`.`age`, `ends`.`event`;

WITH `lives` AS
(SELECT `life_customer`.`unit_key` AS `unit_key`, `life_customer`.`first_day` AS `first_day`, `life_customer`.`start_day` AS `start_day`, `life_customer`.`in_cohort` AS `in_cohort`, `life_customer`.`entry` AS `entry`, `life_customer`.`label_id` AS `label_id`, `life_customer`.`base` AS `base`, CAST(NULL AS STRING) AS `cell`
FROM `tenure_version_marts`.`life_customer`)
 SELECT CAST(count(*) AS INT64) AS `units`
FROM `lives`
WHERE `lives`.`first_day` = :first_day_1 AND `lives`.`first_day` <= :first_day_2 AND `lives`.`start_day` IS NULL;
