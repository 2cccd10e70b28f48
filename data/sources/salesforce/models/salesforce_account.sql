-- Grain: account that is a customer, its newest version. Deleted ones are left out, those merged into one that is kept
-- stay under its id (survivor): their contracts and tickets are its own.
with recursive accounts as (
  select *, coalesce(is_deleted, false) as gone
  from {{ newest('account', 'id', by='coalesce(_fivetran_active, true) desc, _fivetran_synced') }}
),
kept as (
  select id, id as survivor from accounts
  where not gone {%- if option('account_types') %} and type in ({{ listed('account_types') }}){% endif %}
  union all
  select accounts.id, kept.survivor from accounts join kept on accounts.master_record_id = kept.id
  where accounts.gone and accounts.id <> kept.id
)
select accounts.*, kept.survivor
from accounts join kept on kept.id = accounts.id
