SELECT DISTINCT `health_cube`.`week_day`
FROM `tenure_version_marts`.`health_cube` ORDER BY `health_cube`.`week_day`;

SELECT date_from_unix_date(CAST(`health_cube`.`week_day` AS INT64)) AS `as_of`, `profile`.`a_segment` AS `cell`, `health_cube`.`band`, CAST(sum(`health_cube`.`customers`) AS INT64) AS `customers`, CAST(sum(`health_cube`.`arr`) AS INT64) AS `arr`
FROM `tenure_version_marts`.`health_cube` JOIN `tenure_version_marts`.`profile` ON `profile`.`profile_id` = `health_cube`.`profile_id`
WHERE `health_cube`.`week_day` IN UNNEST(:week_day_1) AND coalesce(true, false) GROUP BY `health_cube`.`week_day`, `profile`.`a_segment`, `health_cube`.`band` ORDER BY `health_cube`.`week_day`, `profile`.`a_segment` NULLS LAST, `health_cube`.`band` NULLS LAST;
