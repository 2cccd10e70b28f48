SELECT `needs`.`need`, `needs`.`held`
FROM (SELECT :param_1 AS `need`, count(*) AS `held`
FROM (SELECT :param_2 AS `anon_1`
FROM `tenure_version_staging`.`stg_onboarding`
 LIMIT :param_3) AS `of_onboarding_`) AS `needs`;

WITH `lives` AS
(SELECT `life_customer`.`unit_key` AS `unit_key`, `life_customer`.`first_day` AS `first_day`, `life_customer`.`start_day` AS `start_day`, `life_customer`.`in_cohort` AS `in_cohort`, `life_customer`.`entry` AS `entry`, `life_customer`.`label_id` AS `label_id`, `life_customer`.`base` AS `base`, CAST(NULL AS STRING) AS `cell`
FROM `tenure_version_marts`.`life_customer`)
 SELECT `begun`.`condition` AS `condition`, CAST(CAST(EXTRACT(year FROM date_from_unix_date(CAST(`begun`.`day` AS INT64))) AS INT64) AS STRING) || :param_1 || CAST(CAST(EXTRACT(quarter FROM date_from_unix_date(CAST(`begun`.`day` AS INT64))) AS INT64) AS STRING) AS `cell`, CAST(CASE WHEN coalesce(`begun`.`done_day` <= least(coalesce(coalesce(`gone`.`day`, :coalesce_1), :param_2), coalesce(:param_2, coalesce(`gone`.`day`, :coalesce_1))), :param_3) THEN `begun`.`done_day` ELSE least(coalesce(coalesce(`gone`.`day`, :coalesce_1), :param_2), coalesce(:param_2, coalesce(`gone`.`day`, :coalesce_1))) END - `begun`.`day` AS INT64) AS `days`, CASE WHEN coalesce(`begun`.`done_day` <= least(coalesce(coalesce(`gone`.`day`, :coalesce_1), :param_2), coalesce(:param_2, coalesce(`gone`.`day`, :coalesce_1))), :param_3) THEN :param_4 WHEN (`gone`.`day` <= :day_1) THEN :param_5 ELSE :param_6 END AS `state`, CAST(count(*) AS INT64) AS `n`
FROM `lives` JOIN (SELECT `condition`.`customer_key` AS `customer_key`, `condition`.`condition` AS `condition`, min(`condition`.`from_day`) AS `day`, min(CASE WHEN (`condition`.`holds` AND `condition`.`from_day` <= :from_day_1) THEN `condition`.`from_day` END) AS `done_day`
FROM `tenure_version_marts`.`condition`
WHERE `condition`.`condition` IN UNNEST(:condition_1) AND `condition`.`from_day` <= :from_day_2 GROUP BY `condition`.`customer_key`, `condition`.`condition`) AS `begun` ON `begun`.`customer_key` = `lives`.`unit_key` LEFT OUTER JOIN (SELECT `lapse_customer`.`unit_key` AS `unit_key`, `begun`.`condition` AS `condition`, min(`lapse_customer`.`from_day`) AS `day`
FROM `tenure_version_marts`.`lapse_customer` JOIN (SELECT `condition`.`customer_key` AS `customer_key`, `condition`.`condition` AS `condition`, min(`condition`.`from_day`) AS `day`, min(CASE WHEN (`condition`.`holds` AND `condition`.`from_day` <= :from_day_1) THEN `condition`.`from_day` END) AS `done_day`
FROM `tenure_version_marts`.`condition`
WHERE `condition`.`condition` IN UNNEST(:condition_1) AND `condition`.`from_day` <= :from_day_2 GROUP BY `condition`.`customer_key`, `condition`.`condition`) AS `begun` ON `begun`.`customer_key` = `lapse_customer`.`unit_key` AND `lapse_customer`.`from_day` > `begun`.`day` GROUP BY `lapse_customer`.`unit_key`, `begun`.`condition`) AS `gone` ON `gone`.`unit_key` = `begun`.`customer_key` AND `gone`.`condition` = `begun`.`condition`
WHERE `lives`.`first_day` <= :first_day_1 GROUP BY `condition`, `cell`, `days`, `state`;
