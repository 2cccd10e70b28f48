{{ contract_table('usage_week') }}
