-- Grain: lead that was merged into another: the lead that is left after all mergers, which may follow one another.
with recursive merged as (
  select trim(gone.id) as id, lead_id as into_id, activity_date
  from {{ raw('activity_merge_leads') }}, unnest(string_split(trim(merge_ids, '[] '), ',')) as gone(id)
  where merge_ids is not null and trim(gone.id) <> '' and trim(gone.id) <> lead_id
),
step as (
  select id, into_id from merged qualify row_number() over (partition by id order by activity_date desc) = 1
),
path as (
  select id, into_id, 1 as length from step
  union all
  select path.id, step.into_id, path.length + 1 from path join step on step.id = path.into_id
  where step.into_id <> path.id and path.length < 50
)
select id, into_id as survivor from path
qualify row_number() over (partition by id order by length desc) = 1
