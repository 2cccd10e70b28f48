-- Grain: e-mail sent to a lead of a customer. What followed belongs to the same e-mail, campaign, run and lead. A kind of
-- activity of which the replica holds nothing at all is unknown, not false. A lead that is not there any more gets an id that
-- no customer has; one that belongs to no customer is none of the board's.
{%- set followed = {'delivered': 'activity_email_delivered', 'opened': 'activity_open_email', 'clicked': 'activity_click_email'} %}
with
{%- for name, table in followed.items() %}
{{ name }} as (
  select distinct lead_id, campaign_id, campaign_run_id, primary_attribute_value_id from {{ raw(table) }}
){{ ',' if not loop.last }}
{%- endfor %}
select
  sent.id as touch_id, case when lead.id is null then 'marketo:lead:' || sent.lead_id else lead._customer end as customer_id,
  {{ day_of('sent.activity_date') }} as occurred_on, {{ quoted_text(option('function')) }} as function, 'email' as kind
  {%- for name in followed %},
  case when exists (select 1 from {{ name }}) then {{ name }}.lead_id is not null end as {{ name }}
  {%- endfor %}
from {{ ref('marketo_sent') }} as sent
left join {{ ref('marketo_merged') }} as merged on merged.id = sent.lead_id
left join {{ newest('lead', 'id', by='updated_at desc nulls last, _fivetran_synced') }} as lead
  on lead.id = coalesce(merged.survivor, sent.lead_id)
{%- for name in followed %}
left join {{ name }} on {{ name }}.lead_id = sent.lead_id
  and {{ name }}.primary_attribute_value_id = sent.primary_attribute_value_id
  and {{ name }}.campaign_id is not distinct from sent.campaign_id
  and {{ name }}.campaign_run_id is not distinct from sent.campaign_run_id
{%- endfor %}
where lead.id is null or lead._customer is not null
