-- Grain: opportunity whose amount is known and that is no renewal.
select
  deal.id as opportunity_id, deal.account_id as customer_id, deal.kind,
  {{ mapped('deal.lead_source', 'lead_sources', quoted_text(option('source_function'))) }} as source_function,
  coalesce(seller.name, deal.owner_id, '(nobody)') as sold_by, deal.arr, deal.currency,
  {{ day_of('deal.created_date') }} as created_on, deal.closed_on, deal.won
from {{ ref('salesforce_deal') }} as deal left join {{ ref('salesforce_user') }} as seller on seller.id = deal.owner_id
where deal.kind not in ('renewal', 'ignore') and deal.arr is not null
