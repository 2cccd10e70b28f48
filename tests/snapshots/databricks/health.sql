SELECT DISTINCT tenure_version_marts.health_cube.week_day
FROM tenure_version_marts.health_cube ORDER BY tenure_version_marts.health_cube.week_day;

SELECT date_from_unix_date(tenure_version_marts.health_cube.week_day) AS as_of, tenure_version_marts.profile.a_segment AS cell, tenure_version_marts.health_cube.band, CAST(sum(tenure_version_marts.health_cube.customers) AS BIGINT) AS customers, CAST(sum(tenure_version_marts.health_cube.arr) AS BIGINT) AS arr
FROM tenure_version_marts.health_cube JOIN tenure_version_marts.profile ON tenure_version_marts.profile.profile_id = tenure_version_marts.health_cube.profile_id
WHERE tenure_version_marts.health_cube.week_day IN (… week_day_1 …) AND coalesce(true, false) GROUP BY tenure_version_marts.health_cube.week_day, tenure_version_marts.profile.a_segment, tenure_version_marts.health_cube.band ORDER BY tenure_version_marts.health_cube.week_day, tenure_version_marts.profile.a_segment NULLS LAST, tenure_version_marts.health_cube.band NULLS LAST;
