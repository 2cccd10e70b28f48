-- Posted invoices alone. One whose balance is nothing was paid when its last payment was applied; before that it is open.
select invoice.id as invoice_id, coalesce(account.customer_id, 'zuora:account:' || invoice.account_id) as customer_id,
    invoice.due_date as due_on, case when invoice.balance = 0 then paid.paid_on end as paid_on, invoice.amount,
    invoice.transaction_currency as currency
from {{ newest('invoice', 'id') }} as invoice
left join {{ ref('zuora_account') }} as account on account.id = invoice.account_id
left join (
    select invoice_id, max({{ day_of('created_date') }}) as paid_on
    from {{ newest('invoice_payment', 'id') }}
    where _fivetran_deleted is not true
    group by invoice_id
) as paid on paid.invoice_id = invoice.id
where invoice._fivetran_deleted is not true and invoice.status = 'Posted' and invoice.due_date is not null
