SELECT DISTINCT `health_cube`.`week_day`
FROM `tenure_version_marts`.`health_cube`
WHERE `health_cube`.`band` != :band_1;

WITH `landmark` AS
(SELECT `health`.`customer_key` AS `customer_key`, `health`.`week_day` AS `week_day`, CAST(NULL AS STRING) AS `cell`, `health`.`band` AS `band`, `health`.`score` AS `score`, `health`.`m_usage_depth` AS `usage`, `health`.`pulse_rating` AS `pulse`, `health`.`arr` AS `arr`, CASE WHEN (coalesce(`later`.`arr`, :coalesce_1) = :coalesce_2) THEN :param_6 ELSE :param_7 END AS `event`
FROM `tenure_version_marts`.`health` LEFT OUTER JOIN (SELECT `change_customer`.`unit_key` AS `unit_key`, `change_customer`.`day` AS `from_day`, lead(`change_customer`.`day`) OVER (PARTITION BY `change_customer`.`unit_key` ORDER BY `change_customer`.`day`) AS `to_day`, sum(`change_customer`.`delta`) OVER (PARTITION BY `change_customer`.`unit_key` ORDER BY `change_customer`.`day`) AS `arr`
FROM `tenure_version_marts`.`change_customer`) AS `later` ON `later`.`unit_key` = `health`.`customer_key` AND `later`.`from_day` <= `health`.`week_day` + :week_day_1 AND (`later`.`to_day` IS NULL OR `later`.`to_day` > `health`.`week_day` + :week_day_2)
WHERE `health`.`week_day` IN UNNEST(:week_day_3)),
`ranked` AS
(SELECT `placed`.`customer_key` AS `customer_key`, `placed`.`week_day` AS `week_day`, `placed`.`cell` AS `cell`, `placed`.`band` AS `band`, `placed`.`score` AS `score`, `placed`.`usage` AS `usage`, `placed`.`pulse` AS `pulse`, `placed`.`arr` AS `arr`, `placed`.`event` AS `event`, `placed`.`place` AS `place`, `placed`.`usage_rank` AS `usage_rank`, CASE WHEN (max(`placed`.`place`) OVER () >= :param_2) THEN MOD(`placed`.`place`, :place_1) ELSE `placed`.`place` END AS `grp`
FROM (SELECT `landmark`.`customer_key` AS `customer_key`, `landmark`.`week_day` AS `week_day`, `landmark`.`cell` AS `cell`, `landmark`.`band` AS `band`, `landmark`.`score` AS `score`, `landmark`.`usage` AS `usage`, `landmark`.`pulse` AS `pulse`, `landmark`.`arr` AS `arr`, `landmark`.`event` AS `event`, dense_rank() OVER (ORDER BY `landmark`.`customer_key`) - :param_3 AS `place`, CASE WHEN (`landmark`.`score` IS NOT NULL AND `landmark`.`usage` IS NOT NULL) THEN percent_rank() OVER (PARTITION BY CASE WHEN (`landmark`.`score` IS NOT NULL AND `landmark`.`usage` IS NOT NULL) THEN :param_4 ELSE :param_5 END ORDER BY `landmark`.`usage`) END AS `usage_rank`
FROM `landmark`) AS `placed`)
 SELECT `every`.`cell`, `every`.`measure`, `every`.`step`, `every`.`grp`, `every`.`point`, CAST(count(*) AS INT64) AS `n`, CAST(sum(`every`.`event`) AS INT64) AS `events`
FROM (SELECT `ranked`.`cell` AS `cell`, :param_1 AS `measure`, CAST(CAST(round(`ranked`.`score` * :score_1) AS INT64) AS INT64) AS `step`, `ranked`.`grp` AS `grp`, CAST(CAST(round(`ranked`.`score`) AS INT64) AS INT64) AS `point`, `ranked`.`event` AS `event`
FROM `ranked`
WHERE `ranked`.`score` IS NOT NULL UNION ALL SELECT `ranked`.`cell` AS `cell`, :param_8 AS `measure`, CAST(:param_9 AS INT64) AS `step`, `ranked`.`grp` AS `grp`, CAST(:param_10 AS INT64) AS `point`, `ranked`.`event` AS `event`
FROM `ranked`
WHERE `ranked`.`score` IS NULL UNION ALL SELECT `ranked`.`cell` AS `cell`, :param_11 AS `measure`, CAST(CAST(floor(`ranked`.`usage_rank` * :usage_rank_1) AS INT64) AS INT64) AS `step`, `ranked`.`grp` AS `grp`, CAST((CAST(floor(CAST(CAST(floor(`ranked`.`usage_rank` * :usage_rank_1) AS INT64) AS FLOAT64) / CAST(nullif(CAST(:param_12 AS FLOAT64), :nullif_1) AS FLOAT64) + 0.5) AS INT64) - CASE WHEN floor(CAST(CAST(floor(`ranked`.`usage_rank` * :usage_rank_1) AS INT64) AS FLOAT64) / CAST(nullif(CAST(:param_12 AS FLOAT64), :nullif_1) AS FLOAT64) + 0.5) = CAST(CAST(floor(`ranked`.`usage_rank` * :usage_rank_1) AS INT64) AS FLOAT64) / CAST(nullif(CAST(:param_12 AS FLOAT64), :nullif_1) AS FLOAT64) + 0.5 AND mod(CAST(floor(CAST(CAST(floor(`ranked`.`usage_rank` * :usage_rank_1) AS INT64) AS FLOAT64) / CAST(nullif(CAST(:param_12 AS FLOAT64), :nullif_1) AS FLOAT64) + 0.5) AS INT64), 2) <> 0 THEN 1 ELSE 0 END) AS INT64) AS `point`, `ranked`.`event` AS `event`
FROM `ranked`
WHERE `ranked`.`score` IS NOT NULL AND `ranked`.`usage` IS NOT NULL UNION ALL SELECT `ranked`.`cell` AS `cell`, :param_13 AS `measure`, CAST(CAST(round(`ranked`.`score` * :score_1) AS INT64) AS INT64) AS `step`, `ranked`.`grp` AS `grp`, CAST(CAST(round(`ranked`.`score`) AS INT64) AS INT64) AS `point`, `ranked`.`event` AS `event`
FROM `ranked`
WHERE `ranked`.`score` IS NOT NULL AND `ranked`.`usage` IS NOT NULL UNION ALL SELECT `ranked`.`cell` AS `cell`, :param_14 AS `measure`, CAST(CAST(round(`ranked`.`pulse` * :pulse_1) AS INT64) AS INT64) AS `step`, `ranked`.`grp` AS `grp`, CAST(CAST(round(`ranked`.`pulse` * :pulse_1) AS INT64) AS INT64) AS `point`, `ranked`.`event` AS `event`
FROM `ranked`
WHERE `ranked`.`score` IS NOT NULL AND `ranked`.`pulse` IS NOT NULL UNION ALL SELECT `ranked`.`cell` AS `cell`, :param_15 AS `measure`, CAST(CAST(round(`ranked`.`score` * :score_1) AS INT64) AS INT64) AS `step`, `ranked`.`grp` AS `grp`, CAST(CAST(round(`ranked`.`score`) AS INT64) AS INT64) AS `point`, `ranked`.`event` AS `event`
FROM `ranked`
WHERE `ranked`.`score` IS NOT NULL AND `ranked`.`pulse` IS NOT NULL) AS `every` GROUP BY GROUPING SETS((`every`.`cell`, `every`.`measure`, `every`.`step`), (`every`.`cell`, `every`.`measure`, `every`.`grp`, `every`.`point`));
