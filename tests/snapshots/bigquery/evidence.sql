SELECT `needs`.`need`, `needs`.`held`
FROM (SELECT :param_1 AS `need`, count(*) AS `held`
FROM (SELECT :param_2 AS `anon_1`
FROM `tenure_version_staging`.`stg_playbook`
 LIMIT :param_3) AS `of_playbook_` UNION ALL SELECT :param_4 AS `need`, count(*) AS `held`
FROM (SELECT :param_5 AS `anon_2`
FROM `tenure_version_staging`.`stg_playbook`
WHERE `stg_playbook`.`written_on` IS NOT NULL
 LIMIT :param_6) AS `of_playbook_written_on` UNION ALL SELECT :param_7 AS `need`, count(*) AS `held`
FROM (SELECT :param_8 AS `anon_3`
FROM `tenure_version_staging`.`stg_touch`
 LIMIT :param_9) AS `of_touch_` UNION ALL SELECT :param_10 AS `need`, count(*) AS `held`
FROM (SELECT :param_11 AS `anon_4`
FROM `tenure_version_staging`.`stg_touch`
WHERE `stg_touch`.`csm_id` IS NOT NULL
 LIMIT :param_12) AS `of_touch_csm_id` UNION ALL SELECT :param_13 AS `need`, count(*) AS `held`
FROM (SELECT :param_14 AS `anon_5`
FROM `tenure_version_staging`.`stg_touch`
WHERE `stg_touch`.`playbook_id` IS NOT NULL
 LIMIT :param_15) AS `of_touch_playbook_id`) AS `needs`;

