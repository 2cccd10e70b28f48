SELECT `cohort_customer`.`cohort`, `cohort_customer`.`age`, CAST(sum(`cohort_customer`.`arr`) AS INT64) AS `arr`, CAST(sum(`cohort_customer`.`kept`) AS INT64) AS `kept`, CAST(sum(`cohort_customer`.`active`) AS INT64) AS `active`, max(`cohort_customer`.`last_day`) AS `last_day`
FROM `tenure_version_marts`.`cohort_customer`
WHERE `cohort_customer`.`cohort` < :cohort_1 GROUP BY `cohort_customer`.`cohort`, `cohort_customer`.`age`;

WITH `lives` AS
(SELECT `life_customer`.`unit_key` AS `unit_key`, `life_customer`.`first_day` AS `first_day`, `life_customer`.`start_day` AS `start_day`, `life_customer`.`in_cohort` AS `in_cohort`, `life_customer`.`entry` AS `entry`, `life_customer`.`label_id` AS `label_id`, `life_customer`.`base` AS `base`, CAST(NULL AS STRING) AS `cell`
FROM `tenure_version_marts`.`life_customer`)
 SELECT CAST(EXTRACT(year FROM date_from_unix_date(CAST(`lives`.`first_day` AS INT64))) * :param_1 + EXTRACT(month FROM date_from_unix_date(CAST(`lives`.`first_day` AS INT64))) AS INT64) AS `cohort`, CAST(:param_2 AS INT64) AS `age`, CAST(sum(`lives`.`base`) AS INT64) AS `arr`, CAST(sum(`lives`.`base`) AS INT64) AS `kept`, count(*) AS `active`, max(`lives`.`first_day`) AS `last_day`
FROM `lives`
WHERE `lives`.`in_cohort` AND `lives`.`first_day` >= :first_day_1 AND `lives`.`first_day` <= :first_day_2 GROUP BY CAST(EXTRACT(year FROM date_from_unix_date(CAST(`lives`.`first_day` AS INT64))) * :param_1 + EXTRACT(month FROM date_from_unix_date(CAST(`lives`.`first_day` AS INT64))) AS INT64);

WITH `lives` AS
(SELECT `life_customer`.`unit_key` AS `unit_key`, `life_customer`.`first_day` AS `first_day`, `life_customer`.`start_day` AS `start_day`, `life_customer`.`in_cohort` AS `in_cohort`, `life_customer`.`entry` AS `entry`, `life_customer`.`label_id` AS `label_id`, `life_customer`.`base` AS `base`, CAST(NULL AS STRING) AS `cell`
FROM `tenure_version_marts`.`life_customer`)
 SELECT CAST(count(*) AS INT64) AS `units`
FROM `lives`
WHERE `lives`.`first_day` = :first_day_1 AND `lives`.`first_day` <= :first_day_2 AND NOT `lives`.`in_cohort`;
