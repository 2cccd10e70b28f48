-- Grain: e-mail of a run of a campaign to a lead that was sent, not skipped; the first record of it counts.
select * from {{ raw('activity_send_email') }}
where action_result is distinct from 'skipped'
qualify row_number() over (
  partition by lead_id, campaign_id, campaign_run_id, primary_attribute_value_id order by activity_date, id) = 1