WITH `pair_0` AS
(SELECT `piece_customer`.`unit_key` AS `unit_key`, CAST(NULL AS STRING) AS `cell`, `piece_customer`.`arr0` AS `arr0`, `piece_customer`.`arr` AS `arr`, :param_4 AS `gone0`, :param_4 AS `gone`, `piece_customer`.`seen0` AS `seen0`, `piece_customer`.`paper` AS `paper`, `piece_customer`.`label0_id` AS `label0_id`, `piece_customer`.`label_id` AS `label_id`
FROM `tenure_version_marts`.`piece_customer`
WHERE `piece_customer`.`from_day` <= :from_day_1 AND `piece_customer`.`to_day` > :to_day_1 AND (`piece_customer`.`arr` > :arr_1 OR `piece_customer`.`arr0` > :arr0_1)),
`population` AS
(SELECT :param_2 AS `day`, CAST(:param_3 AS DATE) AS `on_day`, `pair_0`.`unit_key` AS `customer_key`, `pair_0`.`arr` AS `arr`, `pair_0`.`arr0` AS `arr0`, `pair_0`.`label_id` AS `label_id`
FROM `pair_0` JOIN `tenure_version_marts`.`label` AS `label_0` ON `label_0`.`label_id` = `pair_0`.`label_id`
WHERE `pair_0`.`arr` > :arr_2 AND coalesce(true, false)),
`customers` AS
(SELECT `population`.`day` AS `day`, `population`.`on_day` AS `on_day`, `population`.`customer_key` AS `customer_key`, CAST(NULL AS STRING) AS `cell`
FROM `population`),
`contact` AS
(SELECT CASE WHEN (replace(replace(lower(trim(`given_touch`.`function`)), :replace_1, :replace_2), :replace_3, :replace_4) IN UNNEST(:replace_5)) THEN :param_5 WHEN (replace(replace(lower(trim(`given_touch`.`function`)), :replace_1, :replace_2), :replace_3, :replace_4) IN UNNEST(:replace_6)) THEN :param_6 WHEN (replace(replace(lower(trim(`given_touch`.`function`)), :replace_1, :replace_2), :replace_3, :replace_4) IN UNNEST(:replace_7)) THEN :param_7 WHEN (replace(replace(lower(trim(`given_touch`.`function`)), :replace_1, :replace_2), :replace_3, :replace_4) IN UNNEST(:replace_8)) THEN :param_8 WHEN (replace(replace(lower(trim(`given_touch`.`function`)), :replace_1, :replace_2), :replace_3, :replace_4) IN UNNEST(:replace_9)) THEN :param_9 WHEN (replace(replace(lower(trim(`given_touch`.`function`)), :replace_1, :replace_2), :replace_3, :replace_4) IN UNNEST(:replace_10)) THEN :param_10 WHEN (replace(replace(lower(trim(`given_touch`.`function`)), :replace_1, :replace_2), :replace_3, :replace_4) IN UNNEST(:replace_11)) THEN :param_11 ELSE NULL END AS `function`, `given_touch`.`customer_key` AS `customer_key`, unix_date(CAST(`given_touch`.`occurred_on` AS DATE)) AS `day`, `given_touch`.`kind` AS `kind`, `given_touch`.`csm_id` AS `csm_id`, `given_touch`.`playbook_id` AS `playbook_id`, `given_touch`.`kind` IN UNNEST(:kind_1) OR coalesce(`given_touch`.`opened`, :coalesce_1) OR coalesce(`given_touch`.`clicked`, :coalesce_2) AS `met`
FROM (SELECT `owner_of_given_touch`.`root_key` AS `customer_key`, `stg_touch`.`function` AS `function`, `stg_touch`.`kind` AS `kind`, `stg_touch`.`occurred_on` AS `occurred_on`, `stg_touch`.`csm_id` AS `csm_id`, `stg_touch`.`playbook_id` AS `playbook_id`, `stg_touch`.`delivered` AS `delivered`, `stg_touch`.`opened` AS `opened`, `stg_touch`.`clicked` AS `clicked`
FROM `tenure_version_staging`.`stg_touch` JOIN `tenure_version_marts`.`customer` AS `owner_of_given_touch` ON `owner_of_given_touch`.`customer_id` = `stg_touch`.`customer_id`) AS `given_touch`
WHERE coalesce(`given_touch`.`delivered`, :param_12)),
`contact_rows` AS
(SELECT `customers`.`day` AS `day`, `customers`.`cell` AS `cell`, `contact`.`function` AS `function`, `contact`.`csm_id` AS `csm_id`, `playbook`.`playbook_id` AS `planned`
FROM `customers` JOIN `contact` ON `contact`.`customer_key` = `customers`.`customer_key` LEFT OUTER JOIN (SELECT `stg_playbook`.`playbook_id` AS `playbook_id`, `stg_playbook`.`written_on` AS `written_on`
FROM `tenure_version_staging`.`stg_playbook`) AS `playbook` ON `playbook`.`playbook_id` = `contact`.`playbook_id` AND `playbook`.`written_on` <= `customers`.`on_day`
WHERE `contact`.`function` IS NOT NULL AND `contact`.`day` > `customers`.`day` - :day_1 AND `contact`.`day` <= `customers`.`day` - :day_2),
`person` AS
(SELECT `contact_rows`.`day` AS `day`, `contact_rows`.`function` AS `function`, `contact_rows`.`cell` AS `cell`, `contact_rows`.`csm_id` AS `csm_id`, count(*) AS `all`, count(`contact_rows`.`planned`) AS `planned`
FROM `contact_rows`
WHERE `contact_rows`.`csm_id` IS NOT NULL GROUP BY `contact_rows`.`day`, `contact_rows`.`function`, `contact_rows`.`cell`, `contact_rows`.`csm_id`
HAVING count(*) >= :count_1),
`people` AS
(SELECT `person`.`day` AS `day`, `person`.`function` AS `function`, `person`.`cell` AS `cell`, sum(`person`.`all`) AS `all`, sum(`person`.`planned`) AS `planned`
FROM `person` GROUP BY `person`.`day`, `person`.`function`, `person`.`cell`)
 SELECT `evidence`.`place`, `evidence`.`day`, `evidence`.`function`, `evidence`.`cell`, `evidence`.`numerator`, `evidence`.`denominator`, `evidence`.`n`
FROM (SELECT :param_1 AS `place`, `spread`.`day` AS `day`, CAST(`spread`.`function` AS STRING) AS `function`, CAST(`spread`.`cell` AS STRING) AS `cell`, CAST(`spread`.`numerator` AS FLOAT64) AS `numerator`, CAST(`spread`.`denominator` AS FLOAT64) AS `denominator`, `spread`.`n` AS `n`
FROM (SELECT `person`.`day` AS `day`, `person`.`function` AS `function`, `person`.`cell` AS `cell`, sum(abs(`person`.`planned` - CAST(`person`.`all` * `people`.`planned` AS FLOAT64) / CAST(nullif(CAST(`people`.`all` AS FLOAT64), :nullif_1) AS FLOAT64))) AS `numerator`, sum(`person`.`all`) AS `denominator`, count(*) AS `n`
FROM `person` JOIN `people` ON `people`.`day` = `person`.`day` AND `people`.`function` = `person`.`function` AND coalesce(`people`.`cell`, :coalesce_3) = coalesce(`person`.`cell`, :coalesce_4) GROUP BY `person`.`day`, `person`.`function`, `person`.`cell`
HAVING count(*) > :count_2) AS `spread`) AS `evidence`;

