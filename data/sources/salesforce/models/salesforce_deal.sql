-- Grain: opportunity that is not deleted, its newest version. `items`: the sum of its lines, null without any. A close date is
-- a date of the company already; it is the day of the decision only once the opportunity is closed.
with item as (
  select opportunity_id, sum(total_price) as items
  from {{ newest('opportunity_line_item', 'id', by='coalesce(_fivetran_active, true) desc, _fivetran_synced') }}
  where not coalesce(is_deleted, false)
  group by opportunity_id
)
select
  deal.*, {{ mapped("coalesce(deal._opportunity_type, '')", 'opportunity_types',
                    "coalesce(deal._opportunity_type, '(no type)')") }} as kind,
  {% if option('arr') == 'amount' %}coalesce(deal.amount, item.items){% else %}cast(deal._arr as decimal(38, 12)){% endif %}
    as arr,
  {% if option('renewal_arr_due') == 'amount' %}coalesce(deal.amount, item.items)
  {%- else %}cast(deal._renewal_arr_due as decimal(38, 12)){% endif %} as arr_due,
  coalesce(nullif(deal.currency_iso_code, ''), nullif({{ quoted_text(option('currency')) }}, '')) as currency,
  case when deal.is_closed then deal.close_date end as closed_on, case when deal.is_closed then deal.is_won end as won
from {{ newest('opportunity', 'id', by='coalesce(_fivetran_active, true) desc, _fivetran_synced') }} as deal
left join item on item.opportunity_id = deal.id
where not coalesce(deal.is_deleted, false)
