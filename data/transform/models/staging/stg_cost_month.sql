{{ contract_table('cost_month') }}