SELECT `needs`.`need`, `needs`.`held`
FROM (SELECT :param_1 AS `need`, count(*) AS `held`
FROM (SELECT :param_2 AS `anon_1`
FROM `tenure_version_staging`.`stg_health_score`
 LIMIT :param_3) AS `of_health_score_` UNION ALL SELECT :param_4 AS `need`, count(*) AS `held`
FROM (SELECT :param_5 AS `anon_2`
FROM `tenure_version_staging`.`stg_invoice`
 LIMIT :param_6) AS `of_invoice_` UNION ALL SELECT :param_7 AS `need`, count(*) AS `held`
FROM (SELECT :param_8 AS `anon_3`
FROM `tenure_version_staging`.`stg_onboarding`
 LIMIT :param_9) AS `of_onboarding_` UNION ALL SELECT :param_10 AS `need`, count(*) AS `held`
FROM (SELECT :param_11 AS `anon_4`
FROM `tenure_version_staging`.`stg_outcome`
 LIMIT :param_12) AS `of_outcome_` UNION ALL SELECT :param_13 AS `need`, count(*) AS `held`
FROM (SELECT :param_14 AS `anon_5`
FROM `tenure_version_staging`.`stg_pulse`
 LIMIT :param_15) AS `of_pulse_` UNION ALL SELECT :param_16 AS `need`, count(*) AS `held`
FROM (SELECT :param_17 AS `anon_6`
FROM `tenure_version_staging`.`stg_survey`
 LIMIT :param_18) AS `of_survey_` UNION ALL SELECT :param_19 AS `need`, count(*) AS `held`
FROM (SELECT :param_20 AS `anon_7`
FROM `tenure_version_staging`.`stg_ticket`
 LIMIT :param_21) AS `of_ticket_` UNION ALL SELECT :param_22 AS `need`, count(*) AS `held`
FROM (SELECT :param_23 AS `anon_8`
FROM `tenure_version_staging`.`stg_touch`
 LIMIT :param_24) AS `of_touch_` UNION ALL SELECT :param_25 AS `need`, count(*) AS `held`
FROM (SELECT :param_26 AS `anon_9`
FROM `tenure_version_staging`.`stg_usage_week`
 LIMIT :param_27) AS `of_usage_week_`) AS `needs`;

WITH `pair_0` AS
(SELECT `piece_customer`.`unit_key` AS `unit_key`, CAST(NULL AS STRING) AS `cell`, `piece_customer`.`arr0` AS `arr0`, `piece_customer`.`arr` AS `arr`, :param_7 AS `gone0`, :param_7 AS `gone`, `piece_customer`.`seen0` AS `seen0`, `piece_customer`.`paper` AS `paper`, `piece_customer`.`label0_id` AS `label0_id`, `piece_customer`.`label_id` AS `label_id`
FROM `tenure_version_marts`.`piece_customer`
WHERE `piece_customer`.`from_day` <= :from_day_1 AND `piece_customer`.`to_day` > :to_day_1 AND (`piece_customer`.`arr` > :arr_1 OR `piece_customer`.`arr0` > :arr0_1)),
`population` AS
(SELECT :param_5 AS `day`, CAST(:param_6 AS DATE) AS `on_day`, `pair_0`.`unit_key` AS `customer_key`, `pair_0`.`arr` AS `arr`, `pair_0`.`arr0` AS `arr0`, `pair_0`.`label_id` AS `label_id`
FROM `pair_0` JOIN `tenure_version_marts`.`label` AS `label_0` ON `label_0`.`label_id` = `pair_0`.`label_id`
WHERE `pair_0`.`arr` > :arr_2 AND coalesce(true, false))
 SELECT `told`.`day`, sum(CASE WHEN `told`.`holds` THEN :param_1 ELSE :param_2 END) AS `numerator`, sum(CASE WHEN (`told`.`holds` IS NOT NULL) THEN :param_3 ELSE :param_4 END) AS `denominator`, sum(CASE WHEN (`told`.`holds` IS NOT NULL) THEN :param_3 ELSE :param_4 END) AS `n`
FROM (SELECT `population`.`day` AS `day`, `population`.`customer_key` AS `customer_key`, `population`.`arr` AS `arr`, `population`.`label_id` AS `label_id`, CASE WHEN (`health`.`customer_key` IS NOT NULL) THEN `health`.`score` IS NOT NULL END AS `holds`
FROM `population` LEFT OUTER JOIN `tenure_version_marts`.`health` ON `health`.`customer_key` = `population`.`customer_key` AND `health`.`week_day` = `population`.`day` - MOD((`population`.`day` + :day_1), :param_8)) AS `told` GROUP BY `told`.`day`;
